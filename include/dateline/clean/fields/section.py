"""The section.

Order: JSON-LD ``articleSection``; ``article:section`` and its likes; microdata ``articleSection``; the
last crumb of the JSON-LD breadcrumbs before the page itself.
"""

from __future__ import annotations

from dateline.clean.evidence import Evidence
from dateline.clean.linked_data import strings, types_of
from dateline.clean.rules import Found, Rule, first
from dateline.clean.wording import fold, squeeze

_META = (
    "article:section",
    "og:article:section",
    "parsely-section",
    "section",
    "category",
    "sailthru.section",
    "dc.subject",
)
_MAX_CHARS = 60
_NOT_SECTIONS = frozenset(
    {"home", "homepage", "start", "startseite", "news home", "article", "articles", "index"}
)


def find_section(evidence: Evidence) -> Found[str]:
    """The part of the site in which the story stands."""
    return first(_RULES, evidence)


def _named(text: str | None) -> str | None:
    return text if text and len(text) <= _MAX_CHARS and fold(text) not in _NOT_SECTIONS else None


def _crumb(evidence: Evidence) -> str | None:
    for node in evidence.nodes:
        if "breadcrumblist" in types_of(node) and isinstance(items := node.get("itemListElement"), list):
            names = [
                squeeze(name) for item in items[:10] if isinstance(item, dict) for name in _crumb_names(item)
            ]
            shown = {fold(text) for text in evidence.heard.headlines}
            names = [name for name in names if fold(name) not in shown and _named(name)]
            return names[-1] if names else None
    return None


def _crumb_names(item: dict[str, object]) -> list[str]:
    inner = item.get("item")
    return strings(item.get("name")) or (strings(inner.get("name")) if isinstance(inner, dict) else [])


_RULES: tuple[Rule[str], ...] = (
    Rule("json-ld", 0.9, lambda evidence: _named(evidence.linked("articleSection"))),
    Rule("meta", 0.85, lambda evidence: _named(evidence.meta(*_META))),
    Rule("microdata", 0.8, lambda evidence: _named(evidence.item("articlesection"))),
    Rule("breadcrumb", 0.7, _crumb),
)

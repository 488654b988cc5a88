"""The subtitle.

Order: JSON-LD ``alternativeHeadline``; microdata ``alternativeHeadline``; JSON-LD ``description``;
``og:description``, ``description`` where it is not cut short.
"""

from __future__ import annotations

from dateline.clean.evidence import Evidence
from dateline.clean.rules import Found, Rule, first
from dateline.clean.wording import fold


def find_subtitle(evidence: Evidence, *, title: str | None) -> Found[str]:
    """The sentence under the headline, or the page's description of the story."""
    found = first(_RULES, evidence)
    same = found.value is not None and fold(found.value) == fold(title or "")
    return Found(None) if same else found


def _description(evidence: Evidence) -> str | None:
    text = evidence.meta("og:description", "description", "twitter:description")
    return None if text is None or text.endswith(("…", "...")) else text


_RULES: tuple[Rule[str], ...] = (
    Rule("json-ld alternativeHeadline", 0.9, lambda evidence: evidence.linked("alternativeHeadline")),
    Rule("microdata", 0.8, lambda evidence: evidence.item("alternativeheadline")),
    Rule("json-ld description", 0.7, lambda evidence: evidence.linked("description")),
    Rule("meta description", 0.6, _description),
)

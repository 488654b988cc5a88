"""The tags.

Order: ``article:tag``; JSON-LD ``keywords``; ``news_keywords`` and ``keywords``; links marked ``rel=tag``
are left out, for they name what the site files under rather than what the story is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dateline.clean.evidence import Evidence
from dateline.clean.linked_data import strings
from dateline.clean.rules import Found, Rule, first
from dateline.clean.wording import fold, squeeze

_MAX_TAGS, _MAX_CHARS = 40, 80
_MACHINE = re.compile(r"^[\w-]+[:=]\S|^[a-z0-9]{16,}$")


def find_tags(evidence: Evidence) -> Found[tuple[str, ...]]:
    """What the publisher says the story is about, in its order."""
    return first(_RULES, evidence)


def _tags(values: Iterable[str]) -> tuple[str, ...]:
    """Single tags out of values that may each hold several, parted by commas or semicolons."""
    found: dict[str, str] = {}
    for value in values:
        for part in re.split(r"[;,|]", value):
            tag = squeeze(part).strip("\"'#[] ")
            if tag and len(tag) <= _MAX_CHARS and not _MACHINE.search(tag):
                found.setdefault(fold(tag), tag)
    return tuple(found.values())[:_MAX_TAGS]


_RULES: tuple[Rule[tuple[str, ...]], ...] = (
    Rule("article:tag", 0.9, lambda evidence: _tags(evidence.metas("article:tag", "og:article:tag"))),
    Rule("json-ld", 0.85, lambda evidence: _tags(strings((evidence.article or {}).get("keywords")))),
    Rule(
        "meta keywords",
        0.7,
        lambda evidence: _tags(evidence.metas("news_keywords", "keywords", "parsely-tags")),
    ),
)

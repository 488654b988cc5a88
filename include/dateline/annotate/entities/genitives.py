"""Names that end in 's themselves: McDonald's, Moody's, Sotheby's.

The parse and the rules take 's for no part of a name, since most are a genitive. Where it belongs to the
name, the name never stands without it, and now and then something follows that cannot follow a genitive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from dateline.annotate.entities.found import Found

_MAY_END_SO = frozenset(["ORG", "FAC", "PRODUCT"])
_GENITIVE = re.compile(r"['’]s\b")
_NO_GENITIVE = re.compile(
    r"['’]s(?:[^\S\n]*(?:\n\s*\n|\Z)|[.;:!?)]|,? (?:said|says|told|will|would|can|could|may|might|must|"
    r"should|has|had|have|is|was|are|were|did|does|do|in|on|at|for|from|to|with|by|after|before|since|"
    r"which|whose|that|who|but)\b)"
)
"""A paragraph's end, a verb or a preposition behind it; "and" and a comma may stand between two genitives."""


def with_own_genitive(text: str, found: Iterable[Found]) -> list[Found]:
    """The sightings in order, each with the 's that belongs to its name."""
    items = list(found)
    names = {text[item.start : item.end] for item in items if _NO_GENITIVE.match(text, item.end)}
    names = {name for name in names if not name.isupper()}  # "OTM's" is a plural
    if not names:
        return items
    names -= {text[item.start : item.end] for item in items if not _may_take_it_in(text, item)}
    return [
        replace(item, end=item.end + len("'s")) if text[item.start : item.end] in names else item
        for item in items
    ]


def _may_take_it_in(text: str, item: Found) -> bool:
    return item.label in _MAY_END_SO and _GENITIVE.match(text, item.end) is not None

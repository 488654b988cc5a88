"""Words that come before a person's name: forms of address, ranks and offices."""

from __future__ import annotations

import re
from typing import Literal

from dateline.annotate.entities.person_nouns import PERSON_NOUNS
from dateline.annotate.entities.word_table import word_table

_TABLE = word_table(__package__, "titles.tsv")
MEN = _TABLE["men"]
WOMEN = _TABLE["women"]
NEITHER = _TABLE["either"]
OF_ONE_NAME = _TABLE["of_one_name"]
"""Titles whose bearers are known by title and one name: the title stays in the name."""

_ALL = "|".join(sorted({*MEN, *WOMEN, *NEITHER}, key=len, reverse=True))
NAMES_TOO = frozenset(
    ["hunter", "dean", "bishop", "king", "prince", "pope", "duke", "judge", "baron", "chance"]
)
"""Nouns that are given names as often."""
_TRADES = "|".join(sorted(PERSON_NOUNS - NAMES_TOO, key=len, reverse=True))
LEADING = re.compile(rf"(?:(?:{_ALL})\b\.?(?:\s+|(?<=\.)(?=[A-Z])))+(?=[^a-z])")
TRADE = re.compile(rf"(?i:(?:{_TRADES})\s+)+(?=[^\Wa-z]\w+ )")
TITLE = re.compile(rf"(?:{_ALL})\.?")
BEFORE = re.compile(rf"\b((?:{_ALL}))\b\.?\s+$")
WINDOW = 24


def leading_titles(text: str, start: int, end: int) -> int:
    """Where the name itself begins in ``text[start:end]``; the last word is never taken for a title."""
    for pattern in (TRADE, LEADING):
        match = pattern.match(text, start, end)
        if match and match.end() < end:
            start = match.end()
    return start


def title_before(text: str, start: int) -> str | None:
    """The title that stands right before ``start``: "Mr" in "Mr Haddad"."""
    match = BEFORE.search(text[max(0, start - WINDOW) : start])
    return match.group(1) if match else None


def gender_of_title(title: str) -> Literal["m", "f"] | None:
    """``m``, ``f`` or None."""
    if title in WOMEN or title.endswith("woman"):
        return "f"
    return "m" if title in MEN or title.endswith("man") else None

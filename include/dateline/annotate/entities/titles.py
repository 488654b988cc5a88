"""Words that come before a person's name: forms of address, ranks and offices."""

from __future__ import annotations

import re

from dateline.annotate.entities.person_nouns import PERSON_NOUNS

MEN = (
    "Mr",
    "Sir",
    "Lord",
    "King",
    "Prince",
    "Baron",
    "Duke",
    "Father",
    "Brother",
    "Emperor",
    "Sheikh",
    "Imam",
    "Pope",
    "Herr",
    "Monsieur",
    "Señor",
)
WOMEN = (
    "Mrs",
    "Ms",
    "Miss",
    "Mme",
    "Dame",
    "Lady",
    "Queen",
    "Princess",
    "Baroness",
    "Duchess",
    "Sister",
    "Frau",
    "Madame",
    "Madam",
    "Señora",
    "Empress",
)
NEITHER = (
    "Mx", "Dr", "Doctor", "Prof", "Professor", "Rev", "Reverend", "Rabbi", "Bishop", "Archbishop", "Cardinal", "Canon",
    "President", "Vice-President", "Chancellor", "Premier", "Senator", "Sen", "Congressman", "Congresswoman", "Representative", "Rep",
    "Governor", "Gov", "Mayor", "Minister", "Secretary", "Ambassador", "Commissioner", "Councillor", "Cllr", "Speaker",
    "Justice", "Judge", "Attorney", "Sheriff", "Chief", "Detective", "Inspector", "Superintendent", "Constable", "Officer",
    "General", "Gen", "Major", "Maj", "Colonel", "Col", "Captain", "Capt", "Lieutenant", "Lt", "Sergeant", "Sgt", "Corporal", "Private", "Admiral", "Commander", "Brigadier", "Marshal", "Commodore",
    "Datuk", "Datin", "Dato", "Tan Sri", "Seri", "Tun", "Ustaz", "Haji", "Coach", "Chairman", "Chairwoman", "Hon", "MP", "MEP", "Advocate", "Pastor", "Coroner",
)  # fmt: skip
OF_ONE_NAME = ("King", "Queen", "Prince", "Princess", "Pope", "Emperor", "Empress", "Sheikh", "Saint")
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
    """The title that stands right before ``start``: "Mr" in "Mr Healey"."""
    match = BEFORE.search(text[max(0, start - WINDOW) : start])
    return match.group(1) if match else None


def gender_of_title(title: str) -> str | None:
    """``m``, ``f`` or None."""
    return (
        "m"
        if title in MEN or title.endswith("man")
        else "f"
        if title in WOMEN or title.endswith("woman")
        else None
    )

"""Words that come before a person's name: forms of address, ranks and offices."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from dateline.annotate.entities.given_names import gender_of_name
from dateline.annotate.entities.person_nouns import KIN, PERSON_NOUNS
from dateline.annotate.entities.word_table import word_table

_TABLE = word_table(__package__, "titles.tsv")
MEN = _TABLE["men"]
WOMEN = _TABLE["women"]
NEITHER = _TABLE["either"]
OF_ONE_NAME = _TABLE["of_one_name"]
"""Titles whose bearers are known by title and one name: the title stays in the name."""

ADVERBS = frozenset(
    [
        *(
            "today",
            "yesterday",
            "tomorrow",
            "tonight",
            "now",
            "then",
            "later",
            "earlier",
            "soon",
            "eventually",
        ),
        *("recently", "finally", "meanwhile", "instead", "however", "maybe"),
    ]
)
"""What opens a sentence before a name and is no part of it."""

_LONGEST_FIRST = sorted({*MEN, *WOMEN, *NEITHER}, key=len, reverse=True)
_EVERY = frozenset(_LONGEST_FIRST)
_ALL = "|".join(_LONGEST_FIRST)
NAMES_TOO = frozenset(
    ["hunter", "dean", "bishop", "king", "prince", "pope", "duke", "judge", "baron", "chance"]
)
"""Nouns that are given names as often."""
TRADES = PERSON_NOUNS - NAMES_TOO
_TRADES = "|".join(sorted(TRADES, key=len, reverse=True))
LEADING = re.compile(rf"(?:(?:{_ALL})\b\.?(?:\s+|(?<=\.)(?=[A-Z])))+(?=[^a-z])")
TRADE = re.compile(rf"(?i:(?:{_TRADES})\s+)+(?=[^\Wa-z]\w+ )")
ADVERB = re.compile(rf"(?:{'|'.join(sorted(map(str.title, ADVERBS)))}) ")
WINDOW = 24
"""Characters before a name in which its title is sought."""
_BY_ENDING = {
    ending: tuple(title for title in _LONGEST_FIRST if title.endswith(ending))
    for ending in {title[-2:] for title in _LONGEST_FIRST}
}
"""Last two letters → the titles that end so, the longest first: few words before a name do."""
_LAST_WORDS = tuple({title.rpartition(" ")[2] for title in _LONGEST_FIRST})


_WHOLE = {
    "adv": "advocate",
    "amb": "ambassador",
    "atty": "attorney",
    "brig": "brigadier",
    "capt": "captain",
    "cllr": "councillor",
    "col": "colonel",
    "coun": "councillor",
    "cr": "councillor",
    "det": "detective",
    "doctor": "dr",
    "gen": "general",
    "gov": "governor",
    "insp": "inspector",
    "lt": "lieutenant",
    "maj": "major",
    "prof": "professor",
    "rep": "representative",
    "rev": "reverend",
    "sen": "senator",
    "sgt": "sergeant",
}


def whole_title(title: str) -> str:
    """The title in small letters, not abbreviated: "councillor" for "Cllr"."""
    folded = title.lower().removesuffix(".")
    return _WHOLE.get(folded, folded)


def is_title(words: str) -> bool:
    """Whether ``words`` are a title and nothing else, with a full stop or without."""
    return words.removesuffix(".") in _EVERY or words in _EVERY


def leading_titles(text: str, start: int, end: int) -> int:
    """Where the name itself begins in ``text[start:end]``; the last word is never taken for a title."""
    return start + _titles(text[start:end])


@lru_cache(maxsize=4_096)
def _titles(words: str) -> int:
    """How many characters of ``words`` stand before the name itself."""
    start = 0
    first = words.split(None, 1)[0] if words else ""
    for pattern in (ADVERB, TRADE, LEADING) if first.lower() in TRADES else (ADVERB, LEADING):
        match = pattern.match(words, start)
        if match and match.end() < len(words):
            start = match.end()
    if not start and _is_trade(first.lower()) and gender_of_name(words[len(first) + 1 :]):
        return len(first) + 1  # "Plumber Lee"
    return start


def _is_trade(word: str) -> bool:
    return word in TRADES and word not in KIN and word.endswith(("er", "or", "ist", "ian", "man", "woman"))


def title_before(text: str, start: int) -> str | None:
    """The title that stands right before ``start``: "Mr" in "Mr Haddad"."""
    if not text[start - 1 : start].isspace():
        return None
    words = text[max(0, start - WINDOW) : start].rstrip().removesuffix(".")
    for title in _BY_ENDING.get(words[-2:], ()):
        if words.endswith(title) and not words[: -len(title)][-1:].isalnum():
            return title
    return None


def may_end_title(word: str) -> bool:
    """Whether ``word`` may be the last of a title: of what stands before names, few words may."""
    return word.removesuffix(".").endswith(_LAST_WORDS)


def gender_of_title(title: str) -> Literal["m", "f"] | None:
    """``m``, ``f`` or None."""
    if title in WOMEN or title.endswith("woman"):
        return "f"
    return "m" if title in MEN or title.endswith("man") else None

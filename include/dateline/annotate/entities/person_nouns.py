"""Nouns that mean a person: kinship, trades and offices. Before a name they make it a person's."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.annotate.entities.word_table import word_table

_TABLE = word_table(__package__, "person_nouns.tsv")
MEN = _TABLE["men"]
WOMEN = _TABLE["women"]
PERSON_NOUNS = _TABLE["either"] | MEN | WOMEN
FIRMS_TOO = _TABLE["firms_too"]
"""Those by which firms are called as well: "its parent, Meridian Holdings,"."""
KIN = _TABLE["kin"]
"""Nouns for relatives, who are often named elsewhere."""
OFFICE_INITIALS = _TABLE["initials"]
"""Offices by their initials, "the PM", "CEO"; in small letters some are hours or books."""
SMALL_INITIALS = frozenset(map(str.lower, OFFICE_INITIALS)) - PERSON_NOUNS
"""Those that mean other things in small letters: "10 pm"."""
_LONGEST_OFFICE = 4


def means_person(word: str) -> bool:
    """Whether ``word``, as it is written, is a noun for a person."""
    return word in OFFICE_INITIALS or word.lower() in PERSON_NOUNS


def initials_of(words: Sequence[str]) -> str | None:
    """The initials, in small letters, by which the office that ``words`` end in is known as well.

    ``pm`` of "the former prime minister", ``ceo`` of "chief executive".
    """
    office = [word for word in words[-_LONGEST_OFFICE - 1 :] if word and word != "of"]
    for count in range(2, min(_LONGEST_OFFICE, len(office)) + 1):
        initials = "".join([word[0] for word in office[-count:]]).upper()
        if initials in OFFICE_INITIALS or initials == "CE":
            return initials.lower() if initials != "CE" else "ceo"
    return None

"""Whether a word is a given name, and whose: women's, men's or both.

The table is made by ``tools/given_names.py`` from public counts of many countries. It says what is usual for
bearers of a name; nothing about a given person is known from it, so it only breaks ties.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import Literal

NameGender = Literal["f", "m", "u"]


@lru_cache(maxsize=65_536)
def gender_of_name(given_name: str) -> NameGender | None:
    """``f`` or ``m`` where nine of ten bearers agree, ``u`` where they do not, None for an unknown name.

    Of two names joined by a hyphen both are known: "Kelly-Ann" is a woman's, "Jean-Marie" may be a man's.
    """
    plain = unicodedata.normalize("NFKD", given_name)
    folded = "".join(c for c in plain if c.isascii()).strip("'.").lower()
    known = _table().get(folded)
    first, hyphen, second = folded.partition("-")
    if known or not hyphen or len(first) < 3:  # "al-Aqsa"
        return known
    halves = _table().get(first), _table().get(second)
    if None in halves:
        return None
    return "u" if first == "jean" else halves[1] if halves[0] in ("u", halves[1]) else "u"


@lru_cache(maxsize=1)
def _table() -> dict[str, NameGender]:
    lines = files(__package__).joinpath("given_names.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {name: gender for name, _, gender in (line.partition("\t") for line in lines)}  # type: ignore[misc]

"""What English given names are shortened to: "Ken" for Kenneth, "Bobby" for Robert."""

from __future__ import annotations

from functools import cache

from dateline.annotate.entities.word_table import word_table


@cache
def _long_names() -> dict[str, frozenset[str]]:
    """Each name with the long names that it can stand for, itself among them."""
    table = word_table(__package__, "short_names.tsv")
    names = {*table, *(short for shorts in table.values() for short in shorts)}
    return {
        name: frozenset([name, *(long for long, shorts in table.items() if name in shorts)]) for name in names
    }


def are_one_name(first: str, second: str) -> bool:
    """Whether two given names, in small letters, can be one's: "ken" and "kenneth", "bob" and "bobby"."""
    long = _long_names()
    return first in long and second in long and not long[first].isdisjoint(long[second])

"""What English given names are shortened to: "Ken" for Kenneth, "Bobby" for Robert."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from dateline.annotate.entities.word_table import word_table


def long_names(name: str) -> frozenset[str]:
    """The long names that a given name in small letters can stand for, itself among them, or none."""
    return _table().get(name, frozenset())


@cache
def _table() -> dict[str, frozenset[str]]:
    long: dict[str, set[str]] = defaultdict(set)
    for name, shorts in word_table(__package__, "short_names.tsv").items():
        for form in (name, *shorts):
            long[form].add(name)
    return {form: frozenset(names) for form, names in long.items()}

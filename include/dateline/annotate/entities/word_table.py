"""Word lists that live in files beside the code: one group a line, its name, a tab, its words."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def word_table(package: str, name: str) -> dict[str, frozenset[str]]:
    """The groups of the table ``name`` in ``package``; an underscore in a word is a space."""
    lines = files(package).joinpath(name).read_text(encoding="utf-8").splitlines()
    groups = (line.partition("\t") for line in lines)
    return {group: frozenset(word.replace("_", " ") for word in words.split()) for group, _, words in groups}

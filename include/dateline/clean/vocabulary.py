"""Words and patterns that rules look for, kept as text beside the code.

A file holds sections, ``[name]`` and then its lines; ``#`` begins a remark. A line is one pattern, or
several words.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_HEADING = re.compile(r"\[([a-z ]+)\]")


def words(file: str, section: str) -> frozenset[str]:
    """The single words of a section."""
    return frozenset(word for line in lines(file, section) for word in line.split())


def alternation(file: str, section: str) -> str:
    """A pattern that matches what any line of a section matches."""
    return f"(?:{'|'.join(lines(file, section))})"


def lines(file: str, section: str) -> tuple[str, ...]:
    """The lines of a section."""
    return sections(file)[section]


@cache
def sections(file: str) -> dict[str, tuple[str, ...]]:
    """Every section of a file with its lines."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for raw in files("dateline.clean").joinpath(file).read_text("utf-8").splitlines():
        line = raw.strip()
        if heading := _HEADING.fullmatch(line):
            current = found.setdefault(heading.group(1), [])
        elif line and not line.startswith("#"):
            current.append(line)
    return {name: tuple(entries) for name, entries in found.items()}

"""What kind of line an offset lies in: capitals, a row of results, the middle of a wrapped paragraph."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator

NUMBER = re.compile(r"(?<![\w.])[-–(]?\d[\d.,:/–-]*")
TWO_NUMBERS = re.compile(r"\d\D+\d")
WORD = re.compile(r"[^\W\d_]{2,}")
DATE = re.compile(
    r"(?:(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|"
    r"January|February|March|April|August|September|October|November|December|"
    r"Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)(?:day)?\.?)(?: \d+)?$",
    re.IGNORECASE,
)
"""A month or a day of the week, with the day or the year."""
LEAST_LETTERS = 4
LONGEST_ROW = 400
"""Characters beyond which a line is prose."""
WRAPPED = 45
"""Characters before a line break that make it the wrap of a paragraph rather than the end of one."""


class Lines:
    """The lines of a text, by offset."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        spans = zip(self._starts, [*self._starts[1:], len(text) + 1], strict=True)
        self._spans = [(start, end - 1) for start, end in spans]
        self._capitals = [_capitals(text[start:end]) for start, end in self._spans]
        self._tables = [_table(text[start:end]) for start, end in self._spans]

    def in_capitals(self, offset: int) -> bool:
        """Whether the line is written in capitals, so that case tells nothing."""
        return self._capitals[self._number(offset)]

    def is_table(self, offset: int) -> bool:
        """Whether the line is a row of names and figures."""
        return self._tables[self._number(offset)]

    def capitals(self) -> Iterator[tuple[int, int]]:
        """The spans of the lines in capitals."""
        return (span for span, capital in zip(self._spans, self._capitals, strict=True) if capital)

    def tables(self) -> Iterator[tuple[int, int]]:
        """The spans of the rows of names and figures."""
        return (span for span, table in zip(self._spans, self._tables, strict=True) if table)

    def wraps_at(self, newline: int) -> bool:
        """Whether a name may go on beyond this line break."""
        start, end = self._spans[self._number(newline)]
        after = self.text[newline + 1 : newline + 2]
        return end - start >= WRAPPED and after.isalnum() and self.text[end - 1 : end].isalnum()

    def _number(self, offset: int) -> int:
        return bisect.bisect_right(self._starts, offset) - 1


def _capitals(line: str) -> bool:
    return line.isupper() and sum(c.isalpha() for c in line) >= LEAST_LETTERS


def _table(line: str) -> bool:
    if len(line) >= LONGEST_ROW or not TWO_NUMBERS.search(line):
        return False
    numbers = len(NUMBER.findall(line))
    return numbers >= 2 and numbers >= 0.5 * len(WORD.findall(line))

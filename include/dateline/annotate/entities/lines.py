"""What kind of line an offset lies in: capitals, a row of results, the middle of a wrapped paragraph."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice

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
LONG_WORD = re.compile(r"\b[^\W\d_]{4,}")
LEAST_LONG_WORDS = 3
"""Words of four letters or more without which nothing can be said of a line's case."""
IN_TITLE_CASE = 0.8
"""The share of them that begin with a capital in a headline so written; its small words do not count."""
LONGEST_HEADLINE = 200
WRAPPED = 45
"""Characters before a line break that make it the wrap of a paragraph rather than the end of one."""


class Lines:
    """The lines of a text, by offset."""

    def __init__(self, text: str) -> None:
        self.text = text
        lines = text.split("\n")
        self.starts = [0, *accumulate([len(line) + 1 for line in lines[:-1]])]
        """Where each line begins."""
        self._capitals = {
            number: self._span(number, line)
            for number, line in enumerate(lines)
            if line.isupper() and _has_letters(line)
        }
        self._tables = {
            number: self._span(number, line)
            for number, line in enumerate(lines)
            if len(line) < LONGEST_ROW and TWO_NUMBERS.search(line) and _mostly_figures(line)
        }

    def in_capitals(self, offset: int) -> bool:
        """Whether the line is written in capitals, so that case tells nothing."""
        return bool(self._capitals) and self._number(offset) in self._capitals

    def is_title_case(self, offset: int) -> bool:
        """Whether the line is a headline whose words all begin with capitals."""
        start = self.starts[self._number(offset)]
        line, _, _ = self.text[start : start + LONGEST_HEADLINE + 1].partition("\n")
        if len(line) > LONGEST_HEADLINE:
            return False
        words = LONG_WORD.findall(line)
        capitals = sum(word[0].isupper() for word in words)
        return len(words) >= LEAST_LONG_WORDS and capitals >= IN_TITLE_CASE * len(words)

    def is_table(self, offset: int) -> bool:
        """Whether the line is a row of names and figures."""
        return bool(self._tables) and self._number(offset) in self._tables

    def capitals(self) -> Iterator[tuple[int, int]]:
        """The spans of the lines in capitals."""
        return iter(self._capitals.values())

    def tables(self) -> Iterator[tuple[int, int]]:
        """The spans of the rows of names and figures."""
        return iter(self._tables.values())

    def wraps_at(self, newline: int) -> bool:
        """Whether a name may go on beyond this line break."""
        start = self.starts[self._number(newline)]
        after = self.text[newline + 1 : newline + 2]
        return newline - start >= WRAPPED and after.isalnum() and self.text[newline - 1 : newline].isalnum()

    def _number(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def _span(self, number: int, line: str) -> tuple[int, int]:
        return self.starts[number], self.starts[number] + len(line)


def _has_letters(line: str) -> bool:
    return sum(map(str.isalpha, line)) >= LEAST_LETTERS


def _mostly_figures(line: str) -> bool:
    """Whether there are at most two words to a number, of which there are two."""
    numbers = len(NUMBER.findall(line))
    words_beyond = islice(WORD.finditer(line), 2 * numbers, None)
    return numbers >= 2 and next(words_beyond, None) is None

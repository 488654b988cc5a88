"""What stands between a headline and the story's first sentence and belongs to neither: byline, date, menu.

Markup mostly names these; where it does not they are known by their place and their words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.clean.moments import read_moment
from dateline.clean.vocabulary import alternation
from dateline.clean.wording import fold

_CLOCK = re.compile(
    r"\W*\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:uhr|[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?\W*", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_BYLINE_WORD = re.compile(
    rf"\b(?:{alternation('bylines.txt', 'by')}|{alternation('bylines.txt', 'and')})\b", re.IGNORECASE
)
_MAX_DATE_CHARS, _MAX_DATE_WORDS = 60, 6
_MAX_BYLINE_WORDS = 4


def is_clock(line: str) -> bool:
    """Whether a line is a time of day and nothing else, as before the entries of a live blog."""
    return len(line) <= _MAX_DATE_CHARS and _CLOCK.fullmatch(line) is not None


def is_opening_matter(line: str, *, title: str, authors: Sequence[str]) -> bool:
    """Whether a line above the story's first sentence is the headline again, a date or the byline."""
    rest = line[len(title) :].strip(" .–—-|") if title and line.startswith(title) else line
    return not rest or fold(line) == fold(title) or _is_date(rest) or _is_byline(rest, authors)


def _is_date(line: str) -> bool:
    if len(line) > _MAX_DATE_CHARS or not any(char.isdigit() for char in line):
        return False
    return len(_WORD.findall(line)) <= _MAX_DATE_WORDS and read_moment(line, zone="UTC") is not None


def _is_byline(line: str, authors: Sequence[str]) -> bool:
    """The authors' names with little else: "By", "and", a role."""
    rest = line
    for name in authors:
        rest = rest.replace(name, " ")
    return rest != line and len(_WORD.findall(_BYLINE_WORD.sub(" ", rest))) <= _MAX_BYLINE_WORDS

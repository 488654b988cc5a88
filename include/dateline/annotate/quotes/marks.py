"""Find the strings inside quotation marks, whatever the marks and however badly they are kept.

In: the text. Out: ``Marked`` spans, outermost only, in order. A paragraph is the unit: marks never pair
across its end, so one lost mark cannot turn a whole article inside out. A mark that opens and is not closed
runs to the end of its paragraph, which is how a quotation of several paragraphs is printed.

Double marks (“ ” „ " « » ‹ ›) are paired first; single ones (‘ ’ ') then only outside of them, since most
single marks are apostrophes. Time grows linearly with the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from dateline.records import Span


class Marked(NamedTuple):
    """A string inside quotation marks, marks included."""

    start: int
    end: int
    closed: bool
    """False where the paragraph ended before the quotation did."""
    kind: str = "double"
    """``double``, ``single``, or ``doubled`` for pairs of apostrophes ('')."""


def find_marked(text: str, *, following: str = "") -> list[Marked]:
    """The outermost marked strings of ``text``, in order; none crosses a line break.

    ``following`` is the first character of the paragraph behind ``text``.
    """
    text = text.replace(_TWO_APOSTROPHES, "’”")
    found: list[Marked] = []
    lines = [match.span() for match in _LINE.finditer(text)]
    for number, (start, end) in enumerate(lines):
        if _MARK.search(text, start, end):
            after = text[lines[number + 1][0]] if number + 1 < len(lines) else following
            found.extend(_of_paragraph(text, start, end, following=after))
    return found


def without_marks(text: str) -> str:
    """``text`` without the marks around the whole of it; marks around a part of it stay.

    A mark that opens it and is not closed is one around the whole: the next paragraph went on with the same.
    """
    text = text.strip()
    if not _MARK.match(text):
        return text
    if _ONE_STRING.fullmatch(text):
        return text[1:-1].strip()
    marks = find_marked(text, following=text[:1])
    if len(marks) == 1 and (marks[0].start, marks[0].end) == (0, len(text)):
        width = 2 if marks[0].kind == "doubled" else 1
        if width == 1 and text.endswith(_TWO_APOSTROPHES):
            text = text[:-1]
        return text[width : len(text) - width * marks[0].closed].strip()
    return text


_TWO_APOSTROPHES = "’’"
"""What some papers close “ with, or ‘ and “ at once."""
_LINE = re.compile(r"[^\s][^\n\r\u2028\u2029\x0b\x0c\x85]*")
_MARK = re.compile(r"[“”„‟\"«»‹›‘’'‚‛]")
_DOUBLE = re.compile(r"[“”„‟\"«»‹›]")
_INSIDE = r"[^“”„‟\"«»‹›\n\r\u2028\u2029\x0b\x0c\x85]*"
_ONE_STRING = re.compile(rf"“{_INSIDE}”|\"(?=\S){_INSIDE}(?<!\d)\"")
"""All within one pair of double marks; behind a figure a straight one may be inches."""
_SINGLE = re.compile(r"[‘’'‚‛](?<!['`].)(?!['`])")
_SINGLE_OPENER = re.compile(r"[‘'‚‛](?<!\w.)")
"""The look-behinds come after the mark: a search that begins with a few characters leaps to them."""
_ALWAYS_OPEN = frozenset("„‟")
_OPENERS = frozenset("“„‟\"«‹‘'")
_OPEN_AFTER = frozenset(" \t\u00a0\u2009\u202f([{—–-/:;,.…*>|")
_TIGHT_OPEN_AFTER = frozenset(" \t\u00a0\u2009\u202f([{—–/:*>|")
_DASHES = frozenset("—–-")
_FINAL = frozenset(".,!?…;:—–-")
_ELIDED = re.compile(
    r"['’‘](?:\d0s?\b|\d\ds?\b|(?:em|tis|twas|til|till|cause|bout|round|n|cos|cuz|coz)\b)", re.I
)


def _of_paragraph(text: str, start: int, end: int, *, following: str) -> list[Marked]:
    """The marked strings of one paragraph; ``following`` is the first character of the next."""
    doubles = list(_pair_doubles(text, start, end))
    if not doubles and "''" in text[start:end]:
        return list(_pair_apostrophes(text, start, end))
    singles = list(_pair_singles(text, start, end, doubles, following=following))
    if not singles:
        return doubles
    outer = [mark for mark in doubles if not _inside(mark, singles)]
    return sorted([*outer, *singles], key=lambda mark: mark.start)


def _pair_apostrophes(text: str, start: int, end: int) -> Iterator[Marked]:
    """Pairs of apostrophes, which some feeds print for double marks: open before a word, close after one."""
    opened: int | None = None
    for match in re.finditer("''", text[start:end]):
        at, after = start + match.start(), start + match.end()
        opens = (at == start or text[at - 1] in _OPEN_AFTER) and after < end and not text[after].isspace()
        if opened is None and opens:
            opened = at
        elif opened is not None and not text[at - 1].isspace():
            yield Marked(opened, after, True, "doubled")
            opened = None
    if opened is not None:
        yield Marked(opened, _trim(text, opened, end), False, "doubled")


def _inside(mark: Marked, spans: list[Marked]) -> bool:
    at = bisect_right(spans, mark.start, key=lambda span: span.start) - 1
    return at >= 0 and mark.end <= spans[at].end


def _pair_doubles(text: str, start: int, end: int) -> Iterator[Marked]:
    signs = [match.start() for match in _DOUBLE.finditer(text, start, end)]
    signs = [at for at in signs if not _is_measure(text, at, start)]
    closing = [_may_close(text, at, start, end) for at in signs]
    closers_left = sum(closing)
    opened: list[int] = []
    for at, may_close in zip(signs, closing, strict=True):
        closers_left -= may_close
        if opened and may_close and _closes(text, at, opened[-1], end):
            begin = opened.pop()
            if not opened:
                yield Marked(begin, at + 1, True)
        elif opened and not _nests(text[at], text[opened[-1]], len(opened), closers_left):
            yield Marked(opened[0], _trim(text, opened[0], at), False)
            opened = [at]
        elif _may_open(text, at, start, end):
            opened.append(at)
    if opened:
        yield Marked(opened[0], _trim(text, opened[0], end), False)


def _is_measure(text: str, at: int, start: int) -> bool:
    """Inches: a straight mark right behind a figure that follows a foot mark, as in 6'2"."""
    return (
        text[at] == '"'
        and at - 2 >= start
        and text[at - 1].isdigit()
        and "'" in text[max(start, at - 4) : at]
    )


def _may_open(text: str, at: int, start: int, end: int) -> bool:
    mark, last = text[at], at + 1 >= end
    if mark in _ALWAYS_OPEN:
        return True
    if last or text[at + 1].isspace():
        return mark in "“«" and not last
    return mark in "“«‹" or at == start or text[at - 1] in _OPEN_AFTER or text[at - 1] in _OPENERS


def _may_close(text: str, at: int, start: int, end: int) -> bool:
    mark, last = text[at], at + 1 >= end
    if mark in _ALWAYS_OPEN or at == start:
        return False
    if mark in "”»›":
        return True
    after_word = not text[at - 1].isspace()
    if mark in "“«‹":
        return after_word and (last or not text[at + 1].isalnum())
    return after_word or last or text[at + 1].isspace()


def _closes(text: str, at: int, opener_at: int, end: int) -> bool:
    """Whether the mark at ``at``, which may close a string, closes the one opened at ``opener_at``."""
    mark, opener, before = text[at], text[opener_at], text[at - 1]
    if mark == "“":
        return opener in _ALWAYS_OPEN or (opener == "“" and before in _FINAL)
    if mark in "«‹":
        return opener in "»›"
    if mark in "”»›":
        return True
    before_word = at + 1 < end and text[at + 1].isalnum()
    return not (before in _TIGHT_OPEN_AFTER and before not in _DASHES and before_word)


def _nests(mark: str, opener: str, depth: int, closers_left: int) -> bool:
    """Whether an opening mark inside an open quotation starts a nested one rather than a new one."""
    if mark in "“«‹„":
        return closers_left > depth
    return mark != opener


def _trim(text: str, start: int, end: int) -> int:
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return end


def _pair_singles(
    text: str, start: int, end: int, doubles: list[Marked], *, following: str
) -> Iterator[Marked]:
    if not _SINGLE_OPENER.search(text, start, end):
        return
    openers, closers = _single_signs(text, start, end, doubles)
    last = start
    for number, at in enumerate(openers):
        if at < last:
            continue
        limit = openers[number + 1] if number + 1 < len(openers) else end
        close = _closer(text, closers, at, limit, end)
        if close is not None and _is_sound(text, (at, close + 1), doubles):
            last = close + 1
            yield Marked(at, last, True, "single")
        elif close is None and number + 1 == len(openers) and _goes_on(text, at, start, following):
            last = end
            yield Marked(at, _trim(text, at, end), False, "single")


def _single_signs(text: str, start: int, end: int, doubles: list[Marked]) -> tuple[list[int], list[int]]:
    openers, closers = [], []
    for match in _SINGLE.finditer(text, start, end):
        at = match.start()
        inside = bisect_right(doubles, at, key=lambda mark: mark.start) - 1
        if inside >= 0 and at < doubles[inside].end:
            continue
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        if (before in _OPEN_AFTER or before in '“"') and not after.isspace() and not _ELIDED.match(text, at):
            if match.group() != "’":
                openers.append(at)
        elif not before.isspace() and not after.isalnum() and match.group() not in "‘‚‛":
            closers.append(at)
    return openers, closers


def _closer(text: str, closers: list[int], at: int, limit: int, end: int) -> int | None:
    """The closing mark for the single mark at ``at``: the first sure one, else the last possible one.

    ``s’`` before a word may be a plural's genitive; it closes only where nothing later does.
    """
    unsure: int | None = None
    for number in range(bisect_right(closers, at), len(closers)):
        close = closers[number]
        if close > limit:
            break
        if not _may_be_genitive(text, close, end):
            return close
        unsure = close
    return unsure


def _may_be_genitive(text: str, at: int, end: int) -> bool:
    return text[at - 1] in "sSzx" and at + 2 < end and text[at + 1] == " " and text[at + 2].isalnum()


def _is_sound(text: str, span: Span, doubles: list[Marked]) -> bool:
    """Single marks around whole double-marked strings must end as speech does, else they are apostrophes."""
    start, end = span
    first = bisect_right(doubles, start, key=lambda mark: mark.start)
    holds_double = first < len(doubles) and doubles[first].start < end
    return not holds_double or text[end - 2] in _FINAL or text[end - 2] in '”"'


def _goes_on(text: str, at: int, start: int, following: str) -> bool:
    """Whether the single mark at ``at`` opens speech that the next paragraph continues.

    Behind a full stop only a mark that is no apostrophe, and that the next paragraph repeats, does.
    """
    before = text[start:at].rstrip()
    if following not in _OPENERS or not text[at + 1 : at + 2].isupper():
        return False
    return not before or before[-1] in ":," or (before[-1] in ".?!" and text[at] == following == "‘")

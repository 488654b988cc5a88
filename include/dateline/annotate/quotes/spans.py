"""Arithmetic of character spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dateline.records import Span

MOST = 0.6


class Taken:
    """The characters of a text that belong to something already."""

    def __init__(self, size: int) -> None:
        self._flags = bytearray(size)

    def add(self, spans: Iterable[Span]) -> None:
        for start, end in spans:
            self._flags[start:end] = b"\1" * (end - start)

    def holds(self, spans: tuple[Span, ...]) -> bool:
        """Whether most of ``spans`` is taken."""
        flags = self._flags
        return sum([flags.count(1, start, end) for start, end in spans]) >= MOST * length(spans)


def line_starts(text: str) -> Iterator[int]:
    """The offset of each line of ``text``, the first and the empty ones among them."""
    start = 0
    while start >= 0:
        yield start
        start = text.find("\n", start) + 1 or -1


def length(spans: Iterable[Span]) -> int:
    """Characters in all of ``spans``."""
    return sum([end - start for start, end in spans])


def is_within(span: Span, spans: Iterable[Span]) -> bool:
    """Whether most of ``span`` lies within ``spans``."""
    shared = sum([max(0, min(span[1], end) - max(span[0], start)) for start, end in spans])
    return shared >= MOST * (span[1] - span[0])


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, those that touch or overlap made one."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)

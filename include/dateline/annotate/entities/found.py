"""A stretch of text that may name something, before the article as a whole has been heard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

KEPT = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW"})
"""The labels that are kept; dates, times and amounts are no entities here."""


class Found(NamedTuple):
    """Words ``text[start:end]`` with the label that one rule or the model gave them."""

    start: int
    end: int
    label: str
    weight: float
    """How much this sighting counts when the article settles what the name is."""
    fixed: bool = False
    """Set where the place of the words decides the label, whatever the name is elsewhere."""


def without_overlaps(found: Iterable[Found]) -> list[Found]:
    """The heaviest of any that overlap, then the longest, in the order of the text."""
    items = sorted(found, key=lambda f: (-f.weight, f.start - f.end, f.start))
    taken = bytearray(max((item.end for item in items), default=0))
    kept: list[Found] = []
    for item in items:
        start, end = item.start, item.end
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\x01" * (end - start)
            kept.append(item)
    return sorted(kept, key=lambda f: f.start)

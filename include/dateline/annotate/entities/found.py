"""A stretch of text that may name something, before the article as a whole has been heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

KEPT = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW"})
"""The labels that are kept; dates, times and amounts are no entities here."""


@dataclass(slots=True)
class Found:
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
    kept: list[Found] = []
    for same in _touching(found):
        kept += _heaviest(same) if len(same) > 1 else same
    return kept


def _touching(found: Iterable[Found]) -> Iterator[list[Found]]:
    """The sightings parted, in the order of the text, wherever nothing overlaps."""
    run: list[Found] = []
    reached = 0
    for item in sorted(found, key=attrgetter("start")):
        if item.start < reached:
            run.append(item)
            reached = max(reached, item.end)
        else:
            yield run
            run = [item]
            reached = item.end
    yield run


def _heaviest(run: list[Found]) -> list[Found]:
    """What of ``run`` stays; of two that overlap it is one."""
    if len(run) == 2:
        return [min(run, key=_rank)]
    origin = run[0].start
    taken = bytearray(max(item.end for item in run) - origin)
    kept: list[Found] = []
    for item in sorted(run, key=_rank):
        start, end = item.start - origin, item.end - origin
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\x01" * (end - start)
            kept.append(item)
    return sorted(kept, key=attrgetter("start"))


def _rank(item: Found) -> tuple[float, int, int]:
    return -item.weight, item.start - item.end, item.start

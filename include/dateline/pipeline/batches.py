"""Names of days, batches and their files in the lake (the layout is in :mod:`dateline.lake`).

A batch that is extracted again keeps its raw files and has the others once more, named by the run.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched, islice
from math import ceil
from urllib.parse import urlsplit

from upath import UPath

from dateline.records import Candidate

RAW = frozenset({"candidates.jsonl.gz", "fetched.jsonl.gz", "captures.warc.gz"})
"""Files that no extraction makes; every run reads the same."""
WORTHWHILE = 200
"""Captures for which a batch's six tasks are worth what they cost: some 25 seconds' work."""


def day_folder(lake: UPath, day: dt.date) -> UPath:
    """Everything of one partition."""
    return lake / f"day={day.isoformat()}"


def candidates_file(lake: UPath, day: dt.date, source: str) -> UPath:
    """What discovery found for one source on one day."""
    return day_folder(lake, day) / "candidates" / f"{source}.jsonl.gz"


@dataclass(frozen=True)
class Batch:
    """One unit of work between tasks; travels between them as its name, ``2026-11-15/000-1f0c9a2b``.

    Extracted again it is ``2026-11-15/000-1f0c9a2b#<run>``, the name by which the warehouse keeps it, too.
    """

    day: dt.date
    label: str
    run: str | None = None

    @classmethod
    def parse(cls, name: str) -> Batch:
        first, _, run = name.partition("#")
        day, _, label = first.partition("/")
        return cls(dt.date.fromisoformat(day), label, run or None)

    @property
    def name(self) -> str:
        return f"{self.original.name}#{self.run}" if self.run else f"{self.day.isoformat()}/{self.label}"

    @property
    def original(self) -> Batch:
        """The batch as it was fetched."""
        return Batch(self.day, self.label)

    def folder(self, lake: UPath) -> UPath:
        return day_folder(lake, self.day) / f"batch={self.label}"

    def file(self, lake: UPath, stage: str) -> UPath:
        """A file of this batch, such as ``captures.warc.gz``, or of this run ``quotes.<run>.jsonl.gz``."""
        if self.run and stage not in RAW:
            stem, _, kind = stage.partition(".")
            stage = f"{stem}.{self.run}.{kind}"
        return self.folder(lake) / stage


def even_size(count: int, *, most: int, at_once: int) -> int:
    """How many of ``count`` candidates go into each batch, so that workers have equal shares.

    Each task costs some tenths of a second beside its work, and a worker without a batch waits for the
    others. So there are as many batches as workers take ``at_once``, or a multiple of that where they would
    hold more than ``most``, but none for less than ``WORTHWHILE`` captures.
    """
    for_all = at_once * ceil(count / (most * at_once))
    batches = max(1, min(for_all, count // WORTHWHILE), ceil(count / most))
    return max(1, ceil(count / batches))


def divide(
    candidates: Iterable[Candidate], *, day: dt.date, size: int
) -> Iterator[tuple[Batch, list[Candidate]]]:
    """Cut a day's candidates into batches of at most ``size``.

    Hosts take turns, so that waiting for one host's interval is time for the others. The same candidates
    always make the same batches: a batch's label carries a digest of what is in it.
    """
    for number, members in enumerate(batched(_take_turns(candidates), size)):
        digest = hashlib.sha256("\n".join(candidate.id for candidate in members).encode()).hexdigest()[:8]
        yield Batch(day, f"{number:03d}-{digest}"), list(members)


def _take_turns(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    by_host: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in sorted(candidates, key=lambda found: (found.source, found.url)):
        by_host[urlsplit(candidate.url).netloc].append(candidate)
    queues = [iter(members) for _, members in sorted(by_host.items())]
    while queues:
        waiting = []
        for queue in queues:
            for candidate in islice(queue, 1):
                yield candidate
                waiting.append(queue)
        queues = waiting

"""Honouring takedowns again: what came into the lake after a request, and stays out of the tables already.

An article that was taken down may be captured once more, and a forgotten speaker be named in new pages.
Loading keeps both out of the warehouse; their bytes and texts still lie in the lake, and are removed here.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from uuid import UUID

from upath import UPath

from dateline.lake import read_records
from dateline.records import Ending, Entities, Outcome, Quotes
from dateline.warehouse.connection import connect
from dateline.warehouse.forget import forget_candidates
from dateline.warehouse.redact import speaker_tombstone
from dateline.warehouse.takedown import forgotten_speakers

ENDING = Ending(outcome=Outcome.TAKEN_DOWN, reason="taken down on request")


def honour_takedowns(url: str, lake: UPath, *, dry_run: bool = True) -> Counter[str]:
    """Remove from the lake what tombstones forbid; return how many captures and records went, by kind."""
    removed: Counter[str] = Counter()
    for batch, candidates in sorted(_forbidden(url, lake).items()):
        removed += forget_candidates(lake, batch, candidates, ending=ENDING, dry_run=dry_run)
    return removed


def _forbidden(url: str, lake: UPath) -> dict[str, set[str]]:
    """Candidates by batch."""
    found: dict[str, set[str]] = defaultdict(set)
    with connect(url, role="reader") as connection:
        speakers = forgotten_speakers(connection)
        for batch, candidate in connection.execute(_TAKEN_DOWN):
            found[batch].add(candidate)
        batches = [row[0] for row in connection.execute(_LOADED_SINCE)] if speakers else []
    for batch in batches:
        found[batch].update(_naming(lake, batch, speakers))
    return {batch: candidates for batch, candidates in found.items() if candidates}


def _naming(lake: UPath, batch: str, speakers: frozenset[UUID]) -> Iterator[str]:
    """Candidates of a batch in whose files a forgotten speaker is named."""
    day, _, label = batch.partition("/")
    folder = lake / f"day={dt.date.fromisoformat(day)}" / f"batch={label}"
    for path in folder.glob("entities*.jsonl.gz"):
        for record in read_records(path, Entities):
            if any(speaker_tombstone(entity.name) in speakers for entity in record.entities):
                yield record.id
    for path in folder.glob("quotes*.jsonl.gz"):
        for quoted in read_records(path, Quotes):
            if any(quote.speaker and speaker_tombstone(quote.speaker) in speakers for quote in quoted.quotes):
                yield quoted.id


_TAKEN_DOWN = "SELECT batch_id, candidate_id FROM outcome WHERE outcome = 'taken down'"
_LOADED_SINCE = r"""
SELECT batch_id FROM batch
WHERE batch_id ~ '^\d{4}-\d\d-\d\d/[^#]+$'
  AND loaded_at >= (SELECT min(done_at) FROM takedown WHERE kind = 'speaker')
ORDER BY 1"""

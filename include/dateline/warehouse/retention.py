"""Letting go of what is old: full texts, or raw bytes, of one source or of all.

What was found in a text (quotes, mentions, counts, metadata) stays; so do digests, by which an article that
comes again is known.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import Literal

from upath import UPath

from dateline.records import Ending, Outcome
from dateline.warehouse.connection import connect
from dateline.warehouse.forget import forget_candidates
from dateline.warehouse.write import take_writing_lock

Kind = Literal["text", "raw"]


def retain(
    url: str,
    lake: UPath,
    kind: Kind,
    *,
    days: int,
    today: dt.date,
    source: str | None = None,
    dry_run: bool = True,
) -> Counter[str]:
    """Drop texts (``text``) or captures (``raw``) of candidates of days more than ``days`` before ``today``.

    ``text`` empties versions and the lake's cleaned files; ``raw`` puts tombstones into WARCs and drops the
    files made from them. Returns how many rows and records went, or with ``dry_run`` would go.
    """
    values = {"before": today - dt.timedelta(days=days), "source": source}
    ending = (
        Ending(outcome=Outcome.UNCHANGED, reason="raw bytes dropped by retention") if kind == "raw" else None
    )
    removed: Counter[str] = Counter()
    with connect(url) as connection:
        take_writing_lock(connection)
        by_batch: dict[str, set[str]] = defaultdict(set)
        for batch, candidate in connection.execute(_OLD, values):
            by_batch[batch].add(candidate)
        for batch, candidates in sorted(by_batch.items()):
            removed += forget_candidates(lake, batch, candidates, ending=ending, dry_run=dry_run)
        if kind == "text":
            connection.execute(_DROP_SEARCH, values)
            removed["texts"] = connection.execute(_DROP_TEXT, values).rowcount
        if dry_run:
            connection.rollback()
    return +removed


_OLD = """
SELECT batch_id, candidate_id FROM outcome
WHERE day < %(before)s AND (%(source)s::text IS NULL OR source_id = %(source)s)"""
_OLD_VERSIONS = f"candidate_id IN (SELECT candidate_id FROM ({_OLD}) AS old) AND text IS NOT NULL"
_DROP_TEXT = f"UPDATE article_version SET text = NULL, text_dropped_at = now() WHERE {_OLD_VERSIONS}"
_DROP_SEARCH = f"""
DELETE FROM version_search
WHERE version_id IN (SELECT version_id FROM article_version WHERE {_OLD_VERSIONS})"""

"""What a run of extraction may work on, and what it has laid beside the rows in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from psycopg.rows import class_row

from dateline.errors import WarehouseError
from dateline.warehouse.connection import connect


@dataclass(frozen=True, slots=True)
class Edition:
    """A batch as one run extracted it: ``<batch>``, or ``<batch>#<run>`` where it was extracted again."""

    name: str
    model: str
    model_version: str


@dataclass(frozen=True, slots=True)
class SourceTotals:
    """What a run staged of one source, and how many quotes of the same articles are in force."""

    source: str
    articles: int
    new_texts: int
    """Articles whose words came out otherwise, or for the first time."""
    quotes_before: int
    quotes_after: int


def batches_to_extract(
    url: str, first: dt.date, last: dt.date, *, run_id: str, sources: Collection[str] = ()
) -> list[str]:
    """Names of loaded batches of these partitions, oldest first; without ``sources`` those of all.

    A batch whose every extraction is this run's already is left out: the run would find the same again.
    """
    values = {
        "first": f"{first.isoformat()}/",
        "after": f"{(last + dt.timedelta(days=1)).isoformat()}/",
        "run": run_id,
        "sources": list(sources) or None,
    }
    with connect(url, role="reader") as connection:
        return [row[0] for row in connection.execute(_BATCHES, values)]


def in_force(url: str, batch: str) -> Edition:
    """The edition of a loaded batch whose rows are current, the newest where there are several.

    Raises:
        WarehouseError: no such batch was loaded.
    """
    with (
        connect(url, role="reader") as connection,
        connection.cursor(row_factory=class_row(Edition)) as cursor,
    ):
        found = cursor.execute(_IN_FORCE, {"batch": batch}).fetchone()
    if found is None:
        raise WarehouseError(
            f"Batch {batch} was never loaded.", "Run `ingest` for its day first.", batch=batch
        )
    return found


def staged_totals(url: str, run_id: str) -> list[SourceTotals]:
    """What ``run_id`` has staged and nobody has put in force, by source."""
    with (
        connect(url, role="reader") as connection,
        connection.cursor(row_factory=class_row(SourceTotals)) as cursor,
    ):
        return cursor.execute(_TOTALS, {"run": run_id}).fetchall()


def editions_with_rows(url: str) -> frozenset[str]:
    """Names, ``<batch>#<run>``, of batches that were extracted again and have rows, in force or staged."""
    with connect(url, role="reader") as connection:
        found = connection.execute(
            """SELECT batch_id FROM batch b WHERE batch_id LIKE '%#%'
               AND EXISTS (SELECT FROM extraction e WHERE e.batch_id = b.batch_id)"""
        )
        return frozenset(row[0] for row in found)


_BATCHES = """
SELECT batch_id FROM batch b
WHERE batch_id COLLATE "C" >= %(first)s AND batch_id COLLATE "C" < %(after)s AND batch_id NOT LIKE '%%#%%'
  AND (%(sources)s::text[] IS NULL OR EXISTS (
      SELECT FROM outcome o WHERE o.batch_id = b.batch_id AND o.source_id = ANY(%(sources)s)))
  AND NOT coalesce((
      SELECT bool_and(e.extraction_run_id = %(run)s)
      FROM batch edition JOIN article_version v ON v.batch_id = edition.batch_id AND v.active
      JOIN extraction e ON e.version_id = v.version_id AND e.current
      WHERE edition.batch_id = b.batch_id OR edition.batch_id LIKE b.batch_id || '#%%'), false)
ORDER BY batch_id COLLATE "C"
"""
_IN_FORCE = """
SELECT batch_id AS name, model, model_version
FROM batch b JOIN extraction_run USING (extraction_run_id)
WHERE batch_id = %(batch)s
   OR batch_id LIKE %(batch)s || '#%%' AND EXISTS (
       SELECT FROM extraction e WHERE e.batch_id = b.batch_id AND e.current)
ORDER BY loaded_at DESC LIMIT 1"""
_TOTALS = """
SELECT a.source_id AS source, count(*) AS articles,
       count(*) FILTER (WHERE NOT v.active) AS new_texts,
       coalesce(sum(old.quotes), 0) AS quotes_before, coalesce(sum(e.quotes), 0) AS quotes_after
FROM extraction e JOIN article_version v USING (version_id) JOIN article a USING (article_id)
LEFT JOIN article_version ov
    ON ov.article_id = v.article_id AND ov.valid_from = v.valid_from AND ov.active
LEFT JOIN extraction old ON old.version_id = ov.version_id AND old.current
WHERE e.extraction_run_id = %(run)s AND NOT e.current
GROUP BY 1 ORDER BY 1"""

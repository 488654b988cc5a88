"""Each source's days in figures, as the view ``source_day`` counts them: what judging them needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from psycopg.rows import class_row

from dateline.warehouse.connection import Connection

WEEK = 7


@dataclass(frozen=True, slots=True)
class SourceDay:
    """One source and day; the columns of the view ``source_day``, which says what each counts."""

    source_id: str
    day: dt.date
    state: str | None = None
    reason: str | None = None
    found: int | None = None
    ended: int = 0
    articles: int = 0
    loaded: int = 0
    empty: int = 0
    duplicates: int = 0
    failed: int = 0
    refused: int = 0
    short: int = 0
    untitled: int = 0
    unsigned: int = 0
    undated: int = 0
    unsectioned: int = 0
    implausible: int = 0
    syndicated: int = 0
    annotated: int = 0
    quotes: int = 0


def latest_days(connection: Connection) -> dict[str, dt.date]:
    """The latest day of each source for which it was asked and all that was found has its outcome."""
    return dict(connection.execute(_LATEST).fetchall())


def asked_days(connection: Connection) -> dict[str, dt.date]:
    """The latest day for which each source was asked, however that went."""
    return dict(
        connection.execute("SELECT source_id, max(day) FROM discovery_day GROUP BY source_id").fetchall()
    )


def read_history(
    connection: Connection, days: Mapping[str, dt.date], *, weeks: int
) -> dict[str, list[SourceDay]]:
    """Each source's ``day`` and what judging it is compared with, newest first.

    Those are the same weekdays of ``weeks`` weeks before, and the six days before it.
    """
    wanted = {
        day - dt.timedelta(days=back)
        for day in days.values()
        for back in (*range(WEEK), *(WEEK * week for week in range(1, weeks + 1)))
    }
    history: dict[str, list[SourceDay]] = {source: [] for source in days}
    with connection.cursor(row_factory=class_row(SourceDay)) as cursor:
        cursor.execute("SELECT * FROM source_day WHERE day = ANY (%s) ORDER BY day DESC", [sorted(wanted)])
        for row in cursor:
            if row.source_id in days and row.day <= days[row.source_id]:
                history[row.source_id].append(row)
    return history


_LATEST = """
SELECT source_id, latest.day FROM (SELECT DISTINCT source_id FROM discovery_day) sources
CROSS JOIN LATERAL (
    SELECT day FROM discovery_day d
    WHERE d.source_id = sources.source_id
      AND found <= (SELECT count(*) FROM outcome o WHERE o.day = d.day AND o.source_id = d.source_id)
    ORDER BY day DESC LIMIT 1) latest"""

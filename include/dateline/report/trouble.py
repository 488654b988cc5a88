"""What failed: sources that could not be asked, addresses that came to nothing, checks that did not pass."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from psycopg.rows import class_row

from dateline.report.period import Period
from dateline.warehouse.connection import Connection


@dataclass(frozen=True, slots=True)
class Silence:
    """A source that could not be asked on some days."""

    source: str
    days: list[dt.date]
    reason: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Candidates of a source that ended the same way for the same reason, with one address of them."""

    source: str
    outcome: str
    reason: str
    candidates: int
    url: str


def silences(connection: Connection, period: Period) -> list[Silence]:
    with connection.cursor(row_factory=class_row(Silence)) as cursor:
        return cursor.execute(
            """SELECT coalesce(s.name, d.source_id) AS source, array_agg(d.day ORDER BY d.day) AS days,
                      (array_agg(d.reason ORDER BY d.day DESC))[1] AS reason
               FROM discovery_day d LEFT JOIN source s USING (source_id)
               WHERE d.state = 'failed' AND d.day BETWEEN %s AND %s GROUP BY 1 ORDER BY 1""",
            [period.first, period.last],
        ).fetchall()


def failures(connection: Connection, period: Period) -> list[Failure]:
    with connection.cursor(row_factory=class_row(Failure)) as cursor:
        return cursor.execute(
            """SELECT s.name AS source, outcome, regexp_replace(reason, '\\d{4,}', '…', 'g') AS reason,
                      count(*) AS candidates, min(url) AS url
               FROM outcome o JOIN source s USING (source_id)
               WHERE outcome IN ('failed', 'blocked', 'gone', 'no text', 'refused', 'too large')
                 AND day BETWEEN %s AND %s
               GROUP BY 1, 2, 3 ORDER BY outcome <> 'failed', 4 DESC, 1, 2, 3 LIMIT 40""",
            [period.first, period.last],
        ).fetchall()

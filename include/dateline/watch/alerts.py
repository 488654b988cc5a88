"""Alerts in the warehouse: opened once, seen again while they last, closed when they are over.

Whoever finds something wrong calls :func:`see`, as often as it is seen; whoever finds it mended,
:func:`close`. Telling people is :mod:`dateline.watch.notices`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from psycopg.rows import class_row

from dateline.warehouse.connection import Connection


@dataclass(frozen=True, slots=True)
class Alert:
    """Something wrong with a subject: a source's id, a DAG's, or DAG, run and task joined by spaces.

    ``headline`` is one line that says it all, ``look_at`` the first thing to look at, ``link`` where.
    ``parts`` names the mapped tasks that one alert gathers.
    """

    kind: str
    subject: str
    headline: str
    figure: str = ""
    baseline: str = ""
    message: str = ""
    look_at: str = ""
    link: str | None = None
    source_id: str | None = None
    day: dt.date | None = None
    parts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Alert):
    """An alert as the warehouse holds it. Times are instants; ``closed_at`` is None while it lasts."""

    alert_id: int
    opened_at: dt.datetime
    last_seen_at: dt.datetime
    closed_at: dt.datetime | None
    closing: str | None


def see(connection: Connection, alert: Alert) -> bool:
    """Open ``alert``, or bring the open one of its kind and subject up to date; say whether it is new."""
    values = {name: getattr(alert, name) for name in Alert.__dataclass_fields__}
    for name in ("headline", "figure", "baseline"):
        values[name] = one_line(values[name])
    row = connection.execute(_SEE, values).fetchone()
    return row == (True,)


def close(connection: Connection, kind: str, subject: str, closing: str) -> bool:
    """Close the open alert of that kind and subject, if there is one; say whether there was."""
    done = connection.execute(
        """UPDATE alert SET closed_at = now(), closing = %s
           WHERE kind = %s AND subject = %s AND closed_at IS NULL""",
        [one_line(closing), kind, subject],
    )
    return bool(done.rowcount)


def open_alerts(
    connection: Connection, kinds: Collection[str] | None = None, *, source_id: str | None = None
) -> list[Known]:
    """The alerts that are not over, newest first: all, or those of some kinds, or of one source."""
    return alerts(connection, kinds, source_id=source_id, since=None)


def alerts(
    connection: Connection,
    kinds: Collection[str] | None = None,
    *,
    source_id: str | None = None,
    since: dt.datetime | None,
) -> list[Known]:
    """The alerts that are not over, and those that ended after ``since``; newest first."""
    with connection.cursor(row_factory=class_row(Known)) as cursor:
        return cursor.execute(
            """SELECT * FROM alert
               WHERE (closed_at IS NULL OR closed_at > %(since)s)
                 AND (%(kinds)s::text[] IS NULL OR kind = ANY (%(kinds)s))
                 AND (%(source)s::text IS NULL OR source_id = %(source)s)
               ORDER BY opened_at DESC, alert_id DESC""",
            {"since": since, "kinds": None if kinds is None else list(kinds), "source": source_id},
        ).fetchall()


def one_line(text: str, *, longest: int = 200) -> str:
    """``text`` without line breaks, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


_SEE = """
INSERT INTO alert AS known
    (kind, subject, source_id, day, headline, figure, baseline, message, look_at, link, parts)
VALUES (%(kind)s, %(subject)s, %(source_id)s, %(day)s, %(headline)s, %(figure)s, %(baseline)s, %(message)s,
        %(look_at)s, %(link)s, %(parts)s)
ON CONFLICT (kind, subject) WHERE closed_at IS NULL DO UPDATE
SET (day, headline, figure, baseline, message, look_at, link, last_seen_at, parts)
    = (excluded.day, excluded.headline, excluded.figure, excluded.baseline, excluded.message,
       excluded.look_at, excluded.link, now(),
       ARRAY(SELECT DISTINCT part FROM unnest(known.parts || excluded.parts) AS part ORDER BY part))
RETURNING xmax = 0"""

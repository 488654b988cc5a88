"""What the warehouse knows of a day: how discovery went, which candidates have their outcome, the counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from dateline.warehouse.connection import Connection, connect


@dataclass(frozen=True, slots=True)
class DiscoveryDay:
    """How the discovery of one source went for one day."""

    source: str
    day: dt.date
    state: Literal["found", "nothing", "failed"]
    found: int = 0
    cut: int = 0
    reason: str = ""


def record_discovery(url: str, report: DiscoveryDay) -> None:
    """Keep ``report`` in place of an earlier one of the same source and day."""
    with connect(url) as connection:
        connection.execute(
            """INSERT INTO discovery_day (source_id, day, state, found, cut, reason)
               VALUES (%s, %s, %s, %s, %s, %s)
               ON CONFLICT (source_id, day) DO UPDATE SET (state, found, cut, reason, asked_at)
                   = (excluded.state, excluded.found, excluded.cut, excluded.reason, now())""",
            [report.source, report.day, report.state, report.found, report.cut, report.reason],
        )


def settled(url: str, day: dt.date) -> dict[str, str]:
    """The outcome of each candidate of ``day`` that has one, by candidate id."""
    with connect(url) as connection:
        rows = connection.execute("SELECT candidate_id, outcome FROM outcome WHERE day = %s", [day])
        return dict(rows.fetchall())


def discovery_failures(url: str, days: Collection[dt.date]) -> list[DiscoveryDay]:
    """The sources that could not be asked on these days."""
    with connect(url) as connection:
        rows = connection.execute(
            """SELECT source_id, day, state, found, cut, reason FROM discovery_day
               WHERE state = 'failed' AND day = ANY (%s) ORDER BY day, source_id""",
            [list(days)],
        )
        return [DiscoveryDay(*row) for row in rows]


def outcome_counts(url: str, first: dt.date, last: dt.date) -> dict[tuple[str, dt.date], dict[str, int]]:
    """How many candidates ended in which outcome, by source and day, from ``first`` to ``last``."""
    counts: dict[tuple[str, dt.date], dict[str, int]] = {}
    with connect(url) as connection:
        rows = connection.execute(
            """SELECT source_id, day, outcome, count(*) FROM outcome
               WHERE day BETWEEN %s AND %s GROUP BY 1, 2, 3 ORDER BY 2, 1, 3""",
            [first, last],
        )
        for source, day, outcome, number in rows:
            counts.setdefault((source, day), {})[outcome] = number
    return counts


def discovery_totals(url: str, first: dt.date, last: dt.date) -> dict[str, int]:
    """How many candidates discovery found, by source, over ``first`` to ``last``."""
    with connect(url) as connection:
        rows = connection.execute(
            "SELECT source_id, sum(found)::integer FROM discovery_day WHERE day BETWEEN %s AND %s GROUP BY 1",
            [first, last],
        )
        return dict(rows.fetchall())


@dataclass(frozen=True, slots=True)
class Quoted:
    """A person, how often and in how many sources they were quoted, and some of their words."""

    name: str
    quotes: int
    sources: int
    words: str


def most_quoted(url: str, first: dt.date, last: dt.date, *, limit: int = 10) -> list[Quoted]:
    """The people with the most direct quotes in articles of these days, with their longest short quote."""
    with connect(url) as connection:
        rows = connection.execute(
            """SELECT speaker, count(*), count(DISTINCT source_id),
                      (array_agg(text ORDER BY words > 24, words DESC))[1]
               FROM current_quote
               WHERE speaker_type = 'person' AND kind <> 'indirect' AND published_day BETWEEN %s AND %s
               GROUP BY speaker_entity_id, speaker ORDER BY 2 DESC, 1 LIMIT %s""",
            [first, last, limit],
        )
        return [Quoted(*row) for row in rows]


def row_counts(url: str) -> dict[str, int]:
    """How many rows the warehouse's main tables hold."""
    tables = {"articles": "article", "versions": "article_version", "mentions": "mention", "quotes": "quote"}
    with connect(url) as connection:
        return {name: _one(connection, f"SELECT count(*) FROM {table}") for name, table in tables.items()}


def fingerprint(url: str) -> dict[str, str]:
    """A digest of each table's rows, to compare a warehouse before and after: equal digests, equal rows."""
    others = ["alembic_version", "discovery_day", "alert", "alert_notice", "stage_time"]
    digests = {}
    with connect(url) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'dateline' AND tablename <> ALL (%s)",
            [others],
        ).fetchall()
        for (table,) in tables:
            rows = f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"
            digests[table] = _one(connection, rows)
    return digests


def _one(connection: Connection, query: str) -> Any:
    """The one value that ``query`` answers."""
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]

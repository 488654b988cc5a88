"""What the warehouse knows of a day: how discovery went, which candidates have their outcome, the counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from dateline.warehouse.connection import connect


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

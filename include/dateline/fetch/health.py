"""Which hosts keep failing, so that they rest for a while and come back by themselves.

Hard, soft and temporary failures are counted apart. A row of failures of any kind beyond its kind's
patience makes the host rest, longer each time; after the rest one request is let through as a probe, and an
answer ends the row.
"""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, field
from typing import Protocol

import psycopg

from dateline.fetch.failures import FailureKind, Resting

_PATIENCE = {FailureKind.HARD: 2, FailureKind.SOFT: 20, FailureKind.TEMPORARY: 5}
_FIRST_REST = dt.timedelta(minutes=5)
_LONGEST_REST = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Health:
    """One host's record: failures in a row by kind, and until when it rests."""

    in_a_row: dict[FailureKind, int] = field(default_factory=dict)
    resting_until: dt.datetime | None = None

    def after(self, failure: FailureKind | None, now: dt.datetime) -> Health:
        """The record after one more answer or failure."""
        if failure is None:
            return Health()
        count = self.in_a_row.get(failure, 0) + 1
        rests = count - _PATIENCE[failure]
        until = self.resting_until
        if rests >= 0:
            until = now + min(_LONGEST_REST, _FIRST_REST * 2 ** min(rests, 20))
        return Health(self.in_a_row | {failure: count}, until)


class HostHealth(Protocol):
    """Knows how hosts do."""

    def check(self, host: str) -> None:
        """Let a request pass.

        Raises:
            Resting: the host rests.
        """

    def report(self, host: str, source: str, failure: FailureKind | None) -> None:
        """Note how a request ended; None is an answer."""


class MemoryHealth:
    """Hosts' records within this process."""

    def __init__(self) -> None:
        self._records: dict[str, Health] = {}
        self._lock = threading.Lock()

    def check(self, host: str) -> None:
        record = self._records.get(host)
        if record and record.resting_until and record.resting_until > _now():
            failures = sum(record.in_a_row.values())
            raise Resting(
                f"{host} rests until {record.resting_until:%Y-%m-%d %H:%M} UTC, after {failures} failures"
            )

    def report(self, host: str, source: str, failure: FailureKind | None) -> None:
        with self._lock:
            self._records[host] = self._records.get(host, Health()).after(failure, _now())

    def record(self, host: str) -> Health:
        return self._records.get(host, Health())

    def load(self, host: str, record: Health) -> None:
        self._records[host] = record


class PostgresHealth:
    """Hosts' records in ``crawl.host_health``; read once for each host, written only when one changes."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._here = MemoryHealth()
        self._read: set[str] = set()

    def check(self, host: str) -> None:
        if host not in self._read:
            self._here.load(host, self._stored(host))
            self._read.add(host)
        self._here.check(host)

    def report(self, host: str, source: str, failure: FailureKind | None) -> None:
        before = self._here.record(host)
        self._here.report(host, source, failure)
        after = self._here.record(host)
        if after != before:
            self._connection.execute(_REPORT, _row(host, source, failure, after))

    def _stored(self, host: str) -> Health:
        row = self._connection.execute(
            "SELECT hard_row, soft_row, temporary_row, resting_until FROM crawl.host_health WHERE host = %s",
            (host,),
        ).fetchone()
        if row is None:
            return Health()
        *counts, until = row
        return Health({kind: count for kind, count in zip(FailureKind, counts, strict=True) if count}, until)


def _row(host: str, source: str, failure: FailureKind | None, record: Health) -> dict[str, object]:
    values: dict[str, object] = {"host": host, "source": source, "until": record.resting_until}
    for kind in FailureKind:
        values[f"{kind}_row"] = record.in_a_row.get(kind, 0)
        values[kind.value] = int(failure is kind)
    return values


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


_REPORT = """
INSERT INTO crawl.host_health AS health
    (host, source, hard, soft, temporary, hard_row, soft_row, temporary_row, resting_until, changed_at)
VALUES
    (%(host)s, %(source)s, %(hard)s, %(soft)s, %(temporary)s,
     %(hard_row)s, %(soft_row)s, %(temporary_row)s, %(until)s, now())
ON CONFLICT (host) DO UPDATE
SET source = excluded.source, hard = health.hard + excluded.hard, soft = health.soft + excluded.soft,
    temporary = health.temporary + excluded.temporary, hard_row = excluded.hard_row,
    soft_row = excluded.soft_row, temporary_row = excluded.temporary_row,
    resting_until = excluded.resting_until, changed_at = excluded.changed_at
"""

"""Who may ask a host, and when: one request at a time, a minimum interval apart.

A turn is held while a request is under way, and the next begins no sooner than the interval after the host
answered, so what the host's own log shows is never closer than the interval, however late this side was.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import psycopg

from dateline.fetch.failures import Resting

PATIENCE = 300.0
"""Seconds that a request waits for its turn at most."""
_LEASE = 300.0
"""Seconds after which a turn ends, should its holder neither end it nor lose its connection."""


class Turn:
    """A request's right to ask a host."""

    def __init__(self) -> None:
        self._answered: float | None = None

    def answered(self) -> None:
        """Note that the host has the request: from now on the interval counts."""
        self._answered = time.monotonic()

    def due(self, interval: float) -> float:
        """Seconds from now until the next request may start."""
        since = 0.0 if self._answered is None else time.monotonic() - self._answered
        return max(0.0, interval - since)


class Politeness(Protocol):
    """Gives out turns."""

    def turn(self, host: str, interval: float) -> AbstractContextManager[Turn]:
        """Wait for the host's next turn and hold it; the one after starts ``interval`` seconds later.

        Raises:
            Resting: the host asked for more time than ``PATIENCE``.
        """

    def rest(self, host: str, seconds: float) -> None:
        """Leave the host alone for some time (Retry-After)."""


class MemoryPoliteness:
    """Turns within this process."""

    def __init__(self) -> None:
        self._turns: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, interval: float) -> Iterator[Turn]:
        with self._lock:
            turns = self._turns[host]
        with turns:
            _wait(host, self._next.get(host, 0.0) - time.monotonic())
            turn = Turn()
            try:
                yield turn
            finally:
                self.rest(host, turn.due(interval))

    def rest(self, host: str, seconds: float) -> None:
        with self._lock:
            self._next[host] = max(self._next.get(host, 0.0), time.monotonic() + seconds)


class PostgresPoliteness:
    """Turns shared by every process that works on one warehouse, by the database's clock.

    A turn is a row of ``crawl.host_slots`` that names the holding connection; when a process dies, its
    connection goes and the turn with it. With no interval to keep nothing is asked of the database.
    """

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._here = MemoryPoliteness()

    @contextmanager
    def turn(self, host: str, interval: float) -> Iterator[Turn]:
        with self._here.turn(host, 0.0) as turn:
            if interval > 0:
                self._claim(host, interval)
            try:
                yield turn
            finally:
                if interval > 0:
                    self._connection.execute(_RELEASE, {"host": host, "due": turn.due(interval)})

    def rest(self, host: str, seconds: float) -> None:
        self._here.rest(host, seconds)
        self._connection.execute(_REST, {"host": host, "seconds": seconds})

    def _claim(self, host: str, interval: float) -> None:
        values = {"host": host, "interval": interval, "lease": _LEASE}
        while self._connection.execute(_CLAIM, values).fetchone() is None:
            row = self._connection.execute(_WAIT, values).fetchone()
            if row is None:
                continue
            seconds, held = row
            _wait(host, _poll(interval) if held and seconds <= interval else seconds)


def _poll(interval: float) -> float:
    """How soon to look again whether another process has ended its turn."""
    return max(0.005, min(0.25, interval / 10))


def _wait(host: str, seconds: float) -> None:
    if seconds > PATIENCE:
        raise Resting(f"{host} asked to be left alone for {seconds:.0f} s more", host=host, seconds=seconds)
    if seconds > 0:
        time.sleep(seconds)


_CLAIM = """
INSERT INTO crawl.host_slots AS slot (host, next_at, holder, held_until)
VALUES (%(host)s, clock_timestamp() + make_interval(secs => %(interval)s), pg_backend_pid(),
        clock_timestamp() + make_interval(secs => %(lease)s))
ON CONFLICT (host) DO UPDATE
SET next_at = excluded.next_at, holder = excluded.holder, held_until = excluded.held_until
WHERE slot.next_at <= clock_timestamp()
  AND (slot.holder IS NULL OR slot.held_until <= clock_timestamp()
       OR NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = slot.holder))
RETURNING true
"""
_WAIT = """
SELECT greatest(0, extract(epoch FROM next_at - clock_timestamp()))::float8, holder IS NOT NULL
FROM crawl.host_slots WHERE host = %(host)s
"""
_RELEASE = """
UPDATE crawl.host_slots
SET next_at = greatest(clock_timestamp() + make_interval(secs => %(due)s), rest_until),
    holder = NULL, held_until = NULL
WHERE host = %(host)s AND holder = pg_backend_pid()
"""
_REST = """
INSERT INTO crawl.host_slots AS slot (host, next_at, rest_until)
VALUES (%(host)s, clock_timestamp() + make_interval(secs => %(seconds)s),
        clock_timestamp() + make_interval(secs => %(seconds)s))
ON CONFLICT (host) DO UPDATE
SET next_at = greatest(slot.next_at, excluded.next_at),
    rest_until = greatest(slot.rest_until, excluded.rest_until)
"""

"""robots.txt by RFC 9309: asked once a day for each origin, and obeyed.

A 4xx leaves everything free, a 5xx or no answer forbids everything until it can be read again. The parser
stands behind :class:`Rules`, so that it can be replaced.
"""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import psycopg
from protego import Protego

from dateline.fetch.client import Client
from dateline.fetch.exchange import Hop, Limits
from dateline.fetch.failures import Disallowed, FetchFailure, RobotsUnreadable

_AGENT = "Dateline"
_MAX_BYTES = 500 * 1024
_KEPT = dt.timedelta(days=1)
_KEPT_UNREADABLE = dt.timedelta(minutes=5)
_MOST_IN_MEMORY = 1_000


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """What a host answered: ``text`` is None where the file could not be read (then ``reason`` says why)."""

    origin: str
    expires_at: dt.datetime
    text: str | None
    reason: str = ""


class RobotsStore(Protocol):
    """Keeps what was read for other processes."""

    def find(self, origin: str) -> RobotsFile | None:
        """The file of an origin that has not expired."""

    def keep(self, file: RobotsFile) -> None:
        """Replace the origin's file."""


class Rules:
    """One origin's rules for us."""

    def __init__(self, file: RobotsFile) -> None:
        self._parsed = None if file.text is None else Protego.parse(file.text)
        self.expires_at = file.expires_at
        self._reason = file.reason

    def check(self, url: str) -> None:
        """Let ``url`` pass.

        Raises:
            Disallowed: it is not to be fetched.
        """
        if self._parsed is None:
            raise RobotsUnreadable(f"robots.txt cannot be read, so we stay away: {self._reason}", url=url)
        if not self._parsed.can_fetch(url, _AGENT):
            raise Disallowed("robots.txt forbids it", url=url)

    @property
    def crawl_delay(self) -> float:
        delay = self._parsed.crawl_delay(_AGENT) if self._parsed else None
        return float(delay or 0.0)


class Robots:
    """The rules of every origin. Safe to share between threads."""

    def __init__(self, client: Client, *, store: RobotsStore | None = None) -> None:
        self._client = client
        self._store = store
        self._rules: dict[str, Rules] = {}
        self._lock = threading.Lock()

    def rules(self, url: str) -> Rules:
        """The rules that hold for ``url`` now; asks its host where they are not known."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}".lower()
        with self._lock:
            rules = self._rules.get(origin)
        if rules is None or rules.expires_at <= _now():
            rules = Rules(self._stored(origin) or self._ask(origin))
            with self._lock:
                if len(self._rules) >= _MOST_IN_MEMORY:
                    self._rules.clear()
                self._rules[origin] = rules
        return rules

    def _stored(self, origin: str) -> RobotsFile | None:
        return self._store.find(origin) if self._store else None

    def _ask(self, origin: str) -> RobotsFile:
        file = _read(self._client, origin)
        if self._store:
            self._store.keep(file)
        return file


class PostgresRobots:
    """A store in ``crawl.robots``."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def find(self, origin: str) -> RobotsFile | None:
        row = self._connection.execute(
            "SELECT expires_at, text, reason FROM crawl.robots WHERE origin = %s AND expires_at > now()",
            (origin,),
        ).fetchone()
        return RobotsFile(origin, *row) if row else None

    def keep(self, file: RobotsFile) -> None:
        self._connection.execute(
            "INSERT INTO crawl.robots (origin, expires_at, text, reason) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (origin) DO UPDATE SET expires_at = excluded.expires_at, text = excluded.text, "
            "reason = excluded.reason",
            (file.origin, file.expires_at, file.text, file.reason),
        )


def _read(client: Client, origin: str) -> RobotsFile:
    hop = Hop(client.settings.min_interval)
    limits = Limits(_MAX_BYTES, client.settings.max_expansion, truncate=True)
    try:
        answer = client.persist(
            lambda: client.follow(f"{origin}/robots.txt", plan=lambda _: hop, limits=limits)
        )
    except FetchFailure as failure:
        return RobotsFile(origin, _now() + _KEPT_UNREADABLE, None, failure.reason)
    if 200 <= answer.status < 300:
        return RobotsFile(origin, _now() + _KEPT, answer.body.decode("utf-8", "replace").replace("\0", ""))
    if 400 <= answer.status < 500:
        return RobotsFile(origin, _now() + _KEPT, "", f"status {answer.status}")
    return RobotsFile(origin, _now() + _KEPT_UNREADABLE, None, f"status {answer.status}")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)

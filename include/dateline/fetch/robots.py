"""robots.txt by RFC 9309: asked once a day for each origin, and obeyed.

A 4xx leaves everything free, a 5xx or no answer forbids everything until it can be read again. The parser
stands behind :class:`Rules`, so that it can be replaced. :class:`ObedientClient` obeys it in what discovery
asks: feeds, sitemaps, section pages, archives.
"""

from __future__ import annotations

import datetime as dt
import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import psycopg
from protego import Protego

from dateline.fetch.client import Client
from dateline.fetch.exchange import Hop, Limits, Response
from dateline.fetch.failures import Disallowed, FetchFailure, RobotsUnreadable, Unreachable
from dateline.fetch.guard import host_of

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
    """One origin's rules for us. ``crawl_delay`` is in seconds, ``max_crawl_delay`` at most."""

    def __init__(self, file: RobotsFile, *, max_crawl_delay: float = math.inf) -> None:
        self._parsed = None if file.text is None else Protego.parse(file.text)
        self._reason = file.reason
        self._named = frozenset(self._parsed.sitemaps) if self._parsed else frozenset()
        delay = self._parsed.crawl_delay(_AGENT) if self._parsed else None
        self.crawl_delay = min(float(delay or 0.0), max_crawl_delay)
        self.expires_at = file.expires_at

    def check(self, url: str) -> None:
        """Let ``url`` pass; a sitemap that the file itself offers always does.

        Raises:
            Disallowed: it is not to be fetched.
        """
        if self._parsed is None:
            raise RobotsUnreadable(f"robots.txt cannot be read, so we stay away: {self._reason}", url=url)
        if url not in self._named and not self._parsed.can_fetch(url, _AGENT):
            raise Disallowed("robots.txt forbids it", url=url)


class Robots:
    """The rules of every origin. Safe to share between threads."""

    def __init__(self, client: Client, *, store: RobotsStore | None = None) -> None:
        self._client = client
        self._store = store
        self._rules: dict[str, Rules] = {}
        self._lock = threading.Lock()

    def rules(self, url: str, *, interval: float = 0.0) -> Rules:
        """The rules that hold for ``url`` now; asks its host where they are not known.

        After that request the host is left alone for ``interval`` seconds, or for its Crawl-delay.

        Raises:
            Unreachable: there is no such host, or it is not who it says.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}".lower()
        with self._lock:
            rules = self._rules.get(origin)
        if rules is None or rules.expires_at <= _now():
            rules = self._stored(origin) or self._ask(origin, interval)
            with self._lock:
                if len(self._rules) >= _MOST_IN_MEMORY:
                    self._rules.clear()
                self._rules[origin] = rules
        return rules

    def hop(self, url: str, interval: float, headers: Mapping[str, str]) -> Hop:
        """How ``url`` is to be asked by one who keeps ``interval`` seconds between requests.

        Raises:
            Disallowed: it is not to be fetched.
            Unreachable: as in :meth:`rules`.
        """
        rules = self.rules(url, interval=interval)
        rules.check(url)
        return Hop(max(interval, rules.crawl_delay), headers)

    def _stored(self, origin: str) -> Rules | None:
        file = self._store.find(origin) if self._store else None
        return self._parse(file) if file else None

    def _ask(self, origin: str, interval: float) -> Rules:
        file = _read(self._client, origin, max(interval, self._client.settings.min_interval))
        rules = self._parse(file)
        if self._store:
            self._store.keep(file)
        if rules.crawl_delay > interval:
            self._client.politeness.rest(host_of(origin), rules.crawl_delay)
        return rules

    def _parse(self, file: RobotsFile) -> Rules:
        return Rules(file, max_crawl_delay=self._client.settings.max_crawl_delay)


class ObedientClient:
    """A client that asks nothing that robots.txt forbids, and keeps its Crawl-delay.

    ``min_interval`` is in seconds; without it the settings' counts.
    """

    def __init__(self, client: Client, robots: Robots, *, min_interval: float | None = None) -> None:
        self._client = client
        self._robots = robots
        self._interval = client.settings.min_interval if min_interval is None else min_interval

    def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, max_bytes: int | None = None
    ) -> Response:
        """As :meth:`dateline.fetch.client.Client.get`.

        Raises:
            Disallowed: robots.txt forbids ``url``, or an address that it redirects to.
            FetchFailure: no answer came, or it broke a limit.
        """

        def plan(address: str) -> Hop:
            return self._robots.hop(address, self._interval, headers or {})

        return self._client.get(url, max_bytes=max_bytes, plan=plan)


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


def _read(client: Client, origin: str, interval: float) -> RobotsFile:
    hop = Hop(interval)
    limits = Limits(_MAX_BYTES, client.settings.max_expansion, truncate=True)
    try:
        answer = client.persist(
            lambda: client.follow(f"{origin}/robots.txt", plan=lambda _: hop, limits=limits)
        )
    except Unreachable:
        raise
    except FetchFailure as failure:
        return RobotsFile(origin, _now() + _KEPT_UNREADABLE, None, failure.reason)
    if 200 <= answer.status < 300:
        return RobotsFile(origin, _now() + _KEPT, answer.body.decode("utf-8", "replace").replace("\0", ""))
    if 400 <= answer.status < 500:
        return RobotsFile(origin, _now() + _KEPT, "", f"status {answer.status}")
    return RobotsFile(origin, _now() + _KEPT_UNREADABLE, None, f"status {answer.status}")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)

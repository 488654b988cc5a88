"""Fetching many candidates: hosts side by side, the candidates of one host one after another."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from queue import SimpleQueue

from dateline.fetch.archive import WarcWriter
from dateline.fetch.client import Client
from dateline.fetch.guard import host_of
from dateline.fetch.health import HostHealth, MemoryHealth
from dateline.fetch.known import KnownCaptures
from dateline.fetch.page import PageFetcher
from dateline.fetch.politeness import Politeness
from dateline.fetch.robots import Robots, RobotsStore
from dateline.records import Candidate, Fetched
from dateline.settings import FetchSettings
from dateline.sources import Source

_MOST_HOSTS = 256
"""Hosts that are waited for at once; asking is bounded by ``settings.concurrency``."""
_READ_AHEAD = 2_000


def fetch_all(
    candidates: Iterable[Candidate],
    *,
    writer: WarcWriter,
    settings: FetchSettings,
    sources: Mapping[str, Source],
    politeness: Politeness | None = None,
    known: KnownCaptures | None = None,
    robots: RobotsStore | None = None,
    health: HostHealth | None = None,
) -> Iterator[Fetched]:
    """Yield exactly one :class:`Fetched` for each candidate, in the order in which they are done.

    ``writer`` must be open. Without ``politeness``, ``robots`` or ``health`` these are kept in memory.
    """
    client = Client(settings, politeness=politeness)
    pages = PageFetcher(
        client=client,
        robots=Robots(client, store=robots),
        health=health or MemoryHealth(),
        writer=writer,
        known=known,
        sources=sources,
    )
    try:
        yield from _HostQueues(pages).run(candidates)
    finally:
        client.close()


class _HostQueues:
    """Gives each host's candidates to one thread at a time; few enough are read ahead to keep memory flat."""

    def __init__(self, pages: PageFetcher) -> None:
        self._pages = pages
        self._waiting: dict[str, deque[Candidate]] = {}
        self._hosts: SimpleQueue[str | None] = SimpleQueue()
        self._results: SimpleQueue[Fetched | BaseException] = SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self._stopped = False

    def run(self, candidates: Iterable[Candidate]) -> Iterator[Fetched]:
        under_way = 0
        try:
            for candidate in candidates:
                self._add(candidate)
                under_way += 1
                while under_way >= _READ_AHEAD or not self._results.empty():
                    yield self._next()
                    under_way -= 1
            while under_way:
                yield self._next()
                under_way -= 1
        finally:
            self._stopped = True
            for _ in range(self._threads):
                self._hosts.put(None)

    def _add(self, candidate: Candidate) -> None:
        host = host_of(candidate.fetch_url or candidate.url)
        with self._lock:
            queue = self._waiting.get(host)
            if queue is not None:
                queue.append(candidate)
                return
            self._waiting[host] = deque([candidate])
        self._hosts.put(host)
        if self._threads < min(_MOST_HOSTS, len(self._waiting)):
            self._threads += 1
            threading.Thread(target=self._work, name=f"fetch-{self._threads}", daemon=True).start()

    def _next(self) -> Fetched:
        result = self._results.get()
        if isinstance(result, BaseException):
            raise result
        return result

    def _work(self) -> None:
        try:
            while (host := self._hosts.get()) is not None:
                while not self._stopped and (candidate := self._take(host)):
                    self._results.put(self._pages.fetch(candidate))
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that reads the results
            self._results.put(error)

    def _take(self, host: str) -> Candidate | None:
        with self._lock:
            queue = self._waiting[host]
            if queue:
                return queue.popleft()
            del self._waiting[host]
            return None

"""A small site on loopback that answers under any host name, and a desk that discovers at it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from dateline.discover import MemoryState, Report, discover
from dateline.fetch.client import Client
from dateline.records import Candidate
from dateline.settings import DiscoverSettings
from dateline.sources import Source

NOW = dt.datetime(2026, 11, 14, 18, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 14)


@dataclass
class Answer:
    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """What the server answers, by host and path (query included), and what it was asked."""

    port: int = 0
    answers: dict[str, Answer | Callable[[str], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, Message]] = field(default_factory=list)

    def put(self, address: str, body: str | bytes, status: int = 200, **headers: str) -> str:
        raw = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[address.partition("://")[2]] = Answer(raw, status, named)
        return address

    def count(self, address: str) -> int:
        return sum(path == address.partition("://")[2] for path, _ in self.asked)

    def answer(self, address: str) -> Answer:
        known = self.answers.get(address) or self.answers.get(address.partition("?")[0])
        if callable(known):
            return known(address)
        return known or Answer(b"no such page", 404)


@dataclass
class Desk:
    """Discovery at one source, with memory."""

    client: Client
    state: MemoryState = field(default_factory=MemoryState)
    settings: DiscoverSettings = field(default_factory=DiscoverSettings)
    report: Report = field(default_factory=Report)

    def candidates(self, source: Source, day: dt.date = TODAY, now: dt.datetime = NOW) -> list[Candidate]:
        self.report = Report()
        return list(
            discover(
                source,
                day,
                http=self.client,
                state=self.state,
                now=now,
                settings=self.settings,
                report=self.report,
            )
        )

    def urls(self, source: Source, day: dt.date = TODAY, now: dt.datetime = NOW) -> list[str]:
        return [candidate.url for candidate in self.candidates(source, day, now)]

    def paths(self, source: Source, day: dt.date = TODAY, now: dt.datetime = NOW) -> set[str]:
        return {urlsplit(url).path for url in self.urls(source, day, now)}


@contextmanager
def serving(site: Site) -> Iterator[None]:
    """Serve ``site`` on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            address = self.headers["Host"].partition(":")[0] + self.path
            site.asked.append((address, self.headers))
            self._send(_with_range(_unless_known(site.answer(address), self.headers), self.headers))

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def _unless_known(answer: Answer, headers: Message) -> Answer:
    etag = answer.headers.get("ETag")
    return Answer(b"", 304, answer.headers) if etag and headers["If-None-Match"] == etag else answer


def _with_range(answer: Answer, headers: Message) -> Answer:
    if answer.status != 200 or not headers["Range"] or answer.headers.get("Accept-Ranges") == "none":
        return answer
    first, last = (int(part) for part in headers["Range"].removeprefix("bytes=").split("-"))
    total = len(answer.body)
    return Answer(answer.body[first : last + 1], 206, {"Content-Range": f"bytes {first}-{last}/{total}"})

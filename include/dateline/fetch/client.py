"""One address asked politely, with every limit in force; redirects are followed here, each hop like a first
request, because any hop may lead to a host of an attacker's choice.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from functools import cached_property
from http.client import HTTPException
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
import urllib3
from requests.structures import CaseInsensitiveDict

from dateline import __version__
from dateline.fetch.decoding import ACCEPTED, decoder_for
from dateline.fetch.failures import FetchFailure, Interrupted, Malformed, Refused, TooLarge, Unreachable
from dateline.fetch.guard import Guard
from dateline.fetch.politeness import PATIENCE, MemoryPoliteness, Politeness, Turn
from dateline.fetch.transport import GuardedAdapter
from dateline.settings import FetchSettings

logger = logging.getLogger(__name__)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_EXPANSION_FREE = 1_000_000
_PIECE = 65_536
_FIRST_PAUSE = 0.5


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. ``payload`` is the body as it travelled, ``body`` as it is meant."""

    url: str
    request_headers: tuple[tuple[str, str], ...]
    started_at: dt.datetime
    peer: str | None
    status: int
    reason: str
    http_version: str
    headers: tuple[tuple[str, str], ...]
    payload: bytes = b""
    body: bytes = b""
    read: bool = False
    """Whether the body was wanted and read."""


@dataclass(frozen=True)
class Response:
    """The answer of the last of one or more exchanges."""

    hops: tuple[Exchange, ...]

    @property
    def last(self) -> Exchange:
        return self.hops[-1]

    @property
    def status(self) -> int:
        return self.last.status

    @property
    def url(self) -> str:
        return self.last.url

    @property
    def body(self) -> bytes:
        return self.last.body

    @property
    def redirects(self) -> tuple[str, ...]:
        return tuple(hop.url for hop in self.hops[:-1])

    @cached_property
    def headers(self) -> Mapping[str, str]:
        merged: CaseInsensitiveDict[str] = CaseInsensitiveDict()
        for name, value in self.last.headers:
            merged[name] = f"{merged[name]}, {value}" if name in merged else value
        return merged

    @property
    def retry_after(self) -> float | None:
        """Seconds that the server asks us to wait."""
        return _seconds(self.headers.get("Retry-After"))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a body is taken. ``truncate`` keeps what fits instead of refusing the rest."""

    max_bytes: int
    max_expansion: float | None
    truncate: bool = False


@dataclass(frozen=True, slots=True)
class Hop:
    """How one address is to be asked."""

    interval: float
    headers: Mapping[str, str] = field(default_factory=dict)


def _everything(_status: int, _headers: Mapping[str, str]) -> bool:
    return True


class Client:
    """Asks addresses. Safe to share between threads; at most ``settings.concurrency`` ask at once.

    ``politeness`` is shared by everybody who asks the same hosts; ``min_interval`` (a source's) replaces the
    settings' in :meth:`get`.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        politeness: Politeness | None = None,
        min_interval: float | None = None,
    ) -> None:
        self.settings = settings
        self.guard = Guard(settings.connect_to)
        self.politeness = politeness or MemoryPoliteness()
        self._interval = settings.min_interval if min_interval is None else min_interval
        self._adapter = GuardedAdapter(self.guard, settings)
        self._gate = threading.BoundedSemaphore(settings.concurrency)
        self._user_agent = user_agent(settings)

    @property
    def limits(self) -> Limits:
        return Limits(self.settings.max_bytes, self.settings.max_expansion)

    def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, max_bytes: int | None = None
    ) -> Response:
        """Ask for ``url`` and follow redirects; try again what can pass.

        ``max_bytes`` replaces the limit of the decoded body, and then also takes any expansion up to it.

        Raises:
            FetchFailure: no answer came, or it broke a limit. An error status is an answer.
        """
        limits = self.limits if max_bytes is None else Limits(max_bytes, None)
        hop = Hop(self._interval, headers or {})
        return self.persist(lambda: self.follow(url, plan=lambda _: hop, limits=limits))

    def persist(self, ask: Callable[[], Response]) -> Response:
        """Call ``ask`` until it brings an answer that will stay, as often as the settings allow."""
        for pause in _pauses(self.settings.retries):
            try:
                response = ask()
            except FetchFailure as failure:
                if not failure.passes:
                    raise
                logger.info("%s; trying again", failure.reason)
            else:
                if response.status not in _PASSING or (response.retry_after or 0.0) > PATIENCE:
                    return response
                logger.info("%s answered %s; trying again", response.url, response.status)
            time.sleep(pause)
        return ask()

    def follow(
        self,
        url: str,
        *,
        plan: Callable[[str], Hop],
        limits: Limits | None = None,
        wanted: Callable[[int, Mapping[str, str]], bool] = _everything,
    ) -> Response:
        """Ask once for ``url`` and for each address that it redirects to.

        ``plan`` says how to ask an address, or raises; ``wanted`` whether an answer's body is to be read.

        Raises:
            FetchFailure: no answer came, it broke a limit, or it led where we do not go.
        """
        hops: list[Exchange] = []
        address: str | None = url
        while address:
            host = self.guard.check(address)
            request = _prepared(address)
            if any(hop.url == request.url for hop in hops):
                raise Refused(f"redirects run in a circle at {request.url}", url=url)
            if len(hops) > self.settings.max_redirects:
                raise Refused(f"more than {self.settings.max_redirects} redirects", url=url)
            hops.append(self._ask(host, request, plan, limits or self.limits, wanted))
            address = _redirect(hops[-1])
        return Response(tuple(hops))

    def close(self) -> None:
        """Close all connections."""
        self._adapter.close()

    def _ask(
        self,
        host: str,
        request: requests.PreparedRequest,
        plan: Callable[[str], Hop],
        limits: Limits,
        wanted: Callable[[int, Mapping[str, str]], bool],
    ) -> Exchange:
        url = str(request.url)
        hop = plan(url)
        request.headers.update(
            {
                "Host": urlsplit(url).netloc,
                "User-Agent": self._user_agent,
                "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "Accept-Encoding": ACCEPTED,
                **hop.headers,
            }
        )
        with self.politeness.turn(host, hop.interval) as turn, self._gate, _named_failures(url):
            exchange = self._exchange(request, limits, wanted, turn)
        wait = _seconds(_header(exchange, "retry-after"))
        if wait and exchange.status in (429, 503):
            self.politeness.rest(host, wait)
        return exchange

    def _exchange(
        self,
        request: requests.PreparedRequest,
        limits: Limits,
        wanted: Callable[[int, Mapping[str, str]], bool],
        turn: Turn,
    ) -> Exchange:
        started = dt.datetime.now(dt.UTC)
        timeout = (self.settings.timeout_connect, self.settings.timeout_read)
        answer = self._adapter.send(request, stream=True, timeout=timeout)
        raw: urllib3.HTTPResponse = answer.raw
        turn.answered()
        exchange = Exchange(
            url=str(request.url),
            request_headers=tuple(request.headers.items()),
            started_at=started,
            peer=getattr(raw.connection, "peer", None),
            status=raw.status,
            reason=raw.reason or "",
            http_version=f"HTTP/{raw.version / 10:.1f}",
            headers=tuple((name, _one_line(value)) for name, value in raw.headers.iteritems()),
        )
        try:
            if raw.status not in _REDIRECTS and not wanted(raw.status, answer.headers):
                return exchange
            payload, body = _read(raw, limits)
            if raw.isclosed():
                raw.release_conn()
            return replace(exchange, payload=payload, body=body, read=True)
        finally:
            raw.close()


def user_agent(settings: FetchSettings) -> str:
    """How we name ourselves to servers."""
    return f"Dateline/{__version__} (+{settings.contact})"


def _prepared(url: str) -> requests.PreparedRequest:
    """A request for ``url`` in the form in which it is sent: percent-encoded, without its fragment."""
    request = requests.PreparedRequest()
    try:
        request.prepare(method="GET", url=urldefrag(url).url)
    except (requests.RequestException, ValueError) as error:
        raise Refused(f"not an address: {error}", url=url) from error
    return request


def _pauses(retries: int) -> Iterator[float]:
    for attempt in range(retries):
        yield _FIRST_PAUSE * 2**attempt * random.uniform(0.8, 1.2)


def _read(raw: urllib3.HTTPResponse, limits: Limits) -> tuple[bytes, bytes]:
    decoder = decoder_for(raw.headers.get("Content-Encoding", ""))
    payload, body = bytearray(), bytearray()
    for chunk in raw.stream(_PIECE, decode_content=False):
        payload += chunk
        for piece in decoder.feed(chunk):
            body += piece
            if len(body) > limits.max_bytes:
                if limits.truncate:
                    return bytes(payload), bytes(body[: limits.max_bytes])
                raise TooLarge(f"the body is larger than {limits.max_bytes} bytes")
            if limits.max_expansion and len(body) > max(_EXPANSION_FREE, limits.max_expansion * len(payload)):
                raise TooLarge(f"the body expands by more than {limits.max_expansion:g}:1")
        if len(payload) > limits.max_bytes:
            raise TooLarge(f"the body is larger than {limits.max_bytes} bytes")
    if not decoder.finished:
        raise Interrupted("the encoded body ended early")
    return bytes(payload), bytes(body)


@contextmanager
def _named_failures(url: str) -> Iterator[None]:
    """Turn what requests, urllib3 and sockets raise into our failures."""
    try:
        yield
    except FetchFailure:
        raise
    except (requests.exceptions.InvalidHeader, urllib3.exceptions.InvalidHeader) as error:
        raise Malformed(f"the header is broken: {_words(error)}", url=url) from error
    except (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError) as error:
        raise Interrupted("the server did not answer in time", url=url) from error
    except _NETWORK_ERRORS as error:
        if _caused_by(error, ssl.SSLCertVerificationError):
            raise Unreachable(f"the certificate is not valid: {_words(error)}", url=url) from error
        raise Interrupted(f"the connection broke: {_words(error)}", url=url) from error


_NETWORK_ERRORS = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    HTTPException,
    OSError,
    ValueError,
)


def _caused_by(error: BaseException, kind: type[BaseException]) -> bool:
    inner = _inner(error)
    return isinstance(error, kind) or (inner is not None and _caused_by(inner, kind))


def _words(error: BaseException) -> str:
    """The innermost message, without the chain of wrappers' names."""
    inner = _inner(error)
    if inner is not None:
        return _words(inner)
    return str(error.args[-1]) if error.args else type(error).__name__


def _inner(error: BaseException) -> BaseException | None:
    wrapped = (*error.args, getattr(error, "reason", None))
    return next((item for item in wrapped if isinstance(item, BaseException)), None)


def _redirect(exchange: Exchange) -> str | None:
    location = _header(exchange, "location")
    if exchange.status not in _REDIRECTS or not location:
        return None
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(exchange.url, location.strip())
    except ValueError as error:
        raise Refused(f"redirects to what is not an address: {location!r}", url=exchange.url) from error


def _header(exchange: Exchange, name: str) -> str | None:
    return next((value for key, value in exchange.headers if key.lower() == name), None)


def _one_line(value: str) -> str:
    return " ".join(value.splitlines())


def _seconds(retry_after: str | None) -> float | None:
    if not retry_after:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())

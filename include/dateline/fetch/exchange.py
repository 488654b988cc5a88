"""One request with its answer, and a chain of them: what the client gives and the archive stores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cached_property
from urllib.parse import urljoin

from requests.structures import CaseInsensitiveDict

from dateline.fetch.failures import Refused

LONGEST_WAIT = 86_400.0
"""Seconds: a server that asks for more is asked again after a day."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})

Wanted = Callable[[int, Mapping[str, str]], bool]
"""Whether the body of an answer with this status and header is to be read."""


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

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def redirects_to(self) -> str | None:
        """The address that the answer sends us to.

        Raises:
            Refused: what it names is not an address.
        """
        location = self.header("Location")
        if self.status not in REDIRECTS or not location:
            return None
        with suppress(UnicodeError):
            location = location.encode("latin-1").decode("utf-8")
        try:
            return urljoin(self.url, location.strip())
        except ValueError as error:
            raise Refused(f"redirects to what is not an address: {location!r}", url=self.url) from error

    @property
    def retry_after(self) -> float | None:
        """Seconds that the server asks us to wait, a day at most."""
        wish = (self.header("Retry-After") or "").strip()
        if wish.isascii() and wish.isdecimal():
            return min(float(wish), LONGEST_WAIT)
        try:
            moment = parsedate_to_datetime(wish)
        except (ValueError, OverflowError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
        return min(max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds()), LONGEST_WAIT)


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
        """By name, in any case; of several with one name all, joined by commas."""
        merged: CaseInsensitiveDict[str] = CaseInsensitiveDict()
        for name, value in self.last.headers:
            merged[name] = f"{merged[name]}, {value}" if name in merged else value
        return merged

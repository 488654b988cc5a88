"""The requests adapter under every request: connects only where the guard says, and bounds the answer's
header and time, which requests leaves to the goodwill of the server.

requests' own read timeout starts anew with each byte; here one deadline covers the whole answer.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from typing import Any

import certifi
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.util import connection as sockets
from urllib3.util.ssl_ import create_urllib3_context

from dateline.fetch.failures import TooLarge, TooSlow
from dateline.fetch.guard import Guard
from dateline.settings import FetchSettings

_MOST_HEADER_LINES = 100
_LONGEST_LINE = 65_537
_HOSTS_KEPT_OPEN = 256


class GuardedAdapter(HTTPAdapter):
    """Sends a prepared request to an address that ``guard`` gave for its host.

    Raises, beside what requests raises: ``Refused``, ``TooLarge`` (header) and ``TooSlow``.
    """

    def __init__(self, guard: Guard, settings: FetchSettings) -> None:
        self._guard = guard
        self._settings = settings
        super().__init__(pool_connections=_HOSTS_KEPT_OPEN, pool_maxsize=2)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **_: Any) -> None:
        self.poolmanager = _Pools(
            self._guard,
            self._settings,
            num_pools=connections,
            maxsize=maxsize,
            block=block,
            ssl_context=_trust(self._settings),
        )

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave the trusted certificates to the shared context; requests would load them for each host."""


def _trust(settings: FetchSettings) -> ssl.SSLContext:
    context = create_urllib3_context()
    context.load_verify_locations(certifi.where())
    if settings.ca_bundle:
        context.load_verify_locations(str(settings.ca_bundle))
    return context


class _Connecting:
    """What both kinds of connection share: guarded addresses and a deadline for each exchange."""

    timeout: Any
    socket_options: Any
    sock: socket.socket | None

    def __init__(self, *args: Any, guard: Guard, settings: FetchSettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.peer: str | None = None
        """The IP address at the other end."""
        self._guard = guard
        self._settings = settings
        self._deadline = 0.0
        self.response_class: Any = self._bounded_response

    def connect(self) -> None:
        self._deadline = time.monotonic() + self._settings.timeout_total
        super().connect()  # type: ignore[misc]

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self._deadline == 0.0:
            self._deadline = time.monotonic() + self._settings.timeout_total
        super().request(*args, **kwargs)  # type: ignore[misc]

    def _new_conn(self) -> socket.socket:
        failure: OSError | None = None
        host, port = self.host, self.port  # type: ignore[attr-defined]
        for address in self._guard.resolve(host, port):
            try:
                opened = sockets.create_connection(address, self.timeout, socket_options=self.socket_options)
            except OSError as error:
                failure = error
            else:
                self.peer = address[0]
                return opened
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, f"connecting to {host} timed out") from failure
        raise NewConnectionError(self, f"connecting to {host} failed: {failure}") from failure  # type: ignore[arg-type]

    def _bounded_response(self, sock: socket.socket, *args: Any, **kwargs: Any) -> _BoundedResponse:
        deadline, self._deadline = self._deadline, 0.0
        return _BoundedResponse(sock, *args, deadline=deadline, settings=self._settings, **kwargs)


class _HttpConnection(_Connecting, HTTPConnection):
    pass


class _HttpsConnection(_Connecting, HTTPSConnection):
    pass


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _HttpConnection


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _HttpsConnection


class _Pools(urllib3.PoolManager):
    def __init__(self, guard: Guard, settings: FetchSettings, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._for_connections = {"guard": guard, "settings": settings}
        self.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}

    def _new_pool(self, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
        pool = super()._new_pool(*args, **kwargs)
        pool.conn_kw |= self._for_connections
        return pool


class _BoundedResponse(http.client.HTTPResponse):
    def __init__(
        self, sock: socket.socket, *args: Any, deadline: float, settings: FetchSettings, **kwargs: Any
    ) -> None:
        super().__init__(sock, *args, **kwargs)
        stream = _DeadlineStream(sock, self.fp.detach(), deadline, settings.timeout_read)
        self.fp = self._lines = _LineReader(stream, settings.max_header_bytes)

    def begin(self) -> None:
        super().begin()
        self._lines.header_ended()


class _LineReader(io.BufferedReader):
    """Counts the lines of the header, interim answers included; afterwards only bounds each line."""

    def __init__(self, raw: io.RawIOBase, max_header_bytes: int) -> None:
        super().__init__(raw)
        self._limit = max_header_bytes
        self._bytes = 0
        self._lines = 0
        self._in_header = True

    def header_ended(self) -> None:
        self._in_header = False

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(_LONGEST_LINE if size is None or size < 0 else size)
        if self._in_header:
            self._bytes += len(line)
            self._lines += 1
            if self._bytes > self._limit:
                raise TooLarge(f"the header is larger than {self._limit} bytes")
            if self._lines > _MOST_HEADER_LINES:
                raise TooLarge(f"the header has more than {_MOST_HEADER_LINES} lines")
        return line


class _DeadlineStream(io.RawIOBase):
    """A socket's bytes, each wait no longer than the read timeout and none past the deadline."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase, deadline: float, timeout_read: float) -> None:
        self._sock = sock
        self._raw = raw
        self._deadline = deadline
        self._timeout_read = timeout_read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TooSlow("the answer was not complete within the total time")
        self._sock.settimeout(min(left, self._timeout_read))
        try:
            return self._raw.readinto(buffer)
        except TimeoutError:
            if self._deadline <= time.monotonic():
                raise TooSlow("the answer was not complete within the total time") from None
            raise

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()

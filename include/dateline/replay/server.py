"""A loopback server that stands in for sites under their own host names, by HTTP and TLS on one port.

::

    with ReplayServer(load_site([folder])) as server:
        settings = FetchSettings(connect_to=server.connect_to, ca_bundle=server.ca_file)

The first byte of a connection tells TLS (0x16) from plain HTTP. A host that no site knows gets 421
(Misdirected Request): a 5xx for its robots.txt would mean "stay away from the whole host" to a client and
be tried again, while 421 says what is wrong and that asking again will not help.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import socketserver
import ssl
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from dateline.errors import ConfigError
from dateline.replay.access import AccessLog, Entry
from dateline.replay.certificates import Authority
from dateline.replay.control import CONTROL_HOST, Clock, control_answer
from dateline.replay.exchange import Answer, Request, Site, fitted, text_answer

logger = logging.getLogger(__name__)

_TLS_HANDSHAKE = b"\x16"
_IDLE_SECONDS = 30.0
_LARGEST_ORDER = 10_000
_BODILESS = frozenset({204, 304})


class ReplayServer:
    """Serves ``site`` on 127.0.0.1 from its start until its stop; also a context manager.

    ``port`` 0 takes a free one. ``ca_file`` is where the certificate authority is written; by default into a
    temporary folder that goes with the server. ``log`` is a file to which access entries are appended.
    """

    def __init__(
        self,
        site: Site,
        *,
        port: int = 0,
        now: dt.datetime | None = None,
        ca_file: Path | None = None,
        log: Path | None = None,
    ) -> None:
        self.clock = Clock(now)
        self._site = site
        self._log = AccessLog(log)
        self._folder = tempfile.TemporaryDirectory(prefix="dateline-replay-")
        self.ca_file = ca_file or Path(self._folder.name) / "ca.pem"
        authority = Authority()
        self.ca_file.parent.mkdir(parents=True, exist_ok=True)
        self.ca_file.write_bytes(authority.pem)
        self._listener = _Listener(port, self, authority.server_context())
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._listener.server_address[1])

    @property
    def connect_to(self) -> tuple[str, ...]:
        """What ``FetchSettings.connect_to`` needs to bring every host here."""
        return (f"::127.0.0.1:{self.port}",)

    @property
    def hosts(self) -> list[str]:
        return sorted(self._site.hosts)

    @property
    def requests(self) -> list[Entry]:
        """The access log, oldest first."""
        return self._log.entries()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, end open connections, and remove what was temporary."""
        if self._thread.is_alive():
            self._listener.shutdown()
            self._thread.join()
        self._listener.close_all()
        self._log.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def respond(self, request: Request, body: bytes) -> Answer:
        """The answer to one request, whoever is asked."""
        if request.host == CONTROL_HOST:
            return control_answer(request.method, request.path, body, self.clock, self._status())
        if request.method not in ("GET", "HEAD"):
            return Answer(405, {"Allow": "GET, HEAD", "Content-Type": "text/plain"}, b"Only GET and HEAD.\n")
        if request.host not in self._site.hosts:
            return _unknown_host(request.host)
        return fitted(self._site.answer(request, self.clock.now), request)

    def record(self, entry: Entry) -> None:
        self._log.add(entry)

    def _status(self) -> dict[str, object]:
        return {"port": self.port, "pid": os.getpid(), "hosts": self.hosts, "requests": self._log.by_host()}


def _unknown_host(host: str) -> Answer:
    return text_answer(
        421,
        f"Nothing replayed here answers for {host!r}. http://{CONTROL_HOST}/status lists the hosts; "
        "give their folder, WARC or pages file to `dateline replay`.",
    )


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(self, port: int, replay: ReplayServer, tls: ssl.SSLContext) -> None:
        self.replay = replay
        self.tls = tls
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        try:
            super().__init__(("127.0.0.1", port), _Connection)
        except OSError as error:
            raise ConfigError(
                f"Port {port} of 127.0.0.1 cannot be taken: {error}.",
                "Choose another, or 0 for a free one.",
                port=port,
            ) from error

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        with self._lock:
            self._open.add(cast(socket.socket, request))
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        with self._lock:
            self._open.discard(cast(socket.socket, request))
        super().shutdown_request(request)

    def close_all(self) -> None:
        self.server_close()
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                logger.debug("a connection had already ended")

    def handle_error(self, request: object, client_address: object) -> None:
        if isinstance(sys.exception(), ConnectionError | ssl.SSLError | TimeoutError):
            logger.debug("%s went away", client_address, exc_info=True)
        else:
            logger.exception("no answer for %s", client_address)


class _Connection(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"
    server_version = "replay"
    sys_version = ""
    timeout = _IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1

    def setup(self) -> None:
        self.request.settimeout(_IDLE_SECONDS)
        self.scheme = "http"
        if self.request.recv(1, socket.MSG_PEEK) == _TLS_HANDSHAKE:
            plain = self.request.dup()
            plain.settimeout(_IDLE_SECONDS)
            self.request = self.server.tls.wrap_socket(plain, server_side=True)
            self.scheme = "https"
        super().setup()

    def finish(self) -> None:
        super().finish()
        if self.scheme == "https":
            self.request.close()

    def parse_request(self) -> bool:
        self.began, self.began_at = time.monotonic(), dt.datetime.now(dt.UTC)
        return super().parse_request()

    def do_GET(self) -> None:
        body = self._body()
        if body is None:
            self.close_connection = True
            answer = text_answer(413, f"At most {_LARGEST_ORDER} bytes, with a Content-Length.")
        else:
            answer = self.server.replay.respond(self._asked(), body)
        self._send(answer)

    do_HEAD = do_PUT = do_POST = do_DELETE = do_OPTIONS = do_PATCH = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        logger.debug(format, *args)

    def _body(self) -> bytes | None:
        """What the client sent along; None where that is too much or of unknown length."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdigit() or int(length) > _LARGEST_ORDER:
            return None
        return self.rfile.read(int(length))

    def _asked(self) -> Request:
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, self.scheme, _host_name(headers.get("host", "")), self.path, headers)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status not in _BODILESS:
            self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        body = b"" if self.command == "HEAD" or answer.status in _BODILESS else answer.body
        self.wfile.write(body)
        self.server.replay.record(
            Entry(
                monotonic=self.began,
                at=self.began_at.isoformat(),
                scheme=self.scheme,
                host=_host_name(self.headers.get("Host", "")),
                method=self.command,
                path=self.path,
                status=answer.status,
                sent=len(body),
                agent=self.headers.get("User-Agent", ""),
            )
        )


def _host_name(header: str) -> str:
    """The name in a Host header: lower case, without port and final dot."""
    name, _, port = header.rpartition(":")
    return (name if name and port.isdigit() else header).lower().rstrip(".")

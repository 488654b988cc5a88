"""A loopback server that can misbehave in any way."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

from dateline.records import Candidate


@dataclass
class Request:
    host: str
    path: str
    headers: dict[str, str]
    at: float = field(default_factory=time.time)


Handler = Callable[[socket.socket, Request], None] | bytes


class Server:
    """Answers each path with raw bytes or by a function on the socket; everything asked is in ``log``.

    Connections are kept open between requests. An unknown path is a 404, and so is robots.txt.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.log: list[Request] = []
        self._handlers: dict[str, Handler] = {}
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def on(self, path: str, handler: Handler) -> None:
        self._handlers[path] = handler

    def paths(self) -> list[str]:
        return [request.path for request in self.log if request.path != "/robots.txt"]

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError), self._secured(sock) as sock, sock.makefile("rb") as lines:
            while request := _read_request(lines):
                self.log.append(request)
                handler = self._handlers.get(request.path, answer(404, b"no such page"))
                if callable(handler):
                    handler(sock, request)
                else:
                    sock.sendall(handler)

    def _secured(self, sock: socket.socket) -> socket.socket:
        return self._tls.wrap_socket(sock, server_side=True) if self._tls else sock


def _read_request(lines: BinaryIO) -> Request | None:
    first = lines.readline().split()
    if len(first) < 2:
        return None
    headers = {}
    while (line := lines.readline().strip()) != b"":
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    return Request(headers.get("host", ""), first[1].decode("latin-1"), headers)


def answer(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """A well-formed HTML answer; ``Content_Type="…"`` and the like replace or add headers."""
    lines = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode("latin-1") + body


def in_turn(*answers: bytes) -> Handler:
    """The answers one after another; the last for good."""
    left = list(answers)

    def handle(sock: socket.socket, _request: Request) -> None:
        sock.sendall(left.pop(0) if len(left) > 1 else left[0])

    return handle


def candidate(url: str, **fields: object) -> Candidate:
    values = {"source": "post", "day": "2026-11-09", "found_by": "list", "found_in": "list.txt", "url": url}
    return Candidate.model_validate(values | fields)

"""Servers on loopback that keep what they are sent: mail, a webhook's posts, spans and metrics."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from dateline.runtime.ports import LOOPBACK, free_port


class Mailbox:
    """What a mail server took; while ``down`` it refuses."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.down = False
        self.port = free_port()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.down:
            return "451 try later"
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 kept"

    @property
    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails]

    @property
    def connection(self) -> str:
        """Airflow's connection to this server, as the environment names it."""
        extra = {"disable_ssl": True, "disable_tls": True, "from_email": "dateline@example.org"}
        return json.dumps({"conn_type": "smtp", "host": LOOPBACK, "port": self.port, "extra": extra})


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname=LOOPBACK, port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


class Webhook:
    """What a webhook was posted; answers with ``status``."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, bytes]] = []
        self.status = 200
        self.port = 0

    def take(self, path: str, body: bytes) -> int:
        if self.status == 200:
            self.posts.append((path, body))
        return self.status

    @property
    def texts(self) -> list[str]:
        return [json.loads(body).get("text", "") for _, body in self.posts]


class Collector:
    """What an OpenTelemetry collector was sent."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.metrics: dict[str, Any] = {}
        self.port = 0

    def take(self, path: str, body: bytes) -> int:
        if path == "/v1/traces":
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                self.spans += [span for scope in resource.scope_spans for span in scope.spans]
        else:
            for metrics in ExportMetricsServiceRequest.FromString(body).resource_metrics:
                self.metrics |= {kept.name: kept for scope in metrics.scope_metrics for kept in scope.metrics}
        return 200

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"


@contextmanager
def webhook_server() -> Iterator[Webhook]:
    with _served(Webhook()) as hook:
        yield hook


@contextmanager
def collector() -> Iterator[Collector]:
    with _served(Collector()) as kept:
        yield kept


@contextmanager
def _served[T: (Webhook, Collector)](receiver: T) -> Iterator[T]:
    """A server on loopback that hands every POST to ``receiver``."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            packed = self.headers.get("Content-Encoding") == "gzip"
            self.send_response(receiver.take(self.path, gzip.decompress(body) if packed else body))
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    receiver.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

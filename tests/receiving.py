"""Where alerts go in tests: a mail server and a webhook on loopback, which keep what they are given."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

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

    @property
    def texts(self) -> list[str]:
        return [json.loads(body).get("text", "") for _, body in self.posts]


@contextmanager
def webhook_server() -> Iterator[Webhook]:
    """Answers any POST."""
    hook = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if hook.status == 200:
                hook.posts.append((self.path, body))
            self.send_response(hook.status)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    hook.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

from __future__ import annotations

import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
import urllib3

from dateline.errors import ConfigError
from dateline.replay import ReplayServer
from dateline.replay.newsroom_site import NewsroomSite

STORY = "www.tiny.example/town/2026/11/08/bridge-opens"


def test_one_port_answers_plain_http_and_tls(tiny: ReplayServer, ask) -> None:
    plain, secured = ask(tiny, f"http://{STORY}"), ask(tiny, f"https://{STORY}")
    assert plain.status == secured.status == 200
    assert plain.data == secured.data
    assert [entry.scheme for entry in tiny.requests] == ["http", "https"]


def test_requests_reach_it_by_a_hosts_own_name(tiny: ReplayServer, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = urllib3.util.connection.create_connection

    def to_loopback(address: tuple[str, int], *rest: Any, **more: Any) -> socket.socket:
        return connect(("127.0.0.1", tiny.port), *rest, **more)

    monkeypatch.setattr(urllib3.util.connection, "create_connection", to_loopback)
    with requests.Session() as session:
        session.trust_env = False
        session.verify = str(tiny.ca_file)
        answer = session.get("https://tiny.example/s/1")
    assert answer.url == f"https://{STORY}"
    assert [step.status_code for step in answer.history] == [301, 302, 301]


def test_an_unknown_host_is_misdirected(tiny: ReplayServer, ask) -> None:
    answer = ask(tiny, "https://elsewhere.example/robots.txt")
    assert answer.status == 421
    assert b"elsewhere.example" in answer.data


def test_the_host_header_may_carry_port_case_and_final_dot(tiny: ReplayServer, ask) -> None:
    answer = ask(tiny, "http://www.tiny.example/robots.txt", headers={"Host": "WWW.Tiny.example.:8080"})
    assert answer.status == 200


def test_head_has_headers_and_no_body(tiny: ReplayServer, ask) -> None:
    full, head = ask(tiny, f"http://{STORY}"), ask(tiny, f"http://{STORY}", "HEAD")
    assert (head.status, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(full.data))


def test_only_reading_is_allowed(tiny: ReplayServer, ask) -> None:
    assert ask(tiny, f"http://{STORY}", "POST", body=b"x").status == 405
    assert ask(tiny, f"http://{STORY}", "PUT", body=b"x" * 20_000).status == 413


def test_gzip_is_sent_to_those_who_take_it(tiny: ReplayServer, ask) -> None:
    plain = ask(tiny, "http://www.tiny.example/rss.xml")
    packed = ask(tiny, "http://www.tiny.example/rss.xml", headers={"Accept-Encoding": "br, gzip;q=0.9"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.data == plain.data
    assert packed.headers["ETag"] == plain.headers["ETag"]


def test_connections_are_kept_alive(tiny: ReplayServer) -> None:
    with socket.create_connection(("127.0.0.1", tiny.port), timeout=5) as connection:
        request = b"GET /robots.txt HTTP/1.1\r\nHost: www.tiny.example\r\n\r\n"
        connection.sendall(request + request)
        received = b""
        while received.count(b"Crawl-delay: 0.5") < 2:
            chunk = connection.recv(65_536)
            assert chunk, "the server closed the connection"
            received += chunk


def test_the_log_has_an_entry_for_each_request(tiny_site: NewsroomSite, tmp_path: Path, ask) -> None:
    log = tmp_path / "logs" / "access.jsonl"
    with ReplayServer(tiny_site, log=log) as server:
        before = time.monotonic()
        ask(server, f"https://{STORY}?a=1", headers={"User-Agent": "Dateline-Test"})
        ask(server, "https://www.tiny.example/none")
        entries = server.requests
    rows = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [row["status"] for row in rows] == [200, 404]
    assert rows[0]["path"] == "/town/2026/11/08/bridge-opens?a=1"
    assert rows[0]["host"] == "www.tiny.example"
    assert rows[0]["agent"] == "Dateline-Test"
    assert before <= rows[0]["monotonic"] <= rows[1]["monotonic"] <= time.monotonic()
    assert [entry.status for entry in entries] == [200, 404]


def test_many_clients_are_served_at_once(tiny: ReplayServer, ask) -> None:
    ask(tiny, f"https://{STORY}")
    began = time.monotonic()
    with ThreadPoolExecutor(8) as clients:
        statuses = list(clients.map(lambda _: ask(tiny, f"https://{STORY}").status, range(400)))
    assert statuses == [200] * 400
    assert 400 / (time.monotonic() - began) > 150


def test_a_silent_client_holds_up_nobody(tiny: ReplayServer, ask) -> None:
    with (
        socket.create_connection(("127.0.0.1", tiny.port)),
        socket.create_connection(("127.0.0.1", tiny.port)),
    ):
        assert ask(tiny, f"https://{STORY}").status == 200


def test_stopping_ends_open_connections_and_leaves_nothing(tiny_site: NewsroomSite) -> None:
    server = ReplayServer(tiny_site)
    server.start()
    ca_file, port, threads = server.ca_file, server.port, threading.active_count()
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: www.tiny.example\r\n\r\n")
        assert connection.recv(10) == b"HTTP/1.1 2"
        server.stop()
        while connection.recv(65_536):
            pass
    assert not ca_file.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
    assert threading.active_count() <= threads


def test_a_taken_port_is_refused_in_words(tiny: ReplayServer, tiny_site: NewsroomSite) -> None:
    with pytest.raises(ConfigError, match=f"Port {tiny.port}"):
        ReplayServer(tiny_site, port=tiny.port)

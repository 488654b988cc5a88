import contextlib
import gzip
import itertools
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import brotli
import psycopg
import pytest
from fetch.misbehaving import Request, Server, answer, in_turn
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from urllib3.util import connection as sockets

from dateline import __version__
from dateline.fetch.charset import find_charset
from dateline.fetch.client import Client
from dateline.fetch.exchange import Exchange
from dateline.fetch.failures import (
    FailureKind,
    FetchFailure,
    Interrupted,
    Malformed,
    Refused,
    Resting,
    TooLarge,
    TooSlow,
    Unreachable,
)
from dateline.fetch.politeness import PostgresPoliteness
from dateline.replay.certificates import Authority
from dateline.settings import FetchSettings

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
URL = "http://www.post.example"


@pytest.fixture
def client(settings: FetchSettings) -> Iterator[Client]:
    client = Client(settings)
    yield client
    client.close()


def test_brings_the_body_status_headers_and_address(client: Client, server: Server) -> None:
    server.on("/a", answer(200, b"<p>hello", ETag='"1"'))
    response = client.get(f"{URL}/a#part")
    assert (response.status, response.url, response.body) == (200, f"{URL}/a", b"<p>hello")
    assert response.headers["etag"] == '"1"'


def test_an_error_status_is_an_answer(client: Client) -> None:
    assert client.get(f"{URL}/missing").status == 404


def test_names_itself_and_the_contact(client: Client, server: Server) -> None:
    client.get(f"{URL}/a")
    assert server.log[0].headers["user-agent"] == f"Dateline/{__version__} (+test@example.org)"


def test_the_host_header_names_the_host_and_not_the_address(client: Client, server: Server) -> None:
    client.get("http://www.post.example:8080/a?b=1")
    assert (server.log[0].host, server.log[0].path) == ("www.post.example:8080", "/a?b=1")


def test_connections_are_kept_for_the_next_request(settings: FetchSettings, server: Server) -> None:
    ports = []

    def note_port(sock: socket.socket, _request: Request) -> None:
        ports.append(sock.getpeername()[1])
        sock.sendall(answer(200, b"<p>x"))

    server.on("/a", note_port)
    client = Client(settings)
    for _ in range(3):
        client.get(f"{URL}/a")
    assert len(set(ports)) == 1


@pytest.mark.parametrize(("encoding", "encode"), [("gzip", gzip.compress), ("br", brotli.compress)])
def test_content_encodings_are_undone(client: Client, server: Server, encoding: str, encode) -> None:
    server.on("/a", answer(200, encode(b"<p>hello"), Content_Encoding=encoding))
    assert client.get(f"{URL}/a").body == b"<p>hello"


def test_chunks_are_joined(client: Client, server: Server) -> None:
    server.on("/a", HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n5;x=y\r\nhello\r\n0\r\n\r\n")
    assert client.get(f"{URL}/a").body == b"<p>hello"


def test_a_body_that_ends_with_the_connection_is_read(client: Client, server: Server) -> None:
    server.on("/a", _then_close(HEAD + b"\r\n<p>hello"))
    assert client.get(f"{URL}/a").body == b"<p>hello"


# Redirects


def test_redirects_are_followed_and_noted(client: Client, server: Server) -> None:
    server.on("/a", answer(301, Location="/b"))
    server.on("/b", answer(302, Location="https-less?x=1#frag"))
    server.on("/https-less?x=1", answer(200, b"<p>there"))
    response = client.get(f"{URL}/a")
    assert response.body == b"<p>there"
    assert response.redirects == (f"{URL}/a", f"{URL}/b")
    assert response.url == f"{URL}/https-less?x=1"


def test_a_redirect_in_bytes_beyond_ascii_is_understood(client: Client, server: Server) -> None:
    server.on("/a", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /caf\u00e9\r\n\r\n".encode())
    server.on("/caf%C3%A9", answer(200, b"<p>there"))
    assert client.get(f"{URL}/a").url == f"{URL}/caf%C3%A9"


def test_a_circle_of_redirects_is_refused(client: Client, server: Server) -> None:
    server.on("/a", answer(302, Location="/b"))
    server.on("/b", answer(302, Location="/a"))
    with pytest.raises(Refused, match="circle"):
        client.get(f"{URL}/a")


def test_more_than_ten_redirects_are_refused(client: Client, server: Server) -> None:
    for number in range(12):
        server.on(f"/{number}", answer(302, Location=f"/{number + 1}"))
    server.on("/12", answer(200, b"<p>there"))
    with pytest.raises(Refused, match="more than 10 redirects"):
        client.get(f"{URL}/0")
    assert client.get(f"{URL}/2").status == 200


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/admin",
        "http://[::1]:80/",
        "//169.254.169.254/latest",
        "file:///etc/passwd",
        "http://[x",
    ],
)
def test_a_redirect_to_a_private_address_is_refused(client: Client, server: Server, location: str) -> None:
    server.on("/a", answer(302, Location=location))
    with pytest.raises(Refused):
        client.get(f"{URL}/a")
    assert server.paths() == ["/a"]


def test_the_guard_also_stands_before_the_first_request(server: Server) -> None:
    with pytest.raises(Refused, match="not a public address"):
        Client(FetchSettings()).get(f"http://127.0.0.1:{server.port}/")
    assert server.log == []


def test_a_name_is_resolved_once_and_what_it_says_later_does_not_count(
    monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    """DNS rebinding: a public address to pass the guard, then one of the operator's own network."""
    answers = iter(["192.0.32.7", "127.0.0.1"])
    look_up, connected = socket.getaddrinfo, []

    def rebinding(host, port, *rest, **named):
        place = next(answers) if host == "rebound.example" else host
        return look_up(place, port, *rest, **named)

    def connect(address, *_, **__):
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(sockets, "create_connection", connect)
    client = Client(FetchSettings(min_interval=0, retries=1))
    for path in ("a", "b"):
        with pytest.raises(Interrupted):
            client.get(f"http://rebound.example:{server.port}/{path}")
    assert connected == ["192.0.32.7"] * 4
    assert next(answers) == "127.0.0.1", "nobody asked a second time"


# Servers that take too long


def test_a_silent_server_times_out(client: Client, server: Server) -> None:
    server.on("/a", lambda sock, _request: time.sleep(2))
    with pytest.raises(Interrupted, match="in time"):
        client.get(f"{URL}/a")


def test_a_header_that_drips_is_cut_off_at_the_total_time(client: Client, server: Server) -> None:
    server.on("/a", _drip(itertools.chain([b"HTTP/1.1 200 OK\r\n"], itertools.repeat(b"X: y\r\n"))))
    _takes_the_total_time(client)


def test_a_body_that_drips_is_cut_off_at_the_total_time(client: Client, server: Server) -> None:
    server.on("/a", _drip(itertools.chain([HEAD + b"\r\n"], itertools.repeat(b"a"))))
    _takes_the_total_time(client)


def test_interim_answers_without_end_are_cut_off(client: Client, server: Server) -> None:
    server.on("/a", _drip(itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n")))
    _takes_the_total_time(client)


# Servers that send too much


def test_an_endless_body_is_cut_off(settings: FetchSettings, server: Server) -> None:
    server.on("/a", _endless(HEAD + b"\r\n", bytes(65_536)))
    client = Client(settings.model_copy(update={"max_bytes": 2_000_000, "timeout_total": 10.0}))
    with pytest.raises(TooLarge, match="2000000 bytes"):
        client.get(f"{URL}/a")


@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip", "deflate", "br", "gzip, br"])
def test_a_bomb_is_noticed_before_it_has_gone_off(client: Client, server: Server, encoding: str) -> None:
    encoders = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}
    bomb = bytes(20_000_000)
    for name in encoding.split(", "):
        bomb = encoders[name](bomb)
    server.on("/a", answer(200, bomb, Content_Encoding=encoding))
    with pytest.raises(TooLarge, match=r"20:1"):
        client.get(f"{URL}/a")


def test_an_encoding_that_we_did_not_ask_for_is_not_unpacked(client: Client, server: Server) -> None:
    server.on("/a", answer(200, b"\x28\xb5\x2f\xfd" + bytes(21), Content_Encoding="zstd"))
    with pytest.raises(Malformed, match="not one that we asked for"):
        client.get(f"{URL}/a")
    assert "zstd" not in server.log[0].headers["accept-encoding"]


def test_the_first_megabyte_may_expand_freely(client: Client, server: Server) -> None:
    server.on("/a", answer(200, gzip.compress(bytes(1_000_000)), Content_Encoding="gzip"))
    assert len(client.get(f"{URL}/a").body) == 1_000_000


def test_a_caller_may_name_its_own_limit_and_then_takes_any_expansion(client: Client, server: Server) -> None:
    server.on("/a", answer(200, gzip.compress(bytes(12_000_000)), Content_Encoding="gzip"))
    assert len(client.get(f"{URL}/a", max_bytes=20_000_000).body) == 12_000_000


@pytest.mark.parametrize(
    "header",
    [b"X: " + b"y" * 70_000 + b"\r\n", b"X: y\r\n" * 101, (b"X: " + b"y" * 1_000 + b"\r\n") * 70],
    ids=["one long line", "many lines", "many long lines"],
)
def test_a_huge_header_is_cut_off(client: Client, server: Server, header: bytes) -> None:
    server.on("/a", HEAD + header + b"Content-Length: 2\r\n\r\nhi")
    with pytest.raises(TooLarge, match="header"):
        client.get(f"{URL}/a")


# Servers that break off or talk nonsense


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Length: 100\r\n\r\nonly this",
        b"Transfer-Encoding: chunked\r\n\r\n100\r\nonly this",
        b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nwhat\r\n0\r\n\r\n",
        b"Content-Length: 20\r\nContent-Length: 30\r\n\r\nonly this one body or that",
        b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"words" * 999)[:-9],
    ],
    ids=["short body", "short chunk", "bad chunk size", "two lengths", "short gzip"],
)
def test_a_broken_body_is_no_answer(client: Client, server: Server, body: bytes) -> None:
    server.on("/a", _then_close(HEAD + body))
    with pytest.raises((Interrupted, Malformed)):
        client.get(f"{URL}/a")


def test_a_connection_reset_in_the_body_is_no_answer(client: Client, server: Server) -> None:
    def reset(sock: socket.socket, _request: Request) -> None:
        sock.sendall(HEAD + b"Content-Length: 100\r\n\r\nonly")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        socket.close(sock.detach())

    server.on("/a", reset)
    with pytest.raises(Interrupted, match="broke"):
        client.get(f"{URL}/a")


@pytest.mark.parametrize(
    "start", [b"", b"\r\n\r\n", b"220 ftp ready\r\n", b"\x16\x03\x01\x02\x00", b"HTTP/9 x\r\n\r\n"]
)
def test_what_is_not_http_is_no_answer(client: Client, server: Server, start: bytes) -> None:
    server.on("/a", _then_close(start))
    with pytest.raises(FetchFailure):
        client.get(f"{URL}/a")


@settings_of_hypothesis(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=60), st.binary(max_size=60))
def test_whatever_bytes_come_they_are_an_answer_or_a_failure(
    client: Client, server: Server, header: bytes, body: bytes
) -> None:
    server.on("/a", _then_close(HEAD + header + b"\r\nETag: " + header + b"\r\n\r\n" + body))
    try:
        response = client.get(f"{URL}/a")
    except FetchFailure as failure:
        assert failure.reason
    else:
        assert not {"\0", "\r", "\n"} & set("".join(response.headers.values()))
        find_charset(response.body, response.headers.get("Content-Type", ""))


@pytest.mark.parametrize(
    "lie",
    [
        "Content-Length: -5",
        "Content-Length: 99999999999999999999999",
        "Content-Length: five",
        "Content-Length: 3\r\nContent-Length: 4",
        "Content-Encoding: gzip",
        "Transfer-Encoding: chunked",
    ],
)
def test_a_header_that_lies_about_the_body_brings_no_wrong_body(
    client: Client, server: Server, lie: str
) -> None:
    server.on("/a", _then_close(HEAD + lie.encode() + b"\r\n\r\nfive!"))
    with contextlib.suppress(Interrupted, Malformed):
        assert client.get(f"{URL}/a").body == b"five!"


def test_nul_does_not_get_out_of_a_header(client: Client, server: Server) -> None:
    server.on("/a", b'HTTP/1.1 200 OK\r\nETag: "a\0b"\r\nContent-Length: 2\r\n\r\nhi')
    assert client.get(f"{URL}/a").headers["ETag"] == '"a b"'


def test_a_header_with_a_bare_return_cannot_forge_another(client: Client, server: Server) -> None:
    server.on("/a", b"HTTP/1.1 200 OK\r\nX: one\r\n two\r\nContent-Length: 2\r\n\r\nhi")
    assert "\n" not in client.get(f"{URL}/a").headers["X"]


def test_a_host_that_listens_to_nobody_is_no_answer(settings: FetchSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    client = Client(settings.model_copy(update={"connect_to": (f"::127.0.0.1:{port}",)}))
    with pytest.raises(Interrupted, match="broke"):
        client.get(f"{URL}/a")


# Trying again


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_can_pass_is_tried_again(settings: FetchSettings, server: Server, status: int) -> None:
    server.on("/a", in_turn(answer(status), answer(200, b"<p>now")))
    response = Client(settings.model_copy(update={"retries": 1})).get(f"{URL}/a")
    assert response.body == b"<p>now"
    assert server.paths() == ["/a", "/a"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_what_cannot_pass_is_not_tried_again(settings: FetchSettings, server: Server, status: int) -> None:
    server.on("/a", answer(status))
    assert Client(settings.model_copy(update={"retries": 2})).get(f"{URL}/a").status == status
    assert server.paths() == ["/a"]


def test_a_broken_connection_is_tried_again_with_longer_pauses(
    settings: FetchSettings, server: Server
) -> None:
    server.on("/a", _then_close(b""))
    with pytest.raises(Interrupted):
        Client(settings.model_copy(update={"retries": 2})).get(f"{URL}/a")
    first, second, third = (request.at for request in server.log)
    assert 0.3 < second - first < third - second


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_obeyed(settings: FetchSettings, server: Server, form: str) -> None:
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    wish = "1" if form == "seconds" else format_datetime(at, usegmt=True)
    server.on("/a", in_turn(answer(429, Retry_After=wish), answer(200, b"<p>now")))
    assert Client(settings.model_copy(update={"retries": 1})).get(f"{URL}/a").status == 200
    first, second = (request.at for request in server.log)
    assert second >= (first + 1.0 if form == "seconds" else at.timestamp())


@pytest.mark.parametrize("wish", ["9" * 30, "9" * 500, "Fri, 31 Dec 9999 23:59:59 -1200"])
def test_nobody_makes_us_wait_for_more_than_a_day(
    settings: FetchSettings, server: Server, crawl_url: str, wish: str
) -> None:
    server.on("/a", answer(429, Retry_After=wish))
    with psycopg.connect(crawl_url, autocommit=True) as connection:
        connection.execute("TRUNCATE crawl.host_slots")
        client = Client(settings, politeness=PostgresPoliteness(connection))
        assert client.get(f"{URL}/a").last.retry_after == 86_400
        with pytest.raises(Resting):
            client.get(f"{URL}/b")


@given(st.one_of(st.text(max_size=30), st.from_regex(r"[-0-9:+., A-Za-z]{1,30}")))
def test_any_retry_after_is_a_wait_of_a_day_at_most_or_none(wish: str) -> None:
    asked = Exchange(URL, (), datetime.now(UTC), None, 429, "", "HTTP/1.1", (("Retry-After", wish),))
    assert 0 <= (asked.retry_after or 0) <= 86_400


def test_retry_after_holds_for_every_request_to_the_host(settings: FetchSettings, server: Server) -> None:
    server.on("/a", answer(503, Retry_After="1"))
    client = Client(settings)
    client.get(f"{URL}/a")
    client.get(f"{URL}/b")
    client.get("http://other.example/c")
    assert server.log[1].at - server.log[0].at >= 1.0
    assert server.log[2].at - server.log[1].at < 0.9


def test_a_host_that_asks_for_an_hour_is_left_alone(settings: FetchSettings, server: Server) -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    server.on("/a", answer(429, Retry_After=at))
    client = Client(settings.model_copy(update={"retries": 2}))
    assert client.get(f"{URL}/a").status == 429
    with pytest.raises(Resting, match="asked to be left alone"):
        client.get(f"{URL}/b")
    assert server.paths() == ["/a"]


# TLS


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[tuple[Server, Path]]:
    authority = Authority()
    bundle = tmp_path / "ca.pem"
    bundle.write_bytes(authority.pem)
    server = Server(tls=authority.server_context())
    yield server, bundle
    server.close()


def test_own_authorities_are_trusted_and_names_are_checked(tls: tuple[Server, Path]) -> None:
    server, bundle = tls
    server.on("/a", answer(200, b"<p>safe"))
    client = Client(
        FetchSettings(connect_to=(f"::127.0.0.1:{server.port}",), ca_bundle=bundle, min_interval=0)
    )
    assert client.get("https://www.post.example/a").body == b"<p>safe"
    assert client.get("https://other.example/a").body == b"<p>safe"


def test_an_unknown_authority_is_a_hard_failure(tls: tuple[Server, Path]) -> None:
    server, _ = tls
    client = Client(FetchSettings(connect_to=(f"::127.0.0.1:{server.port}",), min_interval=0))
    with pytest.raises(Unreachable, match="certificate") as caught:
        client.get("https://www.post.example/a")
    assert caught.value.kind is FailureKind.HARD
    assert isinstance(caught.value.__cause__, Exception)
    assert ssl.SSLCertVerificationError.__name__ in repr(caught.value.__cause__)


def _takes_the_total_time(client: Client) -> None:
    begun = time.monotonic()
    with pytest.raises(TooSlow):
        client.get(f"{URL}/a")
    assert 0.9 < time.monotonic() - begun < 3.0


def _then_close(data: bytes):
    def handle(sock: socket.socket, _request: Request) -> None:
        sock.sendall(data)
        sock.shutdown(socket.SHUT_RDWR)

    return handle


def _drip(pieces):
    def handle(sock: socket.socket, _request: Request) -> None:
        for piece in pieces:
            sock.sendall(piece)
            time.sleep(0.1)

    return handle


def _endless(head: bytes, piece: bytes):
    def handle(sock: socket.socket, _request: Request) -> None:
        sock.sendall(head)
        while True:
            sock.sendall(piece)

    return handle

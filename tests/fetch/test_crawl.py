import hashlib
import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import psycopg
import pytest
from fetch.misbehaving import Request, Server, answer, candidate, in_turn
from upath import UPath

from dateline.errors import LakeError
from dateline.fetch import Client, WarcWriter, fetch_all, read_capture
from dateline.fetch.health import MemoryHealth
from dateline.fetch.known import KnownCaptures, MemoryKnown, PostgresKnown
from dateline.records import Candidate, Fetched, Outcome
from dateline.settings import FetchSettings
from dateline.sources import Source

URL = "http://www.post.example"
PAGE = b"<html><p>hello</p></html>"
WORKER = Path(__file__).with_name("worker.py")


def fetch(
    candidates: Iterable[Candidate],
    lake: UPath,
    settings: FetchSettings,
    *,
    known: KnownCaptures | None = None,
    batch: str = "one",
    sources: dict[str, Source] | None = None,
    health: MemoryHealth | None = None,
) -> dict[str, Fetched]:
    with WarcWriter(lake / batch / "captures.warc.gz", root=lake) as writer:
        fetched = list(
            fetch_all(
                candidates,
                writer=writer,
                settings=settings,
                sources=sources or {},
                known=known,
                health=health,
            )
        )
    if known:
        known.remember(fetched)
    assert len(fetched) == len({item.candidate.id for item in fetched})
    return {item.candidate.url: item for item in fetched}


def fetch_one(lake: UPath, settings: FetchSettings, url: str = f"{URL}/a", **options) -> Fetched:
    return fetch([candidate(url)], lake, settings, **options)[url]


def test_a_page_becomes_a_capture(lake: UPath, settings: FetchSettings, server: Server) -> None:
    server.on("/a", answer(302, Location="/b"))
    server.on("/b", answer(200, PAGE, ETag='"1"', Last_Modified="Mon, 09 Nov 2026 07:30:00 GMT"))
    fetched = fetch_one(lake, settings)
    capture = fetched.capture
    assert capture is not None
    assert fetched.ending is None
    assert (capture.url, capture.final_url, capture.redirects) == (f"{URL}/a", f"{URL}/b", (f"{URL}/a",))
    assert (capture.status, capture.charset, capture.etag) == (200, "utf-8", '"1"')
    assert (capture.digest, capture.size) == (f"sha256:{hashlib.sha256(PAGE).hexdigest()}", len(PAGE))
    assert read_capture(capture.warc, lake).body == PAGE


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (401, Outcome.BLOCKED),
        (402, Outcome.BLOCKED),
        (403, Outcome.BLOCKED),
        (429, Outcome.BLOCKED),
        (451, Outcome.BLOCKED),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (400, Outcome.FAILED),
        (418, Outcome.FAILED),
        (500, Outcome.FAILED),
        (503, Outcome.FAILED),
        (599, Outcome.FAILED),
        (304, Outcome.FAILED),
        (300, Outcome.FAILED),
    ],
)
def test_each_status_has_its_outcome_and_its_bytes_are_kept(
    lake: UPath, settings: FetchSettings, server: Server, status: int, outcome: Outcome
) -> None:
    server.on("/a", answer(status, b"" if status == 304 else b"<p>sorry"))
    fetched = fetch_one(lake, settings)
    assert fetched.ending is not None
    assert fetched.capture is not None
    assert (fetched.ending.outcome, fetched.ending.http_status) == (outcome, status)
    assert str(status) in fetched.ending.reason
    assert read_capture(fetched.capture.warc, lake).status == status


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/pdf", b"%PDF-1.7"),
        ("image/png", b"\x89PNG"),
        ("application/json", b"{}"),
        ("text/plain", b"words"),
        ("text/html", b"%PDF-1.7 a lie"),
        ("text/html; charset=utf-8", b"\x89PNG\r\n a lie"),
        ("", b"{} nothing said"),
    ],
)
def test_what_is_not_html_is_recorded_and_dropped(
    lake: UPath, settings: FetchSettings, server: Server, content_type: str, body: bytes
) -> None:
    server.on("/a", answer(200, body, Content_Type=content_type))
    ending = fetch_one(lake, settings).ending
    assert ending is not None
    assert (ending.outcome, ending.http_status) == (Outcome.NOT_HTML, 200)


def test_the_body_of_another_type_is_not_even_read(
    lake: UPath, settings: FetchSettings, server: Server
) -> None:
    sent = []

    def film(sock: socket.socket, _request: Request) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 100000000\r\n\r\n")
        while len(sent) < 1_500:
            sock.sendall(bytes(65_536))
            sent.append(1)

    server.on("/a", film)
    assert fetch_one(lake, settings).capture is None
    assert len(sent) < 500


@pytest.mark.parametrize("content_type", ["application/xhtml+xml", "TEXT/HTML;charset=UTF-8", ""])
def test_html_by_any_of_its_names_is_a_page(
    lake: UPath, settings: FetchSettings, server: Server, content_type: str
) -> None:
    server.on("/a", answer(200, PAGE, Content_Type=content_type))
    assert fetch_one(lake, settings).ending is None


def test_an_empty_page_has_no_text(lake: UPath, settings: FetchSettings, server: Server) -> None:
    server.on("/a", answer(200, b" \n"))
    ending = fetch_one(lake, settings).ending
    assert ending is not None
    assert ending.outcome is Outcome.NO_TEXT


def test_a_candidate_that_is_too_large_refused_broken_or_forbidden_ends_so(
    lake: UPath, settings: FetchSettings, server: Server
) -> None:
    server.on("/robots.txt", answer(200, b"User-agent: *\nDisallow: /private/\n", Content_Type="text/plain"))
    server.on("/large", answer(200, bytes(3_000)))
    server.on("/broken", lambda sock, _request: sock.close())
    server.on("/inwards", answer(302, Location="http://10.0.0.1/"))
    server.on("/forbidden", answer(302, Location="/private/page"))
    expected = {
        f"{URL}/large": Outcome.TOO_LARGE,
        f"{URL}/broken": Outcome.FAILED,
        f"{URL}/inwards": Outcome.REFUSED,
        f"{URL}/private/a": Outcome.ROBOTS,
        f"{URL}/forbidden": Outcome.ROBOTS,
        "http://127.0.0.1:1/": Outcome.REFUSED,
        "ftp://www.post.example/a": Outcome.REFUSED,
        "http://[broken": Outcome.REFUSED,
        "nonsense": Outcome.REFUSED,
    }
    fetched = fetch(map(candidate, expected), lake, settings.model_copy(update={"max_bytes": 2_000}))
    assert {url: item.ending and item.ending.outcome for url, item in fetched.items()} == expected
    assert all(item.ending and item.ending.reason for item in fetched.values())
    assert "/private/a" not in server.paths()
    assert "/private/page" not in server.paths()


def test_a_temporary_failure_is_tried_again_and_a_hard_one_is_not(
    lake: UPath, settings: FetchSettings, server: Server
) -> None:
    server.on("/a", in_turn(answer(503), answer(200, PAGE)))
    settings = settings.model_copy(update={"retries": 1})
    fetched = fetch([candidate(f"{URL}/a"), candidate(f"{URL}/missing")], lake, settings)
    assert fetched[f"{URL}/a"].ending is None
    assert server.paths().count("/a") == 2
    assert server.paths().count("/missing") == 1


# Asked before


@pytest.fixture(params=["memory", "postgres"])
def known(request: pytest.FixtureRequest):
    if request.param == "memory":
        yield MemoryKnown()
        return
    with psycopg.connect(request.getfixturevalue("crawl_url"), autocommit=True) as connection:
        connection.execute("TRUNCATE crawl.validators")
        yield PostgresKnown(connection)


def test_an_unchanged_page_is_asked_for_conditionally(
    lake: UPath, settings: FetchSettings, server: Server, known: KnownCaptures
) -> None:
    def page(sock: socket.socket, request: Request) -> None:
        unchanged = request.headers.get("if-none-match") == '"1"'
        sock.sendall(b"HTTP/1.1 304 x\r\n\r\n" if unchanged else answer(200, PAGE, ETag='"1"'))

    server.on("/a", page)
    first = fetch_one(lake, settings, known=known).capture
    second = fetch_one(lake, settings, known=known, batch="two")
    assert first is not None
    assert second.capture is not None
    assert second.ending is not None
    assert (second.ending.outcome, second.ending.http_status) == (Outcome.UNCHANGED, 304)
    assert second.capture.revisit_of == first.warc
    assert second.capture.digest == first.digest
    assert read_capture(second.capture.warc, lake).body == PAGE


def test_last_modified_is_a_condition_too(
    lake: UPath, settings: FetchSettings, server: Server, known: KnownCaptures
) -> None:
    server.on("/a", answer(200, PAGE, Last_Modified="Mon, 09 Nov 2026 07:30:00 GMT"))
    fetch_one(lake, settings, known=known)
    fetch_one(lake, settings, known=known, batch="two")
    assert server.log[-1].headers["if-modified-since"] == "Mon, 09 Nov 2026 07:30:00 GMT"


def test_the_same_bytes_again_are_a_revisit_and_go_onward(
    lake: UPath, settings: FetchSettings, server: Server, known: KnownCaptures
) -> None:
    server.on("/a", answer(200, PAGE))
    first = fetch_one(lake, settings, known=known).capture
    second = fetch_one(lake, settings, known=known, batch="two")
    third = fetch_one(lake, settings, known=known, batch="three")
    assert first is not None
    assert second.ending is None
    assert second.capture is not None
    assert third.capture is not None
    assert second.capture.revisit_of == third.capture.revisit_of == first.warc
    assert read_capture(third.capture.warc, lake).body == PAGE


def test_the_same_bytes_are_stored_again_when_the_earlier_ones_are_lost(
    lake: UPath, settings: FetchSettings, server: Server, known: KnownCaptures
) -> None:
    server.on("/a", answer(200, PAGE))
    fetch_one(lake, settings, known=known)
    (lake / "one" / "captures.warc.gz").unlink()
    second = fetch_one(lake, settings, known=known, batch="two").capture
    assert second is not None
    assert second.revisit_of is None


def test_changed_bytes_are_a_new_capture(
    lake: UPath, settings: FetchSettings, server: Server, known: KnownCaptures
) -> None:
    server.on("/a", in_turn(answer(200, PAGE), answer(200, b"<p>changed")))
    fetch_one(lake, settings, known=known)
    second = fetch_one(lake, settings, known=known, batch="two").capture
    assert second is not None
    assert second.revisit_of is None
    assert read_capture(second.warc, lake).body == b"<p>changed"


def test_what_ended_badly_is_not_remembered(
    lake: UPath, settings: FetchSettings, server: Server, known: KnownCaptures
) -> None:
    server.on("/a", answer(404, PAGE, ETag='"1"'))
    fetch_one(lake, settings, known=known)
    assert known.find(f"{URL}/a") is None


# Bytes that are there already


def test_a_stored_candidate_is_not_fetched(lake: UPath, settings: FetchSettings, server: Server) -> None:
    server.on("/a", answer(200, PAGE))
    first = fetch_one(lake, settings).capture
    assert first is not None
    asked = len(server.log)
    stored = candidate(f"{URL}/a", stored=first.warc, day="2026-11-10")
    fetched = fetch([stored], lake, settings, batch="two")[f"{URL}/a"]
    assert fetched.ending is None
    assert fetched.capture is not None
    assert (fetched.capture.warc, fetched.capture.digest) == (first.warc, first.digest)
    assert len(server.log) == asked


def test_a_stored_error_page_and_a_lost_one_have_endings(
    lake: UPath, settings: FetchSettings, server: Server
) -> None:
    first = fetch_one(lake, settings).capture
    assert first is not None
    gone = candidate(f"{URL}/a", stored=first.warc, day="2026-11-10")
    lost = candidate(f"{URL}/b", stored=first.warc.model_copy(update={"path": "lost.warc.gz"}))
    fetched = fetch([gone, lost], lake, settings, batch="two")
    endings = [item.ending and item.ending.outcome for item in fetched.values()]
    assert sorted(map(str, endings)) == ["failed", "gone"]


def test_a_copy_in_a_web_archive_is_fetched_from_there(
    lake: UPath, settings: FetchSettings, server: Server, known: KnownCaptures
) -> None:
    archived = "http://archive.example/web/2026id_/http://www.post.example/a"
    server.on("/web/2026id_/http://www.post.example/a", answer(200, PAGE))
    fetched = fetch(
        [candidate(f"{URL}/a", fetch_url=archived, found_by="wayback")], lake, settings, known=known
    )[f"{URL}/a"]
    assert known.find(f"{URL}/a") is None
    assert fetched.capture is not None
    assert (fetched.capture.url, fetched.capture.final_url) == (archived, f"{URL}/a")
    assert server.log[-1].host == "archive.example"


# Many candidates


def test_hosts_are_asked_side_by_side_and_each_keeps_its_interval(
    lake: UPath, settings: FetchSettings, server: Server
) -> None:
    urls = [f"http://h{host}.example/{page}" for page, host in itertools.product(range(3), range(30))]
    for page in range(3):
        server.on(f"/{page}", answer(200, PAGE))
    begun = time.monotonic()
    fetched = fetch(
        map(candidate, urls), lake, settings.model_copy(update={"min_interval": 0.3, "concurrency": 4})
    )
    assert time.monotonic() - begun < 30 * 0.3
    assert all(item.ending is None for item in fetched.values())
    for host in range(30):
        times = [request.at for request in server.log if request.host == f"h{host}.example"]
        assert len(times) == 4
        assert all(later - earlier >= 0.3 for earlier, later in itertools.pairwise(times))


@pytest.mark.parametrize(
    ("robots", "entry", "expected"),
    [
        (b"User-agent: *\nCrawl-delay: 0.4", 0.0, 0.4),
        (b"", 0.4, 0.4),
        (b"User-agent: *\nCrawl-delay: 0.1", 0.4, 0.4),
        (b"User-agent: *\nCrawl-delay: 9999", 0.0, 0.5),
    ],
    ids=["robots.txt asks", "the source's entry asks", "the longer counts", "beyond reason is cut"],
)
def test_the_interval_is_the_longest_that_is_asked_for(
    lake: UPath, settings: FetchSettings, server: Server, robots: bytes, entry: float, expected: float
) -> None:
    server.on("/robots.txt", answer(200, robots, Content_Type="text/plain"))
    source = Source(id="post", name="Post", home=URL, min_interval=entry)
    settings = settings.model_copy(update={"max_crawl_delay": 0.5})
    fetch([candidate(f"{URL}/{page}") for page in range(3)], lake, settings, sources={"post": source})
    first, second, third = [request.at for request in server.log if request.path != "/robots.txt"]
    assert expected <= second - first < expected + 0.4
    assert expected <= third - second < expected + 0.4


def test_a_dead_host_rests_after_some_failures(lake: UPath, settings: FetchSettings, server: Server) -> None:
    server.on("/robots.txt", answer(404))
    for page in range(20):
        server.on(f"/{page}", answer(503))
    fetched = fetch([candidate(f"{URL}/{page}") for page in range(20)], lake, settings)
    reasons = [item.ending.reason for item in fetched.values() if item.ending]
    assert len(server.paths()) == 5
    assert sum("rests until" in reason for reason in reasons) == 15


def test_a_host_whose_robots_txt_fails_rests_too(
    lake: UPath, settings: FetchSettings, server: Server
) -> None:
    server.on("/robots.txt", answer(503))
    fetched = fetch([candidate(f"{URL}/{page}") for page in range(8)], lake, settings)
    outcomes = [item.ending.outcome for item in fetched.values() if item.ending]
    assert server.paths() == []
    assert (outcomes.count(Outcome.ROBOTS), outcomes.count(Outcome.FAILED)) == (5, 3)


def test_an_error_of_our_own_is_not_an_outcome(lake: UPath, settings: FetchSettings, server: Server) -> None:
    server.on("/a", answer(200, PAGE))
    writer = WarcWriter(lake / "captures.warc.gz", root=lake)
    with pytest.raises(LakeError, match="not open"):
        list(fetch_all([candidate(f"{URL}/a")], writer=writer, settings=settings, sources={}))


def test_candidates_are_not_read_far_ahead(lake: UPath, settings: FetchSettings, server: Server) -> None:
    taken = []

    def endless() -> Iterable[Candidate]:
        for number in itertools.count():
            taken.append(number)
            yield candidate(f"http://127.0.0.1/{number}")

    with WarcWriter(lake / "captures.warc.gz", root=lake) as writer:
        fetched = fetch_all(endless(), writer=writer, settings=settings, sources={})
        next(fetched)
        time.sleep(0.2)
        assert len(taken) <= 2_000
        fetched.close()  # type: ignore[attr-defined]


# Killed, and run again


def test_after_a_kill_nothing_that_was_stored_is_fetched_again(
    lake: UPath, settings: FetchSettings, server: Server, crawl_url: str
) -> None:
    paths = [f"/page/{number}" for number in range(30)]
    for path in paths:
        server.on(path, answer(200, b"<p>" + os.urandom(30_000).hex().encode()))
    server.on("/page/7", answer(404))
    command = [sys.executable, WORKER, crawl_url, str(server.port), str(lake), "0.05"]
    command += [f"http://killed.example{path}" for path in paths]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        reported = [killed.stdout.readline().split()[0] for _ in range(12)]
        killed.send_signal(signal.SIGKILL)
    assert not (lake / "captures.warc.gz").exists()
    asked_before = server.paths()

    again = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)

    outcomes = dict(line.split() for line in again.stdout.splitlines())
    assert set(outcomes) == {f"http://killed.example{path}" for path in paths}
    assert [url for url, outcome in outcomes.items() if outcome != "captured"] == [
        "http://killed.example/page/7"
    ]
    asked_after = server.paths()[len(asked_before) :]
    stored = {url.removeprefix("http://killed.example") for url in reported}
    assert not stored & set(asked_after)
    assert len(asked_after) <= len(paths) - len(stored)
    warc = str(lake / "captures.warc.gz")
    subprocess.run([Path(sys.executable).with_name("warcio"), "check", warc], check=True)


def test_what_failed_is_tried_again_by_the_next_run_and_what_ended_is_not(
    lake: UPath, settings: FetchSettings, server: Server
) -> None:
    server.on("/robots.txt", answer(200, b"", Content_Type="text/plain"))
    server.on("/flaky", in_turn(answer(500), answer(200, PAGE)))
    urls = [f"{URL}/flaky", f"{URL}/gone"]
    fetch(map(candidate, urls), lake, settings)
    fetched = fetch(map(candidate, urls), lake, settings)
    assert fetched[f"{URL}/flaky"].ending is None
    assert server.paths().count("/gone") == 1


def test_the_client_serves_discovery_as_it_is(settings: FetchSettings, server: Server) -> None:
    server.on("/feed", answer(200, b"<rss/>", Content_Type="application/rss+xml"))
    response = Client(settings).get(f"{URL}/feed", headers={"If-None-Match": '"1"'}, max_bytes=1_000)
    assert response.body == b"<rss/>"
    assert server.log[0].headers["if-none-match"] == '"1"'

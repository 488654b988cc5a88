from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dateline.errors import ConfigError
from dateline.replay import ReplayServer, load_site

PAGE = "https://news.example/a/story"


def write_warc(path: Path, responses: list[tuple[str, str, list[tuple[str, str]], bytes]]) -> Path:
    """A WARC file of (address, status line, headers, body as sent)."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=path.suffix == ".gz")
        for url, status, headers, body in responses:
            http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
            record = writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=http)
            writer.write_record(record)
    return path


def write_pages(folder: Path, pages: list[tuple[str, bytes]]) -> Path:
    rows = []
    for number, (url, body) in enumerate(pages):
        name = f"{number}.html.gz"
        (folder / name).write_bytes(gzip.compress(body))
        rows.append(json.dumps({"id": str(number), "url": url, "html": name, "gold": {}}))
    path = folder / "pages.jsonl"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_a_warc_is_served_under_its_own_addresses(tmp_path: Path, ask, name: str) -> None:
    headers = [
        ("Content-Type", "text/html; charset=koi8-r"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", "999"),
        ("Set-Cookie", "a=b"),
        ("Strict-Transport-Security", "max-age=9"),
        ("X-Robots-Tag", "noarchive"),
        ("ETag", '"e1"'),
    ]
    path = write_warc(
        tmp_path / name,
        [
            (PAGE, "200 OK", headers, gzip.compress(b"<p>one</p>")),
            ("https://other.example/?id=7", "200 OK", [("Content-Type", "text/plain")], b"seven"),
        ],
    )
    with ReplayServer(load_site([path])) as server:
        assert server.hosts == ["news.example", "other.example"]
        answer = ask(server, PAGE)
        assert (answer.status, answer.data) == (200, b"<p>one</p>")
        assert answer.headers["Content-Type"] == "text/html; charset=koi8-r"
        assert answer.headers["X-Robots-Tag"] == "noarchive"
        assert answer.headers["Content-Length"] == "10"
        assert not {"Set-Cookie", "Strict-Transport-Security", "Content-Encoding"} & set(answer.headers)
        assert ask(server, PAGE, headers={"If-None-Match": '"e1"'}).status == 304
        assert ask(server, "https://other.example/?id=7").data == b"seven"


def test_the_first_200_of_an_address_wins(tmp_path: Path, ask) -> None:
    path = write_warc(
        tmp_path / "a.warc.gz",
        [
            (PAGE, "503 Busy", [], b"busy"),
            (PAGE, "200 OK", [], b"first"),
            (PAGE, "200 OK", [], b"second"),
            ("https://news.example/old", "301 Moved", [("Location", PAGE)], b""),
        ],
    )
    with ReplayServer(load_site([path])) as server:
        assert ask(server, PAGE).data == b"first"
        moved = ask(server, "https://news.example/old")
        assert (moved.status, moved.headers["Location"]) == (301, PAGE)


def test_chunked_records_are_sent_whole(tmp_path: Path, ask) -> None:
    chunked = [("Transfer-Encoding", "chunked")]
    path = write_warc(tmp_path / "a.warc", [(PAGE, "200 OK", chunked, b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")])
    with ReplayServer(load_site([path])) as server:
        assert ask(server, PAGE).data == b"abcde"


def test_records_that_are_no_http_responses_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "test"}))
        writer.write_record(writer.create_warc_record("dns:x.example", "resource", payload=io.BytesIO(b"x")))
    write_warc(tmp_path / "b.warc", [(PAGE, "200 OK", [], b"b")])
    assert list(load_site([tmp_path]).hosts) == ["news.example"]
    with pytest.raises(ConfigError, match="records no page"):
        load_site([path])


def test_pages_are_served_under_their_exact_addresses(tmp_path: Path, ask) -> None:
    path = write_pages(
        tmp_path,
        [
            ("https://a.example/story?id=1&ref=rss", "<p>é</p>".encode()),
            ("https://a.example/story?id=2", b"<p>two</p>"),
            ("http://b.example/caf%C3%A9/", b"<p>\xe9</p>"),
            ("https://a.example/once?ref=rss#top", b"once"),
        ],
    )
    with ReplayServer(load_site([path])) as server:
        first = ask(server, "https://a.example/story?id=1&ref=rss")
        assert first.data == "<p>é</p>".encode()
        assert first.headers["Content-Type"] == "text/html; charset=utf-8"
        assert ask(server, "https://a.example/story?id=2").data == b"<p>two</p>"
        assert ask(server, "http://b.example/caf%C3%A9/").headers["Content-Type"] == "text/html"
        assert ask(server, "https://a.example/other").status == 404


def test_an_address_that_a_client_made_canonical_still_finds_its_page(tmp_path: Path, ask) -> None:
    path = write_pages(
        tmp_path,
        [
            ("https://a.example/story?ref=rss", b"story"),
            ("https://a.example/list?id=1", b"1"),
            ("https://a.example/list?id=2", b"2"),
            ("http://b.example/caf%C3%A9/", b"b"),
        ],
    )
    with ReplayServer(load_site([path])) as server:
        assert ask(server, "https://a.example/story").data == b"story"
        assert ask(server, "http://b.example/caf%c3%a9").data == b"b"
        assert ask(server, "https://a.example/list").status == 404


def test_a_folder_stands_for_the_warcs_below_it(tmp_path: Path, ask) -> None:
    (tmp_path / "day").mkdir()
    write_warc(tmp_path / "day" / "a.warc.gz", [(PAGE, "200 OK", [], b"a")])
    write_warc(tmp_path / "b.warc", [("https://b.example/", "200 OK", [], b"b")])
    with ReplayServer(load_site([tmp_path])) as server:
        assert server.hosts == ["b.example", "news.example"]


def test_a_newsroom_and_recordings_are_served_together(tmp_path: Path, newsroom_folder: Path, ask) -> None:
    pages = write_pages(tmp_path, [("https://a.example/x", b"x")])
    with ReplayServer(load_site([newsroom_folder, pages])) as server:
        assert ask(server, "https://a.example/x").data == b"x"
        assert ask(server, "https://www.tiny.example/robots.txt").status == 200


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("none.jsonl", None, "cannot be read"),
        ("empty.jsonl", "", "records no page"),
        ("bad.jsonl", '{"url": "https://a.example/"}\n', "bad.jsonl, line 1"),
        ("page.html", "<p>", "is no folder"),
        ("nowhere", None, "does not exist"),
    ],
)
def test_what_cannot_be_replayed_is_refused(tmp_path: Path, name: str, text: str | None, reason: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=reason):
        load_site([tmp_path / name])


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="neither a newsroom"):
        load_site([tmp_path])


EVAL = Path(__file__).resolve().parents[3] / "shared" / "eval" / "data"


@pytest.mark.skipif(not EVAL.is_dir(), reason="../shared/eval is not here")
def test_the_real_pages_are_all_there(ask) -> None:
    files = sorted(EVAL.glob("pages_*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    first: dict[str, str] = {}
    for row in rows:
        first.setdefault(row["url"], row["html"])
    with ReplayServer(load_site(files)) as server:
        for url, html in list(first.items())[::12]:
            answer = ask(server, url.partition("#")[0])
            assert answer.status == 200
            assert answer.data == gzip.decompress((EVAL / html).read_bytes())

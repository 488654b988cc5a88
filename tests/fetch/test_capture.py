import pytest
from fetch.misbehaving import Server, answer, candidate
from typer import Typer
from typer.testing import CliRunner, Result
from upath import UPath

from dateline.cli.capture import capture
from dateline.errors import LakeError
from dateline.fetch import WarcWriter, fetch_all
from dateline.settings import FetchSettings, get_settings

URL = "https://www.post.example/caf%C3%A9"
ASKED = "http://www.post.example/caf%C3%A9"
TEXT = "<p>Café “hello”</p>"


@pytest.fixture
def stored(lake: UPath, settings: FetchSettings, server: Server, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATELINE_LAKE", str(lake))
    get_settings.cache_clear()
    server.on("/caf%C3%A9", answer(200, TEXT.encode("windows-1252"), ETag='"1"'))
    for day in ("2026-11-09", "2026-11-10"):
        path = lake / f"day={day}" / "batch=000-abc" / "captures.warc.gz"
        with WarcWriter(path, root=lake) as writer:
            list(
                fetch_all(
                    [candidate(URL, day=day, fetch_url=ASKED)], writer=writer, settings=settings, sources={}
                )
            )
    yield
    get_settings.cache_clear()


def run(*arguments: str) -> Result:
    app = Typer()
    app.command()(capture)
    return CliRunner().invoke(app, arguments)


def test_prints_where_the_newest_capture_lies_and_its_headers(stored: None) -> None:
    output = run(URL).output
    assert "stored  day=2026-11-10/batch=000-abc/captures.warc.gz, offset " in output
    assert "status 200\nContent-Type: text/html; charset=utf-8\n" in output
    assert 'ETag: "1"' in output


def test_a_candidate_is_found_by_its_id(stored: None) -> None:
    output = run(candidate(URL, day="2026-11-09").id).output
    assert "day=2026-11-09/" in output


def test_an_address_is_found_in_whatever_way_it_is_spelled(stored: None) -> None:
    assert "day=2026-11-10/" in run("HTTP://www.post.example:80/caf\u00e9?utm_source=feed#top").output


def test_the_body_is_printed_as_bytes_or_as_text(stored: None) -> None:
    assert run(URL, "--body").stdout_bytes == TEXT.encode("windows-1252")
    assert run(URL, "--text").stdout == f"{TEXT}\n"


def test_what_is_not_stored_is_said_so(stored: None) -> None:
    result = run("http://www.post.example/never")
    assert isinstance(result.exception, LakeError)
    assert "Nothing is stored" in result.exception.reason

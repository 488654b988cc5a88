"""WARC files are taken in as they are, wherever they lie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from discover.newsstand import TODAY, Desk, Site
from discover.warcmaking import make_warc, read_at

from dateline.discover.warcs import warc_files
from dateline.errors import ConfigError, SourceUnavailable
from dateline.records import FoundBy
from dateline.sources import Source

Paper = Callable[..., Source]
HOST = "https://www.paper.example"
PAGES = [(f"{HOST}/a/", "2020-01-01T00:00:00Z"), (f"{HOST}/2019/05/01/b", "2020-01-01T00:00:00Z")]


@pytest.mark.parametrize("compressed", [True, False])
def test_each_page_is_a_candidate_with_its_place(
    desk: Desk, paper: Paper, tmp_path: Path, compressed: bool
) -> None:
    path = tmp_path / "crawl.warc"
    path.write_bytes(make_warc(PAGES, compressed=compressed))
    (candidate,) = desk.candidates(paper(warcs=[str(path)]))
    assert (candidate.url, candidate.found_by, candidate.found_in) == (f"{HOST}/a", FoundBy.WARC, str(path))
    assert candidate.stored and candidate.stored.path == str(path)
    assert read_at(path.read_bytes(), candidate.stored) == f"{HOST}/a/"


def test_a_page_without_date_belongs_to_the_first_day_asked(desk: Desk, paper: Paper, tmp_path: Path) -> None:
    (tmp_path / "crawl.warc.gz").write_bytes(make_warc(PAGES))
    source = paper(warcs=[str(tmp_path)])
    assert desk.paths(source, dt.date(2019, 5, 1)) == {"/a", "/2019/05/01/b"}
    assert desk.paths(source) == set()
    assert desk.paths(source, dt.date(2019, 5, 1)) == {"/a", "/2019/05/01/b"}


def test_a_file_is_read_again_only_for_its_days(site: Site, desk: Desk, paper: Paper) -> None:
    source = paper(warcs=[site.put("http://files.example/crawl.warc.gz", make_warc([*PAGES] * 60))])
    desk.settings = desk.settings.model_copy(update={"range_bytes": 5000})
    days = [dt.date(2019, 5, 1), TODAY, dt.date(2019, 5, 1), dt.date(2018, 1, 1)]
    asked = []
    for day in days:
        desk.candidates(source, day)
        asked.append(len(site.asked))
        site.asked.clear()
    assert asked[0] == asked[2] > 5
    assert asked[1] == asked[3] == 1


def test_as_an_archive_the_day_of_capture_counts(desk: Desk, paper: Paper, tmp_path: Path) -> None:
    (tmp_path / "crawl.warc.gz").write_bytes(make_warc(PAGES))
    source = paper(archives=[{"kind": "warc", "url": str(tmp_path / "*.warc.gz")}])
    assert desk.paths(source, dt.date(2020, 1, 1)) == {"/a"}
    assert desk.paths(source, dt.date(2019, 5, 1)) == {"/2019/05/01/b"}
    assert desk.paths(source) == set()


@pytest.mark.parametrize(
    ("kind", "status"),
    [("image/png", "200 OK"), ("text/html", "404 Not Found"), ("application/json", "200 OK")],
)
def test_only_pages_that_were_answered_count(
    desk: Desk, paper: Paper, tmp_path: Path, kind: str, status: str
) -> None:
    (tmp_path / "crawl.warc.gz").write_bytes(make_warc(PAGES, kind=kind, status=status))
    assert desk.paths(paper(warcs=[str(tmp_path)])) == set()


def test_other_hosts_pages_are_not_the_sources(desk: Desk, paper: Paper, tmp_path: Path) -> None:
    (tmp_path / "crawl.warc.gz").write_bytes(make_warc([("https://other.example/a", "2020-01-01T00:00:00Z")]))
    assert desk.paths(paper(warcs=[str(tmp_path)])) == set()
    assert desk.paths(paper(warcs=[str(tmp_path)], hosts=["*"])) == {"/a"}


def test_a_warc_behind_http(site: Site, desk: Desk, paper: Paper) -> None:
    body = make_warc(PAGES)
    url = site.put("http://files.example/crawl.warc.gz", body)
    (candidate,) = desk.candidates(paper(warcs=[url]))
    assert candidate.stored and candidate.stored.path == url
    assert read_at(body, candidate.stored) == f"{HOST}/a/"


def test_a_server_that_knows_no_ranges(site: Site, desk: Desk, paper: Paper) -> None:
    url = site.put("http://files.example/crawl.warc.gz", make_warc(PAGES), Accept_Ranges="none")
    assert desk.paths(paper(warcs=[url])) == {"/a"}
    desk.settings = desk.settings.model_copy(update={"range_bytes": 100})
    with pytest.raises(SourceUnavailable):
        desk.candidates(paper(warcs=[url]))


def test_a_torn_file_gives_what_is_whole(desk: Desk, paper: Paper, tmp_path: Path) -> None:
    body = make_warc([(f"{HOST}/{number}", "2020-01-01T00:00:00Z") for number in range(20)])
    (tmp_path / "crawl.warc.gz").write_bytes(body[: len(body) // 2])
    assert 5 <= len(desk.paths(paper(warcs=[str(tmp_path)]))) <= 11


def test_folders_globs_and_what_is_missing(tmp_path: Path) -> None:
    for name in ("b.warc.gz", "a.warc", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    assert [Path(path).name for path in warc_files(str(tmp_path))] == ["a.warc", "b.warc.gz"]
    assert [Path(path).name for path in warc_files(f"{tmp_path}/*.gz")] == ["b.warc.gz"]
    assert warc_files(str(tmp_path / "a.warc")) == [str(tmp_path / "a.warc")]
    for missing in ("none.warc", "*.zip", "none/"):
        with pytest.raises(ConfigError, match="No WARC file"):
            warc_files(f"{tmp_path}/{missing}")


def test_a_missing_file_is_said(desk: Desk, paper: Paper, tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable, match="No WARC file"):
        desk.candidates(paper(warcs=[str(tmp_path / "none.warc")]), TODAY)

"""A day that the feeds no longer hold is found in the source's archives, in their order."""

from __future__ import annotations

import datetime as dt
import gzip
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from discover.cdx import CDX, Cdx
from discover.newsstand import Answer, Desk, Site
from discover.warcmaking import make_warc, read_at

from dateline.discover.ccnews import written_between
from dateline.errors import SourceUnavailable
from dateline.records import FoundBy
from dateline.settings import DiscoverSettings
from dateline.sources import Source

Paper = Callable[..., Source]
HOST = "http://www.paper.example"
CC = "http://commoncrawl.example"
OLD = dt.date(2026, 10, 20)


def rss(*items: tuple[str, str], head: str = "") -> str:
    rows = "".join(
        f"<item><title>T</title><link>{HOST}{path}</link><pubDate>{date}T09:00:00Z</pubDate></item>"
        for path, date in items
    )
    return (
        f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>{head}{rows}</channel></rss>'
    )


def day_map(*paths: str) -> str:
    return f"<urlset>{''.join(f'<url><loc>{HOST}{path}</loc></url>' for path in paths)}</urlset>"


BY_DAY = {"kind": "sitemap", "url": f"{HOST}/{{yyyy}}/{{mm}}/{{dd}}.xml"}
WAYBACK = {"kind": "wayback", "url": CDX}


def test_archives_are_not_asked_for_a_day_that_the_feed_holds(site: Site, desk: Desk, paper: Paper) -> None:
    feed = site.put(f"{HOST}/feed", rss(("/a", "2026-10-20"), ("/b", "2026-10-19")))
    assert desk.paths(paper(feeds=[feed], archives=[WAYBACK]), OLD) == {"/a"}
    assert len(site.asked) == 1


def test_a_pinned_old_item_does_not_hide_the_gap(site: Site, desk: Desk, paper: Paper) -> None:
    feed = site.put(f"{HOST}/feed", rss(("/a", "2026-11-14"), ("/pinned", "2019-01-01")))
    site.put(f"{HOST}/2026/10/20.xml", day_map("/old"))
    assert desk.paths(paper(feeds=[feed], archives=[BY_DAY]), OLD) == {"/old"}


def test_one_feed_that_falls_short_is_enough_to_ask_archives(site: Site, desk: Desk, paper: Paper) -> None:
    deep = site.put(f"{HOST}/local", rss(("/a", "2026-10-20"), ("/b", "2026-10-19")))
    short = site.put(f"{HOST}/politics", rss(("/c", "2026-11-14")))
    site.put(f"{HOST}/2026/10/20.xml", day_map("/a", "/old"))
    assert desk.paths(paper(feeds=[deep, short], archives=[BY_DAY]), OLD) == {"/a", "/old"}


def test_a_slow_feed_with_older_items_holds_the_day(site: Site, desk: Desk, paper: Paper) -> None:
    items = [(f"/{day}", f"2026-09-{day:02d}") for day in (1, 8, 15)]
    feed = site.put(f"{HOST}/feed", rss(("/new", "2026-11-14"), *items))
    assert desk.paths(paper(feeds=[feed], archives=[WAYBACK]), OLD) == set()
    assert site.count(CDX) == 0


def test_archives_are_asked_in_order_until_one_has_the_day(site: Site, desk: Desk, paper: Paper) -> None:
    Cdx(site, [("20261020120000", f"{HOST}/captured")])
    feed = site.put(f"{HOST}/feed", rss(("/new", "2026-11-14")))
    source = paper(feeds=[feed], archives=[BY_DAY, WAYBACK])
    assert desk.paths(source, OLD) == {"/captured"}
    site.put(f"{HOST}/2026/10/20.xml", day_map("/old"))
    assert desk.paths(source, OLD) == {"/old"}


def test_an_archive_that_fails_gives_way_to_the_next(site: Site, desk: Desk, paper: Paper) -> None:
    site.put(CDX, "busy", 503)
    site.put(f"{HOST}/2026/10/20.xml", day_map("/old"))
    assert desk.paths(paper(archives=[WAYBACK, BY_DAY]), OLD) == {"/old"}
    assert "503" in desk.report.warnings[0]


def test_recent_days_ask_only_the_publishers_own_archive(site: Site, desk: Desk, paper: Paper) -> None:
    feed = site.put(f"{HOST}/feed", rss(("/new", "2026-11-14")))
    site.put(f"{HOST}/2026/11/14.xml", day_map("/more"))
    assert desk.paths(paper(feeds=[feed], archives=[WAYBACK, BY_DAY])) == {"/new", "/more"}
    assert site.count(CDX) == 0


@pytest.mark.parametrize("rel", ["prev-archive", "next"])
def test_an_archived_feed_is_followed_back_to_the_day(site: Site, desk: Desk, paper: Paper, rel: str) -> None:
    def page(number: int, *items: tuple[str, str]) -> None:
        link = f'<atom:link rel="{rel}" href="/feed/{number + 1}"/>'
        site.put(f"{HOST}/feed/{number}", rss(*items, head=link))

    page(1, ("/a", "2026-11-14"), ("/b", "2026-11-01"))
    page(2, ("/c", "2026-10-21"), ("/d", "2026-10-20"))
    page(3, ("/e", "2026-10-20"), ("/f", "2026-10-19"))
    page(4, ("/g", "2026-10-18"))
    source = paper(feeds=[f"{HOST}/feed/1"])
    assert desk.paths(source, OLD) == {"/d", "/e"}
    assert site.count(f"{HOST}/feed/4") == 0


def test_feed_pages_that_run_in_a_circle_or_on_and_on_end(site: Site, desk: Desk, paper: Paper) -> None:
    link = '<atom:link rel="next" href="{}"/>'
    site.put(f"{HOST}/feed", rss(("/a", "2026-11-14"), head=link.format("/two")))
    site.put(f"{HOST}/two", rss(("/b", "2026-11-13"), head=link.format("/feed")))
    assert desk.paths(paper(feeds=[f"{HOST}/feed"]), OLD) == set()
    assert len(site.asked) == 2
    desk.settings = DiscoverSettings(max_feed_pages=1)
    assert desk.paths(paper(feeds=[f"{HOST}/feed"]), OLD) == set()
    assert "stopped after 1 pages" in desk.report.warnings[0]


def test_wayback_gives_the_original_as_identity_and_the_capture_to_fetch(
    site: Site, desk: Desk, paper: Paper
) -> None:
    cdx = Cdx(
        site,
        [
            ("20261019235959", f"{HOST}/too-early"),
            ("20261020000000", f"{HOST}:80/wall/?utm_source=x"),
            ("20261020010000", f"{HOST}/"),
            ("20261020120000", f"{HOST}/2026/10/20/dated"),
            ("20261020130000", f"{HOST}/2015/01/01/captured-again"),
            ("20261020235959", f"{HOST}/last"),
            ("20261021120000", f"{HOST}/2026/10/20/captured-late"),
            ("20261021130000", f"{HOST}/next-day"),
        ],
    )
    found = {
        urlsplit(candidate.url).path: candidate
        for candidate in desk.candidates(paper(archives=[WAYBACK]), OLD)
    }
    assert set(found) == {"/wall", "/2026/10/20/dated", "/last", "/2026/10/20/captured-late"}
    wall = found["/wall"]
    assert wall.url == "https://www.paper.example/wall"
    assert wall.fetch_url == f"http://archive.example/web/20261020000000id_/{HOST}:80/wall/?utm_source=x"
    assert (wall.found_by, wall.found_in) == (FoundBy.WAYBACK, CDX)
    assert cdx.queries[0]["collapse"] == ["urlkey"]
    assert cdx.queries[0]["url"] == ["www.paper.example/*"]


def test_resume_keys_are_followed_to_the_end(site: Site, desk: Desk, paper: Paper) -> None:
    """Keys of addresses with signs that mean something in a query, and of one captured over and over."""
    odd = ["/a+b", "/c%20d", "/e?x=1&y=%2B", "/f,(g)", "/h", "/i", "/j"]
    captures = [("20261020120000", f"{HOST}{path}") for path in odd]
    captures += [(f"202610201300{second:02d}", f"{HOST}/e?x=1&y=%2B") for second in range(9)]
    for page in (1, 2, 3):
        cdx = Cdx(site, captures, page=page)
        assert len(desk.urls(paper(archives=[WAYBACK]), OLD)) == len(odd)
        assert len(cdx.queries) >= len(odd) / page


def test_what_wayback_captured_in_the_weeks_before_is_no_news(site: Site, desk: Desk, paper: Paper) -> None:
    captures = [
        ("20260928120000", f"{HOST}/about-us"),
        ("20261020120000", f"{HOST}/about-us"),
        ("20261010120000", f"{HOST}/tagged"),
        ("20261020120000", f"{HOST}/tagged?utm_source=feed"),
        ("20261020120000", f"{HOST}/wall"),
        ("20261021120000", f"{HOST}/wall"),
    ]
    Cdx(site, captures, page=1)
    source = paper(archives=[WAYBACK])
    assert desk.paths(source, OLD) == {"/wall"}
    assert desk.paths(source, OLD + dt.timedelta(days=1)) == set()
    desk.settings = DiscoverSettings(wayback_back_days=0)
    assert desk.paths(source, OLD) == {"/wall", "/about-us", "/tagged"}


def test_a_cdx_server_that_never_ends_is_left(
    site: Site, desk: Desk, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_key(key: str) -> Answer:
        return Answer(json.dumps([["x", "20261020120000", f"{HOST}/a"], [], [key]]).encode())

    keys = itertools.cycle("abc")
    site.answers[CDX.removeprefix("http://")] = lambda _: with_key(next(keys))
    assert desk.paths(paper(archives=[WAYBACK]), OLD) == {"/a"}
    assert len(site.asked) == 4, "a key that came before ends it"
    numbers = itertools.count()
    site.answers[CDX.removeprefix("http://")] = lambda _: with_key(str(next(numbers)))
    monkeypatch.setattr("dateline.discover.wayback.MAX_PAGES", 5)
    assert desk.paths(paper(archives=[WAYBACK]), OLD) == {"/a"}
    assert "stopped after 5 pages" in desk.report.warnings[0]


def test_a_page_of_captures_may_be_empty_or_hold_rows_that_say_nothing(
    site: Site, desk: Desk, paper: Paper
) -> None:
    pages = [
        [["k", "20261020120000", f"{HOST}/a"], ["k", "20261020120000", "http://[broken"], [], ["on"]],
        [[], ["on and on"]],
        [["urlkey", "timestamp", "original"], [], ["and on"]],
        [
            ["k", "20261320000000", f"{HOST}/month-13"],
            ["k", "-", f"{HOST}/no-date"],
            ["k"],
            ["k", "20261020120000", f"{HOST}/a"],
        ],
    ]
    answers = iter([Answer(json.dumps(page).encode()) for page in pages])
    site.answers[CDX.removeprefix("http://")] = lambda _: next(answers)
    assert desk.paths(paper(archives=[WAYBACK]), OLD) == {"/a"}


def test_wayback_asks_for_the_day_of_the_sources_zone(site: Site, desk: Desk, paper: Paper) -> None:
    Cdx(site, [("20261020050000", f"{HOST}/before"), ("20261021050000", f"{HOST}/late")])
    assert desk.paths(paper(archives=[WAYBACK], timezone="America/Denver"), OLD) == {"/late"}


def test_a_wayback_pattern_can_name_the_day(site: Site, desk: Desk, paper: Paper) -> None:
    cdx = Cdx(site, [("20261023120000", f"{HOST}/d/2026-10/20/a")])
    archive = {**WAYBACK, "match": "www.paper.example/d/{yyyy}-{mm}/{dd}/*"}
    assert desk.paths(paper(archives=[archive]), OLD) == {"/d/2026-10/20/a"}
    assert cdx.queries[0]["url"] == ["www.paper.example/d/2026-10/20/*"]


def test_a_cdx_server_that_answers_rubbish_is_a_failure(site: Site, desk: Desk, paper: Paper) -> None:
    for rubbish in ("<html>maintenance</html>", '"maintenance"', '{"a": 1}', "[1, 2]"):
        site.put(CDX, rubbish)
        with pytest.raises(SourceUnavailable, match="did not answer with CDX rows"):
            desk.candidates(paper(archives=[WAYBACK]), OLD)


MONTH = "crawl-data/CC-NEWS/2026/10"
PAGES = {
    f"{MONTH}/CC-NEWS-20261019180000-00001.warc.gz": [
        ("http://[broken/a", "2026-10-19T18:00:00Z"),
        (f"{HOST}/before", "2026-10-19T23:00:00Z"),
        (f"{HOST}/first", "2026-10-20T00:10:00Z"),
    ],
    f"{MONTH}/CC-NEWS-20261020010000-00002.warc.gz": [
        ("https://other.example/x", "2026-10-20T02:00:00Z"),
        (f"{HOST}/second/", "2026-10-20T03:00:00Z"),
        (f"{HOST}/2026/10/19/yesterdays", "2026-10-20T03:00:00Z"),
    ],
    f"{MONTH}/CC-NEWS-20261021020000-00003.warc.gz": [
        (f"{HOST}/2026/10/20/crawled-late", "2026-10-21T02:30:00Z"),
        (f"{HOST}/next", "2026-10-21T02:40:00Z"),
    ],
    f"{MONTH}/CC-NEWS-20261025020000-00004.warc.gz": [(f"{HOST}/much-later", "2026-10-25T02:30:00Z")],
}


def test_cc_news_points_into_its_files(site: Site, desk: Desk, paper: Paper) -> None:
    site.put(f"{CC}/{MONTH}/warc.paths.gz", gzip.compress("\n".join(PAGES).encode()))
    files = {path: make_warc(pages, filler=40) for path, pages in PAGES.items()}
    for path, body in files.items():
        site.put(f"{CC}/{path}", body)
    desk.settings = DiscoverSettings(range_bytes=20_000)
    found = desk.candidates(paper(archives=[{"kind": "cc-news", "url": CC}]), OLD)
    assert {urlsplit(candidate.url).path for candidate in found} == {
        "/first",
        "/second",
        "/2026/10/20/crawled-late",
    }
    assert site.count(f"{CC}/{MONTH}/CC-NEWS-20261025020000-00004.warc.gz") == 0
    for candidate in found:
        assert candidate.stored and candidate.found_by is FoundBy.CC_NEWS
        body = files[candidate.stored.path.removeprefix(f"{CC}/")]
        url = read_at(body, candidate.stored)
        assert url.rstrip("/").endswith(urlsplit(candidate.url).path)


def test_no_more_than_a_range_of_a_remote_file_is_held(site: Site, desk: Desk, paper: Paper) -> None:
    path = next(iter(PAGES))
    site.put(f"{CC}/{MONTH}/warc.paths.gz", gzip.compress(path.encode()))
    body = make_warc(PAGES[path], filler=200)
    site.put(f"{CC}/{path}", body)
    desk.settings = DiscoverSettings(range_bytes=50_000)
    assert desk.paths(paper(archives=[{"kind": "cc-news", "url": CC}]), OLD) == {"/first"}
    ranges = [headers["Range"] for address, headers in site.asked if address.endswith("-00001.warc.gz")]
    assert len(ranges) == -(-len(body) // 50_000)
    assert ranges[:2] == ["bytes=0-49999", "bytes=50000-99999"]


def test_a_cc_news_file_is_read_again_only_for_days_that_it_named(
    site: Site, desk: Desk, paper: Paper
) -> None:
    site.put(f"{CC}/{MONTH}/warc.paths.gz", gzip.compress("\n".join(PAGES).encode()))
    for path, pages in PAGES.items():
        site.put(f"{CC}/{path}", make_warc(pages))
    source = paper(archives=[{"kind": "cc-news", "url": CC}])
    other = source.model_copy(update={"id": "other", "home": "http://nothing.example/"})
    first, second, third, _ = (f"{CC}/{path}" for path in PAGES)
    for entry, day, asked in (
        (source, OLD, {first: 1, second: 1, third: 1}),
        (source, OLD, {first: 2, second: 2, third: 2}),
        (source, OLD + dt.timedelta(days=1), {first: 2, second: 2, third: 3}),
        (other, OLD, {first: 3, second: 3, third: 4}),
        (other, OLD, {first: 3, second: 3, third: 4}),
    ):
        desk.candidates(entry, day)
        assert {path: site.count(path) for path in asked} == asked


def test_cc_news_in_a_folder(desk: Desk, paper: Paper, tmp_path: Path) -> None:
    (tmp_path / MONTH).mkdir(parents=True)
    (tmp_path / MONTH / "warc.paths.gz").write_bytes(gzip.compress("\n".join(PAGES).encode()))
    for path, pages in PAGES.items():
        (tmp_path / path).write_bytes(make_warc(pages))
    assert len(desk.urls(paper(archives=[{"kind": "cc-news", "url": str(tmp_path)}]), OLD)) == 3


def test_a_torn_cc_news_file_is_a_warning(site: Site, desk: Desk, paper: Paper) -> None:
    site.put(f"{CC}/{MONTH}/warc.paths.gz", gzip.compress("\n".join(PAGES).encode()))
    for path, pages in PAGES.items():
        site.put(f"{CC}/{path}", make_warc(pages) if "00002" not in path else b"no warc at all" * 100)
    assert desk.paths(paper(archives=[{"kind": "cc-news", "url": CC}]), OLD) == {
        "/first",
        "/2026/10/20/crawled-late",
    }
    assert "cannot be read as WARC" in desk.report.warnings[0]


def test_the_files_that_may_hold_a_day() -> None:
    begin, end = (dt.datetime(2026, 10, 20, hour, tzinfo=dt.UTC) for hour in (0, 12))
    names = [
        f"CC-NEWS-202610{moment}0000-{n}.warc.gz"
        for n, moment in enumerate(("1823", "1922", "2000", "2011", "2012"))
    ]
    assert written_between(names[::-1], begin, end) == names[1:4]
    assert written_between([], begin, end) == []

"""Which addresses become candidates of a day, whichever way they were found."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

import pytest
from discover.newsstand import TODAY, Desk, Site

from dateline.errors import SourceRefused, SourceUnavailable
from dateline.records import FoundBy
from dateline.settings import DiscoverSettings
from dateline.sources import Source

Paper = Callable[..., Source]
HOST = "http://www.paper.example"
YESTERDAY = TODAY - dt.timedelta(days=1)


def feed(*items: tuple[str, str | None], head: str = "") -> str:
    entries = "".join(
        f"<item><title>T</title><link>{path if '://' in path else HOST + path}</link>"
        + (f"<pubDate>{date}</pubDate>" if date else "")
        + "</item>"
        for path, date in items
    )
    return f'<rss version="2.0"><channel><title>P</title>{head}{entries}</channel></rss>'


def sitemap(*entries: tuple[str, str | None]) -> str:
    rows = "".join(
        f"<url><loc>{HOST}{path}</loc>" + (f"<lastmod>{lastmod}</lastmod>" if lastmod else "") + "</url>"
        for path, lastmod in entries
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def test_a_day_is_a_day_of_the_sources_zone(site: Site, desk: Desk, paper: Paper) -> None:
    url = site.put(f"{HOST}/feed", feed(("/late", "2026-11-15T04:00:00Z"), ("/next", "2026-11-15T08:00:00Z")))
    assert desk.paths(paper(feeds=[url], timezone="America/Denver")) == {"/late"}


def test_one_candidate_for_one_article_with_all_hints(site: Site, desk: Desk, paper: Paper) -> None:
    first = site.put(
        f"{HOST}/feed",
        feed(("/a/?utm_source=rss", "2026-11-14T09:00:00Z"), ("/amp/a", "2026-11-14T09:00:00Z")),
    )
    second = site.put(f"{HOST}/map.xml", sitemap(("/a", "2026-11-14T11:00:00Z")))
    (candidate,) = desk.candidates(paper(feeds=[first], sitemaps=[second]))
    assert candidate.url == "https://www.paper.example/a"
    assert candidate.fetch_url == f"{HOST}/a/"
    assert (candidate.found_by, candidate.found_in, candidate.title) == (FoundBy.FEED, first, "T")
    assert candidate.published_at == dt.datetime(2026, 11, 14, 9, tzinfo=dt.UTC)
    assert candidate.modified_at == dt.datetime(2026, 11, 14, 11, tzinfo=dt.UTC)


def test_an_older_article_that_changed_is_a_candidate(site: Site, desk: Desk, paper: Paper) -> None:
    url = site.put(
        f"{HOST}/map.xml",
        sitemap(("/2026/11/02/wall", "2026-11-14T08:00:00Z"), ("/2026/11/03/x", "2026-11-03")),
    )
    source = paper(sitemaps=[url])
    assert desk.paths(source) == {"/2026/11/02/wall"}
    assert desk.paths(source, dt.date(2026, 11, 2)) == {"/2026/11/02/wall"}


def test_the_feeds_instant_outweighs_the_address_and_lastmod(site: Site, desk: Desk, paper: Paper) -> None:
    first = site.put(f"{HOST}/feed", feed(("/2026/11/15/late", "2026-11-14T22:00:00-07:00")))
    second = site.put(f"{HOST}/map.xml", sitemap(("/2026/11/15/late", "2026-11-15")))
    source = paper(feeds=[first], sitemaps=[second], timezone="America/Denver")
    assert desk.paths(source) == {"/2026/11/15/late"}


def test_undated_addresses_belong_to_the_first_day(site: Site, desk: Desk, paper: Paper) -> None:
    source = paper(feeds=[site.put(f"{HOST}/feed", feed(("/a", None)))])
    assert desk.paths(source) == {"/a"}
    site.put(f"{HOST}/feed", feed(("/b", None), ("/a", None)))
    tomorrow = TODAY + dt.timedelta(days=1)
    assert desk.paths(source, tomorrow) == {"/b"}
    assert desk.paths(source) == {"/a"}, "a rerun gives what the first run gave"


def test_what_a_feed_dated_is_not_new_when_seen_undated(site: Site, desk: Desk, paper: Paper) -> None:
    url = site.put(f"{HOST}/feed", feed(("/a", "2026-11-13T09:00:00Z")))
    assert desk.paths(paper(feeds=[url]), YESTERDAY) == {"/a"}
    page = site.put(f"{HOST}/local", '<a href="/a">A</a>')
    assert desk.paths(paper(sections=[{"url": page, "link": "/a$"}])) == set()


def test_undated_addresses_are_not_of_an_old_day(site: Site, desk: Desk, paper: Paper) -> None:
    source = paper(feeds=[site.put(f"{HOST}/feed", feed(("/a", None)))])
    assert desk.paths(source, dt.date(2026, 11, 1)) == set()


def test_the_stock_of_an_undated_sitemap_is_remembered(site: Site, desk: Desk, paper: Paper) -> None:
    desk.settings = DiscoverSettings(max_undated=2)
    source = paper(sitemaps=[site.put(f"{HOST}/map.xml", sitemap(("/a", None), ("/b", None), ("/c", None)))])
    assert desk.paths(source, YESTERDAY) == set()
    assert "3 addresses" in desk.report.warnings[0]
    site.put(f"{HOST}/map.xml", sitemap(("/a", None), ("/b", None), ("/c", None), ("/new", None)))
    assert desk.paths(source) == {"/new"}


def test_hosts_include_and_exclude(site: Site, desk: Desk, paper: Paper) -> None:
    day = "2026-11-14T09:00:00Z"
    addresses = [
        "/news/a",
        "/news/video/b",
        "/sport/c",
        "http://live.paper.example/news/d",
        "http://other.example/news/e",
    ]
    url = site.put(f"{HOST}/feed", feed(*((address, day) for address in addresses)))
    source = paper(feeds=[url], include=["/news/"], exclude=["/video/"])
    assert set(desk.urls(source)) == {"https://www.paper.example/news/a", "https://live.paper.example/news/d"}
    assert len(desk.urls(source.model_copy(update={"hosts": ("other.example",)}))) == 3
    assert len(desk.urls(source.model_copy(update={"hosts": ("*",)}))) == 3


def test_what_is_cut_is_said(site: Site, desk: Desk, paper: Paper, caplog: pytest.LogCaptureFixture) -> None:
    url = site.put(f"{HOST}/feed", feed(*((f"/{n}", "2026-11-14T09:00:00Z") for n in range(5))))
    with caplog.at_level(logging.WARNING):
        assert len(desk.candidates(paper(feeds=[url], max_per_day=2))) == 2
    assert desk.report.cut == 3
    assert "3 candidates beyond max_per_day=2" in caplog.text


def test_a_paused_source_is_not_asked(site: Site, desk: Desk, paper: Paper) -> None:
    assert desk.candidates(paper(feeds=[f"{HOST}/feed"], paused=True)) == []
    assert site.asked == []


def test_one_way_that_fails_is_a_warning(site: Site, desk: Desk, paper: Paper) -> None:
    good = site.put(f"{HOST}/feed", feed(("/a", "2026-11-14T09:00:00Z")))
    assert desk.paths(paper(feeds=[f"{HOST}/gone", good])) == {"/a"}
    assert [bool(asked.error) for asked in desk.report.asked] == [True, False]
    assert "404" in desk.report.warnings[0]


def test_a_source_none_of_whose_ways_answers_is_unavailable(site: Site, desk: Desk, paper: Paper) -> None:
    site.put(f"{HOST}/map.xml", "down", 503)
    with pytest.raises(SourceUnavailable, match="none of its 2 ways") as failure:
        desk.candidates(paper(feeds=[f"{HOST}/feed"], sitemaps=[f"{HOST}/map.xml"]))
    assert not isinstance(failure.value, SourceRefused), "the second may answer later"


def test_a_source_all_of_whose_ways_refuse_is_told_apart(site: Site, desk: Desk, paper: Paper) -> None:
    site.put(f"{HOST}/map.xml", "go away", 403)
    with pytest.raises(SourceRefused):
        desk.candidates(paper(feeds=[f"{HOST}/feed"], sitemaps=[f"{HOST}/map.xml"]))


def test_an_unchanged_feed_is_not_sent_again_and_gives_the_same(site: Site, desk: Desk, paper: Paper) -> None:
    source = paper(feeds=[site.put(f"{HOST}/feed", feed(("/a", "2026-11-14T09:00:00Z")), ETag='"1"')])
    assert desk.paths(source) == desk.paths(source) == {"/a"}
    assert site.asked[1][1]["If-None-Match"] == '"1"'


def test_hostile_addresses_of_a_feed_are_left_out(site: Site, desk: Desk, paper: Paper) -> None:
    day = "2026-11-14T09:00:00Z"
    bad = [
        "javascript://x",
        "file:///etc/passwd",
        "http://",
        "http://[::1",
        "http://www.paper.example:99999/a",
        "http://www.paper.example\\@evil.example/",
    ]
    url = site.put(f"{HOST}/feed", feed(*((address, day) for address in bad), ("/a", day)))
    assert desk.paths(paper(feeds=[url])) == {"/a"}

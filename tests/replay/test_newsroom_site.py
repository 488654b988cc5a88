"""The tiny newsroom, asked through real sockets: what it lists and serves at which moment."""

from __future__ import annotations

import datetime as dt
import gzip
import json

import fastfeedparser
import pytest
from lxml import etree

from dateline.replay import ReplayServer

HOST = "https://www.tiny.example"
OPENS = f"{HOST}/town/2026/11/08/bridge-opens"
SHUTS = f"{HOST}/town/2026/11/09/bridge-shuts"
FILM = f"{HOST}/screen/2026/11/10/bridge-film"
NOON_OF_9TH = dt.datetime(2026, 11, 9, 19, 0, tzinfo=dt.UTC)
NS = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
}


def locations(body: bytes) -> list[str]:
    return [str(found.text) for found in etree.fromstring(body).findall(".//s:loc", NS)]


def test_every_feed_format_holds_the_newest_entries_as_of_the_clock(tiny: ReplayServer, ask) -> None:
    tiny.clock.set(NOON_OF_9TH)
    for path in ("/rss.xml", "/atom.xml", "/feed.rdf"):
        feed = fastfeedparser.parse(ask(tiny, HOST + path).data)
        assert [entry.link for entry in feed.entries] == [OPENS, f"{HOST}/s/1"], path
        assert {entry.title for entry in feed.entries} == {"Bridge opens & nobody falls in"}
        moment = dt.datetime.fromisoformat(feed.entries[0].published)
        assert moment == dt.datetime(2026, 11, 9, 6, 30, tzinfo=dt.UTC)
    items = json.loads(ask(tiny, f"{HOST}/feed.json").data)["items"]
    assert [item["url"] for item in items] == [OPENS, f"{HOST}/s/1"]
    assert items[0]["date_published"] == "2026-11-08T23:30:00-07:00"


def test_a_feed_holds_no_more_than_its_newest_and_lists_twins_and_extras(tiny: ReplayServer, ask) -> None:
    feed = fastfeedparser.parse(ask(tiny, f"{HOST}/rss.xml").data)
    assert [entry.link for entry in feed.entries] == [
        FILM, f"{HOST}/town/gone", SHUTS, f"{SHUTS}?utm_source=rss&utm_medium=feed",
    ]  # fmt: skip


def test_the_sitemap_index_names_what_exists(tiny: ReplayServer, ask) -> None:
    tiny.clock.set(NOON_OF_9TH)
    index = gzip.decompress(ask(tiny, f"{HOST}/sitemap.xml.gz").data)
    assert locations(index) == [
        f"{HOST}/news.xml", f"{HOST}/pages.xml", f"{HOST}/days/2026-11-08.xml", f"{HOST}/days/2026-11-09.xml",
    ]  # fmt: skip
    assert ask(tiny, f"{HOST}/days/2026-11-10.xml").status == 404


def test_an_archive_holds_the_days_articles_and_extras(tiny: ReplayServer, ask) -> None:
    assert locations(ask(tiny, f"{HOST}/days/2026-11-09.xml").data) == [SHUTS, f"{HOST}/private/list"]
    assert locations(ask(tiny, f"{HOST}/pages.xml").data) == [f"{HOST}/town/"]


def test_the_news_sitemap_holds_two_days_with_titles_and_times(tiny: ReplayServer, ask) -> None:
    tree = etree.fromstring(ask(tiny, f"{HOST}/news.xml").data)
    assert [found.text for found in tree.findall(".//news:title", NS)] == [
        "The bridge, filmed",
        "Bridge shuts",
    ]
    assert tree.findtext(".//news:publication_date", namespaces=NS) == "2026-11-10T12:00:00-07:00"


def test_a_page_does_not_exist_before_its_time(tiny: ReplayServer, ask) -> None:
    assert ask(tiny, SHUTS).status == 200
    tiny.clock.set(NOON_OF_9TH)
    assert ask(tiny, SHUTS).status == 404
    assert ask(tiny, OPENS).status == 200


def test_a_correction_changes_page_lastmod_and_validators(tiny: ReplayServer, ask) -> None:
    tiny.clock.set(NOON_OF_9TH)
    first = ask(tiny, OPENS)
    assert "“It holds,”" in first.data.decode()
    assert first.headers["Last-Modified"] == "Mon, 09 Nov 2026 06:30:00 GMT"
    tiny.clock.set(None)
    second = ask(tiny, OPENS, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status == 200
    assert "“It nearly holds,”" in second.data.decode()
    assert 'class="changed" datetime="2026-11-10T10:00:00-07:00"' in second.data.decode()
    day = ask(tiny, f"{HOST}/days/2026-11-08.xml").data
    assert b"<lastmod>2026-11-10T10:00:00-07:00</lastmod>" in day


@pytest.mark.parametrize("url", [OPENS, f"{HOST}/rss.xml", f"{HOST}/days/2026-11-08.xml", f"{HOST}/town/"])
def test_a_client_with_a_good_copy_gets_304(tiny: ReplayServer, ask, url: str) -> None:
    full = ask(tiny, url)
    for validator in (
        {"If-None-Match": full.headers["ETag"]},
        {"If-None-Match": f'"old", W/{full.headers["ETag"]}'},
        {"If-Modified-Since": full.headers["Last-Modified"]},
    ):
        short = ask(tiny, url, headers=validator)
        assert (short.status, short.data) == (304, b"")
        assert short.headers["ETag"] == full.headers["ETag"]
    assert ask(tiny, url, headers={"If-Modified-Since": "Sun, 01 Nov 2026 00:00:00 GMT"}).status == 200
    assert ask(tiny, url, headers={"If-Modified-Since": "yesterday"}).status == 200


def test_text_is_escaped_and_marks_are_kept(tiny: ReplayServer, ask) -> None:
    tiny.clock.set(NOON_OF_9TH)
    page = ask(tiny, OPENS).data.decode()
    assert "<h1>Bridge opens &amp; nobody falls in</h1>" in page
    assert "The bridge &lt;at noon&gt;" in page
    assert "rope|planks, of two kinds" in page
    assert "8th" in page


def test_a_paywall_serves_two_paragraphs(tiny: ReplayServer, ask) -> None:
    page = ask(tiny, SHUTS).data.decode("windows-1252")
    assert "<strong>Tiny Times:</strong> A second &lt;paragraph&gt;." in page
    assert "only subscribers" not in page


def test_a_page_may_be_in_another_charset_than_its_header_says(tiny: ReplayServer, ask) -> None:
    answer = ask(tiny, SHUTS)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "“The café stays open.”".encode("windows-1252") in answer.data


def test_redirects_can_be_chained(tiny: ReplayServer, ask) -> None:
    first = ask(tiny, f"{HOST}/s/1")
    second = ask(tiny, first.headers["Location"])
    assert (first.status, second.status) == (302, 301)
    assert second.headers["Location"] == OPENS


def test_a_slash_too_many_or_too_few_is_mended(tiny: ReplayServer, ask) -> None:
    for asked, meant in ((f"{HOST}/town", f"{HOST}/town/"), (f"{OPENS}/", OPENS)):
        answer = ask(tiny, asked)
        assert (answer.status, answer.headers["Location"]) == (301, meant)


def test_another_name_of_the_host_redirects_to_the_first(tiny: ReplayServer, ask) -> None:
    answer = ask(tiny, "https://tiny.example/town/?page=2")
    assert (answer.status, answer.headers["Location"]) == (301, f"{HOST}/town/?page=2")


def test_twins_name_the_articles_own_address(tiny: ReplayServer, ask) -> None:
    canonical = f'<link rel="canonical" href="{OPENS}">'.encode()
    amp = ask(tiny, f"{HOST}/amp/town/2026/11/08/bridge-opens").data
    tracked = ask(tiny, f"{OPENS}?utm_source=rss&utm_medium=feed").data
    assert canonical in amp
    assert canonical in tracked


def test_broken_json_ld_is_broken_on_the_named_page_only(tiny: ReplayServer, ask) -> None:
    assert b'"un"quoted"' in ask(tiny, OPENS).data
    assert b'"un"quoted"' not in ask(tiny, FILM).data


def test_section_pages_list_their_articles_newest_first(tiny: ReplayServer, ask) -> None:
    town = ask(tiny, f"{HOST}/town/").data.decode()
    assert town.index(SHUTS) < town.index(OPENS)
    assert FILM not in town
    assert FILM in ask(tiny, f"{HOST}/").data.decode()


def test_errors_are_as_the_data_says(tiny: ReplayServer, ask) -> None:
    assert ask(tiny, f"{HOST}/nowhere").status == 404
    assert ask(tiny, f"{HOST}/private/list").status == 403
    assert ask(tiny, f"{HOST}/town/gone").status == 410
    tiny.clock.set(NOON_OF_9TH)
    assert ask(tiny, f"{HOST}/town/gone").status == 404


def test_robots_txt_holds_rules_delay_and_sitemaps(tiny: ReplayServer, ask) -> None:
    assert ask(tiny, f"{HOST}/robots.txt").data.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /private/",
        "Crawl-delay: 0.5",
        "",
        f"Sitemap: {HOST}/sitemap.xml.gz",
        f"Sitemap: {HOST}/news.xml",
    ]

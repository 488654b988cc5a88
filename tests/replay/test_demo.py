"""The demo newsroom as it is shipped: it parses, it renders, and all of it can be found."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

from dateline.records import Outcome
from dateline.replay import ReplayServer
from dateline.replay.exchange import Answer, Request
from dateline.replay.expected import expected_candidates, expected_outcomes
from dateline.replay.listings import feed_listings
from dateline.replay.newsroom import Outlet
from dateline.replay.newsroom_site import NewsroomSite
from dateline.sources.registry import load_sources

DEMO = Path(__file__).resolve().parents[2] / "include" / "demo"
SITE = NewsroomSite(DEMO)
NEWSROOM = SITE.newsroom
OUTLETS = {outlet.id: outlet for outlet in NEWSROOM.outlets}
CLOCKS = [dt.datetime(2026, 10, 25, 12, tzinfo=dt.UTC), dt.datetime(2026, 11, 12, 9, tzinfo=dt.UTC), None]
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def get(url: str, now: dt.datetime | None = None) -> Answer:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    return SITE.answer(Request("GET", parts.scheme, parts.hostname or "", target), now)


def listed_by_sitemaps(outlet: Outlet, now: dt.datetime | None) -> set[str]:
    """Every page address below the outlet's sitemaps, found as a crawler finds them."""
    found: set[str] = set()
    waiting = [outlet.root + sitemap.path for sitemap in outlet.sitemaps if sitemap.kind != "archive"]
    days = [NEWSROOM.first_day + dt.timedelta(days=n) for n in range(30)]
    for sitemap in outlet.sitemaps:
        if sitemap.kind == "archive":
            paths = {sitemap.path.format(yyyy=f"{day:%Y}", mm=f"{day:%m}", dd=f"{day:%d}") for day in days}
            waiting += [outlet.root + path for path in paths]
    while waiting:
        answer = get(waiting.pop(), now)
        if answer.status == 404:
            continue
        body = gzip.decompress(answer.body) if answer.body[:2] == b"\x1f\x8b" else answer.body
        tree = etree.fromstring(body)
        addresses = [str(location.text) for location in tree.iter(LOC)]
        if "sitemapindex" in str(tree.tag):
            assert all(get(address, now).status == 200 for address in addresses)
        else:
            found.update(addresses)
    return found


def test_there_are_seven_outlets_and_at_least_84_pages_in_the_last_seven_days() -> None:
    assert len(OUTLETS) == 7
    dense = [
        article
        for outlet in NEWSROOM.outlets
        for article in outlet.articles
        if outlet.day_of(article.published) >= dt.date(2026, 11, 9)
    ]
    assert len(dense) >= 84


@pytest.mark.parametrize("outlet", NEWSROOM.outlets, ids=OUTLETS)
@pytest.mark.parametrize("now", CLOCKS, ids=str)
def test_every_article_that_exists_is_served_and_listed(outlet: Outlet, now: dt.datetime | None) -> None:
    listed = listed_by_sitemaps(outlet, now)
    for article in outlet.articles:
        url = outlet.root + outlet.path_of(article)
        if article.exists(now):
            assert url in listed, f"{url} is listed nowhere"
            assert get(url, now).status == 200
        else:
            assert url not in listed
            assert get(url, now).status == 404


@pytest.mark.parametrize("outlet", NEWSROOM.outlets, ids=OUTLETS)
def test_pages_hold_title_and_words_as_written(outlet: Outlet) -> None:
    charsets = {oddity.article: oddity.written for oddity in outlet.charsets}
    for article in outlet.articles:
        page = get(outlet.root + outlet.path_of(article)).body.decode(charsets.get(article.stem, "utf-8"))
        words = " ".join(html.fromstring(page).text_content().split())
        assert article.title in words
        blocks = article.blocks(None)[:2] if article.paywall else article.blocks(None)
        for block in blocks:
            for text in (block.text, *block.items):
                assert text.replace("**", "") in words, f"{article.stem} lacks {text!r}"


@pytest.mark.parametrize("outlet", NEWSROOM.outlets, ids=OUTLETS)
def test_json_ld_is_json_except_where_it_is_meant_to_be_broken(outlet: Outlet) -> None:
    for article in outlet.articles:
        page = html.fromstring(get(outlet.root + outlet.path_of(article)).body)
        for script in page.findall(".//script[@type='application/ld+json']"):
            if article.stem in outlet.broken_json_ld:
                with pytest.raises(json.JSONDecodeError):
                    json.loads(script.text)
            else:
                json.loads(script.text)


def test_each_feed_reaches_back_over_the_last_seven_days() -> None:
    for outlet in NEWSROOM.outlets:
        for feed in outlet.feeds:
            oldest = feed_listings(outlet, feed, None)[-1]
            assert outlet.day_of(oldest.published) <= dt.date(2026, 11, 9), outlet.id


def test_pages_carry_what_recurs_on_every_page() -> None:
    for outlet in NEWSROOM.outlets:
        first, second = (get(outlet.root + outlet.path_of(article)).body for article in outlet.articles[-2:])
        shared = set(first.splitlines()) & set(second.splitlines())
        assert len(shared) > 12, outlet.id


def test_the_seven_days_end_as_the_data_says() -> None:
    total: Counter[Outcome] = Counter()
    for day in range(9, 16):
        total += expected_outcomes(NEWSROOM, dt.date(2026, 11, day))
    oddities = {outcome: count for outcome, count in total.items() if outcome is not Outcome.LOADED}
    assert oddities == {
        Outcome.DUPLICATE: 6,
        Outcome.ROBOTS: 1,
        Outcome.NOT_AN_ARTICLE: 5,
        Outcome.NOT_HTML: 1,
        Outcome.FAILED: 1,
        Outcome.BLOCKED: 1,
        Outcome.GONE: 2,
    }
    assert total[Outcome.LOADED] >= 80


def test_what_is_expected_answers_as_expected() -> None:
    statuses = {
        Outcome.GONE: {404, 410},
        Outcome.BLOCKED: {403},
        Outcome.FAILED: {500},
        Outcome.LOADED: {200},
    }
    days = [NEWSROOM.first_day + dt.timedelta(days=n) for n in range(30)]
    for day in days:
        for expected in expected_candidates(NEWSROOM, day):
            if expected.outcome in statuses:
                assert get(expected.url).status in statuses[expected.outcome], expected.url


def test_every_outlet_is_a_source_and_its_addresses_answer() -> None:
    sources = load_sources([DEMO.parent / "sources.yaml"])
    assert sources.keys() == OUTLETS.keys()
    for source in sources.values():
        outlet = OUTLETS[source.id]
        assert (source.name, source.timezone) == (outlet.name, outlet.timezone)
        archives = [
            str(archive.url).format(yyyy="2026", mm="11", dd="09")
            for archive in source.archives
            if archive.url
        ]
        for url in (*source.feeds, *source.sitemaps, *archives, *(page.url for page in source.sections)):
            assert get(url).status == 200, url


def test_it_is_served_over_real_sockets(demo: ReplayServer, ask) -> None:
    for outlet in NEWSROOM.outlets:
        url = outlet.root + outlet.path_of(outlet.articles[-1])
        answer = ask(demo, url)
        assert answer.status == 200
        assert answer.data == get(url).body

"""Feeds of every kind give their items; broken ones give what can be read; hostile ones nothing."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from zoneinfo import ZoneInfo

import pytest

from dateline.discover.dates import When
from dateline.discover.documents import BadDocument
from dateline.discover.feeds import DateStyle, Feed, date_style, parse_feed

URL = "https://www.paper.example/feed"
LONDON = ZoneInfo("Europe/London")
NINE = dt.datetime(2026, 11, 14, 9, 0, tzinfo=dt.UTC)


def read(body: str | bytes, zone: ZoneInfo = LONDON) -> Feed:
    return parse_feed(body.encode() if isinstance(body, str) else body, url=URL, zone=zone)


def rss(*items: str, version: str = "2.0", head: str = "") -> str:
    channel = f"<channel><title>P</title>{head}{''.join(items)}</channel>"
    return f'<?xml version="1.0"?><rss version="{version}">{channel}</rss>'


def item(path: str, date: str = "Sat, 14 Nov 2026 09:00:00 GMT", title: str = "Flood wall") -> str:
    return f"<item><title>{title}</title><link>https://www.paper.example{path}</link><pubDate>{date}</pubDate></item>"


@pytest.mark.parametrize("version", ["0.91", "0.92", "2.0"])
def test_rss_of_every_version(version: str) -> None:
    (found,) = read(rss(item("/a"), version=version)).items
    assert (found.url, found.title, found.published) == (
        "https://www.paper.example/a",
        "Flood wall",
        When(NINE.date(), NINE),
    )


def test_rdf() -> None:
    feed = read(
        """<?xml version="1.0"?>
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
                 xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel rdf:about="https://www.paper.example/"><title>P</title></channel>
        <item rdf:about="https://www.paper.example/a"><title>A</title><link>https://www.paper.example/a</link>
        <dc:date>2026-11-14T09:00:00Z</dc:date></item></rdf:RDF>"""
    )
    assert [(found.url, found.published) for found in feed.items] == [
        ("https://www.paper.example/a", When(NINE.date(), NINE))
    ]


def test_atom_tells_publication_and_change_apart() -> None:
    feed = read(
        """<feed xmlns="http://www.w3.org/2005/Atom"><title>P</title><entry><title>A &amp; B</title>
        <link href="/a"/><published>2026-11-13T09:00:00-07:00</published>
        <updated>2026-11-14T09:00:00+00:00</updated></entry></feed>"""
    )
    (found,) = feed.items
    assert (found.url, found.title) == ("https://www.paper.example/a", "A & B")
    assert found.published and found.published.day == dt.date(2026, 11, 13)
    assert found.modified == When(NINE.date(), NINE)


def test_json_feed() -> None:
    entry = {"id": "1", "url": "/a", "title": "A", "date_published": "2026-11-14T12:00:00+03:00"}
    feed = read(
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": "P",
                "items": [entry],
                "next_url": "?page=2",
            }
        )
    )
    assert [(found.url, found.published and found.published.at) for found in feed.items] == [
        ("https://www.paper.example/a", NINE)
    ]
    assert feed.older == f"{URL}?page=2"


def test_dates_without_zone_are_the_sources_own() -> None:
    (found,) = read(rss(item("/a", "2026-11-14T22:30:00")), ZoneInfo("America/Denver")).items
    assert found.published == When(
        dt.date(2026, 11, 14), dt.datetime(2026, 11, 14, 22, 30, tzinfo=ZoneInfo("America/Denver"))
    )


def test_days_without_time_stay_that_day() -> None:
    (found,) = read(rss(item("/a", "2026-11-14")), ZoneInfo("America/Denver")).items
    assert found.published == When(dt.date(2026, 11, 14))


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("Sat, 14 Nov 2026 09:00:00 EST", DateStyle.ZONED),
        ("2026-11-14T09:00:00-07:00", DateStyle.ZONED),
        ("2026-11-14T09:00:00Z", DateStyle.ZONED),
        ("2026-11-14 09:00:00", DateStyle.LOCAL),
        ("Sat, 14 Nov 2026", DateStyle.DAY),
    ],
)
def test_the_style_of_dates(text: str, style: DateStyle) -> None:
    assert date_style(rss(item("/a", text)).encode()) is style


def test_a_permalink_guid_stands_in_for_a_missing_link() -> None:
    feed = read(
        rss('<item><title>A</title><guid isPermaLink="true">https://www.paper.example/a</guid></item>')
    )
    assert [found.url for found in feed.items] == ["https://www.paper.example/a"]


def test_items_without_link_or_date_do_no_harm() -> None:
    feed = read(rss("<item><title>A</title></item>", item("/b", "soon")))
    assert [(found.url, found.published) for found in feed.items] == [("https://www.paper.example/b", None)]


@pytest.mark.parametrize(
    "body",
    [
        rss(item("/a"))[:-24],
        rss(item("/a", title="Fish & chips <b>")),
        rss(item("/a", title="caf\xe9")).replace("?>", ' encoding="utf-8"?>').encode("latin-1"),
        rss(item("/a")).replace("?>", ' encoding="utf-16"?>').encode("utf-16"),
        "\n\n  " + rss(item("/a")),
        rss(item("/a", title="bell\x07")),
        gzip.compress(rss(item("/a")).encode()),
    ],
    ids=["torn", "unescaped", "wrong charset", "utf-16", "leading space", "control character", "gzipped"],
)
def test_broken_feeds_still_give_their_items(body: str | bytes) -> None:
    assert [found.url for found in read(body).items] == ["https://www.paper.example/a"]


@pytest.mark.parametrize(
    "body", ["", "<html><body>Not found</body></html>", "{}", "[1]", "\x00\x01", "plain words"]
)
def test_what_is_no_feed_is_refused(body: str) -> None:
    with pytest.raises(BadDocument):
        read(body)


ENTITIES = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">
<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><item><title>&b;&secret;</title><link>https://www.paper.example/a</link></item></channel></rss>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32"])
def test_a_feed_that_declares_entities_is_refused(encoding: str) -> None:
    with pytest.raises(BadDocument, match="entities"):
        read(ENTITIES.encode(encoding))


def test_a_gzip_bomb_is_refused_without_being_unpacked() -> None:
    with pytest.raises(BadDocument, match="more than"):
        parse_feed(gzip.compress(bytes(30_000_000)), url=URL, zone=LONDON, max_bytes=1_000_000)


def test_the_older_page_of_an_archived_feed() -> None:
    link = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="{}" href="{}"/>'
    assert read(rss(item("/a"), head=link.format("prev-archive", "/feed/2026-10"))).older == f"{URL}/2026-10"
    assert read(rss(item("/a"), head=link.format("next", "?p=2&amp;x=1"))).older == f"{URL}?p=2&x=1"
    assert read(rss(item("/a"))).older is None

"""Sitemaps of every kind; unfit branches stay unread; broken and hostile files do no harm."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable

import pytest
from discover.newsstand import TODAY, Desk, Site

from dateline.discover.documents import BadDocument
from dateline.discover.sitemap_file import Entry, noisy_lastmods, parse_sitemap, period_of
from dateline.settings import DiscoverSettings
from dateline.sources import Source

Paper = Callable[..., Source]
HOST = "http://www.paper.example"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PICTURE = '<url><i:image xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"><i:loc>x</i:loc></i:image>'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def urlset(*rows: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NS} {NEWS}>{"".join(rows)}</urlset>'


def url(path: str, lastmod: str = "", published: str = "", title: str = "") -> str:
    news = f"<news:publication_date>{published}</news:publication_date>" if published else ""
    news += f"<news:title>{title}</news:title>" if title else ""
    last = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    news = (
        f"<news:news><news:publication><news:name>P</news:name></news:publication>{news}</news:news>"
        if news
        else ""
    )
    return f"<url><loc>{HOST}{path}</loc>{last}{news}</url>"


def index(*branches: tuple[str, str]) -> str:
    rows = (
        f"<sitemap><loc>{HOST}{path}</loc><lastmod>{lastmod}</lastmod></sitemap>"
        for path, lastmod in branches
    )
    return f"<sitemapindex {NS}>{''.join(rows)}</sitemapindex>"


def entries(body: str | bytes) -> list[Entry]:
    raw = body.encode() if isinstance(body, str) else body
    return parse_sitemap(raw, url=f"{HOST}/map.xml", max_bytes=50_000_000).entries


def test_a_news_sitemap_gives_date_and_title() -> None:
    row = url("/a", "2026-11-14T10:00:00Z", "2026-11-14T09:00:00Z", "Wall &amp; water")
    assert entries(urlset(row)) == [
        Entry(f"{HOST}/a", "2026-11-14T10:00:00Z", "2026-11-14T09:00:00Z", "Wall & water")
    ]


FORMS = ["plain", "no namespace", "unknown prefix", "picture", "torn", "relative", "leading rubbish"]
FORMS += ["gzipped", "utf-16", "text", "rss"]


@pytest.mark.parametrize(
    "body",
    [
        urlset(url("/a")),
        urlset(url("/a")).replace(NS, ""),
        urlset(url("/a")).replace("<url>", "<url><image:image><image:loc>x</image:loc></image:image>"),
        urlset(url("/a")).replace("<url>", PICTURE),
        urlset(url("/a"), url("/b"))[:-40],
        urlset(url("/a")).replace(HOST, ""),
        "\n \ufeff" + urlset(url("/a")),
        gzip.compress(urlset(url("/a")).encode()),
        urlset(url("/a")).replace("UTF-8", "UTF-16").encode("utf-16"),
        f"{HOST}/a\n",
        f"<rss version='2.0'><channel><title>P</title><item><link>{HOST}/a</link></item></channel></rss>",
    ],
    ids=FORMS,
)
def test_every_form_of_a_sitemap(body: str | bytes) -> None:
    assert [entry.url for entry in entries(body)] == [f"{HOST}/a"]


@pytest.mark.parametrize("body", ["", "<html><body>404</body></html>", "{}", "<other/>", "\x00", "<urls"])
def test_what_is_no_sitemap_is_refused(body: str) -> None:
    with pytest.raises(BadDocument):
        entries(body)


def test_an_empty_sitemap_is_one() -> None:
    assert entries(urlset()) == []


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE u [<!ENTITY a "aaaa"><!ENTITY e SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(BadDocument, match="entities"):
        entries(bomb + urlset(url("/&a;&e;")))


@pytest.mark.parametrize("layers", [1, 2])
def test_gzip_bombs_are_refused(site: Site, desk: Desk, paper: Paper, layers: int) -> None:
    body = bytes(80_000_000)
    for _ in range(layers):
        body = gzip.compress(body)
    site.put(f"{HOST}/good.xml", urlset(url("/a", TODAY.isoformat())))
    site.put(f"{HOST}/bomb.xml.gz", body)
    assert desk.paths(paper(sitemaps=[f"{HOST}/bomb.xml.gz", f"{HOST}/good.xml"])) == {"/a"}
    assert "more than 52,428,800 bytes" in desk.report.warnings[0]


def test_a_compressed_transfer_beyond_twenty_to_one_is_read(site: Site, desk: Desk, paper: Paper) -> None:
    body = urlset(
        *(url(f"/{number}", "2026-11-13") for number in range(20_000)), url("/a", TODAY.isoformat())
    )
    packed = gzip.compress(body.encode(), 9)
    assert len(body) > 20 * len(packed)
    site.put(f"{HOST}/map.xml", packed, Content_Encoding="gzip")
    assert desk.paths(paper(sitemaps=[f"{HOST}/map.xml"])) == {"/a"}


def test_branches_that_cannot_name_the_day_stay_unread(site: Site, desk: Desk, paper: Paper) -> None:
    for path in ("/old.xml", "/map-2026-09.xml", "/map-2026-11.xml", "/corrected-2026-08.xml", "/any.xml"):
        site.put(f"{HOST}{path}", urlset(url(f"/in{path}", TODAY.isoformat())))
    site.put(
        f"{HOST}/index.xml",
        index(
            ("/old.xml", "2026-10-01"),
            ("/map-2026-09.xml", "2026-11-16"),
            ("/map-2026-11.xml", "2026-11-16"),
            ("/corrected-2026-08.xml", "2026-11-14T12:00:00Z"),
            ("/any.xml", ""),
        ),
    )
    found = desk.paths(paper(sitemaps=[f"{HOST}/index.xml"]))
    assert found == {"/in/map-2026-11.xml", "/in/corrected-2026-08.xml", "/in/any.xml"}
    assert site.count(f"{HOST}/old.xml") == site.count(f"{HOST}/map-2026-09.xml") == 0


def test_an_unchanged_branch_is_read_again_only_for_its_days(site: Site, desk: Desk, paper: Paper) -> None:
    site.put(f"{HOST}/part.xml", urlset(url("/a", "2026-11-13"), url("/b", "2026-11-11")))
    site.put(f"{HOST}/index.xml", index(("/part.xml", "2026-11-14")))
    source = paper(sitemaps=[f"{HOST}/index.xml"])
    days = [dt.date(2026, 11, day) for day in (14, 13, 12, 11, 13)]
    assert [desk.paths(source, day) for day in days] == [set(), {"/a"}, set(), {"/b"}, {"/a"}]
    assert site.count(f"{HOST}/part.xml") == 4
    site.put(f"{HOST}/index.xml", index(("/part.xml", "2026-11-15")))
    site.put(f"{HOST}/part.xml", urlset(url("/c", "2026-11-12")))
    assert desk.paths(source, dt.date(2026, 11, 12)) == {"/c"}


def test_indexes_that_loop_end(site: Site, desk: Desk, paper: Paper) -> None:
    site.put(f"{HOST}/one.xml", index(("/two.xml", ""), ("/one.xml", ""), ("/leaf.xml", "")))
    site.put(f"{HOST}/two.xml", index(("/one.xml", ""), ("/two.xml", "")))
    site.put(f"{HOST}/leaf.xml", urlset(url("/a", TODAY.isoformat())))
    assert desk.paths(paper(sitemaps=[f"{HOST}/one.xml"])) == {"/a"}
    assert len(site.asked) == 3


def test_endless_indexes_end_with_a_warning(site: Site, desk: Desk, paper: Paper) -> None:
    for number in range(10):
        site.put(f"{HOST}/{number}.xml", index((f"/{number + 1}.xml", "")))
    desk.paths(paper(sitemaps=[f"{HOST}/0.xml"]))
    assert len(site.asked) == 6
    desk.settings = DiscoverSettings(max_sitemaps=3)
    site.asked.clear()
    desk.paths(paper(sitemaps=[f"{HOST}/0.xml"]))
    assert len(site.asked) == 3
    assert "was not read" in desk.report.warnings[0]


def test_a_branch_that_fails_is_a_warning(site: Site, desk: Desk, paper: Paper) -> None:
    site.put(f"{HOST}/index.xml", index(("/gone.xml", ""), ("/part.xml", "")))
    site.put(f"{HOST}/part.xml", urlset(url("/a", TODAY.isoformat())))
    assert desk.paths(paper(sitemaps=[f"{HOST}/index.xml"])) == {"/a"}
    assert "gone.xml answered 404" in desk.report.warnings[0]


def test_a_dated_sitemap_gives_its_day_to_what_has_none(site: Site, desk: Desk, paper: Paper) -> None:
    site.put(f"{HOST}/2026/11/05.xml", urlset(url("/a"), url("/b", "2026-11-09"), url("/2026/11/04/c")))
    source = paper(archives=[{"kind": "sitemap", "url": f"{HOST}/{{yyyy}}/{{mm}}/{{dd}}.xml"}])
    assert desk.paths(source, dt.date(2026, 11, 5)) == {"/a", "/b"}


CUT_IN_UTC = {
    "/before": "2026-11-05T03:00:00Z",
    "/a": "2026-11-05T20:00:00Z",
    "/late": "2026-11-06T03:00:00Z",
    "/after": "2026-11-06T20:00:00Z",
}


def test_an_archive_cut_in_another_zone_loses_nothing(site: Site, desk: Desk, paper: Paper) -> None:
    site.put(
        f"{HOST}/05.xml",
        urlset(url("/a", "", "2026-11-05T20:00:00Z"), url("/before", "", "2026-11-05T03:00:00Z")),
    )
    site.put(
        f"{HOST}/06.xml",
        urlset(url("/late", "", "2026-11-06T03:00:00Z"), url("/after", "", "2026-11-06T20:00:00Z")),
    )
    source = paper(archives=[{"kind": "sitemap", "url": f"{HOST}/{{dd}}.xml"}], timezone="America/Denver")
    assert desk.paths(source, dt.date(2026, 11, 5)) == {"/a", "/late"}


def test_a_day_without_a_file_is_a_day_without_articles(site: Site, desk: Desk, paper: Paper) -> None:
    source = paper(archives=[{"kind": "sitemap", "url": f"{HOST}/{{yyyy}}-{{mm}}-{{dd}}.xml"}])
    assert desk.paths(source, dt.date(2026, 11, 5)) == set()
    assert "taken for a day without articles" in desk.report.warnings[0]


def test_a_lastmod_that_the_machine_wrote_is_no_hint() -> None:
    stamped = [Entry(f"{HOST}/{number}", "2026-11-14T03:00:07Z") for number in range(30)]
    edited = [Entry(f"{HOST}/x{number}", f"2026-11-14T03:{number:02d}:00Z") for number in range(30)]
    assert noisy_lastmods(stamped + edited) == {"2026-11-14T03:00:07Z"}


def test_many_articles_of_one_day_are_no_noise_but_a_touched_archive_is() -> None:
    of_day = [Entry(f"{HOST}/2026/11/14/{number}", "2026-11-14") for number in range(50)]
    assert noisy_lastmods(of_day) == set()
    assert (
        noisy_lastmods([Entry(f"{HOST}/{number}", "2026-11-14T00:00:00Z") for number in range(50)]) == set()
    )
    touched = [Entry(f"{HOST}/2026/10/{number:02d}/x", "2026-11-14") for number in range(1, 31)]
    assert noisy_lastmods(of_day + touched) == {"2026-11-14"}


def test_a_touched_archive_makes_no_corrections(site: Site, desk: Desk, paper: Paper) -> None:
    touched = (url(f"/2026/10/{number:02d}/x", "2026-11-14T03:00:07Z") for number in range(1, 31))
    site.put(f"{HOST}/map.xml", urlset(*touched, url("/2026/11/14/new", "2026-11-14T03:00:07Z")))
    assert desk.paths(paper(sitemaps=[f"{HOST}/map.xml"])) == {"/2026/11/14/new"}


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("sitemap-2026-11.xml", dt.date(2026, 11, 1), dt.date(2026, 11, 30)),
        ("2026/02/sitemap.xml", dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
        ("sitemap-20261114.xml", TODAY, TODAY),
        ("sitemap.xml?yyyy=2026&mm=11&dd=14", TODAY, TODAY),
        ("2026-11-14.xml.gz", TODAY, TODAY),
    ],
)
def test_the_period_that_an_address_names(path: str, first: dt.date, last: dt.date) -> None:
    assert period_of(f"{HOST}/{path}") == (first, last)


@pytest.mark.parametrize(
    "path", ["sitemap.xml", "sitemap-2026.xml", "post-sitemap12.xml", "sitemap-2026-13.xml", "120261114.xml"]
)
def test_addresses_that_name_no_period(path: str) -> None:
    assert period_of(f"{HOST}/{path}") is None

"""What is found at a site is an entry that can be followed as it is."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import yaml
from discover.newsstand import NOW, TODAY, Site
from typer import Typer
from typer.testing import CliRunner

from dateline.cli.commands import register
from dateline.discover import discover
from dateline.errors import SourceUnavailable
from dateline.fetch.client import Client
from dateline.replay import ReplayServer, load_site
from dateline.settings import FetchSettings, get_settings
from dateline.sources import load_sources
from dateline.sources.check import check_source
from dateline.sources.zones import guess_zone

HOST = "http://www.paper.example"
DEMO = Path(__file__).parents[2] / "include" / "demo"
ITEM = "<item><link>{}</link><pubDate>{}</pubDate></item>"


def article(day: int, number: int) -> str:
    return f"{HOST}/2026/11/{day:02d}/story-{number}"


def feed() -> str:
    slots = [(day, number) for day in range(8, 15) for number in (1, 2)]
    rows = (ITEM.format(article(*slot), f"{slot[0]} Nov 2026 0{slot[1]}:00:00 -0500") for slot in slots)
    return f'<rss version="2.0"><channel><title>P</title>{"".join(rows)}</channel></rss>'


ROBOTS = f"User-agent: *\nCrawl-delay: 3\nDisallow: /private/\nSitemap: {HOST}/index.xml\n"
HOME = """<html lang="en-US"><head><title>Home | The Paper</title>
<link rel="alternate" type="application/rss+xml" href="/feeds/all">
<link rel="alternate" type="application/rss+xml" href="/comments/feed"></head></html>"""


@pytest.fixture
def home(site: Site) -> str:
    site.put(f"{HOST}/feeds/all", feed())
    site.put(f"{HOST}/robots.txt", ROBOTS)
    months = [f"2026-{month:02d}" for month in (9, 10, 11)]
    branch = f"<sitemap><loc>{HOST}/maps/{{0}}.xml</loc><lastmod>{{0}}-28</lastmod></sitemap>"
    site.put(f"{HOST}/index.xml", f"<sitemapindex>{''.join(map(branch.format, months))}</sitemapindex>")
    site.put(f"{HOST}/maps/2026-11.xml", f"<urlset><url><loc>{article(14, 1)}</loc></url></urlset>")
    return site.put(f"{HOST}/", HOME)


def test_all_that_a_site_says_of_itself(home: str, client: Client) -> None:
    found = check_source(home, http=client, now=NOW)
    assert found.entry() == {
        "id": "paper",
        "name": "The Paper",
        "home": home,
        "timezone": "America/New_York",
        "language": "en",
        "country": "US",
        "feeds": [f"{HOST}/feeds/all"],
        "sitemaps": [f"{HOST}/index.xml"],
        "archives": [{"kind": "sitemap", "url": f"{HOST}/maps/{{yyyy}}-{{mm}}.xml"}, {"kind": "wayback"}],
        "min_interval": 3.0,
    }
    assert found.per_day == 2.0
    assert found.allowed


def test_the_entry_can_be_loaded_and_followed(home: str, client: Client, tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(check_source(home, http=client, now=NOW).yaml())
    source = load_sources([path])["paper"]
    assert len(list(discover(source, TODAY, http=client, now=NOW))) == 2


def test_usual_addresses_are_tried_where_nothing_is_named(site: Site, client: Client) -> None:
    site.put(f"{HOST}/", "<html></html>")
    site.put(f"{HOST}/rss.xml", feed())
    site.put(f"{HOST}/sitemap.xml", f"<urlset><url><loc>{article(14, 1)}</loc></url></urlset>")
    found = check_source(HOST, http=client, now=NOW)
    assert [place.url for place in found.feeds] == [f"{HOST}/rss.xml"]
    assert [place.url for place in found.sitemaps] == [f"{HOST}/sitemap.xml"]


def test_a_site_with_neither_gives_the_form_of_its_links(site: Site, client: Client) -> None:
    numbers = range(10000, 10006)
    site.put(f"{HOST}/", "".join(f'<a href="/news/wall-{number}.html">x</a>' for number in numbers))
    found = check_source(HOST, http=client, now=NOW)
    assert found.entry()["sections"] == [{"url": f"{HOST}/", "link": r"-\d{5,}(?:\.html?)?/?$"}]


def test_what_robots_txt_forbids_is_said(home: str, site: Site, client: Client) -> None:
    site.put(f"{HOST}/robots.txt", "User-agent: *\nDisallow: /2026/\n")
    found = check_source(home, http=client, now=NOW)
    assert not found.allowed
    assert "robots.txt forbids" in found.warnings[0]
    assert not any("/story-" in path for path, _ in site.asked)


def test_the_language_is_heard_where_it_is_not_said(site: Site, client: Client) -> None:
    site.put(f"{HOST}/", "<p>Der Stadtrat hat am Dienstag beschlossen, die Mauer am Hafen zu erhöhen.</p>")
    assert check_source(HOST, http=client, now=NOW).language == "de"


def test_a_site_that_does_not_answer(client: Client) -> None:
    with pytest.raises(SourceUnavailable, match="answered 404"):
        check_source(f"{HOST}/nothing", http=client, now=NOW)


@pytest.mark.parametrize(
    ("moments", "country", "zone"),
    [
        (["2026-11-14T09:00:00-07:00"], "US", "America/Denver"),
        (["2026-11-14T09:00:00+01:00"], "DE", "Europe/Berlin"),
        (["2026-11-14T09:00:00+00:00", "2026-10-01T09:00:00+01:00"], "IE", "Europe/Dublin"),
        (["2026-11-14T09:00:00+05:30"], None, "Asia/Kolkata"),
        (["2026-11-14T09:00:00+00:00"], "KE", "Africa/Nairobi"),
        (["2026-11-14T09:00:00+00:00"], None, "UTC"),
        ([], None, "UTC"),
        (["2026-11-14T09:00:00+03:17"], None, "UTC"),
    ],
)
def test_the_zone_that_fits_the_offsets(moments: list[str], country: str | None, zone: str) -> None:
    assert guess_zone([dt.datetime.fromisoformat(text) for text in moments], country)[0] == zone


def test_the_command_over_the_demo_newsroom(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Typer()
    register(app)
    with ReplayServer(load_site([DEMO]), now=NOW) as server:
        fetch = FetchSettings(connect_to=server.connect_to, ca_bundle=server.ca_file, min_interval=0)
        settings = get_settings().model_copy(update={"fetch": fetch})
        monkeypatch.setattr("dateline.settings.get_settings", lambda: settings)
        shown = CliRunner().invoke(app, ["source", "check", "https://www.harbourpost.example/"])
        as_json = CliRunner().invoke(app, ["source", "check", "https://www.harbourpost.example/", "--json"])
    assert shown.exit_code == as_json.exit_code == 0, shown.output
    (entry,) = yaml.safe_load(shown.output)["sources"]
    assert entry == json.loads(as_json.output)["entry"]
    assert entry["feeds"] == ["https://www.harbourpost.example/feed.xml"]
    assert entry["timezone"] == "Europe/London"
    assert "articles a day" in shown.output

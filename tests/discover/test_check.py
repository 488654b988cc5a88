"""What is found at a site is an entry that can be followed as it is."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import yaml
from discover.newsstand import NOW, TODAY, Answer, Site
from typer import Typer
from typer.testing import CliRunner

from dateline.cli.commands import register
from dateline.discover import discover
from dateline.errors import SourceUnavailable
from dateline.fetch import Client, ObedientClient, Robots
from dateline.replay import ReplayServer, load_site
from dateline.settings import FetchSettings, get_settings
from dateline.sources import load_sources
from dateline.sources.check import check_source
from dateline.sources.zones import guess_zone

HOST = "http://www.paper.example"
DEMO = Path(__file__).parents[2] / "include" / "demo"
FEED = "/feed?a=1&b=*"
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


@pytest.fixture
def obedient(client: Client) -> ObedientClient:
    return ObedientClient(client, Robots(client))


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
    site.put(f"{HOST}/feed", feed().replace("<title>P", "<language>pt-BR</language><title>P"))
    assert check_source(HOST, http=client, now=NOW).language == "pt"


def test_a_language_that_nothing_tells_is_said_to_be_a_guess(site: Site, client: Client) -> None:
    site.put(f"{HOST}/", '<html lang="deutsch">Hallo')
    found = check_source(HOST, http=client, now=NOW)
    assert found.language == "en"
    assert "'en' is a guess" in " ".join(found.warnings)


def test_headlines_tell_where_the_articles_of_an_odd_site_lie(site: Site, client: Client) -> None:
    menu = "".join(f'<a href="/about/{number}.html">About us</a>' for number in range(9))
    stories = "".join(f'<a href="/stories/{word}.html">The wall holds, at last</a>' for word in "abcdef")
    site.put(f"{HOST}/", menu + stories)
    (section,) = check_source(HOST, http=client, now=NOW).entry()["sections"]
    assert section["link"] == "/stories/[^/?#]+$"


def test_a_feed_that_robots_txt_forbids_is_left_out_and_said(
    home: str, site: Site, obedient: ObedientClient
) -> None:
    site.put(f"{HOST}/robots.txt", f"User-agent: *\nDisallow: /feeds/\nSitemap: {HOST}/index.xml\n")
    found = check_source(home, http=obedient, now=NOW)
    assert "feeds" not in found.entry()
    assert found.entry()["sitemaps"] == [f"{HOST}/index.xml"]
    assert found.warnings[0] == f"left out, {HOST}/feeds/all: robots.txt forbids it"
    assert site.count(f"{HOST}/feeds/all") == 0


def test_sitemaps_that_are_broken_are_left_out_and_said(home: str, site: Site, client: Client) -> None:
    named = ["page", "gone", "torn", "bomb", "loop"]
    site.put(f"{HOST}/robots.txt", "\n".join(f"Sitemap: {HOST}/{name}.xml" for name in named))
    site.put(f"{HOST}/page.xml", "<html>Sorry</html>")
    site.put(f"{HOST}/torn.xml", f"<urlset><url><loc>{article(13, 1)}</loc></url><url><loc>{HOST}/20")
    site.put(f"{HOST}/bomb.xml", '<!DOCTYPE u [<!ENTITY a "aaaa">]><urlset>&a;</urlset>')
    branch = f"<sitemap><loc>{HOST}/loop.xml</loc></sitemap>"
    site.put(f"{HOST}/loop.xml", f"<sitemapindex>{branch}</sitemapindex>")
    found = check_source(home, http=client, now=NOW)
    assert found.entry()["sitemaps"] == [f"{HOST}/torn.xml", f"{HOST}/loop.xml"]
    left_out = [warning for warning in found.warnings if "left out" in warning]
    assert [warning.removeprefix(f"left out, {HOST}/") for warning in left_out] == [
        "page.xml is no sitemap",
        "gone.xml answered 404",
        "bomb.xml declares XML entities, which no feed or sitemap needs and attackers use",
    ]


def test_hosts_on_which_articles_lie_are_part_of_the_entry(
    home: str, site: Site, client: Client, tmp_path: Path
) -> None:
    site.put(f"{HOST}/feeds/all", feed().replace(HOST, "http://news.other.example"))
    path = tmp_path / "sources.yaml"
    path.write_text(check_source(home, http=client, now=NOW).yaml())
    source = load_sources([path])["paper"]
    assert source.hosts == ("news.other.example",)
    assert len(list(discover(source, TODAY, http=client, now=NOW))) == 3


def test_names_and_addresses_that_mean_mischief_make_a_valid_entry(
    site: Site, client: Client, tmp_path: Path
) -> None:
    links = ["http://[x", "javascript:alert(1)", "http://10.0.0.1/feed", "file:///etc/passwd", FEED]
    rows = "".join(f'<link rel="alternate" type="application/rss+xml" href="{link}">' for link in links)
    name = "A: &quot;b&quot; #c {d} \n- e&amp;f"
    site.put(f"{HOST}/", f'<html lang="xx-YY"><meta property="og:site_name" content="{name}">{rows}</html>')
    site.put(f"{HOST}/robots.txt", "Sitemap: http://[x\nSitemap: ftp://a/b\nSitemap: http://10.0.0.1/\n")
    site.put(f"{HOST}{FEED}", feed())
    path = tmp_path / "sources.yaml"
    path.write_text(check_source(HOST, http=client, now=NOW).yaml())
    source = load_sources([path])["paper"]
    assert (source.name, source.feeds) == ('A: "b" #c {d} - e&f', (f"{HOST}{FEED}",))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(b"", 404), "answered 404"),
        (Answer(b"%PDF-1.7", 200, {"Content-Type": "application/pdf"}), "no page but application/pdf"),
        (Answer(b"", 302, {"Location": "http://169.254.169.254/"}), "not a public address"),
        (Answer(b"", 302, {"Location": f"{HOST}/forbidden/"}), "robots.txt forbids it"),
    ],
)
def test_a_home_page_that_cannot_be_looked_at(
    site: Site, obedient: ObedientClient, answer: Answer, words: str
) -> None:
    site.put(f"{HOST}/robots.txt", "User-agent: *\nDisallow: /forbidden/\n")
    site.answers["www.paper.example/"] = answer
    with pytest.raises(SourceUnavailable, match=words):
        check_source(HOST, http=obedient, now=NOW)


@pytest.mark.parametrize(
    ("moments", "country", "language", "zone"),
    [
        (["2026-11-14T09:00:00-07:00"], "US", None, "America/Denver"),
        (["2026-11-14T09:00:00+01:00"], "DE", None, "Europe/Berlin"),
        (["2026-11-14T09:00:00+00:00", "2026-10-01T09:00:00+01:00"], "IE", None, "Europe/Dublin"),
        (["2026-11-14T09:00:00+05:30"], None, None, "Asia/Kolkata"),
        (["2026-11-14T09:00:00+00:00"], "KE", None, "Africa/Nairobi"),
        (["2026-11-14T09:00:00+00:00"], None, None, "UTC"),
        (["2026-11-14T09:00:00+01:00"], None, "fr", "Europe/Paris"),
        (["2026-11-14T09:00:00+01:00"], None, "pl", "Europe/Warsaw"),
        (["2026-11-14T09:00:00-05:00"], None, "es", "America/Bogota"),
        ([], None, None, "UTC"),
        (["2026-11-14T09:00:00+03:17"], None, None, "UTC"),
    ],
)
def test_the_zone_that_fits_the_offsets(
    moments: list[str], country: str | None, language: str | None, zone: str
) -> None:
    assert guess_zone(list(map(dt.datetime.fromisoformat, moments)), country, language)[0] == zone


def test_the_command_over_the_demo_newsroom(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Typer()
    register(app)
    with ReplayServer(load_site([DEMO]), now=NOW) as server:
        fetch = FetchSettings(connect_to=server.connect_to, ca_bundle=server.ca_file, min_interval=0)
        settings = get_settings().model_copy(update={"fetch": fetch})
        monkeypatch.setattr("dateline.settings.get_settings", lambda: settings)
        shown = CliRunner().invoke(app, ["source", "check", "https://www.harbourpost.example/"])
        as_json = CliRunner().invoke(app, ["source", "check", "https://www.harbourpost.example/", "--json"])
        undated = CliRunner().invoke(app, ["source", "check", "http://northlight.example/"])
    assert shown.exit_code == as_json.exit_code == 0, shown.output
    (entry,) = yaml.safe_load(shown.output)["sources"]
    assert entry == json.loads(as_json.output)["entry"]
    assert entry["feeds"] == ["https://www.harbourpost.example/feed.xml"]
    assert entry["timezone"] == "Europe/London"
    assert "articles a day" in shown.output
    assert "yield: unknown" in undated.output
    assert "its home page's links are taken" in undated.output


def test_each_outlet_of_the_demo_gives_an_entry_that_finds_what_the_shipped_one_finds(tmp_path: Path) -> None:
    """Two do not say where they are: Northlight Weekly has dates only in sitemaps that nothing names, and
    the Elbe-Kurier's English edition only an offset.
    """
    day = TODAY - dt.timedelta(days=1)
    with ReplayServer(load_site([DEMO]), now=NOW) as server:
        client = Client(FetchSettings(connect_to=server.connect_to, ca_bundle=server.ca_file, min_interval=0))
        for shipped in load_sources([DEMO.parent / "sources.yaml"]).values():
            path = tmp_path / f"{shipped.id}.yaml"
            path.write_text(check_source(shipped.home, http=client, now=NOW).yaml())
            (source,) = load_sources([path]).values()
            assert (source.name, source.language) == (shipped.name, shipped.language)
            if shipped.id == "northlight-weekly":
                assert source.sections[0].link == "/stories/[^/?#]+$"
                continue
            if shipped.id == "elbe-kurier":
                source = source.model_copy(update={"timezone": shipped.timezone})
            assert source.timezone == shipped.timezone
            found, expected = (
                {candidate.url for candidate in discover(entry, day, http=client, now=NOW)}
                for entry in (source, shipped)
            )
            assert found >= expected, shipped.id
        client.close()

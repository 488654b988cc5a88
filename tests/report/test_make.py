"""The report says what the warehouse says, in one page that is safe to open and to read aloud."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from lxml import html
from newsroom.browsing import chromium, serious, watch
from warehouse.making import DAY, NOON, RUN, WORDS, ended, story, together

from dateline.records import Outcome
from dateline.report import make_report
from dateline.warehouse.days import DiscoveryDay, record_discovery
from dateline.warehouse.load import load_batch
from dateline.warehouse.marts import all_days, refresh_marts
from dateline.warehouse.write import Lineage

WEEK = dt.timedelta(days=7)
FIRST = DAY - dt.timedelta(days=6)
HOSTILE = "<script>alert(1)</script> \"quoted\" 'too' & \u202eevil\u202c"
LONG = "endless " * 40_000


@pytest.fixture(scope="module")
def filled(make_database: Callable[..., str], migrated_template: str) -> str:
    """Two weeks: three articles and a failure in the second, one article corrected, another in the first."""
    url = make_database(migrated_template)
    at = NOON - WEEK
    old = story("old", f"{WORDS}\n\nOld.", day=DAY - WEEK, at=at)
    load_batch(url, old, run=RUN, lineage=Lineage("before"))
    batch = together(
        story("wall"),
        story("hostile", f"{WORDS} “<b>Bold words for four</b>” {HOSTILE}", title=HOSTILE),
        story("long", f"{WORDS}\n\nLong.", title=LONG, source="ledger"),
        ended("broken", Outcome.FAILED, reason="502 Bad Gateway <img src=x>"),
    )
    load_batch(url, batch, run=RUN, lineage=Lineage("now"))
    corrected = story("wall", "The wall is not a luxury.", at=NOON + dt.timedelta(hours=3))
    load_batch(url, corrected, run=RUN, lineage=Lineage("later"))
    record_discovery(url, DiscoveryDay("harbour", DAY, "found", found=3))
    record_discovery(url, DiscoveryDay("ledger", DAY, "found", found=1))
    record_discovery(url, DiscoveryDay("elbe", DAY, "failed", reason="connection refused"))
    refresh_marts(url, all_days(url))
    return url


@pytest.fixture(scope="module")
def source(filled: str) -> str:
    return make_report(filled, FIRST, DAY, made_at=NOON)


@pytest.fixture(scope="module")
def page(source: str) -> html.HtmlElement:
    return html.document_fromstring(source)


def words(page: html.HtmlElement, section: str) -> str:
    (found,) = page.xpath(f"//section[@id='{section}']")
    return " ".join(found.text_content().split())


def test_the_page_leads_with_the_day(page: html.HtmlElement) -> None:
    assert page.findtext(".//h1") == "Tuesday 10 November 2026"
    assert (
        "3 articles from 2 sources" in words(page, "day")
        or "3 articles from 2 sources" in page.text_content()
    )
    assert "1 source could not be asked" in page.text_content()


def test_found_and_ended_agree(page: html.HtmlElement) -> None:
    assert "4 addresses found, 4 ended: nothing was lost." in words(page, "addresses")


def test_people_speak_in_their_own_words(page: html.HtmlElement) -> None:
    people = words(page, "people")
    assert "Dana Whitlock" in people
    assert "“It is the town's last lock”" in people


def test_a_vanished_quote_is_shown(page: html.HtmlElement) -> None:
    assert "It is the town's last lock" in words(page, "corrections")
    assert "1 quote gone" in words(page, "corrections")


def test_what_failed_is_named_with_its_reason(page: html.HtmlElement) -> None:
    failed = words(page, "failed")
    assert "502 Bad Gateway <img src=x>" in failed
    assert "connection refused" in failed


def test_a_hostile_headline_is_text(page: html.HtmlElement) -> None:
    assert page.xpath("//script | //img | //iframe | //*[@onclick or @onload]") == []
    assert HOSTILE.split(" ")[0] in page.text_content()


def test_an_endless_headline_is_cut(source: str) -> None:
    assert len(source) < 200_000


def test_nothing_is_loaded_from_elsewhere(page: html.HtmlElement) -> None:
    assert page.xpath("//link | //*[@src]") == []
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]
    for address in page.xpath("//a/@href"):
        assert address.startswith("#") or urlsplit(address).scheme in {"http", "https"}


def test_a_screen_reader_finds_its_way(page: html.HtmlElement) -> None:
    assert page.get("lang") == "en" or page.getroottree().getroot().get("lang") == "en"
    assert len(page.xpath("//h1")) == 1 and len(page.xpath("//main")) == 1
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3")]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    ids = Counter(page.xpath("//@id"))
    assert all(number == 1 for number in ids.values())
    assert {address[1:] for address in page.xpath("//a/@href") if address.startswith("#")} <= set(ids)
    for table in page.xpath("//table"):
        assert table.find("caption") is not None
        assert table.xpath(".//th[not(@scope)]") == []
    for drawing in page.xpath("//figure//*[local-name()='svg']"):
        assert drawing.get("role") == "img" and drawing.get("aria-label")


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_browser_shows_and_prints_it_without_scripts_and_without_serious_fault(
    source: str, tmp_path: Path, theme: Literal["light", "dark"]
) -> None:
    file = tmp_path / "report.html"
    file.write_text(source, encoding="utf-8")
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 390, "height": 800}, color_scheme=theme)
        page = context.new_page()
        complaints = watch(page)
        page.goto(file.as_uri())
        assert serious(page) == []
        assert complaints == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert page.pdf(format="A4").startswith(b"%PDF-")
        bare = browser.new_context(java_script_enabled=False).new_page()
        bare.goto(file.as_uri())
        assert bare.locator("section").count() == 10
        assert bare.locator("figure svg").first.is_visible()


def test_what_is_compared_stands_beside_the_period_before(page: html.HtmlElement) -> None:
    assert "1 change to articles that had been read before; 0 in the period before" in words(
        page, "corrections"
    )
    (table,) = page.xpath("//section[@id='diversity']//table")
    assert "Before" in [head.text for head in table.xpath(".//thead//th")]


def test_every_row_has_as_many_cells_as_its_head(page: html.HtmlElement) -> None:
    for table in page.xpath("//table"):
        assert len({len(row.xpath("./th | ./td")) for row in table.xpath(".//tr")}) == 1


def test_the_same_warehouse_gives_the_same_page(filled: str, source: str) -> None:
    assert make_report(filled, FIRST, DAY, made_at=NOON) == source


def test_a_single_day_is_a_report_too(filled: str) -> None:
    page = html.document_fromstring(make_report(filled, DAY, DAY))
    assert "3 articles" in words(page, "coverage")


def test_an_empty_warehouse_says_so_in_every_section(warehouse_url: str) -> None:
    page = html.document_fromstring(make_report(warehouse_url, FIRST, DAY))
    for section in page.xpath("//section[@id != 'day']"):
        assert section.xpath(".//p[@class='empty']"), section.get("id")
    assert page.xpath("//table | //figure") == []

"""The page inside Airflow's own UI, in a real browser, after a real login."""

from __future__ import annotations

import pytest
from newsroom.browsing import chromium, log_in, newsroom, serious, watch
from newsroom.filling import HOSTILE
from playwright.sync_api import expect
from warehouse.making import DAY, NEXT_RUN, NOON, story
from warehouse.tables import one

from dateline.warehouse.load import load_batch
from dateline.warehouse.write import Lineage

COUNTED = "SELECT count(*) FROM outcome WHERE day = '2026-11-10'"

pytestmark = [pytest.mark.airflow, pytest.mark.browser]


@pytest.fixture(scope="module")
def logged_in(airflow):
    """A page of Airflow's UI with the admin logged in through the form."""
    with chromium() as browser:
        yield log_in(browser, airflow)


def test_the_funnel_inside_the_ui_is_the_warehouses(logged_in, airflow, airflow_warehouse):
    frame = newsroom(logged_in, airflow, "/newsroom/#/today?day=2026-11-10")
    found = one(airflow_warehouse, "SELECT sum(found) FROM discovery_day WHERE day = '2026-11-10'")
    loaded = one(airflow_warehouse, f"{COUNTED} AND outcome = 'loaded'")
    expect(frame.locator(".funnel .count").first).to_have_text(str(found))
    expect(frame.locator(".funnel .count").last).to_have_text(str(loaded))
    for lost in frame.locator(".funnel .loss").all():
        number, outcome = lost.inner_text().lstrip("−").split(" ", 1)
        assert int(number) == one(airflow_warehouse, f"{COUNTED} AND outcome = %s", outcome)


def test_runs_of_airflow_stand_beside_the_funnel(logged_in, airflow, queued_run):
    frame = newsroom(logged_in, airflow, "/newsroom/#/today?day=2026-11-10")
    expect(frame.locator(".runs .tag.live")).to_have_text("queued")
    expect(frame.locator(".late")).to_contain_text("ingest is paused in Airflow")
    frame.locator(".runs li", has_text="queued").locator("a.run").first.click()
    logged_in.wait_for_url(lambda address: "/dags/ingest/runs/by-hand" in address)


def test_the_navigation_leads_there(logged_in, airflow):
    logged_in.goto(airflow)
    link = logged_in.get_by_role("link", name="Newsroom")
    drawn = link.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)")
    assert drawn > 0
    link.click()
    expect(logged_in.frame_locator("iframe[title=Newsroom]").locator(".brand")).to_be_visible()


def test_a_correction_is_made_with_the_cookie_of_the_login(logged_in, airflow):
    frame = newsroom(logged_in, airflow, "/newsroom/#/review")
    frame.locator("h1").click()
    logged_in.keyboard.press("y")
    expect(frame.locator("#said")).to_have_text("confirmed")
    logged_in.keyboard.press("u")
    expect(frame.locator("#said")).to_have_text("Taken back")


def test_a_correction_shows_in_quotes_and_survives_another_extraction(logged_in, airflow, airflow_warehouse):
    frame = newsroom(logged_in, airflow, "/newsroom/#/review?source=ridgeline")
    frame.locator("h1").click()
    logged_in.keyboard.press("o")
    logged_in.keyboard.type("Maren Oakley")
    logged_in.keyboard.press("Enter")
    expect(frame.locator("#said")).to_have_text("corrected: Maren Oakley")
    lineage = Lineage("2026-11-10/0001", dag_id="ingest", dag_run_id="run of 2026-11-10/0001")
    again = story("hostile", title=HOSTILE, source="ridgeline", day=DAY, at=NOON)
    load_batch(airflow_warehouse, again, run=NEXT_RUN, lineage=lineage)
    frame = newsroom(logged_in, airflow, "/newsroom/#/quotes?source=ridgeline")
    expect(frame.locator(".quote .speaker")).to_have_text("Maren Oakley")
    expect(frame.locator(".quote .tag")).to_have_text("checked by a person")


def test_a_hostile_headline_is_text_inside_the_ui_too(logged_in, airflow):
    complaints = watch(logged_in)
    frame = newsroom(logged_in, airflow, "/newsroom/#/articles?source=ridgeline")
    expect(frame.get_by_text(HOSTILE)).to_be_visible()
    assert frame.locator("main script, main img").count() == 0
    assert complaints == []


def test_every_view_inside_the_ui_stands_without_serious_fault(logged_in, airflow):
    for view in ("today?day=2026-11-10", "sources", "sources/harbour", "articles", "quotes", "review"):
        newsroom(logged_in, airflow, f"/newsroom/#/{view}")
        inside = logged_in.locator("iframe[title=Newsroom]").element_handle().content_frame()
        assert serious(inside) == [], view


def test_keys_alone_lead_from_the_navigation_to_an_article(logged_in, airflow):
    logged_in.goto(airflow)
    logged_in.get_by_role("link", name="Newsroom").focus()
    logged_in.keyboard.press("Enter")
    frame = logged_in.frame_locator("iframe[title=Newsroom]")
    frame.locator("main .view").wait_for()
    for _ in range(40):
        logged_in.keyboard.press("Tab")
        if logged_in.evaluate("document.activeElement.title") == "Newsroom":
            break
    logged_in.keyboard.press("a")
    expect(frame.locator("h1")).to_have_text("Articles")
    logged_in.keyboard.press("j")
    logged_in.keyboard.press("Enter")
    frame.locator("article .body").wait_for()


def test_the_address_bar_keeps_the_place_over_a_reload(logged_in, airflow):
    frame = newsroom(logged_in, airflow)
    frame.locator("h1").click()
    logged_in.keyboard.press("q")
    expect(frame.locator("h1")).to_have_text("Quotes")
    assert logged_in.url.endswith("#/quotes")
    logged_in.reload()
    expect(logged_in.frame_locator("iframe[title=Newsroom]").locator("h1")).to_have_text("Quotes")


def test_a_link_pasted_into_the_address_bar_is_followed(logged_in, airflow):
    frame = newsroom(logged_in, airflow, "/newsroom/#/quotes")
    logged_in.evaluate("location.hash = '#/review'")
    expect(frame.locator("h1")).to_have_text("Review")
    logged_in.go_back()
    expect(frame.locator("h1")).to_have_text("Quotes")


def test_colours_follow_the_ui(logged_in, airflow):
    frame = newsroom(logged_in, airflow)
    colour = "root => getComputedStyle(root).backgroundColor"
    light = frame.locator("html").evaluate(colour)
    logged_in.evaluate("localStorage.setItem('theme', 'dark')")
    dark = newsroom(logged_in, airflow).locator("html").evaluate(colour)
    logged_in.evaluate("localStorage.setItem('theme', 'light')")
    assert light != dark


def test_an_article_leads_to_its_run_in_airflow(logged_in, airflow):
    frame = newsroom(logged_in, airflow, "/newsroom/#/articles?source=ridgeline")
    frame.locator(".rows a.title").click()
    frame.locator("a.run").first.click()
    logged_in.wait_for_url(lambda address: "/dags/ingest/runs/" in address and "newsroom" not in address)


def test_an_original_page_opens_beside_airflow(logged_in, airflow):
    frame = newsroom(logged_in, airflow, "/newsroom/#/articles?source=ridgeline")
    frame.locator(".rows a.title").click()
    with logged_in.context.expect_page() as opened:
        frame.get_by_role("link", name="The page itself").click()
    opened.value.close()


def test_a_run_shows_the_articles_that_it_loaded(logged_in, airflow):
    complaints = watch(logged_in)
    logged_in.goto(f"{airflow}newsroom/#/articles?dag=ingest&run=run%20of%202026-11-11%2F0001")
    expect(logged_in.locator(".rows > li")).to_have_count(1)
    assert complaints == []

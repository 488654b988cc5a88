"""The page inside Airflow's own UI, in a real browser, after a real login."""

from __future__ import annotations

import httpx
import pytest
from newsroom.browsing import chromium, watch
from playwright.sync_api import expect

pytestmark = [pytest.mark.airflow, pytest.mark.browser]


@pytest.fixture(scope="module")
def logged_in(airflow):
    """A page of Airflow's UI with the admin logged in through the form."""
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1400, "height": 900}, color_scheme="light")
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto(airflow)
        page.locator("input[name=username]").fill("admin")
        page.locator("input[name=password]").fill("admin")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda address: "/auth/" not in address)
        yield page


def newsroom(page, airflow, where=""):
    page.goto(f"{airflow}plugin/newsroom{where}")
    frame = page.frame_locator("iframe[title=Newsroom]")
    frame.locator("main .view").wait_for()
    return frame


def test_the_funnel_inside_the_ui_is_the_warehouses(logged_in, airflow, tokens):
    frame = newsroom(logged_in, airflow, "/newsroom/#/today?day=2026-11-10")
    who = {"Authorization": f"Bearer {tokens['admin']}"}
    told = httpx.get(f"{airflow}newsroom/api/days/2026-11-10", headers=who, timeout=30).json()
    expect(frame.locator(".funnel .count").first).to_have_text(str(told["steps"][0]["count"]))
    assert frame.locator(".funnel .count").all_inner_texts() == [str(step["count"]) for step in told["steps"]]


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


def test_the_address_bar_keeps_the_place_over_a_reload(logged_in, airflow):
    frame = newsroom(logged_in, airflow)
    frame.locator("h1").click()
    logged_in.keyboard.press("q")
    expect(frame.locator("h1")).to_have_text("Quotes")
    assert logged_in.url.endswith("#/quotes")
    logged_in.reload()
    expect(logged_in.frame_locator("iframe[title=Newsroom]").locator("h1")).to_have_text("Quotes")


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

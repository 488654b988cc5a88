"""The page in a real browser."""

from __future__ import annotations

import httpx
import pytest
from newsroom.browsing import chromium, serious, show, watch
from newsroom.filling import HOSTILE, RTL
from newsroom.serving import page_app, serving
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
VIEWS = [
    "#/today?day=2026-11-10",
    "#/outcomes?day=2026-11-10",
    "#/sources?day=2026-11-10",
    "#/sources/harbour?day=2026-11-10",
    "#/articles",
    "#/articles?words=nothing+has+these+words",
    "#/quotes",
    "#/review",
    "#/captures/0000000000000000",
]

QUOTE_IN_SIGHT = """() => {
    const place = document.querySelector(".context").getBoundingClientRect();
    const [quote] = document.querySelector(".context mark").getClientRects();
    return quote.top >= place.top && quote.bottom <= place.bottom;
}"""


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


def new_page(browser, *, who="admin", **options):
    context = browser.new_context(extra_http_headers={"X-Who": who}, reduced_motion="reduce", **options)
    context.set_default_timeout(20_000)
    return context.new_page()


@pytest.fixture
def page(browser):
    page = new_page(browser, viewport=WIDE)
    yield page
    page.context.close()


@pytest.fixture
def own_site(own_url):
    with serving(page_app(own_url)) as address:
        yield address


def article_of(site, **params):
    rows = httpx.get(f"{site}api/articles", params=params, headers={"X-Who": "admin"}, timeout=30).json()
    return f"#/articles/{rows['items'][0]['article_id']}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_view_stands_without_complaint_and_without_serious_fault(browser, site, theme):
    page = new_page(browser, viewport=WIDE, color_scheme=theme)
    complaints = watch(page)
    for view in [*VIEWS, article_of(site, corrected=True)]:
        show(page, site + view)
        assert serious(page) == [], view
    assert complaints == []
    page.context.close()


def test_nothing_is_wider_than_a_phone(browser, site):
    page = new_page(browser, viewport=PHONE)
    for view in [*VIEWS, article_of(site, source="ridgeline"), article_of(site, corrected=True)]:
        show(page, site + view)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, view
    page.context.close()


def test_a_hostile_headline_is_shown_as_text(page, site):
    complaints = watch(page)
    for view in (
        "#/articles?source=ridgeline",
        "#/quotes?source=ridgeline",
        article_of(site, source="ridgeline"),
    ):
        show(page, site + view)
        expect(page.locator("main").get_by_text(HOSTILE).first).to_be_visible()
        assert page.locator("main script, main img").count() == 0
    assert page.title() != "owned"
    assert complaints == []


def test_a_headline_of_a_megabyte_leaves_the_list_usable(page, site):
    show(page, f"{site}#/articles")
    heights = page.locator(".rows > li").evaluate_all("rows => rows.map((row) => row.offsetHeight)")
    assert max(heights) < 300
    show(page, f"{site}#/outcomes?day=2026-11-10")
    assert page.locator("main").evaluate("main => main.textContent.length") < 50_000
    show(page, site + article_of(site, words="megabyte"))
    assert page.locator("h1").evaluate("title => title.offsetHeight") < 700


def test_words_from_right_to_left_run_so(page, site):
    show(page, f"{site}#/articles?language=ar")
    title = page.get_by_text(RTL)
    assert title.evaluate("title => getComputedStyle(title).direction") == "rtl"


def test_the_funnel_says_what_the_api_says(page, site):
    told = httpx.get(f"{site}api/days/2026-11-10", headers={"X-Who": "admin"}, timeout=30).json()
    show(page, f"{site}#/today?day=2026-11-10")
    counts = page.locator(".funnel .count").all_inner_texts()
    assert counts == [str(step["count"]) for step in told["steps"]]


def test_a_step_of_the_funnel_leads_to_addresses_and_reasons(page, site):
    show(page, f"{site}#/today?day=2026-11-10")
    page.get_by_role("link", name="1 gone").click()
    expect(page.locator(".outcome .reason")).to_have_text("it was gone")


def test_by_keys_alone_from_today_to_a_quotes_article(page, site):
    show(page, f"{site}#/today?day=2026-11-10")
    page.keyboard.press("q")
    expect(page.locator("h1")).to_have_text("Quotes")
    page.keyboard.press("/")
    page.keyboard.type('"rusty lock"')
    page.keyboard.press("Enter")
    expect(page.locator(".quote")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_have_text("“It is the town's last and rusty lock,”")


def test_keys_are_explained_and_do_nothing_while_one_types(page, site):
    show(page, f"{site}#/articles")
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("quarters")
    expect(page.locator("h1")).to_have_text("Articles")


def test_a_correction_made_in_review_shows_in_quotes(page, own_site):
    show(page, f"{own_site}#/review")
    page.keyboard.press("o")
    page.keyboard.type("Maren Oakley")
    page.keyboard.press("Enter")
    expect(page.locator(".scores td").first).to_have_text("1")
    show(page, f"{own_site}#/quotes?speaker=oakley")
    expect(page.locator(".quote .tag")).to_have_text("checked by a person")


def test_one_key_confirms_one_rejects_and_one_takes_back(page, own_site):
    show(page, f"{own_site}#/review")
    page.keyboard.press("y")
    expect(page.locator("#said")).to_have_text("confirmed")
    page.keyboard.press("n")
    expect(page.locator("#said")).to_have_text("not a quote")
    page.keyboard.press("u")
    expect(page.locator("#said")).to_have_text("Taken back")
    told = httpx.get(f"{own_site}api/review/accuracy", headers={"X-Who": "admin"}, timeout=30).json()
    assert sum(row["judged"] for row in told) == 1


def test_one_key_merges_the_speaker_with_somebody_else(page, own_site):
    complaints = watch(page)
    show(page, f"{own_site}#/review")
    page.keyboard.press("o")
    page.keyboard.type("Dana Whitlock-Oakley")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("corrected: Dana Whitlock-Oakley")
    page.keyboard.press("m")
    page.get_by_label("Dana Whitlock-Oakley").first.wait_for()
    page.get_by_role("checkbox").check()
    page.get_by_label("Reason").fill("the same mayor")
    assert serious(page) == []
    page.get_by_label("Reason").press("Enter")
    expect(page.locator("#said")).to_have_text("Done: Dana Whitlock")
    show(page, f"{own_site}#/quotes?speaker=oakley")
    expect(page.locator(".quote .speaker").first).to_have_text("Dana Whitlock")
    page.locator(".quote .speaker").first.click()
    expect(page.get_by_role("button", name="Take apart")).to_be_visible()
    page.get_by_text("1 decision").click()
    expect(page.locator("details .reason")).to_contain_text("Dana Whitlock-Oakley is Dana Whitlock: admin")
    assert complaints == []


def test_a_source_is_paused_and_resumed_by_keys_alone(page, own_site):
    show(page, f"{own_site}#/sources/ridgeline?day=2026-11-10")
    page.get_by_role("button", name="Pause").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("too many requests")
    assert serious(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("Paused by admin")
    expect(page.locator(".notice")).to_contain_text("too many requests")
    page.get_by_role("button", name="Resume").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("h1 + .tag")).not_to_have_text("paused")


def test_a_viewer_sees_no_buttons_that_change_a_source(browser, site):
    page = new_page(browser, who="viewer", viewport=WIDE)
    show(page, f"{site}#/sources/ridgeline?day=2026-11-10")
    expect(page.locator("h1 + .tag")).to_be_visible()
    expect(page.get_by_role("button", name="Pause")).to_have_count(0)
    expect(page.get_by_role("button", name="Check now")).to_have_count(0)
    page.context.close()


def test_a_viewer_sees_the_doubts_but_cannot_judge(browser, site):
    page = new_page(browser, who="viewer", viewport=WIDE)
    show(page, f"{site}#/review")
    expect(page.locator(".card button:enabled")).to_have_text(["Later j"])
    expect(page.get_by_role("button", name="No quote")).to_be_disabled()
    page.context.close()


def test_a_doubt_is_in_sight_and_what_stands_around_it_scrolls_by_keys(browser, site):
    page = new_page(browser, viewport={"width": 320, "height": 200})
    show(page, f"{site}#/review")
    place = page.locator(".context")
    expect(place).to_be_visible()
    assert place.evaluate("place => place.scrollHeight > place.clientHeight")
    page.wait_for_function(QUOTE_IN_SIGHT)
    assert serious(page) == []
    page.context.close()


def test_what_is_not_there_is_said_in_words(page, site):
    show(page, f"{site}#/articles/00000000-0000-0000-0000-000000000000")
    expect(page.get_by_role("alert")).to_contain_text("It is not in the warehouse")


def test_a_list_is_taken_away_as_a_file(page, site):
    show(page, f"{site}#/quotes?words=lock")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "quotes.csv"

"""Pictures of the Newsroom page and of Airflow's own, from the stack that runs here: for docs and README.

    dateline demo                                  fill the demo's warehouse first
    .venv/bin/python tools/screenshots.py          writes docs/images/*.png
    .venv/bin/python tools/screenshots.py FOLDER   writes them there instead

The question of `reextract` is pictured where one waits for an answer.

Needs Debian's chromium (apt-get install chromium) and the packages of requirements-dev.txt.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright

from dateline.runtime import stack
from dateline.runtime.environment import LOGINS
from dateline.settings import PROJECT, get_settings

WIDE, PHONE = {"width": 1360, "height": 860}, {"width": 390, "height": 800}
DAY = "2026-11-12"
PICTURES = {
    "today": (f"#/today?day={DAY}", WIDE, "light"),
    "today-phone": (f"#/today?day={DAY}", PHONE, "light"),
    "sources": ("#/sources", WIDE, "light"),
    "articles": ("#/articles?words=calypso", WIDE, "light"),
    "quotes": ("#/quotes", WIDE, "dark"),
    "review": ("#/review", WIDE, "dark"),
}


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    running = stack.current(get_settings())
    if running is None:
        sys.exit("No stack was started here: run `dateline demo` first.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        state = _log_in(browser, running.ui)
        for name, (view, size, theme) in PICTURES.items():
            _picture(browser, state, running.ui, view, size, theme, folder / f"newsroom-{name}.png")
        _backfill_pictures(browser, state, running.ui, folder)
        _question_picture(browser, state, running, folder)
        browser.close()


def _log_in(browser: Browser, ui: str) -> Path:
    """The cookies of a login, as a file."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(ui)
    page.locator("input[name=username]").fill("admin")
    page.locator("input[name=password]").fill(LOGINS["admin"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/auth/" not in address)
    state = get_settings().home / "browser.json"
    context.storage_state(path=state)
    context.close()
    return state


def _picture(
    browser: Browser, state: Path, ui: str, view: str, size: dict[str, int], theme: str, path: Path
) -> None:
    context = browser.new_context(storage_state=state, viewport=size, color_scheme=theme)  # type: ignore[arg-type]
    context.add_init_script(f"localStorage.setItem('theme', '{theme}')")
    page = context.new_page()
    if size is PHONE:
        page.goto(f"{ui}newsroom/{view}")
        page.locator("main[aria-busy=false]").wait_for()
    else:
        page.goto(f"{ui}plugin/newsroom/newsroom/{view}")
        page.frame_locator("iframe[title=Newsroom]").locator("main[aria-busy=false]").wait_for()
    page.wait_for_timeout(1500)
    page.screenshot(path=path)
    print(path)
    context.close()


def _backfill_pictures(browser: Browser, state: Path, ui: str, folder: Path) -> None:
    """The grid of ``ingest``, and the form that starts a backfill, filled in."""
    with _airflow_page(browser, state, f"{ui}dags/ingest") as page:
        _take(page, folder / "backfill-grid.png")
        page.get_by_role("button", name="Trigger").first.click()
        page.get_by_text("Run this Dag for a range of dates").click()
        for day in ("2026/10/05", "2026/10/11"):
            page.get_by_text("Select date and time").first.click()
            page.get_by_placeholder("YYYY/MM/DD").last.fill(day)
            page.get_by_placeholder("HH:mm").last.fill("00:00")
            page.get_by_text("Date Range").click()
        page.locator("input[name=max_active_runs]").fill("4")
        _take(page, folder / "backfill-form.png")


def _question_picture(browser: Browser, state: Path, running: stack.Stack, folder: Path) -> None:
    api = running.api()
    for run in api.runs("reextract"):
        if api.questions("reextract", run["dag_run_id"]):
            place = f"dags/reextract/runs/{quote(run['dag_run_id'])}/tasks/decide/required_actions"
            with _airflow_page(browser, state, running.ui + place) as page:
                _take(page, folder / "reextract-decide.png")
            return


@contextmanager
def _airflow_page(browser: Browser, state: Path, address: str) -> Iterator[Page]:
    context = browser.new_context(storage_state=state, viewport=WIDE, color_scheme="light")  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def _take(page: Page, path: Path) -> None:
    page.wait_for_timeout(8000)
    page.screenshot(path=path)
    print(path)


if __name__ == "__main__":
    main()

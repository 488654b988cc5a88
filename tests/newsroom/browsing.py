"""A real browser: Debian's chromium, driven by Playwright. Tests skip with a reason where it is absent."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame, FrameLocator, Page, sync_playwright


@contextmanager
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def log_in(browser: Browser, ui: str) -> Page:
    """A page of Airflow's UI with the admin logged in through its form."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, color_scheme="light")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(ui)
    page.locator("input[name=username]").fill("admin")
    page.locator("input[name=password]").fill("admin")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/auth/" not in address)
    return page


def newsroom(page: Page, ui: str, where: str = "") -> FrameLocator:
    """The frame of Airflow's UI in which a view of the page stands."""
    page.goto("about:blank")
    page.goto(f"{ui}plugin/newsroom{where}")
    frame = page.frame_locator("iframe[title=Newsroom]")
    frame.locator("main .view").wait_for()
    return frame


def watch(page: Page) -> list[str]:
    """What the page complains of, from now on: errors of scripts and of its policy, and opened dialogs."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: (complaints.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text) if message.type == "error" and "404" not in message.text else None
        ),
    )
    return complaints


def serious(place: Page | Frame) -> list[tuple[str, list[str]]]:
    """What axe finds of serious and critical faults, by rule, with the elements."""
    return [
        (fault["id"], [node["html"][:120] for node in fault["nodes"]])
        for fault in Axe().run(place).response["violations"]
        if fault["impact"] in {"serious", "critical"}
    ]


def show(page: Page, address: str) -> None:
    """Go to a view by its whole address and wait until it stands."""
    if page.url.partition("#")[0] == address.partition("#")[0] and page.url != address:
        page.evaluate(_FOLLOW, address)
    else:
        page.goto(address)
    page.locator("main[aria-busy=false]").wait_for(timeout=20_000)


_FOLLOW = """address => {
    document.querySelector("main").setAttribute("aria-busy", "true");
    location.href = address;
}"""

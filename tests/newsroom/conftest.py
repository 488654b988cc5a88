"""A small warehouse, and the page over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest
from newsroom.filling import fill
from newsroom.serving import page_app, serving


@pytest.fixture(scope="package")
def template(make_database: Callable[..., str], migrated_template: str) -> str:
    """Name of a database with the small warehouse."""
    url = make_database(migrated_template)
    fill(url)
    return url.rpartition("/")[2].partition("?")[0]


@pytest.fixture(scope="package")
def read_url(make_database: Callable[..., str], template: str) -> str:
    """The small warehouse, for tests that only read."""
    return make_database(template)


@pytest.fixture
def own_url(make_database: Callable[..., str], template: str) -> str:
    """The small warehouse, for one test to change."""
    return make_database(template)


@pytest.fixture(scope="package")
def site(read_url: str) -> Iterator[str]:
    with serving(page_app(read_url)) as address:
        yield address


@pytest.fixture(scope="package")
def admin(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site, headers={"X-Who": "admin"}, timeout=30) as client:
        yield client


@pytest.fixture
def editor(own_url: str) -> Iterator[httpx.Client]:
    """Somebody who may change everything, with the page's token, over a warehouse of their own."""
    with serving(page_app(own_url)) as site, httpx.Client(base_url=site, timeout=30) as client:
        client.headers["X-Who"] = "admin"
        client.headers["X-Newsroom-Token"] = client.get("api/me").json()["token"]
        yield client

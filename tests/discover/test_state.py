"""Both memories keep the same promises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from dateline.discover.state import Copy, DiscoveryState, MemoryState, SitemapMemo
from dateline.discover.state_postgres import open_discovery_state

MONDAY, TUESDAY = dt.date(2026, 11, 9), dt.date(2026, 11, 10)


@pytest.fixture(params=["memory", "postgres"])
def state(request: pytest.FixtureRequest) -> Iterator[DiscoveryState]:
    if request.param == "memory":
        yield MemoryState()
        return
    with open_discovery_state(request.getfixturevalue("warehouse_url")) as shared:
        yield shared


def test_the_first_day_to_claim_an_address_keeps_it(state: DiscoveryState) -> None:
    assert state.claim("paper", ["a", "b"], MONDAY) == {"a", "b"}
    assert state.claim("paper", ["b", "c"], TUESDAY) == {"c"}
    assert state.claim("paper", ["a", "b", "c"], MONDAY) == {"a", "b"}


def test_sources_claim_for_themselves(state: DiscoveryState) -> None:
    assert state.claim("paper", ["a"], MONDAY) == state.claim("wire", ["a"], TUESDAY) == {"a"}


def test_very_long_addresses_and_many_of_them(state: DiscoveryState) -> None:
    urls = {f"https://x.example/{'long' * 1000}/{number}" for number in range(6000)}
    assert state.claim("paper", urls, MONDAY) == urls
    assert state.claim("paper", urls, TUESDAY) == set()


def test_the_latest_copy_is_kept(state: DiscoveryState) -> None:
    assert state.copy("feed") is None
    state.keep_copy("feed", Copy(b"old", '"1"'))
    state.keep_copy("feed", Copy(b"\0new", '"2"', "Sat, 14 Nov 2026 09:00:00 GMT"))
    assert state.copy("feed") == Copy(b"\0new", '"2"', "Sat, 14 Nov 2026 09:00:00 GMT")


def test_what_a_sitemap_named(state: DiscoveryState) -> None:
    assert state.sitemap("map") is None
    state.keep_sitemap("map", SitemapMemo("2026-11-09", frozenset()))
    state.keep_sitemap("map", SitemapMemo("2026-11-10", frozenset({MONDAY, TUESDAY})))
    assert state.sitemap("map") == SitemapMemo("2026-11-10", frozenset({MONDAY, TUESDAY}))


def test_of_two_processes_one_gets_an_address(warehouse_url: str) -> None:
    urls = [f"u{number}" for number in range(2000)]

    def claim(day: dt.date) -> set[str]:
        with open_discovery_state(warehouse_url) as state:
            return state.claim("paper", urls if day == MONDAY else reversed(urls), day)

    with ThreadPoolExecutor() as pool:
        monday, tuesday = pool.map(claim, [MONDAY, TUESDAY])
    assert monday | tuesday == set(urls)
    assert not monday & tuesday

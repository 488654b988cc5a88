from __future__ import annotations

import datetime as dt

import pytest

from dateline.records import Outcome
from dateline.replay.expected import expected_candidates, expected_outcomes
from dateline.replay.newsroom_site import NewsroomSite

HOST = "https://www.tiny.example"


@pytest.mark.parametrize(
    ("day", "outcomes"),
    [
        (8, {Outcome.LOADED: 1, Outcome.DUPLICATE: 1}),
        (9, {Outcome.LOADED: 1, Outcome.DUPLICATE: 1, Outcome.NOT_AN_ARTICLE: 1, Outcome.ROBOTS: 1}),
        (10, {Outcome.NOT_AN_ARTICLE: 1, Outcome.GONE: 1}),
        (11, {}),
    ],
)
def test_each_day_adds_up(tiny_site: NewsroomSite, day: int, outcomes: dict[Outcome, int]) -> None:
    assert expected_outcomes(tiny_site.newsroom, dt.date(2026, 11, day)) == outcomes


def test_a_feed_that_still_holds_a_day_shows_its_second_addresses(tiny_site: NewsroomSite) -> None:
    now = dt.datetime(2026, 11, 9, 12, 0, tzinfo=dt.UTC)
    found = expected_candidates(tiny_site.newsroom, dt.date(2026, 11, 8), now=now)
    assert [(candidate.url, candidate.outcome) for candidate in found] == [
        (f"{HOST}/town/2026/11/08/bridge-opens", Outcome.LOADED),
        (f"{HOST}/s/1", Outcome.DUPLICATE),
    ]


def test_addresses_that_a_client_makes_equal_are_one_candidate(tiny_site: NewsroomSite) -> None:
    found = expected_outcomes(
        tiny_site.newsroom, dt.date(2026, 11, 9), canonical=lambda url: url.partition("?")[0]
    )
    assert found[Outcome.DUPLICATE] == 0
    assert found[Outcome.LOADED] == 1

"""Dates as sites write them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.discover.dates import parse_when, start_of, url_day

DENVER = ZoneInfo("America/Denver")
DAY = dt.date(2026, 11, 14)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-14", DAY),
        ("2026-11-14T23:30:00-07:00", DAY),
        ("2026-11-15T06:30:00Z", DAY),
        ("2026-11-15T06:30:00.123Z", DAY),
        ("2026-11-14 23:30:00", DAY),
        ("2026-11-14T23:30", DAY),
        ("Sun, 15 Nov 2026 06:30:00 GMT", DAY),
        ("Sat, 14 Nov 2026 23:30:00 -0700", DAY),
        (" 2026-11-14 \n", DAY),
        ("2026-11", None),
        ("2026", None),
        ("2026-02-30", None),
        ("yesterday", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("", None),
        (None, None),
    ],
)
def test_the_day_is_the_sources(text: str | None, day: dt.date | None) -> None:
    hint = parse_when(text, DENVER)
    assert (hint and hint.day) == day


@given(st.text(max_size=40))
def test_no_text_makes_it_raise(text: str) -> None:
    parse_when(text, DENVER)
    url_day(text)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2026/11/14/wall", DAY),
        ("/news/2026-11-14-wall", DAY),
        ("/news/wall-2026-11-14", DAY),
        ("/news/20261114/wall.html", DAY),
        ("/world/2026/nov/14/wall", DAY),
        ("/2026_11_14", DAY),
        ("/2026/11/14", DAY),
        ("/2026/13/14/wall", None),
        ("/2026/11/wall", None),
        ("/news/120261114", None),
        ("/news/202611145", None),
        ("/1026/11/14/", None),
        ("/news?date=2026-11-14", None),
        ("/2026/02/30/x/2026/11/14/", DAY),
    ],
)
def test_the_day_in_an_address(path: str, day: dt.date | None) -> None:
    assert url_day(f"https://x.example{path}") == day


def test_a_day_begins_at_midnight_of_the_source() -> None:
    assert start_of(DAY, DENVER) == dt.datetime(2026, 11, 14, 7, tzinfo=dt.UTC)
    assert start_of(DAY, ZoneInfo("Africa/Nairobi")) == dt.datetime(2026, 11, 13, 21, tzinfo=dt.UTC)

"""Dates as pages write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.clean.moments import not_later, read_moment
from dateline.records import Precision


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-09T07:30:00Z", "2026-11-09T07:30:00+00:00"),
        ("2026-11-09T07:30:00.123+01:00", "2026-11-09T07:30:00+01:00"),
        ("2026-11-09T07:30-0500", "2026-11-09T07:30:00-05:00"),
        ("2026-11-09 07:30:00 +0530", "2026-11-09T07:30:00+05:30"),
        ("20261109T073000Z", "2026-11-09T07:30:00+00:00"),
        ("Mon, 09 Nov 2026 07:30:00 GMT", "2026-11-09T07:30:00+00:00"),
        ("Nov 9, 2026 at 7:30 p.m. EST", "2026-11-09T19:30:00-05:00"),
        ("Published 12:05 AM MST, Mon November 9, 2026", "2026-11-09T00:05:00-07:00"),
        ("9 July 2026 07:30 BST", "2026-07-09T07:30:00+01:00"),
        ("1794209400", "2026-11-09T07:30:00+00:00"),
        ("1794209400000", "2026-11-09T07:30:00+00:00"),
    ],
)
def test_a_value_with_a_zone_is_an_instant_and_keeps_its_offset(text: str, instant: str) -> None:
    moment = read_moment(text)
    assert moment is not None and moment.at is not None
    assert (moment.at.isoformat(), moment.precision) == (instant, Precision.INSTANT)


@pytest.mark.parametrize(
    "text", ["2026-07-09T07:30:00", "9. Juli 2026, 07:30 Uhr", "09.07.2026 07:30", "July 9, 2026 7:30 AM"]
)
def test_a_time_without_a_zone_takes_the_sources_and_says_so(text: str) -> None:
    moment = read_moment(text, zone="Europe/Berlin")
    assert moment is not None and moment.at is not None
    assert (moment.at.isoformat(), moment.precision) == ("2026-07-09T07:30:00+02:00", Precision.ZONE_ASSUMED)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-09",
        "20261109",
        "2026/11/09",
        "2026-11-09T00:00:00",
        "9 novembre 2026",
        "9 de noviembre de 2026",
        "Nov. 9th, 2026",
    ],
)
def test_a_bare_day_stays_a_day(text: str) -> None:
    moment = read_moment(text)
    assert moment is not None
    assert (moment.day, moment.at, moment.precision) == (dt.date(2026, 11, 9), None, Precision.DAY)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "soon",
        "2026-02-31",
        "2026-13-01T00:00:00Z",
        "31 June 2026",
        "1200-01-01",
        "0000000000",
        "x" * 500,
    ],
)
def test_what_cannot_be_is_refused(text: str | None) -> None:
    assert read_moment(text) is None


def test_the_future_is_refused_with_a_days_grace() -> None:
    now = dt.datetime(2026, 11, 9, 12, tzinfo=dt.UTC)
    assert not_later(read_moment("2026-11-10T11:00:00Z"), now) is not None
    assert not_later(read_moment("2026-11-10T13:00:00Z"), now) is None
    assert not_later(read_moment("2027-01-01"), now) is None


@given(st.datetimes(timezones=st.just(dt.UTC)), st.integers(-48, 56))
def test_every_iso_instant_of_our_age_is_read_back(at: dt.datetime, quarters: int) -> None:
    zone = dt.timezone(dt.timedelta(minutes=15 * quarters))
    local = at.replace(year=1991 + at.year % 100, month=1 + at.month % 12, day=1 + at.day % 28, microsecond=0)
    local = local.replace(tzinfo=zone)
    moment = read_moment(local.isoformat())
    assert moment is not None and moment.at == local and moment.day == local.date()


@given(st.text(max_size=80))
def test_any_text_gives_a_moment_or_nothing(text: str) -> None:
    read_moment(text)

"""Periods know what came before them, weekday for weekday."""

import datetime as dt

import pytest

from dateline.errors import ConfigError
from dateline.report.period import Period

SUNDAY = dt.date(2026, 11, 15)


def test_a_week_is_compared_with_the_week_before() -> None:
    assert Period(dt.date(2026, 11, 9), SUNDAY).before() == Period(dt.date(2026, 11, 2), dt.date(2026, 11, 8))


def test_a_day_is_compared_with_the_same_weekday() -> None:
    assert Period(SUNDAY, SUNDAY).before() == Period(dt.date(2026, 11, 8), dt.date(2026, 11, 8))


def test_a_month_is_compared_with_whole_weeks_before() -> None:
    month = Period(dt.date(2026, 11, 1), dt.date(2026, 11, 30))
    assert (month.first - month.before().first).days == 35


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (SUNDAY, "Sunday 15 November 2026"),
        (dt.date(2026, 11, 9), "Monday 9 November to Sunday 15 November 2026"),
        (dt.date(2025, 12, 31), "Wednesday 31 December 2025 to Sunday 15 November 2026"),
    ],
)
def test_a_period_is_named_in_words(first: dt.date, words: str) -> None:
    assert str(Period(first, SUNDAY)) == words


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ConfigError, match="earlier day first"):
        Period(SUNDAY, dt.date(2026, 11, 9))

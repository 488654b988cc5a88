"""A period of days, the period before it, and their names in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dateline.errors import ConfigError

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Period:
    """``first`` to ``last``, both included."""

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ConfigError(f"{self.first} to {self.last} are no days.", "Give the earlier day first.")

    @property
    def days(self) -> list[dt.date]:
        return [self.first + number * _DAY for number in range((self.last - self.first).days + 1)]

    def before(self) -> Period:
        """As many days before it; whole weeks earlier, so that weekdays meet weekdays."""
        weeks = -(-len(self.days) // 7) * _WEEK
        return Period(self.first - weeks, self.last - weeks)

    def __str__(self) -> str:
        if self.first == self.last:
            return long_day(self.last)
        if self.first.year != self.last.year:
            return f"{long_day(self.first)} to {long_day(self.last)}"
        return f"{self.first:%A} {self.first.day} {self.first:%B} to {long_day(self.last)}"


def long_day(day: dt.date) -> str:
    """Sunday 15 November 2026"""
    return f"{day:%A} {day.day} {day:%B %Y}"


def short_day(day: dt.date) -> str:
    """Sun 15 Nov"""
    return f"{day:%a} {day.day} {day:%b}"

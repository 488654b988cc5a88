"""Dates as feeds, sitemaps and addresses write them.

A hint is a calendar day, and the instant where the text gives one. A time without zone, and a day without
time, are the source's own: read as UTC, an American paper's whole day would land on the day before.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class When:
    """A day in the source's zone, and the instant where it is known."""

    day: dt.date
    at: dt.datetime | None = None


def parse_when(text: str | None, zone: ZoneInfo) -> When | None:
    """Read an ISO 8601 or RFC 822 date; None where it says no day (``2026``, ``2026-11``, garbage)."""
    if not text or not (text := text.strip()):
        return None
    if len(text) == 10 and text[4] == "-":
        return _day_only(text)
    moment = _iso(text) or _rfc822(text)
    return when(moment, zone) if moment else None


def when(moment: dt.datetime, zone: ZoneInfo) -> When | None:
    """The hint that ``moment`` gives; a naive one is a time of ``zone``."""
    at = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment
    try:
        return When(at.astimezone(zone).date(), at)
    except OverflowError:
        return None


def start_of(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The instant at which ``day`` begins in ``zone``, in UTC."""
    return dt.datetime.combine(day, dt.time(), tzinfo=zone).astimezone(dt.UTC)


_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_URL_DAY = re.compile(
    r"(?<!\d)(?P<y>19[89]\d|20\d\d)(?P<sep>[/_-]?)(?P<m>\d\d|[a-z]{3})(?P=sep)(?P<d>\d\d)(?!\d)(?=[/._T-]|$|[a-z])",
    re.IGNORECASE,
)


def url_day(url: str) -> dt.date | None:
    """The day that the path of ``url`` names: ``/2026/11/14/``, ``/2026-11-14-…``, ``/2026/nov/14/``."""
    path = url.partition("?")[0]
    for match in _URL_DAY.finditer(path):
        month = match["m"].lower()
        number = (
            _MONTH_NAMES.index(month) + 1 if month in _MONTH_NAMES else int(month) if month.isdigit() else 0
        )
        try:
            return dt.date(int(match["y"]), number, int(match["d"]))
        except ValueError:
            continue
    return None


def _day_only(text: str) -> When | None:
    try:
        return When(dt.date.fromisoformat(text))
    except ValueError:
        return None


def _iso(text: str) -> dt.datetime | None:
    if len(text) < 11 or not text[:4].isdigit() or text[4] != "-":
        return None
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def _rfc822(text: str) -> dt.datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None

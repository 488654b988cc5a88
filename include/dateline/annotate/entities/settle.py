"""One name, one type: every sighting of a name in an article votes, and all of them get the winner.

The votes are the model's and the rules', as shares; beside them counts what the words around a name say
("Mr", a trade before it, an age after it), what the name itself is (a country, a nationality, a given name in
front, an organisation's closing word), and what its longer and shorter forms are: "Adeyemi" follows
"Ngozi Adeyemi".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from dateline.annotate.entities.cases import ADDRESSED, SIGHTINGS, Case, cases_of
from dateline.annotate.entities.found import Found
from dateline.annotate.entities.given_names import gender_of_name
from dateline.annotate.entities.organisations import FIRM_FORMS, LEGAL_FORMS, OUTLETS
from dateline.annotate.entities.places import WELL_KNOWN, fold, gazetteer
from dateline.annotate.entities.titles import is_title, leading_titles

WORD = re.compile(r"(?<!\w)(?<!\w[-'’])\w+(?:[-'’]\w+)*(?<!['’]s)")
TRADE = re.compile(r"[A-Z][a-z]{3,}(?:er|or|ist|ian|man|woman)")
ARTICLE = re.compile(r"^[ae]l-")
"""What an Arabic surname opens with, and is often left out: "Assad"."""
OF_FULL_NAME = 2.2
"""What it weighs for a person that a name is one of a full name's words before the last."""
SHORTENED = 1.0
"""What it weighs for a person that a name is elsewhere cut to its last word."""
OF_SURNAMES = frozenset(
    [
        *("GB", "IE", "US", "CA", "AU", "NZ", "ZA", "IT", "ES", "PT", "BR", "AO", "MZ", "PH", "MX", "GT"),
        *("HN", "SV", "NI", "CR", "PA", "CU", "DO", "PR", "CO", "VE", "EC", "PE", "BO", "CL", "AR", "PY"),
    ]
)
"""Countries whose cities' names are the surnames of many."""


def settle(text: str, found: Iterable[Found]) -> list[Found]:
    """The same spans, each with the label that its name has in this article."""
    items = list(found)
    keys = [fold(text[item.start : item.end]) for item in items]
    cases = cases_of(text, zip(keys, items, strict=True))
    _relate(cases, text)
    labels = {key: case.winner() for key, case in cases.items()}
    surnames = {
        case.words[-1] for key, case in cases.items() if len(case.words) > 1 and labels[key] == "PERSON"
    }
    settled: list[Found] = []
    for key, item in zip(keys, items, strict=True):
        if item.fixed:
            settled.append(item)
        else:
            settled += _labelled(text, item, labels[key], surnames)
    return settled


def _labelled(text: str, item: Found, label: str, surnames: set[str]) -> tuple[Found, ...]:
    """The sighting under the label of its name, cut where it holds more than the name."""
    start, end = item.start, item.end
    first, _, behind = text[start:end].partition(" ")
    if first in OUTLETS and behind and (label == "PERSON" or fold(behind) in surnames):
        return _without_person(item, "ORG", len(first), len(behind))
    if label == "PERSON":
        start = _behind_trade(text, leading_titles(text, start, end), end)
    else:
        rest, _, last = text[start:end].rpartition(" ")
        if rest and fold(last) in surnames:
            if is_title(rest):
                return (Found(end - len(last), end, "PERSON", item.weight),)
            if " " in rest and not rest.endswith("&"):
                return _without_person(item, label, len(rest), len(last))
    if label == item.label and start == item.start:
        return (item,)
    return (Found(start, end, label, item.weight),)


def _behind_trade(text: str, start: int, end: int) -> int:
    """Where the name begins behind a trade that is no name elsewhere: "Housecleaner Ana Diaz"."""
    first, _, name = text[start:end].partition(" ")
    if not name or not TRADE.fullmatch(first) or gender_of_name(first):
        return start
    trade = first.lower()
    known = any(f"{before}{trade}" in text for before in (" ", "-", "“"))
    return start + len(first) + 1 if known else start


def _without_person(item: Found, label: str, rest: int, last: int) -> tuple[Found, Found]:
    """A name of something else that ran into a person's: "the Evening Standard Okafor said"."""
    return (
        Found(item.start, item.start + rest, label, item.weight),
        Found(item.end - last, item.end, "PERSON", item.weight),
    )


def _relate(cases: dict[str, Case], text: str) -> None:
    """Let names speak for each other: full names for their parts, surnames for the names that end in them."""
    full = [case for case in cases.values() if case.may_be_full_name()]
    surnames = {case.words[-1] for case in full if case.winner() == "PERSON"}
    _weigh_firms(cases, surnames)
    _weigh_full_names(cases, full, surnames, text)
    _weigh_parts(cases, full)
    _weigh_cities(cases)


def _weigh_firms(cases: dict[str, Case], surnames: set[str]) -> None:
    """A firm's full name speaks for the name without its legal form, and for its first word alone."""
    for key in cases:
        firm, _, form = key.rpartition(" ")
        opening = cases.get(key.partition(" ")[0]) if form in LEGAL_FORMS else None
        if opening is not None and opening.words[0] not in surnames and not gender_of_name(opening.last):
            opening.add("ORG", ADDRESSED)
        shortened = cases.get(firm.removesuffix(",")) if form in LEGAL_FORMS | FIRM_FORMS else None
        if shortened is None:
            continue
        if form in LEGAL_FORMS or not (firm in surnames or gazetteer().find(firm)):
            shortened.add("ORG", ADDRESSED)


def _weigh_full_names(cases: dict[str, Case], full: list[Case], surnames: set[str], text: str) -> None:
    """A known surname, or one that stands alone, speaks for the names that end in it."""
    runs: Counter[str] = Counter()
    for case in full:
        runs[case.last] += case.count
    disputed = [case for case in full if case.labels() != {"PERSON"}]
    for case in disputed:
        last = cases.get(case.words[-1])
        if last is not None and last.winner() == "PERSON":
            case.add("PERSON", 2.5 if last.evidence.get("PERSON", 0) >= ADDRESSED else 1.2)
        if not gazetteer().find(case.words[-1]) and _stands(text, case.last, more_than=runs[case.last]):
            case.add("PERSON", SHORTENED)
        if any(half in surnames for half in case.words[-1].split("-")[:-1]):
            case.add("PERSON", 1.2)


def _weigh_parts(cases: dict[str, Case], full: list[Case]) -> None:
    """A person's full name speaks for its first and its last word."""
    for case in full:
        if case.winner() != "PERSON":
            continue
        place = gazetteer().find(case.words[-1])
        # "Sarah Lancashire" is likelier than "Sanders Iowa": counties are surnames, states run into names.
        surname = 3.6 if place and place.kind == "state" and place.country_code != "US" else 3.0
        last = case.words[-1]
        for part, weight in ((last, surname), (ARTICLE.sub("", last), surname)):
            if part in cases:
                cases[part].hold("PERSON", weight)
                if cases[part].tells:  # "Ireland recalls", of Meghan Ireland
                    cases[part].add("PERSON", weight)
        ending = " ".join(case.words[-2:])  # "Red Bird" of Leonard Red Bird Jr.
        if len(case.words) > 2 and ending in cases and gender_of_name(case.words[0]):
            cases[ending].hold("PERSON", surname)
        for part in case.words[:-1]:  # "Sheinbaum" of Claudia Sheinbaum Pardo
            if part in cases and not gazetteer().find(part):
                cases[part].hold("PERSON", OF_FULL_NAME)


def _weigh_cities(cases: dict[str, Case]) -> None:
    """A well-known city speaks for a name that nothing but the model makes a person's."""
    for key, case in cases.items():
        unsupported = "PERSON" in case.sightings and "PERSON" not in case.evidence
        if len(case.words) == 1 and unsupported and _is_nobodys(key):
            case.add("GPE", SIGHTINGS)


@lru_cache(maxsize=4_096)
def _is_nobodys(key: str) -> bool:
    """Whether a well-known city's name is no person's: "Benghazi", but not "Bolton"."""
    place = gazetteer().find(key)
    return (
        place is not None
        and place.population >= WELL_KNOWN
        and place.name.casefold() == key
        and place.country_code not in OF_SURNAMES
        and not gender_of_name(key)
    )


def _stands(text: str, word: str, *, more_than: int) -> bool:
    """Whether ``word`` stands in ``text`` more often than that."""
    if text.count(word) <= more_than:
        return False
    count, at = 0, text.find(word)
    while at >= 0 and count <= more_than:
        match = WORD.match(text, at)
        count += match is not None and match.group() == word
        at = text.find(word, at + 1)
    return count > more_than

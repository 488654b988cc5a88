"""One name, one type: every sighting of a name in an article votes, and all of them get the winner.

The votes are the model's (its errors differ from place to place) and the rules'; a country, a nationality, an
organisation's closing word and a relation to a longer name of a person add theirs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from dateline.annotate.entities.found import Found
from dateline.annotate.entities.given_names import gender_of_name
from dateline.annotate.entities.places import fold, gazetteer
from dateline.annotate.entities.titles import title_before

ORGANISATION = re.compile(
    r"(?:^|\s)(?:Inc|Ltd|Corp|Co|plc|PLC|LLC|GmbH|AG|SA|Group|Holdings|Company|Bank|Party|University|College|Institute|"
    r"Council|Commission|Committee|Ministry|Department|Agency|Authority|Association|Federation|Union|Foundation|Trust|"
    r"Society|Board|Bureau|Office|Police|Army|Navy|Court|Parliament|Senate|Congress|Assembly|News|Times|Post|"
    r"Airlines?|Airways|Motors|Industries|Partners|Alliance|Organi[sz]ation|Service|Services|FC|AFC|United|Club|"
    r"Team|League|Press|Radio|Television|Church|Hospital|School|Academy|Network|Centre|Center)\.?$"
)
PLACES = ("GPE", "LOC", "FAC")


def settle(text: str, found: Iterable[Found]) -> list[Found]:
    """The same spans, each with the label that its name has in this article."""
    items = list(found)
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for item in items:
        name = text[item.start : item.end]
        votes[fold(name)][item.label] += item.weight
        if title_before(text, item.start) and item.label != "NORP":
            votes[fold(name)]["PERSON"] += 2.0
    surnames = _surnames(votes)
    labels = {key: _winner(key, scores, surnames) for key, scores in votes.items()}
    return [
        item if item.fixed else replace(item, label=labels[fold(text[item.start : item.end])])
        for item in items
    ]


def _surnames(votes: dict[str, dict[str, float]]) -> set[str]:
    people = (
        key for key, scores in votes.items() if " " in key and max(scores, key=scores.__getitem__) == "PERSON"
    )
    return {key.rpartition(" ")[2] for key in people}


def _winner(key: str, scores: dict[str, float], surnames: set[str]) -> str:
    tally = dict(scores)
    for label, weight in _evidence(key, surnames):
        tally[label] = tally.get(label, 0.0) + weight
    return max(tally, key=lambda label: (tally[label], label))


def _evidence(key: str, surnames: set[str]) -> Iterable[tuple[str, float]]:
    places = gazetteer()
    if places.country_of_people(key):
        yield "NORP", 4.0
    place = places.find(key)
    if place and place.kind in ("country", "state"):
        yield "GPE", 4.0
    elif place and place.kind == "city":
        yield "GPE", 0.8
    elif place:
        yield "LOC", 2.0
    if key in surnames and not (place and place.kind == "country"):
        yield "PERSON", 2.0
    first, _, rest = key.partition(" ")
    if rest and gender_of_name(first):
        yield "PERSON", 0.7
    if ORGANISATION.search(key.title()):
        yield "ORG", 2.0

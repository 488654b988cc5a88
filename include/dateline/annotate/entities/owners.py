"""Which group each other name belongs to: a surname to the full name, an acronym to its long form."""

from __future__ import annotations

import re
from collections import defaultdict

from dateline.annotate.entities.groups import MANY_WORDS, Group, Key
from dateline.annotate.entities.organisations import BRANDS, LEGAL_FORMS
from dateline.annotate.entities.people import called_shortly, names_at_birth, same_people, short_people
from dateline.annotate.entities.places import gazetteer

ON_ITS_OWN = 3
"""Times that a name stands before a longer one that begins with it, until that is another's."""
SMALL = frozenset(
    ["of", "for", "the", "and", "de", "la", "du", "des", "on", "in", "to", "a", "at", "und", "et"]
)
GAP = re.compile(r"[\s-]+")
BRACKETED = re.compile(r"\s*[(\[]\s*$")


def owners_of(text: str, groups: dict[Key, Group]) -> dict[Key, Key]:
    """Which group each short form belongs to."""
    people = {key: group for key, group in groups.items() if key[0] == "PERSON"}
    owners = same_people(people)
    owners |= called_shortly(people, owners)
    owners |= names_at_birth(text, people, owners)
    owners |= short_people(text, people, owners)
    owners |= _same_places({key: group for key, group in groups.items() if key[0] in ("GPE", "LOC")})
    owners |= _short_organisations({key: group for key, group in groups.items() if key[0] == "ORG"})
    owners |= _acronyms(
        text, {key: group for key, group in groups.items() if key[0] in ("ORG", "EVENT", "FAC", "GPE")}
    )
    return {key: _root(key, owners) for key in owners}


def _root(key: Key, owners: dict[Key, Key]) -> Key:
    seen = {key}
    while key in owners and owners[key] not in seen:
        key = owners[key]
        seen.add(key)
    return key


def _same_places(places: dict[Key, Group]) -> dict[Key, Key]:
    """Other names of one country: "UK" and "Britain", "US" and "United States"."""
    by_country: dict[int | None, list[Key]] = defaultdict(list)
    for key in places:
        place = gazetteer().find(key[1])
        if place and place.kind == "country":
            by_country[place.geonames_id].append(key)
    owners: dict[Key, Key] = {}
    for same in by_country.values():
        first = max(same, key=lambda key: (len(key[1]) > 3, sum(places[key].forms.values())))
        owners |= {key: first for key in same if key != first}
    return owners


def _short_organisations(bodies: dict[Key, Group]) -> dict[Key, Key]:
    """ "Summit & Range" is "Summit & Range Electric" where only one name begins with it."""
    owners: dict[Key, Key] = {}
    longer: dict[str, list[Key]] = defaultdict(list)
    for key in bodies:
        if bodies[key].name.rpartition(" ")[2].islower():
            continue  # what the model took to the name: "Solara game fans"
        words = key[1].split()[:MANY_WORDS]
        for count in range(1, len(words)):
            longer[" ".join(words[:count])].append(key)
    for key in bodies:
        whole = longer.get(key[1], ())
        if len(whole) == 1 and not _stands_alone(bodies[key], bodies[whole[0]]):
            owners[key] = whole[0]
    return owners


def _stands_alone(short: Group, longer: Group) -> bool:
    """Whether the longer name is of something else, a product or a branch: "Google Search".

    A body is named in full first, as a rule, but for the headline.
    """
    if short.name.lower() in BRANDS:
        return longer.name.rpartition(" ")[2].lower() not in LEGAL_FORMS
    earlier = [item.start for item in short.items if item.start < longer.items[0].start]
    return len(earlier) >= ON_ITS_OWN


def _acronyms(text: str, groups: dict[Key, Group]) -> dict[Key, Key]:
    """Acronyms in brackets after a long form, or spelled by the capitals of exactly one."""
    acronyms = {key: group for key, group in groups.items() if _is_acronym(key[1], group.name)}
    if not acronyms:
        return {}
    ends = {item.end: key for key, group in groups.items() for item in group.items}
    by_capitals: dict[str, set[Key]] = defaultdict(set)
    for key, group in groups.items():
        if " " in group.name:
            by_capitals[_capitals(group.name)].add(key)
    owners: dict[Key, Key] = {}
    for key, group in acronyms.items():
        for item in group.items:
            before = BRACKETED.search(text[max(0, item.start - 3) : item.start])
            before = before if text[item.end : item.end + 1] != ":" else None  # "(NASDAQ: ACRB)"
            long_form = ends.get(item.start - len(before.group())) if before else None
            if long_form and long_form != key and _may_shorten(group.name, groups[long_form]):
                owners[key] = long_form
                break
        else:
            spelled = by_capitals.get(group.name.replace(".", ""), set())
            if len(spelled) == 1:
                owners[key] = next(iter(spelled))
    return owners


def _may_shorten(acronym: str, long_form: Group) -> bool:
    """A body's initials may be of another language; a place's are its own: no agency is "London (AP)"."""
    return long_form.label != "GPE" or acronym.replace(".", "") == _capitals(long_form.name)


def _is_acronym(key: str, name: str) -> bool:
    return 2 <= len(key) <= 8 and " " not in key and name.replace(".", "").isupper()


def _capitals(name: str) -> str:
    return "".join(word[0].upper() for word in GAP.split(name) if word and word.lower() not in SMALL)

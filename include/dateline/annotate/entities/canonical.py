"""Sightings joined to what they refer to: a surname to the full name, an acronym to its long form.

A short form joins a longer one only where exactly one fits: two Smiths are never merged, and a bare "Smith"
beside them stays a name of its own.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter, itemgetter

from pydantic import TypeAdapter

from dateline.annotate.entities.found import Found
from dateline.annotate.entities.given_names import gender_of_name
from dateline.annotate.entities.places import fold, gazetteer
from dateline.annotate.entities.suffixes import generation_of, without_generation
from dateline.annotate.entities.titles import OF_ONE_NAME, gender_of_title, title_before
from dateline.records import Entity, Mention

SMALL = frozenset(
    ["of", "for", "the", "and", "de", "la", "du", "des", "on", "in", "to", "a", "at", "und", "et"]
)
ESTABLISHED = 3
"""Times that a surname stands for the only bearer so far, until a later one no longer makes it doubtful."""
MANY_WORDS = 8
PARTICLES = frozenset(["abu", "al", "el", "bin", "ibn", "umm", "de", "van", "von"])
INITIAL = re.compile(r"^[A-Za-z]\.?$")
NICKNAME = re.compile(r" [“‘\"'(][^“”‘\"()]+[”’\"')] ")
ADDRESS = "\x00"
"""Between a surname and the title that it bears, in keys."""
GAP = re.compile(r"[\s-]+")
RELATIVE = re.compile(
    r"\b(?:[Hh]is|[Hh]er|[Tt]heir|\w+['’]s?) (?:[\w-]+ ){0,3}"
    r"(?:wife|husband|widow|widower|daughter|son|brother|sister|mother|father|mum|dad|mom|uncle|aunt|nephew|niece"
    r"|cousin|grandson|granddaughter|grandfather|grandmother)"
    r",? (?:(?:the|an?) )?(?:[a-z-]+ ){0,3}$"
)
"""What comes before a relative's name: "his daughter, the actor "."""
KIN = re.compile(
    r", (?:(?:the|[Hh]is|[Hh]er) )?(?:[\w-]+ ){0,3}(?:\w+['’]s? )?"
    r"(?:wife|husband|widow|widower|daughter|son|brother|sister|mother|father)\b"
)
"""What comes behind a relative's: "Lord Denby, the prime minister's son"."""
WINDOW = 80
"""Characters that are read for it."""
BRACKETED = re.compile(r"\s*[(\[]\s*$")


_MENTIONS = TypeAdapter(tuple[Mention, ...])


@dataclass(slots=True, eq=False)
class Group:
    """All sightings of one entity."""

    name: str
    label: str
    items: list[Found] = field(default_factory=list)
    forms: dict[str, int] = field(default_factory=dict)
    """How often each spelling stands in the text."""
    apart: bool = False
    """Set of a surname with a title that is not theirs who are named in full."""


def join(
    text: str, found: Iterable[Found], *, title: str | None
) -> tuple[tuple[Mention, ...], tuple[Entity, ...]]:
    """Mentions under their canonical names, in the order of the text; entities, the weightiest first."""
    groups = _groups(text, sorted(found, key=attrgetter("start")))
    merged = _merged(groups, _owners(text, groups))
    _name_by_title(text, merged)
    countries = _countries(merged)
    mentions = _mentions(text, merged.values())
    headline = title.casefold() if title else ""
    opening = text.find("\n") if "\n" in text else len(text)
    entities = [_entity(group, headline, opening, countries) for group in merged.values()]
    return mentions, tuple(sorted(entities, key=lambda e: (-e.salience, e.name)))


def _mentions(text: str, groups: Iterable[Group]) -> tuple[Mention, ...]:
    """The records of all sightings, made in one go: that takes two thirds of the time of making each."""
    sightings = [(item.start, item.end, group) for group in groups for item in group.items]
    sightings.sort(key=itemgetter(0))
    return _MENTIONS.validate_python(
        [
            {"start": start, "end": end, "label": group.label, "text": text[start:end], "name": group.name}
            for start, end, group in sightings
        ]
    )


def _groups(text: str, items: list[Found]) -> dict[tuple[str, str], Group]:
    groups: dict[tuple[str, str], Group] = {}
    for item in items:
        words = text[item.start : item.end]
        form = _form(words)
        key = item.label, fold(form)
        if item.label == "PERSON" and " " not in words:
            key = item.label, key[1] + _address(text, item)
        group = groups.get(key)
        if group is None:
            group = groups[key] = Group(form, item.label)
        group.items.append(item)
        group.forms[form] = group.forms.get(form, 0) + 1
    for group in groups.values():
        if len(group.forms) > 1:
            group.name = max(group.forms, key=lambda form: (not form.isupper(), group.forms[form], form))
    return groups


def _form(words: str) -> str:
    """The words with single spaces and without a nickname between them."""
    parts = words.split()
    form = " ".join(parts)
    return NICKNAME.sub(" ", form) if len(parts) > 2 else form


def _merged(
    groups: dict[tuple[str, str], Group], owners: dict[tuple[str, str], tuple[str, str]]
) -> dict[tuple[str, str], Group]:
    """The groups that own themselves, each with what it owns, in the order of the text."""
    members: dict[tuple[str, str], list[Group]] = {}
    for key, group in groups.items():
        members.setdefault(owners.get(key, key), []).append(group)
    return {key: _union(groups[key], same) for key, same in members.items()}


def _union(owner: Group, members: list[Group]) -> Group:
    if members == [owner]:
        return owner
    items = [item for group in members for item in group.items]
    forms: dict[str, int] = {}
    for group in members:
        for form, count in group.forms.items():
            forms[form] = forms.get(form, 0) + count
    return Group(owner.name, owner.label, items, forms)


def _address(text: str, item: Found) -> str:
    """What tells bearers of one surname apart: " mr" or " ms" for their gender, else their title."""
    title = title_before(text, item.start)
    return f"{ADDRESS}{gender_of_title(title) or title.lower()}" if title else ""


def _owners(text: str, groups: dict[tuple[str, str], Group]) -> dict[tuple[str, str], tuple[str, str]]:
    """Which group each short form belongs to."""
    people = {key: group for key, group in groups.items() if key[0] == "PERSON"}
    owners = _same_people(people)
    owners |= _short_people(text, people, owners)
    owners |= _same_places({key: group for key, group in groups.items() if key[0] in ("GPE", "LOC")})
    owners |= _short_organisations({key: group for key, group in groups.items() if key[0] == "ORG"})
    owners |= _acronyms(
        text, {key: group for key, group in groups.items() if key[0] in ("ORG", "EVENT", "FAC", "GPE")}
    )
    return {key: _root(key, owners) for key in owners}


def _root(key: tuple[str, str], owners: dict[tuple[str, str], tuple[str, str]]) -> tuple[str, str]:
    seen = {key}
    while key in owners and owners[key] not in seen:
        key = owners[key]
        seen.add(key)
    return key


def _same_people(people: dict[tuple[str, str], Group]) -> dict[tuple[str, str], tuple[str, str]]:
    """Full names that differ only in middle names or initials: "Donald J. Trump" and "Donald Trump"."""
    by_ends: dict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for key in people:
        first, last, generation = _ends(key[1])
        if first and first not in PARTICLES and not INITIAL.match(first):
            by_ends[first, last, generation].append(key)
    owners: dict[tuple[str, str], tuple[str, str]] = {}
    for same in (keys for keys in by_ends.values() if len(keys) > 1):
        owner = max(same, key=lambda key: (sum(people[key].forms.values()), -len(key[1])))
        owners |= {key: owner for key in same if key != owner}
    return owners


def _short_people(
    text: str, people: dict[tuple[str, str], Group], owners: dict[tuple[str, str], tuple[str, str]]
) -> dict[tuple[str, str], tuple[str, str]]:
    """Surnames, given names and initialled names with the one full name that they can stand for."""
    full = _full_names(key for key in people if key not in owners)
    tails = {tail for key in full for tail in _tails(key[1])}
    full = [key for key in full if key[1] not in tails]
    known = {*owners, *full}
    by_word: dict[str, list[tuple[str, str]]] = defaultdict(list)
    by_middle: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key in full:
        for word in {key[1].split()[0], *_last_words(key[1])}:
            by_word[word].append(key)
        for word in key[1].split()[1:-1]:
            by_middle[word].append(key)
    joined = {}
    for key in people:
        if key in known:
            continue
        short, _, address = key[1].partition(ADDRESS)
        fitting = [candidate for candidate in by_word[_last_words(short)[0]] if _fits(short, candidate[1])]
        # "Cole" is Paul Cole rather than Ruth Ashby-Cole.
        fitting = [one for one in fitting if not one[1].endswith(f"-{short}")] or fitting
        # "Faris" is Ahmad Faris Jamil, "Lula" Luiz Inácio Lula da Silva.
        fitting = fitting or by_middle.get(short, [])
        if len(fitting) > 1:
            fitting = _narrowed(text, people[key], address, {one: people[one] for one in fitting})
        elif fitting and _is_anothers(text, people[key], address, people[fitting[0]]):
            people[key].apart = True
            continue
        if len(fitting) == 1:
            joined[key] = fitting[0]
        elif not fitting and address and ("PERSON", short) in people:
            joined[key] = ("PERSON", short)
    return joined


def _full_names(people: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The names of two words and more: "K. P. Menon", but not "P. Finch" beside "Peter Finch"."""
    several = [key for key in people if " " in without_generation(key[1])]
    initials = {key for key in several if INITIAL.match(key[1].split()[0])}
    full = [key for key in several if key not in initials]
    by_surname: dict[str, list[str]] = defaultdict(list)
    for _, name in full if initials else ():
        by_surname[_last_words(name)[0]].append(name)
    for key in sorted(initials, key=lambda key: (-len(key[1]), key)):
        same = by_surname[_last_words(key[1])[0]]
        if not any(_fits(key[1], other) for other in same):
            full.append(key)
            same.append(key[1])
    return full


def _is_anothers(text: str, short: Group, address: str, full: Group) -> bool:
    """Whether a surname with a title is not the only one's who is named in full: his wife's, his son's."""
    if address in ("m", "f") and not _bears(text, full, address):
        return True
    return bool(address) and KIN.match(text, short.items[0].end) is not None


def _narrowed(
    text: str, short: Group, address: str, fitting: dict[tuple[str, str], Group]
) -> list[tuple[str, str]]:
    """Which of several full names a surname can stand for, by its title and by the order of the text."""
    if address:
        fitting = {key: group for key, group in fitting.items() if _bears(text, group, address)}
    if len(fitting) < 2:
        return list(fitting)
    if len({_ends(name)[:2] for _, name in fitting}) == 1:
        # Father and son of one name: the surname alone is whose the text brings first.
        return [min(fitting, key=lambda key: fitting[key].items[0].start)]
    known = _known_before(short, list(fitting.values())) or _head_of_family(text, list(fitting.values()))
    # "Mr" makes sure of it only where the full name is a man's.
    if known is None or (address in ("m", "f") and gender_of_name(known.name.split()[0]) != address):
        return list(fitting)
    return [key for key, group in fitting.items() if group is known]


def _known_before(short: Group, full: list[Group]) -> Group | None:
    """Whose the short form is where it stood for one several times before the text brings the others."""
    first, second, *_ = sorted(full, key=lambda group: group.items[0].start)
    opening, rival = first.items[0].start, second.items[0].start
    between = sum(opening < item.start < rival for item in short.items)
    return first if between >= ESTABLISHED else None


def _head_of_family(text: str, full: list[Group]) -> Group | None:
    """Whom the text brings first, where all others of the name come as relatives: "his son, Leo Hart"."""
    first, *others = sorted(full, key=lambda group: group.items[0].start)
    starts = [group.items[0].start for group in others]
    return first if all(RELATIVE.search(text[max(0, at - WINDOW) : at]) for at in starts) else None


def _bears(text: str, group: Group, address: str) -> bool:
    """Whether a full name can bear the title or the gender that a surname has."""
    titles = {title.lower() for item in group.items if (title := title_before(text, item.start))}
    if address not in ("m", "f"):
        return address in titles
    genders: set[str] = {gender for title in titles if (gender := gender_of_title(title.title()))}
    opposite = "f" if address == "m" else "m"
    return opposite not in (genders or {gender_of_name(group.name.split()[0]) or "u"})


def _ends(name: str) -> tuple[str, str, str]:
    """The first word, the surname and the generation of a full name; without a surname all are empty."""
    words = without_generation(name).split()
    return (words[0], words[-1], generation_of(name)) if len(words) > 1 else ("", "", "")


def _tails(name: str) -> list[str]:
    """The name without its first one, two … words, of two words at least."""
    words = name.split()[:MANY_WORDS]
    return [" ".join(words[i:]) for i in range(1, len(words) - 1)]


def _last_words(name: str) -> list[str]:
    """The surname, and the half of it after a hyphen."""
    last = without_generation(name).rpartition(" ")[2]
    return [last, last.rpartition("-")[2]]


def _fits(short: str, full: str) -> bool:
    if generation := generation_of(short):
        if generation != generation_of(full):
            return False
        short = without_generation(short)
    full = without_generation(full)
    words, names = short.split(), full.split()
    if len(words) == 1:
        return words[0] in (names[-1], names[0]) or full.endswith((" " + short, "-" + short))
    if INITIAL.match(words[0]):
        return words[-1] == names[-1] and names[0].startswith(words[0][0])
    return full.endswith(" " + short)


def _same_places(places: dict[tuple[str, str], Group]) -> dict[tuple[str, str], tuple[str, str]]:
    """Other names of one country: "UK" and "Britain", "US" and "United States"."""
    by_country: dict[int | None, list[tuple[str, str]]] = defaultdict(list)
    for key in places:
        place = gazetteer().find(key[1])
        if place and place.kind == "country":
            by_country[place.geonames_id].append(key)
    owners: dict[tuple[str, str], tuple[str, str]] = {}
    for same in by_country.values():
        first = max(same, key=lambda key: (len(key[1]) > 3, sum(places[key].forms.values())))
        owners |= {key: first for key in same if key != first}
    return owners


def _short_organisations(bodies: dict[tuple[str, str], Group]) -> dict[tuple[str, str], tuple[str, str]]:
    """ "Summit & Range" is "Summit & Range Electric" where only one name begins with it."""
    owners: dict[tuple[str, str], tuple[str, str]] = {}
    longer: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key in bodies:
        words = key[1].split()[:MANY_WORDS]
        for count in range(1, len(words)):
            longer[" ".join(words[:count])].append(key)
    for key in bodies:
        if len(longer.get(key[1], ())) == 1:
            owners[key] = longer[key[1]][0]
    return owners


def _acronyms(text: str, groups: dict[tuple[str, str], Group]) -> dict[tuple[str, str], tuple[str, str]]:
    """Acronyms in brackets after a long form, or spelled by the capitals of exactly one."""
    acronyms = {key: group for key, group in groups.items() if _is_acronym(key[1], group.name)}
    if not acronyms:
        return {}
    ends = {item.end: key for key, group in groups.items() for item in group.items}
    by_capitals: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for key, group in groups.items():
        if " " in group.name:
            by_capitals[_capitals(group.name)].add(key)
    owners: dict[tuple[str, str], tuple[str, str]] = {}
    for key, group in acronyms.items():
        for item in group.items:
            before = BRACKETED.search(text[max(0, item.start - 3) : item.start])
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


def _name_by_title(text: str, groups: dict[tuple[str, str], Group]) -> None:
    """ "King Charles" is known by his title: put it into the name."""
    for group in groups.values():
        if group.label == "PERSON" and " " not in group.name:
            titles = [title for item in group.items if (title := title_before(text, item.start))]
            title = Counter(titles).most_common(1)[0][0] if titles else ""
            if title in OF_ONE_NAME or group.apart:
                group.forms.setdefault(group.name, 0)
                group.name = f"{title} {group.name}"


def _countries(groups: dict[tuple[str, str], Group]) -> frozenset[str]:
    """The countries that the article names, in whatever form."""
    places = gazetteer()
    codes = set()
    for label, key in groups:
        if label == "NORP" and (code := places.country_of_people(key)):
            codes.add(code)
        place = places.find(key) if label == "GPE" else None
        if place and place.country_code and place.kind == "country":
            codes.add(place.country_code)
    return frozenset(codes)


def _entity(group: Group, headline: str, opening: int, countries: frozenset[str]) -> Entity:
    """The record of a group; ``headline`` is in casefold, ``opening`` is where the first paragraph ends."""
    name, label = group.name, group.label
    others = group.forms.keys() - {name}
    in_title = bool(headline) and any(_stands_in(headline, form.casefold()) for form in (name, *others))
    early = group.items[0].start < opening
    place = gazetteer().locate(name, countries=countries) if label in ("GPE", "LOC") else None
    code = place.country_code if place else None
    if label == "NORP":
        code = gazetteer().country_of_people(name)
    return Entity(
        name=name,
        label=label,
        aliases=tuple(sorted(others)),
        mentions=len(group.items),
        in_title=in_title,
        in_first_paragraph=early,
        salience=_salience(len(group.items), in_title, early),
        geonames_id=place.geonames_id if place else None,
        country_code=code,
    )


def _stands_in(headline: str, form: str) -> bool:
    """Whether ``form`` stands in ``headline`` as whole words."""
    at = headline.find(form)
    while at >= 0:
        end = at + len(form)
        if not headline[at - 1 : at].isalnum() and not headline[end : end + 1].isalnum():
            return True
        at = headline.find(form, at + 1)
    return False


@lru_cache(maxsize=4_096)
def _salience(mentions: int, in_title: bool, early: bool) -> float:
    """Between 0 and 1: the headline weighs most, then being named often, then the first paragraph."""
    often = min(1.0, math.log2(1 + mentions) / 4)
    return round(0.4 * in_title + 0.4 * often + 0.2 * early, 3)

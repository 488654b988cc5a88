"""A name found once is looked for everywhere: other sightings that the model missed, and lines in capitals.

Full names are sought as they stand; a person's surname alone counts too. In a line of capitals the known
names are sought without regard to case, and the gazetteer's places and peoples beside them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import compress, pairwise
from operator import attrgetter

from spacy.lang.en.stop_words import STOP_WORDS

from dateline.annotate.entities.capitalised import CAPITAL, Capitalised, split
from dateline.annotate.entities.found import Found
from dateline.annotate.entities.given_names import gender_of_name
from dateline.annotate.entities.lines import Lines
from dateline.annotate.entities.person_nouns import PERSON_NOUNS
from dateline.annotate.entities.places import Gazetteer, gazetteer
from dateline.annotate.entities.suffixes import without_junior
from dateline.annotate.entities.titles import ADVERBS, is_title
from dateline.annotate.quotes import lexicon

WORD = re.compile(r"[^\W_][\w]*(?:[.'’&-][\w]+)*\.?")
NAME_WORD = re.compile(r"([^\x00-/:-@\[-`{-\xa9a-zß-öø-ÿ\W_](?<!\w.)\w*(?:[.'’&-]\w+)*\.?)")
"""It begins with no small letter. Signs are named beside ``\\W``: a set is tried first, a class last."""
BEFORE_NAME = re.compile(
    rf"([{CAPITAL}](?<![\w.'’-].)[a-zß-ÿĀ-ž’'-]{{2,}}) ([{CAPITAL}][\w’'-]+[^\W\d_A-Z])(?![\w’'-]| [A-Z])"
)
NO_WORD = re.compile(r"\W")
COMMON = STOP_WORDS | PERSON_NOUNS
SIGHTING = 0.8
"""What a further sighting of a known name weighs."""
BEYOND_PARTS = 0.1
"""What it weighs more than a shorter name within it: "New York" is no city in "New York Post"."""
LEAST_SURNAME = 3
LONGEST = 4
"""Words in a place's name."""
CITY_IN_CAPITALS = 100_000
"""Inhabitants a city needs to be read off a headline in capitals."""

Names = dict[str, list[tuple[str, str]]]
"""First word → (name, label) of all names that begin with it, the longest first."""


def everywhere(text: str, found: list[Found], lines: Lines, words: Capitalised) -> Iterator[Found]:
    """Yield the further sightings of the names in ``found``; some overlap what is known."""
    labels = _labels(text, found)
    parts = _Parts(found)
    yield from _fuller_names(text, found, lines, words, parts)
    known = {(item.start, item.end) for item in found if item.weight >= SIGHTING}
    for start, end, label in _sightings(text, _by_first_word(labels), (0, len(text))):
        if (start, end) not in known and not lines.in_capitals(start):
            within = parts.heaviest(start, end) if _is_long(text[start:end]) else 0.0
            yield Found(start, end, label, max(SIGHTING, within + BEYOND_PARTS))
    capitals = list(lines.capitals())
    folded = _by_first_word({name.upper(): label for name, label in labels.items()}) if capitals else {}
    for span in capitals:
        for start, end, label in _sightings(text, folded, span):
            yield Found(start, end, label, SIGHTING)
        yield from _places_in_capitals(text, span, gazetteer())


class _Parts:
    """The sightings in order, to be asked for those within a longer name."""

    def __init__(self, found: list[Found]) -> None:
        self._found = sorted(found, key=attrgetter("start"))
        self._starts = [item.start for item in self._found]

    def within_one(self, start: int, end: int) -> bool:
        """Whether a sighting holds these offsets and more."""
        before = bisect_right(self._starts, start) - 1
        return before >= 0 and end <= self._found[before].end

    def heaviest(self, start: int, end: int) -> float:
        """The most that a sighting within these offsets weighs."""
        inside = self._found[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return max([item.weight for item in inside if item.end <= end], default=0.0)


def _fuller_names(
    text: str, found: Iterable[Found], lines: Lines, words: Capitalised, parts: _Parts
) -> Iterator[Found]:
    """A capitalised word before somebody's bare surname, taken in: "Thandeka" before "Maseko"."""
    people = {text[f.start : f.end] for f in found if f.label == "PERSON" and not f.fixed}
    surnames = people - {_surname(name) for name in people if " " in name}
    for match in _pairs(text, words, surnames) if surnames else ():
        given, surname = match.groups()
        if surname not in surnames or lines.in_capitals(match.start()) or _place(given):
            continue
        if _may_be_given(given) and not parts.within_one(*match.span()):
            yield Found(*match.span(), "PERSON", 1.1)


def _may_be_given(word: str) -> bool:
    """Whether the word before a surname may be somebody's name, and does not just open the sentence."""
    lower = word.lower()
    adverb = lower in ADVERBS or (lower.endswith("ly") and gender_of_name(word) is None)
    return not (adverb or lower in COMMON or is_title(word) or _is_verb(word))


def _pairs(text: str, words: Capitalised, seconds: Iterable[str]) -> Iterator[re.Match[str]]:
    """Two capitalised words, the second of which begins like one of ``seconds``."""
    heads = {NO_WORD.split(second, maxsplit=1)[0] for second in seconds}
    for first, _ in compress(pairwise(words.starts), map(heads.__contains__, words.words[1:])):
        if match := BEFORE_NAME.match(text, first):
            yield match


def _place(word: str) -> bool:
    return gazetteer().find(word) is not None or gazetteer().country_of_people(word) is not None


def _labels(text: str, found: Iterable[Found]) -> dict[str, str]:
    labels: dict[str, str] = {}
    surnames: dict[str, str] = {}
    for item in found:
        if item.fixed:
            continue
        name = text[item.start : item.end]
        labels[name] = item.label
        surname = _surname(name) if item.label == "PERSON" else ""
        if len(surname) >= LEAST_SURNAME and surname[0].isupper():
            surnames[surname] = "PERSON"
    return {**surnames, **labels}


def _is_verb(word: str) -> bool:
    """Whether the word says that somebody speaks ("Says Neil"), and is no given name ("Grant")."""
    return word.lower() in lexicon.verbs() and gender_of_name(word) is None


def _is_long(name: str) -> bool:
    """Whether the name is of several words, and ends as names do: "Trump as" was cut wrongly."""
    _, space, last = name.rpartition(" ")
    return bool(space) and not last[:1].islower()


def _surname(name: str) -> str:
    return without_junior(name).rpartition(" ")[2]


def _by_first_word(labels: dict[str, str]) -> Names:
    names: Names = defaultdict(list)
    for name, label in labels.items():
        if first := _first_word(name):
            names[first].append((name, label))
    for same in names.values():
        if len(same) > 1:
            same.sort(key=lambda entry: -len(entry[0]))
    return names


def _first_word(name: str) -> str:
    first = name.partition(" ")[0]
    if first.isalnum():
        return first
    match = WORD.match(name)
    return match.group().rstrip(".") if match else ""


def _sightings(text: str, names: Names, span: tuple[int, int]) -> Iterator[tuple[int, int, str]]:
    """Start, end and label wherever one of ``names`` stands in ``span``, the longest that does."""
    reached = 0
    first, last = span
    offsets, words, _ = split(NAME_WORD, text[first:last])
    for offset, word in zip(offsets, words, strict=True):
        entries = names.get(word if word.isalnum() else _bare(word))
        if entries is None or (start := first + offset) < reached:
            continue
        for name, label in entries:
            stop = start + len(name)
            if text.startswith(name, start) and not text[stop : stop + 1].isalnum():
                yield start, stop, label
                reached = stop
                break


def _bare(word: str) -> str:
    word = word.rstrip(".")
    return word[:-2] if word.endswith(("'s", "’s", "'S", "’S")) else word


def _places_in_capitals(text: str, span: tuple[int, int], places: Gazetteer) -> Iterator[Found]:
    words = [(m.start(), m.start() + len(_bare(m.group()))) for m in WORD.finditer(text, *span)]
    at = 0
    while at < len(words):
        for count in range(min(LONGEST, len(words) - at), 0, -1):
            start, end = words[at][0], words[at + count - 1][1]
            if label := _label_in_capitals(text[start:end], places):
                yield Found(start, end, label, 0.7)
                at += count - 1
                break
        at += 1


def _label_in_capitals(name: str, places: Gazetteer) -> str | None:
    if places.country_of_people(name) and len(name) > 3:
        return "NORP"
    place = places.find(name)
    if place is None or (len(name) < 4 and place.kind == "city"):
        return None
    return "GPE" if place.kind in ("country", "state") or place.population >= CITY_IN_CAPITALS else None

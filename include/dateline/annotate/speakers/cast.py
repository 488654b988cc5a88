"""The cast of an article: its people and organisations, what they are called, and what is said of them.

A ``Figure`` is made of an entity and of what the text around its mentions tells: the titles and offices
before the name ("Port Director Omar Haddad"), appositions ("Ana Ruiz, the mayor", "the mayor, Ana Ruiz"), the
age in commas, and the gender that titles, given names or pronouns suggest.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter

from dateline.annotate.entities.given_names import gender_of_name
from dateline.annotate.entities.group_nouns import ORGANISATION_NOUNS
from dateline.annotate.entities.person_nouns import (
    KIN,
    MEN,
    OFFICE_INITIALS,
    PERSON_NOUNS,
    SMALL_INITIALS,
    WOMEN,
    initials_of,
)
from dateline.annotate.entities.places import gazetteer
from dateline.annotate.entities.titles import OF_ONE_NAME, gender_of_title, title_before, whole_title
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.speakers.bylines import bylines
from dateline.annotate.speakers.words import Gender
from dateline.records import Entity, Mention, Span, SpeakerType

AGE = re.compile(r"(?:['’]s)?,? \(?(?:aged )?(\d{1,3})\b(?![\d%.]|,\d)")
OF_COUNTRY = re.compile(r"\b((?:[A-Z][a-z]+ ){0,2}[A-Z][a-z]+)['’]s? $")
LONGEST_COUNTRY = 24
POSSESSIVES = ("’s ", "'s ", "’ ", "' ")
ROLE_TAGS = frozenset(["NOUN", "PROPN", "ADJ"])
SAME_OFFICE = {
    "justice": "judge",
    "congressman": "representative",
    "congresswoman": "representative",
    "premier": "pm",
}
"""Offices that articles call by another noun."""
FORMER = frozenset(["former", "ex", "late", "onetime", "retired"])
"""Words for an office that is no longer held: "the president" is rather who holds it."""
BEING = frozenset(["is", "was", "became", "’s", "'s", "remains"])
"""Verbs after which a person's office may stand."""
ANYBODY = frozenset(["man", "one", "person", "people", "woman"])
"""Nouns that are nobody's office: "The person he meant is Ana Diaz"."""
SHORTLY = 400
"""Characters behind a full name within which its surname means it, though another bears it, too."""
OFTEN = 5
"""Mentions of a single word that make sure of it that somebody is called so."""
OF_ANY_BODY = frozenset(["agency", "body", "company", "firm", "group", "organisation", "organization"])
"""Nouns by which a body is called anew rather than known."""
MANY_BEARERS = 8
"""Bearers of a surname who are looked at."""
LONGEST_ROLE = 6
"""Words before a name that are read as its office."""
ACTORS = frozenset(["PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"])


@dataclass(frozen=True, slots=True)
class Role:
    """An office or description: its head noun and the words that narrow it."""

    head: str
    words: frozenset[str]


PLEADED = frozenset(["pleaded", "pleads", "pled"])
TRIED = frozenset(["acquitted", "charged", "convicted", "jailed", "remanded", "sentenced", "tried"])
"""Verbs whose subject, and whose passive subject, is "the accused" in a report from court."""
ACCUSED = (Role("accused", frozenset()), Role("defendant", frozenset()))


@dataclass(slots=True, eq=False)
class Figure:
    """One who may speak."""

    name: str
    type: SpeakerType
    gender: Gender | None = None
    plural: bool = False
    votes: dict[Gender, int] = field(default_factory=dict)
    """How many pronouns of each gender clearly meant this figure."""
    leanings: dict[Gender, int] = field(default_factory=dict)
    """How many meant it rather than anybody else, clearly or not."""
    age: int | None = None
    country: str | None = None
    """Where the text says that the person is from, as a code: "Italy's Marco Neri"."""
    in_title: bool = False
    mentions: list[Mention] = field(default_factory=list)
    roles: set[Role] = field(default_factory=set)

    @property
    def is_person(self) -> bool:
        return self.type == "person"

    @property
    def is_introduced(self) -> bool:
        """Whether more than the model's word makes the figure a person: a full name, a title, an office.

        One word is enough if it is a given name, or comes often.
        """
        known = " " in self.name or bool(self.roles) or self.gender is not None
        return known or len(self.mentions) >= OFTEN or gender_of_name(self.name) is not None

    @property
    def first(self) -> int:
        return self.mentions[0].start if self.mentions else 0


class Cast:
    """Figures by name and by place in the text."""

    def __init__(self, figures: Iterable[Figure], grammar: Grammar) -> None:
        self.figures = list(figures)
        self._by_span = {(m.start, m.end): figure for figure in self.figures for m in figure.mentions}
        self.by_token: dict[int, tuple[Figure, Mention]] = {}
        for figure in self.figures:
            for mention in figure.mentions:
                first, last = grammar.first_at(mention.start), grammar.covering(mention.end - 1)
                for token in range(first, last + 1):
                    self.by_token[token] = figure, mention
        self._grammar = grammar
        self.most_mentions = max(
            (len(figure.mentions) for figure in self.figures if figure.is_person), default=1
        )

    def at(self, mention: Mention) -> Figure | None:
        return self._by_span.get((mention.start, mention.end))

    @cached_property
    def people(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.is_person]

    @cached_property
    def _people_in_order(self) -> list[Mention]:
        return sorted([m for figure in self.people for m in figure.mentions], key=attrgetter("start"))

    def people_between(self, start: int, end: int) -> list[Mention]:
        """The mentions of people that begin between two offsets, in order."""
        low = bisect_left(self._people_in_order, start, key=attrgetter("start"))
        return self._people_in_order[low : bisect_left(self._people_in_order, end, key=attrgetter("start"))]

    @cached_property
    def by_word(self) -> dict[str, list[Figure]]:
        """People by each word of their names, in lower case."""
        words: dict[str, list[Figure]] = defaultdict(list)
        for figure in self.people:
            for word in set(re.findall(r"[\w’'-]+", figure.name.lower())):
                words[word].append(figure)
        return words

    @cached_property
    def bodies_by_word(self) -> dict[str, list[Figure]]:
        """Organisations by each word of their names, in lower case."""
        words: dict[str, list[Figure]] = defaultdict(list)
        for figure in filter(is_body, self.figures):
            for word in set(re.findall(r"[\w’'-]+", figure.name.lower())):
                words[word].append(figure)
        return words

    @cached_property
    def bodies_by_kind(self) -> dict[str, list[Figure]]:
        """Organisations by the noun that stands right before a name: "the newspaper Dagens Nyheter"."""
        kinds: dict[str, dict[Figure, None]] = defaultdict(dict)
        for figure in filter(is_body, self.figures):
            for mention in figure.mentions:
                first = self._grammar.first_at(mention.start)
                noun = self._grammar.lower[first - 1] if first else ""
                if noun in ORGANISATION_NOUNS - OF_ANY_BODY:
                    kinds[noun][figure] = None
        return {noun: list(figures) for noun, figures in kinds.items()}


def is_person_noun(grammar: Grammar, token: int) -> bool:
    """Whether the token is a noun for a person: "driver", "PM", but not "pm"; or ends one, "centre-half"."""
    word = grammar.lower[token]
    if word in PERSON_NOUNS or (word in SMALL_INITIALS and grammar.word(token) in OFFICE_INITIALS):
        return True
    return grammar.is_hyphen(token - 1) and grammar.whole_word(token) in PERSON_NOUNS


def is_place(figure: Figure) -> bool:
    """Whether the figure is a place by name: many may do there what it does not."""
    return bool(figure.mentions) and figure.mentions[0].label in ("GPE", "LOC", "FAC")


def is_body(figure: Figure) -> bool:
    """Whether the figure is an organisation by name, not a place or a people."""
    return bool(figure.mentions) and figure.mentions[0].label == "ORG"


def make_cast(grammar: Grammar, mentions: Sequence[Mention], entities: Sequence[Entity]) -> Cast:
    """The cast of a parsed article."""
    titled = {(entity.name, entity.label) for entity in entities if entity.in_title}
    by_name: dict[tuple[str, str], Figure] = {}
    makers = bylines(grammar.text, mentions)
    for mention in mentions:
        if mention.label not in ACTORS or _is_within(mention.start, makers):
            continue
        key = (mention.name, mention.label)
        figure = by_name.get(key)
        if figure is None:
            figure = by_name[key] = Figure(
                mention.name,
                "person" if mention.label == "PERSON" else "organisation",
                in_title=key in titled,
            )
        figure.mentions.append(mention)
        if figure.is_person:
            _describe(figure, mention, grammar)
    for figure in by_name.values():
        if figure.is_person and figure.gender is None:
            figure.gender = _gender_of_given_name(figure.name)
    figures = list(by_name.values())
    _give_bare_names(figures, grammar)
    return Cast([figure for figure in figures if figure.mentions], grammar)


def _give_bare_names(figures: list[Figure], grammar: Grammar) -> None:
    """Let a surname of two people mean the one who alone was named just before, and did something.

    Not so where it stood for another before that one came.
    """
    bearers: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.is_person and " " in figure.name:
            bearers[figure.name.rpartition(" ")[2]].append(figure)
    for bare in figures:
        same = bearers.get(bare.name, [])[:MANY_BEARERS] if bare.is_person else []
        if len(same) < 2:
            continue
        established = bare.mentions[1].start if len(bare.mentions) > 1 else math.inf
        kept = []
        for mention in bare.mentions:
            bearer = _bearer_just_named(mention, same, grammar)
            if bearer is not None and bearer.first < established:
                insort(bearer.mentions, mention, key=attrgetter("start"))
            else:
                kept.append(mention)
        bare.mentions = kept


def _bearer_just_named(bare: Mention, bearers: Sequence[Figure], grammar: Grammar) -> Figure | None:
    """The only one of ``bearers`` named shortly before, in the same line if in one; a title may forbid it."""
    latest = ((figure, _last_before(figure, bare.start)) for figure in bearers)
    near = [(figure, m) for figure, m in latest if m is not None and bare.start - m.end <= SHORTLY]
    line = grammar.text.rfind("\n", 0, bare.start)
    near = [(figure, m) for figure, m in near if m.start > line] or near
    if len(near) != 1:
        return None
    (figure, before), title = near[0], title_before(grammar.text, bare.start)
    gender = _as_gender(gender_of_title(title)) if title else None
    acts = grammar.dep[grammar.covering(before.end - 1)] == "nsubj"
    return figure if acts and gender in (None, figure.gender) else None


def _last_before(figure: Figure, offset: int) -> Mention | None:
    before = bisect_left(figure.mentions, offset, key=attrgetter("start")) - 1
    return figure.mentions[before] if before >= 0 else None


def _is_within(offset: int, spans: Sequence[Span]) -> bool:
    """Whether ``offset`` lies in one of ``spans``, which are in order."""
    before = bisect_right(spans, (offset, math.inf)) - 1
    return before >= 0 and offset < spans[before][1]


def _describe(figure: Figure, mention: Mention, grammar: Grammar) -> None:
    text = grammar.text
    if figure.gender is None and (title := title_before(text, mention.start)):
        figure.gender = _as_gender(gender_of_title(title))
    if age := AGE.match(text, mention.end):
        figure.age = int(age.group(1))
    before = _words_before(grammar.first_at(mention.start), grammar)
    figure.roles.update(_roles(mention, before, grammar))
    if figure.country is None:
        figure.country = _country(figure, mention, before, grammar)
    heads = {role.head for role in figure.roles} if figure.gender is None else set()
    if heads.isdisjoint(MEN) != heads.isdisjoint(WOMEN):
        figure.gender = "f" if heads.isdisjoint(MEN) else "m"


def _country(figure: Figure, mention: Mention, before: list[int], grammar: Grammar) -> str | None:
    """Whose people the words around a name make its bearer one of; ``before`` are the tokens in front."""
    places, text, start = gazetteer(), grammar.text, mention.start
    owned = text.endswith(POSSESSIVES, 0, start)
    owner = OF_COUNTRY.search(text, max(0, start - LONGEST_COUNTRY), start) if owned else None
    place = places.find(owner.group(1)) if owner else None
    if place is not None and place.kind == "country":
        return place.country_code
    words = sorted([role.head for role in figure.roles])
    words += [grammar.lower[token] for token in before]
    return next((code for word in words if (code := places.country_of_people(word))), None)


def _as_gender(value: str | None) -> Gender | None:
    return "m" if value == "m" else "f" if value == "f" else None


def _gender_of_given_name(name: str) -> Gender | None:
    words = name.split()
    if words and words[0] in OF_ONE_NAME:
        return _as_gender(gender_of_title(words[0]))
    return _as_gender(gender_of_name(words[0])) if words else None


def roles_at(mention: Mention, grammar: Grammar) -> frozenset[Role]:
    """What a person is called where the mention stands."""
    return frozenset(_roles(mention, _words_before(grammar.first_at(mention.start), grammar), grammar))


def _roles(mention: Mention, before: list[int], grammar: Grammar) -> Iterable[Role]:
    """What a mention is called by the tokens ``before`` it, by appositions and by what it is said to be."""
    first, last = grammar.first_at(mention.start), grammar.covering(mention.end - 1)
    if before:
        yield from _role(before, grammar)
    for token in range(first, last + 1):
        dep, head = grammar.dep[token], grammar.head[token]
        for child in grammar.children[token]:
            if (
                grammar.dep[child] == "appos"
                and not first <= child <= last
                and _in_line(token, child, grammar)
            ):
                yield from _noun_phrase(child, grammar)
            if grammar.dep[child] == "relcl" and grammar.lower[child] in BEING:  # "Kowal, who is CTO"
                yield from _attribute(child, grammar)
        if dep == "appos" and not first <= head <= last and _in_line(head, token, grammar):
            yield from _noun_phrase(head, grammar)
        if (dep == "nsubj" and grammar.lower[head] in PLEADED) or (
            dep == "nsubjpass" and grammar.lower[head] in TRIED
        ):
            yield from ACCUSED
        if dep == "nsubj" and grammar.lower[head] in BEING:
            yield from _attribute(head, grammar)
        if dep == "attr" and grammar.lower[head] in BEING:  # "The captain is Tom Weir"
            subject = grammar.child(head, "nsubj")
            if subject is not None and grammar.lower[subject] not in ANYBODY:
                yield from _noun_phrase(subject, grammar)


def _in_line(first: int, last: int, grammar: Grammar) -> bool:
    return "\n" not in grammar.text[grammar.start[first] : grammar.start[last]]


def _attribute(verb: int, grammar: Grammar) -> Iterable[Role]:
    attribute = grammar.child(verb, "attr")
    if attribute is not None:
        yield from _noun_phrase(attribute, grammar)


def _words_before(first: int, grammar: Grammar) -> list[int]:
    tokens: list[int] = []
    for token in range(first - 1, max(-1, first - 1 - LONGEST_ROLE), -1):
        if grammar.pos[token] not in ROLE_TAGS and not (tokens and grammar.lower[token] in ("-", "of")):
            break
        if "\n" in grammar.text[grammar.end[token] : grammar.start[token + 1]]:
            break
        tokens.append(token)
    return tokens[::-1]


def _role(tokens: list[int], grammar: Grammar) -> Iterable[Role]:
    words = [grammar.lower[token] for token in tokens]
    if not FORMER.isdisjoint(words):
        words = [whole_title(word) for word in words]
    whole = zip(tokens, words, strict=True)
    heads = [word for token, word in whole if word in PERSON_NOUNS or is_person_noun(grammar, token)]
    if heads:
        yield from _as_called(heads[-1], words)


def _noun_phrase(head: int, grammar: Grammar) -> Iterable[Role]:
    noun = grammar.lower[head]
    if is_person_noun(grammar, head) and grammar.pos[head] in ("NOUN", "PROPN"):
        phrase = range(grammar.left[head], min(grammar.right[head], head + 8) + 1)
        counted = noun in KIN  # "a mother of two" is no mother of four
        words = [
            grammar.lower[t]
            for t in phrase
            if grammar.pos[t] in ROLE_TAGS or (counted and grammar.tag[t] == "CD")
        ]
        yield from _as_called(noun, words)
        second = grammar.child(head, "conj")  # "the former mayor and governor"
        bare = second is not None and grammar.child(second, "det", "poss") is None
        if second is not None and bare and second in phrase and is_person_noun(grammar, second):
            yield from _as_called(grammar.lower[second], words)


def _as_called(noun: str, words: list[str]) -> Iterable[Role]:
    """The office by its noun, and by its initials where it is known by them."""
    yield Role(SAME_OFFICE.get(noun, noun), frozenset(words) - {noun})
    if initials := initials_of(words[: words.index(noun) + 1] if noun in words else words):
        yield Role(initials, frozenset(words) - {noun})

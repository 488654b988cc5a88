"""Organisations as sources: by name, by a noun, by what they publish, and through who speaks for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from dateline.annotate.entities.cases import SPEAKS_FOR
from dateline.annotate.entities.group_nouns import FIRMS, ORGANISATION_NOUNS, SPOKESPEOPLE
from dateline.annotate.entities.places import gazetteer
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.sources import mention_of
from dateline.annotate.speakers.cast import Cast, Figure, is_body, is_place
from dateline.annotate.speakers.discourse import Discourse
from dateline.annotate.speakers.reading import LEADING_THE, Reading, reading_of, without_clauses
from dateline.records import Mention, Span, SpeakerType

BODIES: frozenset[SpeakerType] = frozenset(["organisation", "group"])
BY = re.compile(r" (?:by|from) (?:the )?$")
WITH_TITLE = re.compile(r", (?:[A-Z][\w.]* ){0,3}")
"""What stands between a body and the name of who speaks for it: a comma, and a rank."""
FOR_BODY = re.compile(
    r"(?:[Aa]n?|[Tt]he) ([A-Z][\w&.-]*(?: [A-Z][\w&.-]*)* (?:for|of) [A-Z][\w&.-]*(?: [A-Z][\w&.-]*)*)"
    r" spokes(?:man|woman|person)"
)
"""One who speaks for a body whose name goes on behind a preposition: "a Transport for London spokesman"."""
LONGEST_WORD = 40
FOR_THE = re.compile(r" (?:for|of|from) the (\w+)$")
ITS = re.compile(r"(?:its|their) ", re.IGNORECASE)
BODY_LABELS = frozenset(["ORG", "FAC", "PRODUCT"])
PAPERS = frozenset(
    [
        *("caption", "email", "letter", "memo", "message", "note", "paper", "poll", "post", "report"),
        *("statement", "study", "survey", "tweet"),
    ]
)
"""What speaks for whom it belongs to; "Japan's central bank" is not Japan."""
STATEMENTS = frozenset(["letter", "memo", "statement", "tweet"])
"""Papers in which one body speaks: "the NSC statement"."""
FINDINGS = frozenset(
    [
        *("analysis", "data", "estimate", "estimates", "figures", "forecast", "forecasts", "research"),
        "statistics",
    ]
)
"""What is a body's that is named behind it, and speaks for it."""
OF_MANY_KINDS = frozenset(["association", "body", "federation", "group", "nonprofit", "non-profit", "union"])
"""Nouns for any number of bodies: "the group" is one that has done something just before."""
UNIONS = frozenset(["association", "brotherhood", "federation", "guild", "teamsters", "union", "workers"])
"""Words of the names of unions."""
SCHOOLS = frozenset(["academy", "college", "institute", "school", "university"])
INSTITUTIONS = SCHOOLS | {"church", "hospital", "hotel", "museum", "restaurant"}
"""Nouns by which only a body of that kind is meant: "the hospital" is no department."""
MANY_BODIES = 8
"""Bodies of one noun that are looked at, the first ones of the text."""
WORDS_BACK = 300
"""How far before "the ministry" one is sought that the text describes."""
CLEARLY = 0.6
"""The share by which a firm must be to the fore for "the company" to mean it."""


class Bodies:
    """Readings of one article's sources that are organisations, or speak for one."""

    def __init__(self, grammar: Grammar, cast: Cast, discourse: Discourse) -> None:
        self._grammar = grammar
        self._cast = cast
        self._discourse = discourse
        self._owners: dict[str, Figure] = {}
        """Whose each paper is: "the letter", after "the union's letter"."""
        self._known: dict[str, Figure] = {}
        """Those that are only described, by their words in small letters."""

    def spoken_for(self, described: Figure) -> Figure | None:
        """The body behind "he" where that is "a spokesman for the Harbour Trust"."""
        words = described.name.lower().split()
        if SPOKESPEOPLE.isdisjoint(words):
            return None
        bodies = [f for f in self._cast.figures if any(m.label in BODY_LABELS for m in f.mentions)]
        named = f" {described.name} "
        return next((body for body in bodies if any(f" {m.text} " in named for m in body.mentions)), None)

    def before(self, offset: int, *, several: bool = False) -> tuple[Figure, float] | None:
        """The body that "it" means, or with ``several`` "they", who are no place.

        Not Japan is meant where "Japan's central bank" is talked about, nor where a firm sells cars there.
        """
        found = self._discourse.antecedent(offset, None, BODIES)
        if found is not None and not several:
            other = self._discourse.antecedent(
                offset, None, BODIES, but=lambda figure: self._lies_there(figure, offset)
            )
            if other is not None and is_body(other[0]) and other[1] >= CLEARLY:
                found = other
        if found is not None and several and is_place(found[0]):
            return None
        if found is None or found[0].mentions:
            return found
        described = found[0]

        def owns_it(figure: Figure) -> bool:
            return figure is not described and figure.name in described.name

        return self._discourse.antecedent(offset, None, BODIES, but=owns_it)

    def _lies_there(self, figure: Figure, offset: int) -> bool:
        """Whether the figure is a place or a people that has done nothing shortly before ``offset``."""
        of_place = is_place(figure) or any(mention.label == "NORP" for mention in figure.mentions[:1])
        return of_place and not self._discourse.has_acted(figure, offset)

    def represented(self, person: Mention, body: Mention) -> Reading | None:
        """The body right before, if somebody speaks for it: "a spokesman for the council, Leo Stone"."""
        text = self._grammar.text
        beside = body.label in BODY_LABELS and WITH_TITLE.fullmatch(text, body.end, person.start)
        if not beside or not SPEAKS_FOR.search(text[max(0, body.start - LONGEST_WORD) : body.start]):
            return None
        figure, speaker = self._cast.at(body), self._cast.at(person)
        if figure is None or speaker is None:
            return None
        return Reading(figure.name, "organisation", "spokesperson", 1.0, figure, speaker.name)

    def spokesperson(
        self, span: Span, head: int, inside: Sequence[Mention], named: Sequence[Mention]
    ) -> Reading | None:
        """Somebody unnamed, or ``named`` beside it, who speaks for an organisation."""
        grammar = self._grammar
        if grammar.lower[head] not in SPOKESPEOPLE:
            return None
        of_body = FOR_BODY.fullmatch(grammar.text, *span)
        if of_body is not None:
            name = of_body.group(1)
            return reading_of(
                self._known.setdefault(name.lower(), Figure(name, "organisation")), "spokesperson"
            )
        bodies = [m for m in inside if m.label in BODY_LABELS]
        if named and not bodies:
            return None
        if named:
            person = self._cast.at(named[-1])
            body = self._cast.at(bodies[0])
            if grammar.start[head] < named[-1].start and named[-1].start - grammar.end[head] <= 1:
                return None
            if person and body:
                return Reading(body.name, "organisation", "spokesperson", 1.0, body, person.name)
        body = self._cast.at(bodies[0]) if bodies else self._spoken_for_noun(span)
        return reading_of(body, "spokesperson") if body else None

    def _spoken_for_noun(self, span: Span) -> Figure | None:
        """The body behind "a spokesman for the council", "its spokesman"."""
        words = self._grammar.text[slice(*span)]
        if ITS.match(words):
            found = self._discourse.antecedent(span[0], None, BODIES, but=lambda figure: not is_body(figure))
            return found[0] if found is not None and found[1] >= CLEARLY else None
        match = FOR_THE.search(words)
        return self._so_called(match.group(1).lower(), span[0]) if match else None

    def read(self, span: Span, head: int, inside: Sequence[Mention]) -> Reading | None:
        """The organisation that the words at ``span`` name or describe; ``inside`` are the names in them."""
        grammar = self._grammar
        bodies = [m for m in inside if m.label != "PERSON"]
        for mention in bodies:
            named = mention.label != "NORP" or self._is_party(span, head, mention)
            if mention.start <= grammar.start[head] < mention.end and named:
                figure = self._cast.at(mention)
                return reading_of(figure, "organisation") if figure else None
        if grammar.lower[head] in FINDINGS and (source := self._found_by(head, bodies)) is not None:
            return reading_of(source, "organisation")
        if grammar.lower[head] not in ORGANISATION_NOUNS:
            return None
        owner = self._owner(head, bodies)
        if owner is not None and (figure := self._cast.at(owner)):
            self._owners[grammar.lower[head]] = figure
            return reading_of(figure, "organisation")
        return self._described(head, without_clauses(grammar.text[slice(*span)]))

    def _found_by(self, head: int, bodies: Sequence[Mention]) -> Figure | None:
        """Whose figures they are: "an estimate by Acme"."""
        maker = next((m for m in bodies if m.label == "ORG" and self._publishes(head, m)), None)
        return self._cast.at(maker) if maker is not None else None

    def _owner(self, head: int, bodies: Sequence[Mention]) -> Mention | None:
        """Whose the paper, or the part of it, is: "the union's letter", "a report by the union"."""
        owned = (m for m in bodies if self._owns(m, head))
        published = (m for m in bodies if m.label == "ORG" and self._publishes(head, m))
        return next(owned, None) or next(published, None)

    def _owns(self, body: Mention, head: int) -> bool:
        grammar = self._grammar
        beside = body.label == "ORG" and body.end + 1 == grammar.start[head]
        if beside and grammar.lower[head] in STATEMENTS:  # a poll may be of several, and is not the only one
            return True
        if body.start >= grammar.start[head] or grammar.text[body.end : body.end + 1] not in ("'", "’"):
            return False
        return body.label == "ORG" or (body.label in ("NORP", "GPE") and grammar.lower[head] in PAPERS)

    def _is_party(self, span: Span, head: int, mention: Mention) -> bool:
        """Whether the source is a party as a whole: "the Conservatives", not "some Democrats"."""
        words = LEADING_THE.sub("", self._grammar.text[slice(*span)])
        party = gazetteer().country_of_people(words) is None
        return words == mention.text and self._grammar.tag[head] == "NNPS" and party

    def _publishes(self, paper: int, body: Mention) -> bool:
        """Whether a report, a statement comes from the body: "a report by the Environment Agency"."""
        return bool(BY.match(self._grammar.text[self._grammar.end[paper] : body.start]))

    def _described(self, head: int, words: str) -> Reading:
        """An organisation or paper known by a common noun: "the letter", after "the union’s letter"."""
        noun = self._grammar.lower[head]
        owner = self._owners.get(noun)
        if owner is not None and LEADING_THE.match(words):
            return reading_of(owner, "organisation")
        if LEADING_THE.match(words):
            plain, offset = LEADING_THE.sub("", words).lower(), self._grammar.start[head]
            named = self._so_called(noun, offset) if plain == noun else self._so_named(plain, noun, offset)
            if named is not None:
                return reading_of(named, "stand-in" if named.mentions else "described organisation")
        figure = self._known.setdefault(words.lower(), Figure(words, "organisation"))
        return Reading(figure.name, "organisation", "described organisation", 1.0, figure)

    def _so_called(self, noun: str, offset: int) -> Figure | None:
        """The body that bears the noun in its name ("the council"), or the firm that is talked about."""
        called = self._cast.bodies_by_word.get(noun, []), self._cast.bodies_by_kind.get(noun, [])
        first = chain.from_iterable(bodies[:MANY_BODIES] for bodies in called)
        bearers = [body for body in dict.fromkeys(first) if body.first < offset]
        named = max((m.start for body in bearers for m in body.mentions if m.start < offset), default=-1)
        described = self._described_before(noun, named, offset) if noun not in FIRMS else None
        if described is not None:
            return described
        if bearers:
            return bearers[0] if len(bearers) == 1 else None
        if noun not in FIRMS:
            return None

        def is_another(figure: Figure) -> bool:
            acts = noun not in OF_MANY_KINDS or self._discourse.has_acted(figure, offset)
            return not is_body(figure) or not acts or _is_of_another_kind(figure, noun)

        subject = self._discourse.main_subject(self._grammar.first_at(offset))
        entry = self._cast.by_token.get(subject) if subject is not None else None
        if entry is not None and not is_another(entry[0]):
            return entry[0]
        found = self._discourse.antecedent(offset, None, BODIES, but=is_another)
        return found[0] if found is not None and found[1] >= CLEARLY else None

    def _so_named(self, words: str, noun: str, offset: int) -> Figure | None:
        """The one body whose name ends so: "the police department" after "Hull Police Department"."""
        bodies = self._cast.bodies_by_word.get(noun, [])[:MANY_BODIES]
        sought = f" {_without_genitives(words)}"
        named = [body for body in bodies if _without_genitives(body.name.lower()).endswith(sought)]
        return named[0] if len(named) == 1 and named[0].first < offset else None

    def _described_before(self, noun: str, start: int, end: int) -> Figure | None:
        """The body that the text last described by the noun between two offsets: "India’s home ministry"."""
        grammar, by_token = self._grammar, self._cast.by_token
        first = max(grammar.first_at(max(0, start)), grammar.first_at(end) - WORDS_BACK)
        for token in range(grammar.first_at(end) - 1, first - 1, -1):
            if grammar.lower[token] != noun or token in by_token or self._discourse.is_quoted(token):
                continue
            owner = grammar.child(token, "poss", "compound")
            if owner is not None and grammar.ent[owner]:
                words = without_clauses(grammar.text[slice(*mention_of(grammar, token))])
                return self._known.setdefault(words.lower(), Figure(words, "organisation"))
        return None


def _without_genitives(words: str) -> str:
    """The words without the marks of genitives: "principals’ association" is "Principals Association"."""
    return re.sub(r"['’](?=s?\b|\s|$)", "", words)


def _is_of_another_kind(body: Figure, noun: str) -> bool:
    """Whether the body's name says that it is no union, no group, no hospital."""
    words = set(body.name.lower().split())
    if noun == "union":
        return UNIONS.isdisjoint(words) and not body.name.isupper()
    kinds = ORGANISATION_NOUNS & words
    if noun in INSTITUTIONS:
        return bool(kinds) and kinds.isdisjoint(SCHOOLS if noun in SCHOOLS else (noun,))
    return noun in OF_MANY_KINDS and bool(kinds - (FIRMS - INSTITUTIONS)) and noun not in kinds

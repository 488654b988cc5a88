"""From a source's own words to who they mean: a name, an office, a pronoun, a spokesperson, an organisation.

The words are read by their head: in "the mayor's attorney Ana Ruiz" it is Ruiz, in "a spokesman for the
council" nobody named, so the council speaks; "Rao and Mensah" are two heads, and both speak.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from dateline.annotate.entities.context import OPENING
from dateline.annotate.entities.model_names import POST_NOMINALS
from dateline.annotate.entities.organisations import ORGANISATION
from dateline.annotate.entities.person_nouns import FIRMS_TOO, PERSON_NOUNS
from dateline.annotate.entities.places import gazetteer
from dateline.annotate.entities.titles import is_title
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.speakers.cast import Cast, Figure, is_body
from dateline.annotate.speakers.discourse import Discourse
from dateline.annotate.speakers.offices import AGED, ARTICLES, Offices
from dateline.annotate.speakers.words import (
    CROWDS,
    FIRMS,
    NEUTER_PRONOUNS,
    ORGANISATION_NOUNS,
    PLURAL_PRONOUNS,
    PRONOUNS,
    SPOKESPEOPLE,
)  # fmt: skip
from dateline.records import Mention, Span, SpeakerType

CAPITALISED = re.compile(
    r"^(?:[A-Z’']|[^\W\d_a-z])[\w’'.-]*(?: (?:[A-Z][\w’'.-]*|de|van|von|bin|al|el|la))*$"
)
ACRONYM = re.compile(r"^[Tt]he ([A-Z]{2,6})$")
"""A body by its initials; offices that have some ("the CEO") are read before."""
SHORTENED = re.compile(r"\w*[A-Z]\w*[A-Z]\w*")
"""A body's name of more than one capital ("PETA", "WebMD"); before a colon it is a speaker's in capitals."""
MEMBER = re.compile(
    r"(?:[Tt]he )?(?:[A-Z][\w.&-]* (?:of |for |and )?){0,5}([A-Z][\w.&-]*)['’]s "
    r"((?:[A-Z][\w’'-]+ ){1,2}[A-Z][\w’'-]+)"
)
"""One of a body's people, by a name that nothing else gives away: "the Business Council's Bran Black"."""
CLAUSE = re.compile(
    r",? (?:who|which|whose|whom|when|where|after|before|as|while)\b.*$|,(?!\d|.* (?:and|or|&) ).*$",
    re.DOTALL,
)
"""What is left out of a description: its clauses, and what commas set off, but not the rest of a list."""
INTRODUCING = re.compile(
    r"\b(?:I['’]m|I am|[Nn]ame['’]s|[Nn]ame is|[Tt]his is|[Cc]all me|[Ii]t['’]s|[Hh]ere is|[Hh]ere['’]s) $"
)
"""What comes before one's own name: "My name is Lukas Mbeki"."""
LONGEST_INTRODUCTION = 12
LEADING_THE = re.compile(r"^(?:the|this|that)\s+", re.IGNORECASE)
COORDINATION = re.compile(r"^(?:,? (?:and|&) |, )(?:[\w’'-]+ ){0,4}?$")
BODIES: frozenset[SpeakerType] = frozenset(["organisation", "group"])
ANYBODY: frozenset[SpeakerType] = BODIES | {"person", "unnamed", "role"}
HYPHENATED = re.compile(r"(?<!\w)(?:[Tt]he )?\w+(?:-\w+)*-$")
BY = re.compile(r" (?:by|from) (?:the )?$")
LONGEST_WORD = 40
SPEAKS_FOR = re.compile(r"\bspokes(?:man|woman|person) (?:for|of|from) (?:the )?$", re.IGNORECASE)
FOR_THE = re.compile(r" (?:for|of|from) the (\w+)$")
BODY_LABELS = frozenset(["ORG", "FAC", "PRODUCT"])
HEARING = frozenset(["hear", "hears", "heard", "hearing"])
PAPERS = frozenset(["letter", "paper", "poll", "report", "statement", "study", "survey"])
"""What speaks for whom it belongs to; "Japan's central bank" is not Japan."""
TRADING = (FIRMS_TOO | FIRMS) - {"leader"}
"""Nouns that a firm's name may follow, set off by commas."""
NARRATORS = frozenset(["i", "we", "you", "me", "us", "there"])
CLEARLY = 0.6
"""The share by which a firm must be to the fore for "the company" to mean it."""
PLURAL_TAGS = frozenset(["NNS", "NNPS"])


class Reading(NamedTuple):
    """Who a source's words mean, before it is weighed how sure that is."""

    name: str
    type: SpeakerType
    method: str
    share: float = 1.0
    figure: Figure | None = None
    spokesperson: str | None = None


class Sources:
    """Readings of source words in one article."""

    def __init__(self, grammar: Grammar, cast: Cast, offices: Offices, discourse: Discourse) -> None:
        self._grammar = grammar
        self._cast = cast
        self._offices = offices
        self._discourse = discourse
        self._owners: dict[str, Figure] = {}
        self._bodies: dict[str, Figure] = {}
        """Those that are only described, by their words in small letters."""
        self._unseen: dict[str, Reading] = {}
        """By their last words those whose names nothing but a source gave."""
        self._joint: Reading | None = None
        """Those who spoke together, while nobody else has spoken since."""
        self._mentions = sorted((m for f in cast.figures for m in f.mentions), key=lambda m: m.start)
        self._starts = [mention.start for mention in self._mentions]

    def read(self, span: Span, said: Sequence[Span] = ()) -> Reading | None:
        """Who the words at ``span`` mean; None where nothing can be said.

        ``said`` are the spans in which whoever is named is somebody else than the source.
        """
        reading = self._read(self._whole_words(span), said)
        self._joint = reading if reading is not None and reading.method == "joint speakers" else None
        return reading

    def _read(self, span: Span, said: Sequence[Span]) -> Reading | None:
        words = self._grammar.text[slice(*span)].strip()
        lower = words.lower()
        if lower in PRONOUNS:
            return self._pronoun(span, lower, said)
        if lower in NEUTER_PRONOUNS | PLURAL_PRONOUNS:
            return self._neuter(span, lower)
        low, high = bisect_left(self._starts, span[0]), bisect_left(self._starts, span[1])
        inside = self._mentions[low:high]
        if inside and span[0] == 0 and OPENING.match(self._grammar.text):
            return None
        people = [m for m in inside if m.label == "PERSON"]
        head = self._head(span)
        return (
            self._spokesperson(span, head, inside)
            or self._people(span, head, people)
            or self._apposed(head)
            or self._by_age(words)
            or self._office(head, words, span)
            or self._organisation(span, head, inside)
            or self._unseen_name(words, head)
            or self._described(span, words, head)
        )

    def is_narrator(self, span: Span) -> bool:
        """Whether the words are the writer's own or nobody's, as around an interview's answers."""
        return self._grammar.text[slice(*span)].strip().lower() in NARRATORS

    def listens(self, cue: Span) -> bool:
        """Whether the cue's subject is told what the quote holds: "the court heard that"."""
        return self._grammar.text[slice(*cue)].lower() in HEARING

    def _pronoun(self, span: Span, word: str, said: Sequence[Span]) -> Reading | None:
        others = self._named_in(said)
        found = self._discourse.antecedent(span[0], PRONOUNS[word], but=others.__contains__)
        if found is None:
            return None
        figure, share = found
        if figure.is_person:
            return _reading(figure, "pronoun", share)
        body = self._spoken_for(figure)
        if body is not None:
            return _reading(body, "spokesperson")
        return _reading(figure, f"pronoun for {'unnamed' if figure.type == 'unnamed' else 'role'}", share)

    def _named_in(self, said: Sequence[Span]) -> list[Figure]:
        """Whom a quotation speaks of by name: "He said Trump would win" was said by somebody else."""
        text, named = self._grammar.text, []
        for start, end in said:
            for mention in self._mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]:
                figure = self._cast.at(mention)
                before = text[max(start, mention.start - LONGEST_INTRODUCTION) : mention.start]
                if figure is not None and not INTRODUCING.search(before):
                    named.append(figure)
        return named

    def _spoken_for(self, described: Figure) -> Figure | None:
        """The body behind "he" where that is "a spokesman for the Harbour Trust"."""
        words = described.name.lower().split()
        if SPOKESPEOPLE.isdisjoint(words):
            return None
        bodies = [f for f in self._cast.figures if any(m.label in BODY_LABELS for m in f.mentions)]
        named = f" {described.name} "
        return next((body for body in bodies if any(f" {m.text} " in named for m in body.mentions)), None)

    def _neuter(self, span: Span, word: str) -> Reading | None:
        """ "it" for a body; "they" for joint speakers, a body, or a person of no known gender."""
        if word in PLURAL_PRONOUNS and self._joint is not None:
            return self._joint
        if word == "both":
            return None
        body = self._body_before(span[0])
        if word in PLURAL_PRONOUNS:
            person = self._discourse.antecedent(span[0], None, ANYBODY)
            if person and person[0].is_person and person[0].gender is None:
                return _reading(person[0], "singular they", person[1])
        return _reading(body[0], "neuter pronoun", body[1]) if body else None

    def _body_before(self, offset: int) -> tuple[Figure, float] | None:
        """The body that "it" means; not Japan where "Japan's central bank" is talked about."""
        found = self._discourse.antecedent(offset, None, BODIES)
        if found is None or found[0].mentions:
            return found
        described = found[0]

        def owns_it(figure: Figure) -> bool:
            return figure is not described and figure.name in described.name

        return self._discourse.antecedent(offset, None, BODIES, but=owns_it)

    def _people(self, span: Span, head: int, people: Sequence[Mention]) -> Reading | None:
        if not people:
            return None
        first = self._head_person(head, people)
        if first is None:
            return None
        if (body := self._represented(first)) is not None:
            return body
        joint = [first, *self._joined(first, people)]
        figures = [figure for m in joint if (figure := self._cast.at(m)) is not None]
        names = list(dict.fromkeys(figure.name for figure in figures))
        if len(names) > 1:
            return Reading(f"{', '.join(names[:-1])} and {names[-1]}", "group", "joint speakers")
        return self._named(figures[0], first)

    def _apposed(self, head: int) -> Reading | None:
        """Whom the noun describes: "Ana Ruiz, the botanist", "The publisher, Harrow & Quill"."""
        body = self._cast.by_token.get(self._grammar.child(head, "appos") or head)
        if body is not None and is_body(body[0]) and self._grammar.lower[head] in TRADING:
            return _reading(body[0], "organisation")
        entry = self._cast.by_token.get(self._grammar.head[head])
        described = self._grammar.dep[head] == "appos" and entry is not None and entry[0].is_person
        return _reading(entry[0], "office") if described and entry is not None else None

    def _named(self, figure: Figure, mention: Mention) -> Reading:
        same = self._cast.by_word.get(mention.text.lower(), [])
        rivals = [other for other in same if other is not figure and " " in other.name]
        if " " not in figure.name and rivals:
            return Reading(figure.name, "person", "ambiguous name", 1 / (1 + len(rivals)), figure)
        return _reading(figure, "full name" if mention.text == figure.name else "part of a name", 1.0)

    def _head_person(self, head: int, people: Sequence[Mention]) -> Mention | None:
        grammar = self._grammar
        for mention in people:
            if mention.start <= grammar.start[head] < mention.end:
                return mention
            if POST_NOMINALS.fullmatch(grammar.text, mention.end, grammar.end[head]):
                return mention
        free = [m for m in people if not self._depends(m, head)]
        dressed = grammar.lower[head] in PERSON_NOUNS or grammar.pos[head] in ("PROPN", "VERB")
        return free[-1] if free and dressed else None

    def _depends(self, mention: Mention, head: int) -> bool:
        """Whether the name only narrows the head: "Haddad's brother", "a friend of Haddad"."""
        grammar = self._grammar
        if re.match(r"['’]s?\b|['’]\s", grammar.text[mention.end : mention.end + 3]):
            return True
        last = grammar.covering(mention.end - 1)
        before = grammar.first_at(mention.start) - 1
        while before > 0 and grammar.pos[before] in ("PROPN", "ADJ"):
            before -= 1
        if (
            grammar.lower[before]
            in ("of", "for", "to", "with", "by", "from", "at", "in", "than", "like", "on")
            and head <= before
        ):
            return True
        return last + 1 == head and grammar.dep[last] == "compound"

    def _joined(self, first: Mention, people: Sequence[Mention]) -> list[Mention]:
        joined, end = [], first.end
        for mention in people:
            if mention.start > first.start and COORDINATION.match(self._grammar.text[end : mention.start]):
                joined.append(mention)
                end = mention.end
        between = self._grammar.text[first.end : end]
        return joined if re.search(r"\b(?:and|&)\s", between) or " & " in between else []

    def _represented(self, person: Mention) -> Reading | None:
        """The body that somebody speaks for: "a spokesman for the council, Leo Stone"."""
        text = self._grammar.text
        body = self._mentions[max(0, bisect_left(self._starts, person.start) - 1)]
        beside = body.label in BODY_LABELS and text[body.end : person.start] == ", "
        if not beside or not SPEAKS_FOR.search(text[max(0, body.start - LONGEST_WORD) : body.start]):
            return None
        figure, speaker = self._cast.at(body), self._cast.at(person)
        if figure is None or speaker is None:
            return None
        return Reading(figure.name, "organisation", "spokesperson", 1.0, figure, speaker.name)

    def _spokesperson(self, span: Span, head: int, inside: Sequence[Mention]) -> Reading | None:
        """Somebody unnamed, or named beside it, who speaks for an organisation."""
        grammar = self._grammar
        if grammar.lower[head] not in SPOKESPEOPLE:
            return None
        people = [m for m in inside if m.label == "PERSON"]
        named = [m for m in people if not self._depends(m, head)]
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
        return _reading(body, "spokesperson") if body else None

    def _spoken_for_noun(self, span: Span) -> Figure | None:
        """The body behind "a spokesman for the council"."""
        match = FOR_THE.search(self._grammar.text[slice(*span)])
        return self._so_called(match.group(1).lower(), span[0]) if match else None

    def _by_age(self, words: str) -> Reading | None:
        figure = self._offices.of_age(words) if AGED.search(words) else None
        return _reading(figure, "age") if figure else None

    def _office(self, head: int, words: str, span: Span) -> Reading | None:
        grammar = self._grammar
        if grammar.lower[head] not in PERSON_NOUNS or grammar.tag[head] in PLURAL_TAGS:
            return None
        first = grammar.first_at(span[0])
        phrase = [grammar.lower[t] for t in range(first, head) if grammar.pos[t] != "PUNCT"]
        phrase += [
            grammar.lower[t]
            for t in range(head + 1, grammar.covering(span[1] - 1) + 1)
            if grammar.pos[t] in ("NOUN", "PROPN")
        ]
        figure = self._offices.holder([*phrase, grammar.lower[head]], span[0], self._discourse.named_before)
        return _reading(figure, "office") if figure else None

    def _organisation(self, span: Span, head: int, inside: Sequence[Mention]) -> Reading | None:
        grammar = self._grammar
        bodies = [m for m in inside if m.label != "PERSON"]
        for mention in bodies:
            named = mention.label != "NORP" or self._is_party(span, head, mention)
            if mention.start <= grammar.start[head] < mention.end and named:
                figure = self._cast.at(mention)
                return _reading(figure, "organisation") if figure else None
        if grammar.lower[head] in ORGANISATION_NOUNS:
            owner = next(
                (
                    m
                    for m in bodies
                    if m.start < grammar.start[head]
                    and grammar.text[m.end : m.end + 1] in "'’"
                    and (m.label == "ORG" or (m.label in ("NORP", "GPE") and grammar.lower[head] in PAPERS))
                ),
                None,
            )
            if owner is None:
                owner = next((m for m in bodies if m.label == "ORG" and self._publishes(head, m)), None)
            if owner and (figure := self._cast.at(owner)):
                self._owners[grammar.lower[head]] = figure
                return _reading(figure, "organisation")
            return self._body(head, _trimmed(grammar.text[slice(*span)]))
        return None

    def _is_party(self, span: Span, head: int, mention: Mention) -> bool:
        """Whether the source is a party as a whole: "the Conservatives", not "some Democrats"."""
        words = LEADING_THE.sub("", self._grammar.text[slice(*span)])
        party = gazetteer().country_of_people(words) is None
        return words == mention.text and self._grammar.tag[head] == "NNPS" and party

    def _publishes(self, paper: int, body: Mention) -> bool:
        """Whether a report, a statement comes from the body: "a report by the Environment Agency"."""
        return bool(BY.match(self._grammar.text[self._grammar.end[paper] : body.start]))

    def _body(self, head: int, words: str) -> Reading:
        """An organisation or paper known by a common noun: "the letter", after "the union’s letter"."""
        noun = self._grammar.lower[head]
        owner = self._owners.get(noun)
        if owner is not None and LEADING_THE.match(words):
            return _reading(owner, "organisation")
        if LEADING_THE.sub("", words).lower() == noun and LEADING_THE.match(words):
            named = self._so_called(noun, self._grammar.start[head])
            if named is not None:
                return _reading(named, "stand-in")
        figure = self._bodies.setdefault(words.lower(), Figure(words, "organisation"))
        return Reading(figure.name, "organisation", "described organisation", 1.0, figure)

    def _so_called(self, noun: str, offset: int) -> Figure | None:
        """The body that bears the noun in its name ("the council"), or the firm that is talked about."""
        bearers = [body for body in self._cast.bodies_by_word.get(noun, ()) if body.first < offset]
        if bearers:
            return bearers[0] if len(bearers) == 1 else None
        if noun not in FIRMS:
            return None
        found = self._discourse.antecedent(offset, None, BODIES, but=lambda figure: not is_body(figure))
        return found[0] if found is not None and found[1] >= CLEARLY else None

    def _unseen_name(self, words: str, head: int) -> Reading | None:
        """A capitalised source that entity recognition missed."""
        grammar = self._grammar
        if words in self._unseen:
            return self._unseen[words]
        common = grammar.pos[head] != "PROPN" or grammar.lower[head] in CROWDS
        if " " not in words and (common or grammar.tag[head] in PLURAL_TAGS):
            return None
        if acronym := ACRONYM.match(words):
            return Reading(acronym.group(1), "organisation", "unseen name")
        plain = re.sub(r"^(?:M(?:r|rs|s|iss)|Dr|Prof|Sir)\.? ", "", words)
        if member := self._member(words):
            plain = member
        if CAPITALISED.match(plain) and (plain != words or words.split()[0].lower() not in ARTICLES):
            for figure in self._cast.by_word.get(plain.split()[-1].lower(), []):
                return _reading(figure, "part of a name")
            many = grammar.tag[head] in PLURAL_TAGS
            short = (
                SHORTENED.fullmatch(words) and grammar.text[grammar.end[head] : grammar.end[head] + 1] != ":"
            )
            body = plain == words and (many or short)
            reading = Reading(plain, "organisation" if body else "person", "unseen name")
            if not body and " " in plain:
                self._unseen[plain.rpartition(" ")[2]] = reading
            return reading
        return None

    def _member(self, words: str) -> str | None:
        """The name of one of a body's people: "Bran Black" in "the Business Council's Bran Black"."""
        match = MEMBER.fullmatch(words)
        if match is None or match.group(1).lower() in self._cast.by_word:
            return None
        name: str = match.group(2)
        return None if name.lower().rpartition(" ")[2] in ORGANISATION else name

    def _described(self, span: Span, words: str, head: int) -> Reading | None:
        grammar = self._grammar
        if LEADING_THE.match(words) and grammar.tag[head] not in PLURAL_TAGS:
            aged = AGED.search(words)
            people = gazetteer().country_of_people(grammar.lower[head]) is not None
            if aged or people or grammar.lower[head] in PERSON_NOUNS:
                figure = self._offices.stand_in(
                    head, span[0], self._discourse.antecedent, age=int(aged.group(1)) if aged else None
                )
                if figure is not None:
                    return _reading(figure, "stand-in")
            before = self._offices.described_before(grammar.lower[head])
            if before is not None and grammar.lower[head] in PERSON_NOUNS:
                return Reading(_trimmed(words), before.type, "described before", 1.0, before)
        figure = self._offices.described(_trimmed(words))
        human = grammar.lower[head].removesuffix("s") in PERSON_NOUNS or grammar.lower[head] in CROWDS
        return Reading(figure.name, figure.type, "as described" if human else "thing", 1.0, figure)

    def _whole_words(self, span: Span) -> Span:
        """The span with the rest of a hyphenated first word, and with the name behind a bare title.

        "old" is "the 36-year-old"; "Sgt." before "Ana Ruiz", where the parse broke a sentence, is both.
        """
        start, text = span[0], self._grammar.text
        if is_title(text[slice(*span)]):
            following = bisect_left(self._starts, span[1])
            name = self._mentions[following] if following < len(self._mentions) else None
            if name and name.label == "PERSON" and not text[span[1] : name.start].strip(". "):
                return name.start, name.end
        if start and text[start - 1] == "-":
            match = HYPHENATED.search(text[max(0, start - LONGEST_WORD) : start])
            start -= len(match.group()) if match else 0
        return start, span[1]

    def _head(self, span: Span) -> int:
        grammar = self._grammar
        first, last = grammar.first_at(span[0]), grammar.covering(span[1] - 1)
        first = min(first, last)
        return next((t for t in range(first, last + 1) if not first <= grammar.head[t] <= last), first)


def _reading(figure: Figure, method: str, share: float = 1.0) -> Reading:
    return Reading(figure.name, figure.type, method, share, figure)


def _trimmed(words: str) -> str:
    return " ".join(CLAUSE.sub("", words).split()) or words

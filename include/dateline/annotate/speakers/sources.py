"""From a source's own words to who they mean: a name, an office, a pronoun, a spokesperson, an organisation.

The words are read by their head: in "the mayor's attorney Ana Ruiz" it is Ruiz, in "a spokesman for the
council" nobody named, so the council speaks; "Rao and Mensah" are two heads, and both speak.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from dateline.annotate.entities.context import OPENING
from dateline.annotate.entities.group_nouns import (
    CARRIERS,
    CROWDS,
    FIRMS,
    ORGANISATION_NOUNS,
    SEVERAL_ONES,
    SINGLE_ONES,
    SPOKESPEOPLE,
)
from dateline.annotate.entities.model_names import POST_NOMINALS
from dateline.annotate.entities.person_nouns import FIRMS_TOO, KIN, PERSON_NOUNS
from dateline.annotate.entities.places import gazetteer
from dateline.annotate.entities.titles import gender_of_title, is_title, title_before
from dateline.annotate.quotes.animacy import is_thing, singulars
from dateline.annotate.quotes.cues import REPLIES
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.raw import RawQuote
from dateline.annotate.quotes.sources import is_free_relative, mention_of, source_of
from dateline.annotate.speakers.bodies import BODIES, PAPERS, Bodies
from dateline.annotate.speakers.cast import Cast, Figure, is_body, is_person_noun
from dateline.annotate.speakers.discourse import SENTENCES_BACK, SUBJECTS, Discourse
from dateline.annotate.speakers.offices import AGED, Offices
from dateline.annotate.speakers.reading import LEADING_THE, PLURAL_TAGS, Reading, reading_of, without_clauses
from dateline.annotate.speakers.stand_ins import NEVER_STAND_IN, has_no_name
from dateline.annotate.speakers.unseen import UnseenNames
from dateline.annotate.speakers.words import NEUTER_PRONOUNS, PLURAL_PRONOUNS, PRONOUNS
from dateline.records import Mention, Span, SpeakerType

INTRODUCING = re.compile(
    r"\b(?:I['’]m|I am|[Nn]ame['’]s|[Nn]ame is|[Tt]his is|[Cc]all me|[Ii]t['’]s|[Hh]ere is|[Hh]ere['’]s) $"
    r"|\b(?:told|tells|asked|asks|said to|says to) (?:me|us), ['‘\"“]$"
)
"""What comes before one's own name: "My name is Lukas Mbeki", "“My son told me, ‘Ana, go home’”"."""
LONGEST_INTRODUCTION = 16
COORDINATION = re.compile(r"^(?:,? (?:and|&) |, )(?:[\w’'-]+ ){0,4}?$")
LONGEST_CHAIN = 4
"""Links of "half of many of those" that are followed."""
JOINED_PRONOUNS = ("he and ", "she and ")
"""What opens "she and her aides"."""
WORDS_BACK = 100
"""How far before a "they" those whom it means are sought."""
SEVERAL = {"joint speakers": "joint speakers", "as described": "pronoun for unnamed"}
"""How a pronoun means those who were read so."""
ANYBODY: frozenset[SpeakerType] = BODIES | {"person", "unnamed", "role"}
WITHOUT_NAME: frozenset[SpeakerType] = frozenset(["unnamed", "role"])
HYPHENATED = re.compile(r"(?<!\w)(?:[Tt]he )?\w+(?:-\w+)*-$")
LONGEST_WORD = 40
PARENT_OF = re.compile(r"-of-\w+(?= )")
"""What follows "mum" in "Mum-of-two Gemma"."""
WRITTEN_BY = re.compile(r" (?:by|from) (?:[\w.’'&-]+ ){0,4}")
"""What stands between a paper and the name of its author: "the letter from council leader Ana Diaz"."""
ISSUED = re.compile(
    r"[^.?!“\"\n]{0,120}?\bin (?:an?|the|his|her|its|their) (?:[\w-]+ ){0,2}?"
    rf"({'|'.join(sorted(PAPERS))})\b"
)
"""What follows somebody who speaks through a paper: "Strait Lines said on Friday in a statement"."""
IN_PAPER = re.compile(
    r"\bIn (?:an?|the|his|her|its|their) (?:[\w-]+ ){0,2}?"
    rf"({'|'.join(sorted(PAPERS))})\b[^.?!“\"\n]{{0,80}}$"
)
"""What opens a sentence in front of somebody who speaks so: "In a statement to the court, Ana Diaz said"."""
LONGEST_OPENING = 140
STILL_SPOKEN_OF = 2_000
"""Characters behind a paper's first words in which "the statement" is that one."""
POSSESSIVE = re.compile(r"['’]s?\b|['’]\s")
OF_SEAT = re.compile(
    r"[Tt]he (?:[A-Z][\w’'-]+ (?:and )?){1,6}"
    r"(?:MP|MSP|MS|TD|MEP|MLA|MK|senator|councillor|lawmaker|legislator)"
)
"""Somebody by the place that elected him or her: "the Ashenby and Wold MP"."""
APART = re.compile(r"[,;:(]| [-–—] ")
SENTENCE_BREAK = re.compile(r"[.?!]\W*\s|\n")
HEARING = frozenset(["hear", "hears", "heard", "hearing"])
TRADING = (FIRMS_TOO | FIRMS) - {"leader", "insider", "source"}
"""Nouns that a firm's name may follow, set off by commas."""
BODY_NOUNS = TRADING | ORGANISATION_NOUNS
DRESSING = PERSON_NOUNS - {"justice"}
"""Nouns that, right before a name, call its bearer so, as in "an aide to the minister Haddad"; there is a
minister for justice."""
NARROWING = frozenset(["of", "for", "to", "with", "by", "from", "at", "in", "than", "like", "on"])
"""Prepositions behind which a name narrows the noun before them."""
NAME_TAGS = frozenset(["PROPN", "ADJ"])
PHRASE_TAGS = frozenset(["NOUN", "DET", "PUNCT"])
"""What else stands between a preposition and a name in its phrase: "to the ex-health minister Haddad"."""
FORMS_OF_ADDRESS = frozenset(["Dame", "Dr", "Lady", "Lord", "Miss", "Mr", "Mrs", "Ms", "Prof", "Rev", "Sir"])
INCLUSIVE = frozenset(["we", "you", "us"])
"""Words that mean nobody of the article: "what you call “space”"."""
NARRATORS = frozenset(["i", "me", "there"]) | INCLUSIVE
"""Words after which somebody else speaks, as a rule: "I wonder why. “Because,” …", "Do you? “No.”"."""


class Sources:
    """Readings of source words in one article."""

    def __init__(self, grammar: Grammar, cast: Cast, offices: Offices, discourse: Discourse) -> None:
        self._grammar = grammar
        self._cast = cast
        self._offices = offices
        self._discourse = discourse
        self._bodies = Bodies(grammar, cast, discourse)
        self._unseen = UnseenNames(grammar, cast)
        self._issued: dict[str, tuple[Figure, int]] = {}
        """Who said something in each paper, by its noun, and where: "she said in a statement"."""
        self._joint: Reading | None = None
        """Those who spoke together, while nobody else has spoken since."""
        self._represented: tuple[Reading, int] | None = None
        """The body that somebody without a name spoke for, while nobody else has spoken since, and where."""
        self._mentions = sorted((m for f in cast.figures for m in f.mentions), key=lambda m: m.start)
        self._starts = [mention.start for mention in self._mentions]

    def read(self, span: Span, said: Sequence[Span] = ()) -> Reading | None:
        """Who the words at ``span`` mean; None where nothing can be said.

        ``said`` are the spans in which whoever is named is somebody else than the source.
        """
        reading = self._read(self._whole_words(span), said)
        issuer = reading.figure if reading is not None else None
        if issuer and issuer.mentions:
            text = self._grammar.text
            before = max(0, span[0] - LONGEST_OPENING)
            paper = ISSUED.match(text, span[1]) or IN_PAPER.search(text, before, span[0])
            if paper:
                self._issued[paper.group(1)] = issuer, span[1]
        method = reading.method if reading is not None else ""
        self._joint = reading if method == "joint speakers" else None
        unnamed = reading is not None and method == "spokesperson" and reading.spokesperson is None
        self._represented = (reading, span[1]) if reading and unnamed else None
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
        if lower.startswith(JOINED_PRONOUNS):
            return self._pronoun(span, lower.partition(" ")[0], said)
        return (
            self._bodies.spokesperson(span, head, inside, [m for m in people if not self._depends(m, head)])
            or self._people(span, head, people)
            or (self._described(span, words, head) if has_no_name(self._grammar, head) else None)
            or self._with_office(head)
            or self._author(span, head, people)
            or self._apposed(head)
            or self._by_age(words)
            or self._office(head, words, span)
            or self._bodies.read(span, head, inside)
            or self._unseen.read(words, head)
            or self._described(span, words, head)
        )

    def is_narrator(self, span: Span) -> bool:
        """Whether the words are the writer's own or nobody's, as around an interview's answers."""
        return self._grammar.text[slice(*span)].strip().lower() in NARRATORS

    def is_tied(self, quote: RawQuote) -> bool:
        """Whether the quote stands in the sentence of its cue: "I asked her: “Why?”"."""
        if quote.cue is None:
            return False
        first, last = sorted([quote.cue, quote.parts[0]])
        return SENTENCE_BREAK.search(self._grammar.text, first[1], last[0]) is None

    def addresses(self, span: Span, quoted: int) -> bool:
        """Whether the words mean the reader, with or without the writer, and do not ask what is quoted."""
        text = self._grammar.text
        return text[slice(*span)].strip().lower() in INCLUSIVE and "?" not in text[span[1] : quoted]

    def is_reply(self, span: Span) -> bool:
        """Whether the words are for an answer that is nobody's: "“Never,” came the reply"."""
        return self._grammar.text[slice(*span)].lower().removeprefix("the ") in REPLIES

    def listens(self, cue: Span) -> bool:
        """Whether the cue's subject is told what the quote holds: "the court heard that"."""
        return self._grammar.text[slice(*cue)].lower() in HEARING

    def _pronoun(self, span: Span, word: str, said: Sequence[Span]) -> Reading | None:
        if self._represented is not None and self._goes_on(self._represented[1], span[0]):
            return self._represented[0]
        others = self._named_in(said)
        found = self._discourse.antecedent(span[0], PRONOUNS[word], but=others.__contains__)
        if found is None:
            return None
        figure, share = found
        if figure.is_person:
            return reading_of(figure, "pronoun", share)
        return self._of_described(figure, share)

    def _goes_on(self, start: int, end: int) -> bool:
        """Whether a paragraph goes on between the offsets, and names nobody there."""
        between = self._mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        named = any(mention.label == "PERSON" for mention in between)
        return "\n" not in self._grammar.text[start:end] and not named

    def _of_described(self, figure: Figure, share: float) -> Reading:
        """What a pronoun means that stands for somebody without a name."""
        return self._speaker_for(
            figure, f"pronoun for {'unnamed' if figure.type == 'unnamed' else 'role'}", share
        )

    def _speaker_for(self, described: Figure, method: str, share: float = 1.0) -> Reading:
        """The body that somebody only described speaks for, else the one described, read by ``method``."""
        body = self._bodies.spoken_for(described)
        return reading_of(described, method, share) if body is None else reading_of(body, "spokesperson")

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

    def _neuter(self, span: Span, word: str) -> Reading | None:
        """ "it" for a body; "they" for joint speakers, a body, or a person of no known gender."""
        if word in PLURAL_PRONOUNS and self._joint is not None:
            return self._joint
        if word == "both":
            return None
        bound = self._bound(self._head(span))
        if bound is not None:
            return bound
        if word == "they" and (source := self._nameless_before(span[0])) is not None:
            return source
        if word == "they" and (several := self._several_before(span[0])) is not None:
            return several
        if word == "it" and (subject := self._subject_before(span[0])) is not None:
            return subject
        body = self._bodies.before(span[0], several=word in PLURAL_PRONOUNS)
        if word in PLURAL_PRONOUNS:
            person = self._discourse.antecedent(span[0], None, ANYBODY)
            if person and person[0].is_person and person[0].gender is None:
                # Who is "he" or "she" is no rival.
                clear = self._discourse.antecedent(span[0], None, ANYBODY, but=lambda other: other.gender)
                return reading_of(person[0], "singular they", clear[1] if clear else person[1])
            if word == "they" and person and person[0].type == "unnamed" and not person[0].plural:
                return self._of_described(*person)
        return reading_of(body[0], "neuter pronoun", body[1]) if body else None

    def _nameless_before(self, offset: int) -> Reading | None:
        """The one without a name whom the sentence before is about: "A source said so. They told us"."""
        grammar = self._grammar
        subject = self._discourse.main_subject(grammar.first_at(offset))
        if subject is None or grammar.lower[subject] not in NEVER_STAND_IN:
            return None
        reading = self._read(mention_of(grammar, subject), ())
        if reading is None or reading.figure is None or reading.figure.type not in WITHOUT_NAME:
            return None
        return self._of_described(reading.figure, 1.0)

    def _several_before(self, offset: int) -> Reading | None:
        """Those who were last the subject: "Ruiz and Haddad wrote to the board", "Experts are divided"."""
        grammar = self._grammar
        pronoun = grammar.first_at(offset)
        first = grammar.sentence_start[max(0, grammar.sentence[pronoun] - SENTENCES_BACK)]
        first = max(first, pronoun - WORDS_BACK)
        for token in range(pronoun - 1, first - 1, -1):
            if grammar.dep[token] not in SUBJECTS or self._discourse.is_quoted(token):
                continue
            people = grammar.lower[token].removesuffix("s") in PERSON_NOUNS or grammar.lower[token] in CROWDS
            if (people and grammar.tag[token] in PLURAL_TAGS) or grammar.child(token, "conj") is not None:
                reading = self._read(mention_of(grammar, token), ())
                if reading is not None and reading.method in SEVERAL:
                    return reading._replace(method=SEVERAL[reading.method])
                if reading is not None and reading.type == "person":  # "Ruiz and her colleagues"
                    return reading._replace(method="singular they")
        return None

    def _subject_before(self, offset: int) -> Reading | None:
        """The body or paper that the sentence before is about.

        "The lawsuit says so. It says", "Ana Ruiz published a paper. It found".
        """
        grammar = self._grammar
        subject = self._discourse.main_subject(grammar.first_at(offset))
        if subject is None or grammar.tag[subject] in PLURAL_TAGS:
            return None
        reading = self._read(mention_of(grammar, subject), ())
        if reading is not None and reading.type == "person":
            paper = grammar.child(grammar.head[subject], "dobj")
            found = paper is not None and grammar.lower[paper] in PAPERS
            reading = self._read(mention_of(grammar, paper), ()) if found and paper else None
        if reading is None or reading.type not in BODIES or reading.method == "joint speakers":
            return None
        return reading._replace(method="neuter pronoun")

    def _bound(self, pronoun: int) -> Reading | None:
        """The subject around "what it called": "The council condemned what it called “a farce”"."""
        grammar, verb = self._grammar, self._grammar.head[pronoun]
        if not is_free_relative(grammar, verb, pronoun):
            return None
        around = None
        while around is None and grammar.head[verb] != verb:
            verb = grammar.head[verb]
            around, _ = source_of(grammar, verb) if grammar.pos[verb] == "VERB" else (None, "")
        if around is None or around >= pronoun or is_free_relative(grammar, grammar.head[around], around):
            return None
        reading = self._read(mention_of(grammar, around), ())
        return reading if reading is not None and reading.type in BODIES else None

    def _people(self, span: Span, head: int, people: Sequence[Mention]) -> Reading | None:
        if not people or OF_SEAT.fullmatch(self._grammar.text, *span):
            return None
        first = self._head_person(head, people)
        if first is None:
            return None
        before = self._mentions[max(0, bisect_left(self._starts, first.start) - 1)]
        if (body := self._bodies.represented(first, before)) is not None:
            return body
        return self._all_of(first, people)

    def _with_office(self, head: int) -> Reading | None:
        """Whose name ends an office: "Minister for Health Ana Ruiz"."""
        figure = self._offices.dressed(head) if is_person_noun(self._grammar, head) else None
        return reading_of(figure, "full name") if figure is not None else None

    def _all_of(self, first: Mention, people: Sequence[Mention]) -> Reading:
        """The person at ``first``, with those who are joined to it."""
        joint = [first, *self._joined(first, people)]
        figures = [figure for m in joint if (figure := self._cast.at(m)) is not None]
        names = list(dict.fromkeys(figure.name for figure in figures))
        if len(names) > 1:
            return Reading(f"{', '.join(names[:-1])} and {names[-1]}", "group", "joint speakers")
        return self._named(figures[0], first)

    def _author(self, span: Span, head: int, people: Sequence[Mention]) -> Reading | None:
        """Who wrote the paper that speaks: "the statement by Ana Diaz", "his letter"."""
        grammar = self._grammar
        if grammar.lower[head] not in PAPERS:
            return None
        named, following = bool(people), bisect_left(self._starts, span[1])
        people = people or [m for m in self._mentions[following : following + 1] if m.label == "PERSON"]
        by = (m for m in people if WRITTEN_BY.fullmatch(grammar.text, grammar.end[head], m.start))
        author = next(by, None)
        if author is not None:
            return None if POSSESSIVE.match(grammar.text, author.end) else self._all_of(author, people)
        first = grammar.first_at(span[0])
        issuer, issued = self._issued.get(grammar.lower[head], (None, 0))
        bare = first == head - 1 and grammar.lower[first] == "the"
        if issuer is not None and bare and not named and span[0] - issued <= STILL_SPOKEN_OF:
            return reading_of(issuer, "stand-in")
        own = grammar.lower[first] in PRONOUNS and grammar.head[first] == head
        return self._pronoun(span, grammar.lower[first], ()) if own else None

    def _apposed(self, head: int) -> Reading | None:
        """Whom the noun describes: "Ana Ruiz, the botanist", "The publisher, Harrow & Quill"."""
        grammar, by_token = self._grammar, self._cast.by_token
        beside = (token for token in (head, *self._apposed_to(head)) if token in by_token)
        body = next((by_token[token] for token in beside), None)
        of_body = grammar.lower[head] in BODY_NOUNS or not is_person_noun(grammar, head)
        if body is not None and is_body(body[0]) and of_body:
            return reading_of(body[0], "organisation")
        entry = by_token.get(grammar.head[head])
        described = grammar.dep[head] == "appos" and entry is not None and entry[0].is_person
        return reading_of(entry[0], "office") if described and entry is not None else None

    def _apposed_to(self, head: int, depth: int = 2) -> Iterator[int]:
        """The nouns that follow ``head`` with no more than a comma between, and those behind them."""
        grammar, last = self._grammar, head
        for child in grammar.children[head]:
            if child > head and grammar.dep[child] == "appos" and grammar.left[child] - last <= 2:
                yield child
                if depth > 1:
                    yield from self._apposed_to(child, depth - 1)
                last = grammar.right[child]

    def _named(self, figure: Figure, mention: Mention) -> Reading:
        same = self._cast.by_word.get(mention.text.lower(), [])
        rivals = [other for other in same if other is not figure and " " in other.name]
        if " " not in figure.name and rivals:
            named = self._named_before(mention, rivals)
            if len(named) == 1:
                return reading_of(named[0], "part of a name", 1.0)
            return Reading(figure.name, "person", "ambiguous name", 1 / (1 + len(rivals)), figure)
        return reading_of(figure, "full name" if mention.text == figure.name else "part of a name", 1.0)

    def _named_before(self, mention: Mention, bearers: Sequence[Figure]) -> list[Figure]:
        """Whom of those with one surname the text has named so far and the title, if any, may mean."""
        title = title_before(self._grammar.text, mention.start)
        gender = gender_of_title(title) if title else None
        return [
            figure for figure in bearers if figure.first < mention.start and gender in (None, figure.gender)
        ]

    def _head_person(self, head: int, people: Sequence[Mention]) -> Mention | None:
        grammar = self._grammar
        for mention in people:
            if mention.start <= grammar.start[head] < mention.end:
                return mention
            if POST_NOMINALS.fullmatch(grammar.text, mention.end, grammar.end[head]):
                return mention
        free = [m for m in people if not self._depends(m, head)]
        dressed = is_person_noun(grammar, head) or grammar.pos[head] in ("PROPN", "VERB")
        dressed = dressed or grammar.lower[head] == "former"  # the parse of a label breaks behind it
        return free[-1] if free and dressed else None

    def _depends(self, mention: Mention, head: int) -> bool:
        """Whether the name only narrows the head: "Haddad's brother", "an aide to the minister Haddad"."""
        grammar = self._grammar
        if POSSESSIVE.match(grammar.text, mention.end):
            return True
        last = grammar.covering(mention.end - 1)
        before = grammar.first_at(mention.start) - 1
        between = NAME_TAGS
        if grammar.lower[before] in DRESSING and grammar.pos[before] == "NOUN":
            people = is_person_noun(grammar, head) or grammar.lower[head] in CROWDS
            between = NAME_TAGS | PHRASE_TAGS if people else NAME_TAGS
        while before > head and grammar.pos[before] in between:
            before -= 1
        after_preposition = head <= before and grammar.lower[before] in NARROWING
        dresses = last + 1 == head and grammar.dep[last] == "compound"
        # "the Ashenby and Wold MP"
        of_office = last < head and is_person_noun(grammar, head)
        of_office = of_office and not APART.search(grammar.text, mention.end, grammar.start[head])
        return (after_preposition or dresses or of_office) and not self._is_addressed_behind_name(mention)

    def _is_addressed_behind_name(self, mention: Mention) -> bool:
        """Whether "Dame" or "Mr" parts the name from another: "the chief nurse for England Dame Ana Diaz"."""
        text = self._grammar.text
        title = title_before(text, mention.start)
        if title is None or title not in FORMS_OF_ADDRESS:
            return False
        start = text.rfind(title, 0, mention.start)
        before = bisect_left(self._starts, start) - 1
        other = self._mentions[before] if before >= 0 else None
        return other is not None and other.label != "PERSON" and not text[other.end : start].strip()

    def _joined(self, first: Mention, people: Sequence[Mention]) -> list[Mention]:
        joined, end = [], first.end
        for mention in people:
            if mention.start > first.start and COORDINATION.match(self._grammar.text[end : mention.start]):
                joined.append(mention)
                end = mention.end
        between = self._grammar.text[first.end : end]
        return joined if re.search(r"\b(?:and|&)\s", between) or " & " in between else []

    def _by_age(self, words: str) -> Reading | None:
        figure = self._offices.of_age(words) if AGED.search(words) else None
        return reading_of(figure, "age") if figure else None

    def _office(self, head: int, words: str, span: Span) -> Reading | None:
        grammar = self._grammar
        if (
            not is_person_noun(grammar, head)
            or grammar.tag[head] in PLURAL_TAGS
            or has_no_name(grammar, head)
        ):
            return None
        first = grammar.first_at(span[0])
        phrase = [grammar.lower[t] for t in range(first, head) if grammar.pos[t] != "PUNCT"]
        phrase += [
            grammar.lower[t]
            for t in range(head + 1, grammar.covering(span[1] - 1) + 1)
            if grammar.pos[t] in ("NOUN", "PROPN") or (grammar.tag[t] == "CD" and grammar.lower[head] in KIN)
        ]
        latest = self._discourse.named_before
        figure = self._offices.holders.of([*phrase, grammar.lower[head]], span[0], latest)
        if figure is not None and grammar.lower[head] in SPOKESPEOPLE:
            described = self._offices.descriptions.before(grammar.lower[head])
            if described is not None and latest(span[0], [figure, described]) is described:
                return self._speaker_for(described, "described before")
        return reading_of(figure, "office") if figure else None

    def _described(self, span: Span, words: str, head: int) -> Reading | None:
        grammar = self._grammar
        if LEADING_THE.match(words) and grammar.tag[head] not in PLURAL_TAGS:
            aged = AGED.search(words)
            people = gazetteer().country_of_people(grammar.lower[head]) is not None
            if aged or people or is_person_noun(grammar, head):
                figure = self._offices.stand_ins.meant(
                    head, span[0], self._discourse.antecedent, age=int(aged.group(1)) if aged else None
                )
                if figure is not None:
                    return reading_of(figure, "stand-in")
            before = self._offices.descriptions.before(grammar.lower[head])
            if before is not None and grammar.lower[head] in SPOKESPEOPLE:
                return self._speaker_for(before, "described before")
            if before is not None and is_person_noun(grammar, head):
                return Reading(without_clauses(words), before.type, "described before", 1.0, before)
        called = self._offices.called(head) or self._offices.relative(head)
        if called is not None:
            return reading_of(called, "office")
        if not (human := self._are_people(head)) and not self._carries_words(head):
            return None
        figure = self._offices.descriptions.of(without_clauses(words))
        return Reading(figure.name, figure.type, "as described" if human else "thing", 1.0, figure)

    def _are_people(self, head: int, *, depth: int = LONGEST_CHAIN) -> bool:
        """Whether the noun is for somebody or for some: "drivers", "Americans", "another", "47 percent"."""
        grammar, word = self._grammar, self._grammar.lower[head]
        if is_person_noun(grammar, head) or word in CROWDS or not PERSON_NOUNS.isdisjoint(singulars(word)):
            return True
        if gazetteer().country_of_people(word.removesuffix("s")) is not None:
            return True
        if word not in SINGLE_ONES and word not in SEVERAL_ONES and grammar.tag[head] != "CD":
            return False
        of = grammar.child(head, "prep")
        of_whom = grammar.child(of, "pobj") if of is not None and grammar.lower[of] == "of" else None
        if of_whom is None or grammar.pos[of_whom] == "PRON":
            return True
        return depth > 0 and self._are_people(of_whom, depth=depth - 1)

    def _carries_words(self, head: int) -> bool:
        """Whether a paper, a picture or a body may be meant; "the fact", "her efforts" say nothing.

        A name that is nobody's may be a body's, or whatever somebody is called on a platform.
        """
        grammar, word = self._grammar, self._grammar.lower[head]
        if grammar.pos[head] not in ("NOUN", "PROPN"):
            return False
        return not is_thing(grammar, head) or not CARRIERS.isdisjoint(singulars(word))

    def _whole_words(self, span: Span) -> Span:
        """The span with the rest of a hyphenated first word, and with the name behind a bare title.

        "old" is "the 36-year-old"; "Sgt." before "Ana Ruiz", where the parse broke a sentence, is both, and
        so are "Mum" in "Mum-of-two Ana Ruiz" and "captain" in "captain Strong", which the parse takes for
        another word.
        """
        start, text = span[0], self._grammar.text
        within = self._cast.by_token.get(self._grammar.first_at(start))
        if within is not None and within[1].label == "ORG" and within[1].start < start:
            return within[1].start, span[1]  # "Inc." in "Halcyon, Inc."
        of_children = PARENT_OF.match(text, span[1])
        words = text[slice(*span)]
        if of_children or is_title(words) or words in PERSON_NOUNS:
            end = of_children.end() if of_children else span[1]
            following = bisect_left(self._starts, end)
            name = self._mentions[following] if following < len(self._mentions) else None
            if name and name.label == "PERSON" and not text[end : name.start].strip(". "):
                return name.start, name.end
        if start and text[start - 1] == "-":
            match = HYPHENATED.search(text[max(0, start - LONGEST_WORD) : start])
            start -= len(match.group()) if match else 0
        return start, span[1]

    def _head(self, span: Span) -> int:
        grammar = self._grammar
        first, last = grammar.first_at(span[0]), grammar.covering(span[1] - 1)
        first = min(first, last)
        if OF_SEAT.fullmatch(grammar.text, *span) or grammar.lower[last] in SPOKESPEOPLE:
            return last
        heads = [t for t in range(first, last + 1) if not first <= grammar.head[t] <= last] or [first]
        whole = (t for t in heads if not grammar.is_hyphen(t) and not grammar.is_hyphen(t + 1))
        head = next(whole, heads[0])  # "co" in "co-author Ana Ruiz" is nobody
        while grammar.is_hyphen(head + 1) and head + 2 <= last and grammar.lower[head + 2] != "of":
            head += 2
        return head

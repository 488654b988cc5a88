"""Who is being talked about at each point of an article, outside its quotations.

Every name, office ("the minister") and pronoun outside quotation marks is an event that brings a figure to
the fore, a subject more than an object; events fade sentence by sentence. A pronoun means the figure to the
fore that agrees with it, and brings that figure to the fore again.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterator, Sequence
from functools import lru_cache

from dateline.annotate.entities.person_nouns import KIN, PERSON_NOUNS, SMALL_INITIALS
from dateline.annotate.entities.places import gazetteer
from dateline.annotate.quotes import lexicon
from dateline.annotate.quotes.context import TEASER
from dateline.annotate.quotes.datelines import behind_dateline
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.spans import line_starts
from dateline.annotate.speakers.cast import Cast, Figure, is_person_noun
from dateline.annotate.speakers.offices import ONE_OF_SEVERAL, Offices
from dateline.annotate.speakers.stand_ins import has_no_name
from dateline.annotate.speakers.words import PRONOUNS, Gender
from dateline.records import Mention, Span, SpeakerType

WEIGHTS = {
    "nsubj": 1.0, "nsubjpass": 0.9, "agent": 0.6, "dobj": 0.45, "dative": 0.45, "pobj": 0.35, "poss": 0.3,
    "conj": 0.6, "appos": 0.5, "attr": 0.4, "npadvmod": 0.3, "ROOT": 0.6,
}  # fmt: skip
OTHER_WEIGHT = 0.3
DESCRIBED = 0.8
"""The least of a name that is no subject, where the text tells who that is: "led by Ana Ruiz, who …"."""
OF_SUBJECT = 0.7
"""The same for whom the subject is a relative of."""
FADE = 0.6
"""What is left of an event one sentence on."""
MEMORY = 12
"""Sentences after which an event is forgotten."""
_FADED = [FADE**away for away in range(MEMORY + 1)]
EVENTS = 200
"""Events that are looked back on, however few sentences they fill."""
UNNAMED = 0.5
"""What somebody who is only described counts beside somebody named."""
ROLE = 0.9
"""The same for "the minister" who says something."""
RELATIVE = 0.2
"""The same for "her husband": often named elsewhere."""
RELATED = re.compile(r"(?:his|her|their|its|my|our) ", re.IGNORECASE)
ASKING = frozenset(["ask", "asks", "asked", "asking"])
"""Verbs after which whoever is asked will speak."""
SPOKE = 0.8
"""What a quote counts for its speaker."""
SILENT = 0.75
"""What a subject of anything but speech counts."""
INTRODUCED = 0.9
"""The same of somebody new to the article whom a paragraph opens with."""
GOES_ON = 0.85
"""The same of somebody known."""
IN_A_MOOD = 1.2
"""The same where the paragraph first says how somebody is: "Ray Hill was blunter. “No,” he said"."""
REPORTED = 0.65
"""What the subject of what somebody says or believes counts."""
TOLD = 0.5
"""The least weight of a subject that a paragraph can be said to be about."""
ASKED = 0.5
"""What an event in a question counts."""
PROMINENCE = 0.25
"""How far an event's weight follows how often its figure is named in the article."""
UNINTRODUCED = 0.15
"""What events count for one word that nothing but the model makes a person."""
SAYING = frozenset(["say", "speech", "write", "judge"])
UNKNOWN_GENDER = 0.9
OTHERWISE = 0.5
"""The same where a pronoun of the other gender clearly meant the figure before."""
EARLIER = 0.8
"""What is left of an event in the next paragraph: who opens a paragraph is whom it is about."""
OFTEN = 0.2
"""What a figure's other events add to its strongest."""
CLEAR = 0.8
PRONOUNS_FOR_GENDER = 2
"""Clear pronouns of one gender that settle a figure's."""
OTHERWISE_MEANT = 3
"""How many times as often all pronouns may mean a figure as the clear ones of the gender that they settle."""
OPENING = re.compile(r"\n(?:[A-Z][\w.]* ){0,2}$")
SINGLE: frozenset[SpeakerType] = frozenset(["person", "unnamed", "role"])
SUBJECTS = frozenset(["nsubj", "nsubjpass"])
SENTENCES_BACK = 2
"""Sentences in which the subject of the last main clause is sought."""
SUBJECT_WORDS_BACK = 100
FACED = frozenset(["dobj", "dative", "pobj"])
APPOSED = frozenset(["appos", "flat", "nmod"])


Event = tuple[int, int, Figure, float, bool]
"""Offset, number of the sentence, figure, weight, and whether it is a subject."""


@lru_cache(maxsize=1)
def _referring() -> frozenset[str]:
    """Words that refer to somebody without a name; "old" ends "the 36-year-old"."""
    return frozenset(
        [*PERSON_NOUNS, *SMALL_INITIALS, *PRONOUNS, *gazetteer().members, "old", *ONE_OF_SEVERAL]
    )


def _teasers(text: str) -> Iterator[Span]:
    for start in line_starts(text):
        if TEASER.match(text, start):
            end = text.find("\n", start)
            yield start, end if end >= 0 else len(text)


class Discourse:
    """The events of an article, in order, to be asked at any offset."""

    def __init__(self, grammar: Grammar, cast: Cast, offices: Offices, quoted: Sequence[Span]) -> None:
        self._grammar = grammar
        self._cast = cast
        self._offices = offices
        # One for each character within a quotation, or a line that points to another story.
        self._quoted = bytearray(len(grammar.text) + 1)
        for start, end in (*quoted, *_teasers(grammar.text)):
            self._quoted[start:end] = b"\1" * (end - start)
        self._breaks = [match.start() for match in re.finditer("\n", grammar.text)]
        self._sentences = self._spoken_sentences()
        self._asks = "?" in grammar.text
        self._events: list[Event] = []
        self._offsets: list[int] = []
        for token, named in self._references():
            self._enter(token, named)

    def antecedent(
        self,
        offset: int,
        gender: Gender | None,
        types: Container[SpeakerType] = SINGLE,
        *,
        but: Callable[[Figure], object] | None = None,
    ) -> tuple[Figure, float] | None:
        """The figure that a pronoun at ``offset`` means, and how clearly; none for which ``but`` holds."""
        weights = self._weights(offset, gender, types, but)
        if not weights:
            return None
        best = max(weights, key=weights.__getitem__)
        weight = weights.pop(best)
        return best, weight / (weight + max(weights.values(), default=0.0))

    def opening_subject(self, start: int, end: int) -> Figure | None:
        """The first subject of the last paragraph outside quotations between two offsets, if a person."""
        low, high = bisect_left(self._offsets, start), bisect_left(self._offsets, end)
        found: Figure | None = None
        paragraph = -1
        for offset, _, figure, weight, is_subject in self._events[low:high]:
            if not is_subject or weight < TOLD or not figure.is_person:
                continue
            opening = bisect_right(self._breaks, offset)
            if opening != paragraph:
                found, paragraph = figure, opening
        return found

    def named_opening(self, start: int, end: int) -> Figure | None:
        """The same, where that subject is a name in a paragraph of its own since ``start``."""
        figure = self.opening_subject(start, end)
        names = figure.mentions if figure is not None else ()
        here = bisect_right(self._breaks, start), bisect_right(self._breaks, end)
        own = (m for m in names if here[0] < bisect_right(self._breaks, m.start) < here[1])
        return figure if next(own, None) is not None else None

    def has_acted(self, figure: Figure, offset: int) -> bool:
        """Whether ``figure`` was the subject of something shortly before ``offset``."""
        return any(other is figure and is_subject for _, _, other, _, is_subject in self._latest(offset))

    def is_quoted(self, token: int) -> bool:
        """Whether the token stands within a quotation."""
        return bool(self._quoted[self._grammar.start[token]])

    def main_subject(self, before: int) -> int | None:
        """The subject of the last main clause outside quotations, no pronoun, in front of a token."""
        grammar, number = self._grammar, self._grammar.sentence[before]
        for sentence in range(number, max(-1, number - 1 - SENTENCES_BACK), -1):
            end = min(before, grammar.sentence_start[sentence + 1])
            for token in range(max(grammar.sentence_start[sentence], before - SUBJECT_WORDS_BACK), end):
                main = grammar.dep[token] in SUBJECTS and grammar.dep[grammar.head[token]] == "ROOT"
                if main and grammar.pos[token] != "PRON" and not self.is_quoted(token):
                    return token
        return None

    def speaks(self, offset: int, figure: Figure) -> None:
        """Note that ``figure`` was found to speak at ``offset``."""
        at = bisect_right(self._offsets, offset)
        weight = SPOKE * self._prominence(figure)
        self._events.insert(at, (offset, self._sentence(offset), figure, weight, True))
        self._offsets.insert(at, offset)

    def _weights(
        self,
        offset: int,
        gender: Gender | None,
        types: Container[SpeakerType],
        but: Callable[[Figure], object] | None,
    ) -> dict[Figure, float]:
        """For each figure that agrees its strongest event before ``offset``, and a little of all others."""
        here, opening = self._sentence(offset), self._paragraph_start(offset)
        # Figure → its strongest event and the sum of all others; nothing for one that does not agree.
        agreeing: dict[Figure, list[float]] = {}
        for start, sentence, figure, weight, _ in self._latest(offset):
            away = here - sentence
            if away > MEMORY:
                break
            weights = agreeing.get(figure)
            if weights is None:
                known = not gender or figure.gender in (None, gender)
                agrees = known and figure.type in types and not figure.plural and not (but and but(figure))
                weights = agreeing[figure] = [0.0, 0.0] if agrees else []
            if not weights:
                continue
            weight *= _FADED[away]
            if start < opening:
                weight *= EARLIER
            if gender and figure.gender is None:
                weight *= UNKNOWN_GENDER if gender in figure.votes or not figure.votes else OTHERWISE
            if weight > weights[0]:
                weights[0], weight = weight, weights[0]
            weights[1] += weight
        return {
            figure: weights[0] + OFTEN * min(1.0, weights[1])
            for figure, weights in agreeing.items()
            if weights
        }

    def _paragraph_start(self, offset: int) -> int:
        index = bisect_left(self._breaks, offset) - 1
        return self._breaks[index] if index >= 0 else 0

    def _references(self) -> Iterator[tuple[int, tuple[Figure, Mention] | None]]:
        """Tokens outside quotations that refer to somebody: heads of names, pronouns, nouns for people."""
        grammar, by_token, quoted = self._grammar, self._cast.by_token, self._quoted
        starts, heads, story = grammar.start, grammar.head, behind_dateline(grammar, 0) if len(grammar) else 0
        referring = itertools.compress(itertools.count(), map(_referring().__contains__, grammar.lower))
        for token in sorted({*by_token, *referring}):
            named = by_token.get(token)
            if named is not None and (head := heads[token]) != token:
                other = by_token.get(head)
                if other is not None and other[1] is named[1]:
                    continue
            if token >= story and not quoted[starts[token]]:
                yield token, named

    def _enter(self, token: int, named: tuple[Figure, Mention] | None) -> None:
        grammar = self._grammar
        offset = grammar.start[token]
        acting = token - 2 if grammar.is_parted(token) else token  # the parse hangs "-worker" on "co"
        dep = self._relation(acting, named[1] if named else None)
        factor = 1.0
        figure: Figure | None
        if named is not None and not self._offices.is_member(token):
            figure = named[0]
        elif (word := grammar.lower[token]) in PRONOUNS:
            figure = self._follow(offset, PRONOUNS[word])
        else:
            figure = self._offices.figure_at(token, self.named_before, self.antecedent)
            if figure is not None and not figure.is_person:
                factor = self._share_of_unnamed(figure, token, acting, dep)
        if figure is not None and not (named is not None and self._is_platform(acting, named[1])):
            weight = self._weight(acting, dep) * factor * self._prominence(figure)
            sentence = self._sentences[grammar.sentence[token]]
            self._events.append((offset, sentence, figure, weight, dep in SUBJECTS))
            self._offsets.append(offset)

    def _is_platform(self, token: int, mention: Mention) -> bool:
        """Whether a body is only where somebody said something: "in a statement on Instagram"."""
        preposition = self._grammar.head[token]
        on = self._grammar.dep[token] == "pobj" and self._grammar.lower[preposition] == "on"
        return on and mention.label != "PERSON"

    def _relation(self, token: int, mention: Mention | None) -> str:
        """The word's part in its clause; an apposition has its head's, an opening name is a subject."""
        grammar = self._grammar
        dep, apposed = grammar.dep[token], False
        while (dep in APPOSED or (apposed and dep == "conj")) and grammar.head[token] != token:
            apposed = True
            token = grammar.head[token]
            dep = grammar.dep[token]
        if dep == "attr" and grammar.child(token, "relcl") is not None:
            return "nsubj"
        if apposed and mention is not None and self._follows_participle(token, mention):
            return "nsubj"
        if mention is not None and dep not in ("poss", "nsubj", "nsubjpass"):
            before = grammar.text[max(0, mention.start - 24) : mention.start]
            if mention.start == 0 or ("\n" in before and OPENING.search(before)):
                return "nsubj"
        return dep

    def _follows_participle(self, head: int, mention: Mention) -> bool:
        """Whether the parse set somebody beside a thing: "Asked about the remark, Ana Ruiz smiled"."""
        grammar = self._grammar
        opening = grammar.sentence_start[grammar.sentence[head]]
        while grammar.silent[opening] and opening < head:
            opening += 1
        thing = head not in self._cast.by_token and not is_person_noun(grammar, head)
        return thing and mention.label == "PERSON" and grammar.tag[opening] in ("VBN", "VBG")

    def _weight(self, token: int, dep: str) -> float:
        grammar = self._grammar
        weight = self._by_relation(token, dep)
        verb = grammar.head[token]
        if dep in SUBJECTS and not self._speaks(token, dep):
            weight *= self._presented(token, dep)
            if grammar.dep[verb] == "ccomp" and grammar.pos[token] != "PRON":
                weight *= REPORTED
        if not self._asks:
            return weight
        end = grammar.sentence_start[grammar.sentence[token] + 1] - 1
        return weight * ASKED if "?" in grammar.lower[max(token, end - 2) : end + 1] else weight

    def _by_relation(self, token: int, dep: str) -> float:
        """What the word's part in its clause counts, more for whom the text describes as it names them."""
        grammar = self._grammar
        weight = WEIGHTS.get(dep, OTHER_WEIGHT)
        if dep in ("poss", "pobj") and self._has_relative(token, dep):
            return OF_SUBJECT
        if dep == "pobj" and self._is_for(token):
            return DESCRIBED
        if dep in FACED and self._is_faced(token):
            return DESCRIBED
        if dep != "pobj":
            return weight
        preposition = grammar.head[token]
        cue = grammar.head[preposition]
        if grammar.lower[cue] == "according" and grammar.dep[grammar.head[cue]] == "ROOT":
            return WEIGHTS["nsubj"]
        if grammar.dep[preposition] == "agent" and grammar.dep[cue] == "ROOT":
            named = self._cast.by_token.get(token)
            weight = DESCRIBED if named is not None and named[0].roles else WEIGHTS["agent"]
        return max(weight, DESCRIBED) if self._is_new(token) and self._is_described(token) else weight

    def _is_for(self, token: int) -> bool:
        """Whether a paragraph opens with how something is for the named: "For Ana Ruiz, the wait is over"."""
        grammar, preposition = self._grammar, self._grammar.head[token]
        if grammar.lower[preposition] != "for":
            return False
        named = self._cast.by_token.get(token)
        opens = grammar.start[preposition] <= self._paragraph_start(grammar.start[token]) + 1
        return opens and named is not None and named[0].is_person

    def _is_described(self, token: int) -> bool:
        """Whether a clause of which the name is the subject follows it, or an apposition."""
        grammar = self._grammar
        clause = grammar.child(token, "relcl")
        subject = grammar.child(clause, "nsubj", "nsubjpass") if clause is not None else None
        who = subject is not None and grammar.lower[subject] == "who"
        return who or grammar.child(token, "appos") is not None

    def _is_faced(self, token: int) -> bool:
        """Whether the sentence goes on with whom others face: "When they met Ana Ruiz, she said"."""
        grammar, verb = self._grammar, self._grammar.head[token]
        if grammar.dep[verb] in ("prep", "dative"):
            verb = grammar.head[verb]
        main = grammar.head[verb]
        if grammar.dep[verb] != "advcl" or verb > main:
            return False
        subject, follows = grammar.child(verb, "nsubj"), grammar.child(main, "nsubj")
        goes_on = follows is not None and follows > verb and grammar.lower[follows] in ("he", "she")
        return goes_on and subject is not None and subject not in self._cast.by_token

    def _is_new(self, token: int) -> bool:
        """Whether the word is somebody's first name in the text."""
        named = self._cast.by_token.get(token)
        return named is not None and named[0].is_person and named[0].mentions[0] is named[1]

    def _presented(self, token: int, dep: str) -> float:
        """What a subject of anything but speech counts: more for somebody whom a paragraph opens with."""
        grammar, named = self._grammar, self._cast.by_token.get(token)
        verb = grammar.head[token]
        if (named is not None and not named[0].is_person) or grammar.dep[verb] != "ROOT":
            return SILENT
        first = grammar.sentence_start[grammar.sentence[token]]
        if grammar.start[first] > self._paragraph_start(grammar.start[token]) + 1:
            return SILENT
        if named is None:
            return INTRODUCED if self._acts(token, dep) else SILENT
        if grammar.child(verb, "acomp") is not None:
            return IN_A_MOOD
        return INTRODUCED if self._is_new(token) else GOES_ON

    def _has_relative(self, token: int, dep: str) -> bool:
        """Whether the word names whose relative the subject is: "Morris’s mother", "the mother of Morris"."""
        grammar, noun = self._grammar, self._grammar.head[token]
        if dep == "pobj" and grammar.lower[noun] == "of":
            noun = grammar.head[noun]
        elif dep == "pobj":
            return False
        apposed = grammar.child(noun, "appos")  # "Her sister, Solveig, has a different view": hers comes now
        named = self._cast.by_token.get(apposed) if apposed is not None else None
        if named is not None and named[0].is_person:
            return False
        return grammar.lower[noun] in KIN and grammar.dep[noun] in SUBJECTS

    def _share_of_unnamed(self, figure: Figure, noun: int, token: int, dep: str) -> float:
        """What somebody counts who is only described: in full who is new and speaks, "a neighbour said"."""
        if has_no_name(self._grammar, noun):
            return 1.0
        if RELATED.match(figure.name):  # "her agent": the story goes on with her
            return RELATIVE if self._grammar.lower[noun] in KIN else UNNAMED
        grammar, verb = self._grammar, self._grammar.head[token]
        if figure.type == "role":
            return ROLE if self._speaks(token, dep) else UNNAMED
        if figure.type != "unnamed" or grammar.lower[verb] in ASKING:
            return UNNAMED
        return 1.0 if self._speaks(token, dep) or self._acts(token, dep) else UNNAMED

    def _acts(self, token: int, dep: str) -> bool:
        """Whether the story tells what somebody did: "A woman stood up", but not "A rider pays"."""
        grammar, verb = self._grammar, self._grammar.head[token]
        if dep not in SUBJECTS or grammar.dep[verb] != "ROOT":
            return False
        if has_no_name(grammar, token):
            return True
        auxiliary = grammar.child(verb, "aux", "auxpass")
        return grammar.tag[verb if auxiliary is None else auxiliary] == "VBD"

    def _speaks(self, token: int, dep: str) -> bool:
        """Whether the word is the subject of a verb of speech."""
        verb = self._grammar.lower[self._grammar.head[token]]
        return dep in SUBJECTS and not SAYING.isdisjoint(lexicon.verbs().get(verb, ()))

    def _prominence(self, figure: Figure) -> float:
        if figure.type == "person" and not figure.is_introduced:
            return UNINTRODUCED
        often = len(figure.mentions) / self._cast.most_mentions
        return 1.0 if figure.in_title or often >= 1 else 1 - PROMINENCE + PROMINENCE * often

    def _follow(self, offset: int, gender: Gender | None) -> Figure | None:
        found = self.antecedent(offset, gender)
        if found is None:
            return None
        figure, share = found
        if figure.gender is None and gender is not None:
            leaning = figure.leanings[gender] = figure.leanings.get(gender, 0) + 1
            rarely = leaning * OTHERWISE_MEANT < sum(figure.leanings.values())
            if share >= CLEAR and figure.is_introduced and not rarely:
                figure.votes[gender] = figure.votes.get(gender, 0) + 1
                if figure.votes[gender] >= PRONOUNS_FOR_GENDER and len(figure.votes) == 1:
                    figure.gender = gender
        return figure

    def named_before(self, offset: int, figures: Sequence[Figure]) -> Figure | None:
        """Which of several figures was mentioned last before ``offset``."""
        return next((figure for _, _, figure, _, _ in self._latest(offset) if figure in figures), None)

    def _latest(self, offset: int) -> Iterator[Event]:
        """The events before ``offset``, the last first, so many that nothing older matters."""
        high = bisect_left(self._offsets, offset)
        return reversed(self._events[max(0, high - EVENTS) : high])

    def _sentence(self, offset: int) -> int:
        return self._sentences[self._grammar.sentence[self._grammar.covering(offset)]]

    def _spoken_sentences(self) -> list[int]:
        """For each sentence how many with words outside quotations there are up to it."""
        grammar = self._grammar
        spoken = bytearray(len(grammar.sentence_start) - 1)
        for token in grammar.verbs:
            sentence = grammar.sentence[token]
            if not spoken[sentence] and not self._quoted[grammar.start[token]]:
                spoken[sentence] = 1
        return list(itertools.accumulate(spoken))

"""Whom a description means: "the defence secretary", "a source close to the deal", "the 36-year-old".

A definite description means the one figure of the cast that holds such an office, else the one described in
the same words before. An indefinite one, or one that nobody fits, is a figure of its own, kept as described.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Protocol

from dateline.annotate.entities.given_names import gender_of_name
from dateline.annotate.entities.person_nouns import (
    FIRMS_TOO,
    MEN,
    OFFICE_INITIALS,
    PERSON_NOUNS,
    SMALL_INITIALS,
    WOMEN,
    initials_of,
)
from dateline.annotate.entities.places import gazetteer
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.sources import tells_how
from dateline.annotate.speakers.cast import SAME_OFFICE, Cast, Figure, Role, is_person_noun
from dateline.annotate.speakers.words import CROWDS, KIN, Gender
from dateline.records import SpeakerType

Latest = Callable[[int, Sequence[Figure]], Figure | None]
"""Which of several figures was mentioned last before an offset."""


class Likely(Protocol):
    """Whom a pronoun at an offset would mean, and how clearly, some left out."""

    def __call__(
        self, offset: int, gender: Gender | None, *, but: Callable[[Figure], object]
    ) -> tuple[Figure, float] | None: ...


EXCLUSIVE = frozenset(
    [
        "minister",
        "president",
        "chancellor",
        "secretary",
        "mayor",
        "governor",
        "premier",
        "chief",
        "king",
        "judge",
        *map(str.lower, OFFICE_INITIALS),
    ]
)
"""Offices of which a person holds one."""
OF_STATE = frozenset(["minister", "president", "chancellor", "premier", "king", "queen", "pope", "pm"])
"""Offices whose holder a reader knows, named or not."""
LONGEST_TAIL = 8
STAND_IN_SHARE = 0.6
OF_ANYBODY_SHARE = 0.85
"""The same for "the Nigerian", which tells nothing of what the person does."""
BESIDE = 600
"""Characters between a name and a new description of whom it names."""
NEVER_STAND_IN = frozenset(
    [
        *("source", "witness", "reporter", "interviewer", "spokesperson", "official", "people", "person"),
        *("aide", "announcer", "caller", "heckler", "insider", "operative", "staffer"),
        *("frontrunner", "front-runner", "prosecutor", "judge", "magistrate", "coroner", "juror"),
    ]
)
"""Nouns for people whom an article does not name, with "the" they mean one described before; and for those
whom a reader knows to be meant, whoever was named last."""

OF_ANYBODY = frozenset(
    ["old", "man", "woman", "boy", "girl", "child", "teen", "teenager", "youth", "person", "pensioner"]
)
"""Nouns that tell nothing of what somebody does."""
AGED = re.compile(r"\b(\d{1,3})[- ]year[- ]old\b")
INDEFINITE = frozenset(
    ["a", "an", "one", "another", "some", "several", "many", "two", "three", "other", "any", "no"]
)
ARTICLES = frozenset(["the", "a", "an", "this", "that", "one", "another", "his", "her", "their", "its"])
ACTING = frozenset(["nsubj", "nsubjpass", "dobj", "pobj", "dative", "agent", "conj", "poss"])
"""Parts that one plays by oneself; an adjective has none of them."""
FORMER = frozenset(["former", "ex", "late", "onetime", "retired"])
"""Words for an office that is no longer held: "the president" is rather who holds it."""
FILLER = frozenset(["former", "ex", "the", "mr", "ms", "mrs", "-", "then", "current", "'s", "’s", "'", "’"])


class Offices:
    """Descriptions looked up against one article's cast."""

    def __init__(self, grammar: Grammar, cast: Cast) -> None:
        self._grammar = grammar
        self._cast = cast
        self._described: dict[str, Figure] = {}
        # For whom each noun stood when the discourse was read.
        self._stood_in: dict[int, Figure] = {}
        # Which people each is of, as the text has called them: "the Serb" is no "Croat".
        self._peoples: dict[Figure, str] = {}
        self._by_noun: dict[str, list[Figure]] = defaultdict(list)
        self._holding: dict[str, list[tuple[Figure, Role]]] = defaultdict(list)
        for figure in cast.people:
            for role in figure.roles:
                self._holding[role.head].append((figure, role))

    def figure_at(self, noun: int, latest: Latest, likely: Likely) -> Figure | None:
        """The figure that the noun phrase around token ``noun`` means; None where it only dresses a name."""
        grammar = self._grammar
        if grammar.lower[noun] == "old":
            return self._aged(noun, likely) if grammar.dep[noun] in ACTING else None
        if grammar.lower[noun] == "one":
            return self._one_of(noun) if grammar.dep[noun] == "nsubj" else None
        if grammar.lower[noun] in SMALL_INITIALS and grammar.word(noun) not in OFFICE_INITIALS:
            return None
        if grammar.pos[noun] not in ("NOUN", "PROPN") or self._dresses(noun):
            return None
        if grammar.lower[noun] in gazetteer().members and not self.is_member(noun):
            return None
        phrase = [*sorted(t for t in grammar.children[noun] if t < noun and grammar.dep[t] != "punct"), noun]
        words = [grammar.lower[token] for token in phrase]
        offset = grammar.start[phrase[0]]
        named = self._identified(noun) or self.holder(words, offset, latest)
        if named is None and words[0] == "the":
            named = self.stand_in(noun, offset, likely)
        return named or self._describe(noun, phrase, words)

    def _dresses(self, noun: int) -> bool:
        """Whether the noun says more of whom other words mean: "the former leader and prime minister"."""
        grammar = self._grammar
        if grammar.dep[noun] == "conj":
            bare = grammar.child(noun, "det", "poss", "nummod") is None
            return bare and is_person_noun(grammar, grammar.head[noun])
        return grammar.dep[noun] in ("appos", "compound", "attr", "nmod")

    def _aged(self, old: int, likely: Likely) -> Figure | None:
        """Whom "the 36-year-old" means, whose last word is the token ``old``."""
        grammar = self._grammar
        offset = grammar.start[grammar.left[old]]
        words = grammar.text[offset : grammar.end[old]]
        match = AGED.search(words)
        if match is None or not words.lower().startswith("the "):
            return None
        figure = self.of_age(words) or self.stand_in(old, offset, likely, age=int(match.group(1)))
        return figure or self.described(words)

    def _one_of(self, one: int) -> Figure | None:
        """Somebody of several: "one of the drivers"."""
        grammar = self._grammar
        several = grammar.child(one, "prep")
        if several is None or grammar.lower[several] != "of":
            return None
        people = grammar.child(several, "pobj")
        if people is None or grammar.lower[people].removesuffix("s") not in PERSON_NOUNS:
            return None
        return self.described(grammar.text[grammar.start[one] : grammar.end[self._phrase_end(one)]])

    def is_member(self, token: int) -> bool:
        """Whether the word means one of a people: "the Nigerian limped off"."""
        grammar = self._grammar
        return (
            grammar.lower[token] in gazetteer().members
            and grammar.tag[token] in ("NN", "NNP")
            and grammar.dep[token] in ("nsubj", "nsubjpass")
            and grammar.lower[grammar.left[token]] in ("the", "a", "an", "another", "one")
        )

    def _identified(self, noun: int) -> Figure | None:
        """Whom an apposition or a copula names: "another villager, Ana Ruiz", "the witness was Ana Ruiz"."""
        grammar = self._grammar
        verb = grammar.head[noun]
        attribute = None
        if grammar.dep[noun] == "nsubj" and grammar.lower[verb] in ("is", "was"):
            attribute = grammar.child(verb, "attr")
        heads = [token for token in (noun, attribute, grammar.child(noun, "conj")) if token is not None]
        apposed = [grammar.child(head, "appos") for head in heads]
        named = [self._cast.by_token.get(token) for token in (attribute, *apposed) if token is not None]
        return next((entry[0] for entry in named if entry and entry[0].is_person), self._dressed(noun))

    def _dressed(self, noun: int) -> Figure | None:
        """Whose name ends the noun phrase: "minister of mines and energy Tom Alweendo"."""
        grammar = self._grammar
        if grammar.lower[noun + 1 : noun + 2] != ["of"]:
            return None
        for token in range(noun + 2, min(grammar.right[noun], noun + LONGEST_TAIL) + 1):
            entry = self._cast.by_token.get(token)
            if entry and entry[0].is_person:
                joined = grammar.pos[token - 1] in ("NOUN", "PROPN")
                joined = joined and not is_person_noun(grammar, token - 1)
                return entry[0] if joined and grammar.lower[noun] not in KIN else None
        return None

    def stand_in(self, noun: int, offset: int, likely: Likely, *, age: int | None = None) -> Figure | None:
        """The person talked about, where "the singer" without more stands for a name just given.

        With ``age`` nobody is meant who is known to be of another.
        """
        grammar = self._grammar
        word = initials_of([*self._words_of(noun), grammar.lower[noun]]) or grammar.lower[noun]
        if (
            any(self._narrows(child, noun) for child in grammar.children[noun])
            or not NEVER_STAND_IN.isdisjoint((word, self._whole_word(noun)))
            or grammar.tag[noun] in ("NNS", "NNPS")
        ):
            return None
        before = self.described_before(word)
        if before is not None and not before.name.lower().startswith("the "):
            return None
        figure = self._to_the_fore(word, offset, likely, age)
        if figure is None:
            earlier = self._stood_in.get(noun)
            return earlier if earlier is not None and self._may_be_called(earlier, word, offset) else None
        self._stood_in[noun] = figure
        if word in gazetteer().members:
            self._peoples[figure] = word
        if word in EXCLUSIVE:
            role = Role(word, frozenset(self._words_of(noun)))
            figure.roles.add(role)
            self._holding[word].append((figure, role))
        return figure

    def _narrows(self, child: int, noun: int) -> bool:
        """Whether the words around ``child`` single out one of several: "the singer from Leeds".

        Behind a comma they tell more of whom a trade means already: "the lawmaker, who is 61".
        """
        grammar = self._grammar
        if grammar.dep[child] == "relcl" and grammar.lower[noun] not in OF_ANYBODY:
            return grammar.lower[grammar.left[child] - 1] != ","
        return grammar.dep[child] in ("prep", "relcl", "acl", "poss") and not tells_how(grammar, child)

    def _to_the_fore(self, word: str, offset: int, likely: Likely, age: int | None) -> Figure | None:
        """The person clearly talked about at ``offset`` whom ``word`` may mean."""

        members = gazetteer().members

        def cannot_be(figure: Figure) -> object:
            another = word in members and self._peoples.get(figure, word) != word
            return another or _holds_another(figure, word) or (age and figure.age not in (None, age))

        found = likely(offset, _gender(word), but=cannot_be)
        if found is None:
            return None
        figure, share = found
        if share < STAND_IN_SHARE and not figure.roles and self._may_be_called(figure, word, offset):
            # "Ms Nair, 29, lost $500. The clerk said": whose part the text has told is called by no new one.
            found = likely(offset, _gender(word), but=lambda other: cannot_be(other) or other.roles)
        if found is None or not (found[0].is_person and found[0].is_introduced):
            return None
        told = self._may_be_called(found[0], word, offset)
        if word in OF_STATE and gender_of_name(found[0].name) and not told:
            return None  # a new paragraph's prime minister is nobody known by a given name alone
        told = told or word not in gazetteer().members
        return found[0] if found[1] >= (STAND_IN_SHARE if told else OF_ANYBODY_SHARE) else None

    def _may_be_called(self, figure: Figure, word: str, offset: int) -> bool:
        """Whether ``word`` may call anew whoever was last named shortly before, in the same paragraph."""
        if word in FIRMS_TOO:
            return False
        before = bisect_right(figure.mentions, offset, key=attrgetter("end"))
        last = figure.mentions[before - 1].end if before else 0
        return offset - last <= BESIDE and "\n" not in self._grammar.text[last:offset]

    def _whole_word(self, noun: int) -> str:
        """The noun with what a hyphen joins to it in front."""
        grammar = self._grammar
        first = noun
        while grammar.is_hyphen(first - 1):
            first -= 2
        return "".join(grammar.lower[first : noun + 1])

    def _words_of(self, noun: int) -> list[str]:
        """What stands before the noun and narrows it."""
        grammar = self._grammar
        before = [grammar.lower[child] for child in grammar.children[noun] if child < noun]
        return [word for word in before if word not in ARTICLES]

    def holder(self, words: Sequence[str], offset: int, latest: Latest) -> Figure | None:
        """Who holds the office in ``words`` (lower case, its noun last)."""
        if not words or words[0] in INDEFINITE:
            return None
        narrowing = {word for word in words[:-1] if word not in ARTICLES and word not in FILLER}
        holders = self._holders(SAME_OFFICE.get(words[-1], words[-1]), narrowing)
        if not holders and (initials := initials_of(words)):
            holders = self._holders(initials, set())
        if len(holders) > 1:
            earlier = [figure for figure in holders if figure.first < offset]
            recent = latest(offset, earlier) if not narrowing else None
            return recent if recent is not None else (earlier[0] if len(earlier) == 1 else None)
        return holders[0] if holders else None

    def of_age(self, words: str) -> Figure | None:
        """The only person of the age that "the 36-year-old" gives."""
        match = AGED.search(words)
        same = [p for p in self._cast.people if match and p.age == int(match.group(1))]
        return same[0] if len(same) == 1 else None

    def described(self, words: str) -> Figure:
        """The figure known only by ``words``, made when first met."""
        key = _key(words)
        figure = self._described.get(key)
        if figure is None:
            type_: SpeakerType = "role" if words.lower().startswith("the ") else "unnamed"
            several = _is_plural(key) and not words.lower().startswith("one of ")
            figure = Figure(words, type_, _gender(key), plural=several)
            self._described[key] = figure
            for word in set(key.split()):
                self._by_noun[word].append(figure)
        return figure

    def described_before(self, noun: str) -> Figure | None:
        """The only figure described so far by this noun."""
        same = self._by_noun.get(noun, ())
        return same[0] if len(same) == 1 else None

    def _holders(self, noun: str, narrowing: set[str]) -> list[Figure]:
        same = self._holding.get(noun, ())
        fitting = [(figure, role) for figure, role in same if narrowing <= role.words]
        fitting = fitting or [(figure, role) for figure, role in same if not role.words]
        in_office = [
            (figure, role) for figure, role in fitting if noun in EXCLUSIVE and FORMER.isdisjoint(role.words)
        ]
        unique = {id(figure): figure for figure, _ in in_office or fitting}
        return list(unique.values())

    def _describe(self, noun: int, phrase: Sequence[int], words: Sequence[str]) -> Figure | None:
        grammar = self._grammar
        if grammar.tag[noun] in ("NNS", "NNPS") or grammar.dep[phrase[0]] not in ("det", "poss", "nummod"):
            return None  # "justice" without an article is no judge
        if words[0] not in INDEFINITE and (before := self.described_before(words[-1])):
            return before
        first = grammar.left[phrase[0]]
        return self.described(grammar.text[grammar.start[first] : grammar.end[self._phrase_end(noun)]])

    def _phrase_end(self, noun: int) -> int:
        """The last token of the noun phrase with its prepositional phrases: "a source close to the talks"."""
        grammar = self._grammar
        after = [c for c in grammar.children[noun] if c > noun and grammar.dep[c] in ("prep", "amod", "acl")]
        end = max((grammar.right[child] for child in after), default=noun)
        end = next((token - 1 for token in range(noun + 1, end) if grammar.lower[token] == ","), end)
        return end if end - noun <= LONGEST_TAIL else noun


def _holds_another(figure: Figure, office: str) -> bool:
    held = EXCLUSIVE.intersection([role.head for role in figure.roles])
    return office in EXCLUSIVE and bool(held) and office not in held


def _key(words: str) -> str:
    kept = [word for word in re.findall(r"[\w’'-]+", words.lower()) if word not in ARTICLES]
    return " ".join(kept) or words.lower()


def _is_plural(key: str) -> bool:
    head = key.split(" of ")[0].rpartition(" ")[2]
    return head in CROWDS or (head not in PERSON_NOUNS and head.removesuffix("s") in PERSON_NOUNS)


def _gender(key: str) -> Gender | None:
    nouns = [word for word in key.split() if word in PERSON_NOUNS]
    return "m" if nouns and nouns[-1] in MEN else "f" if nouns and nouns[-1] in WOMEN else None

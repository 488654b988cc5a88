"""Whom "the singer", "the 36-year-old" or "the Croat" calls anew: whoever is talked about and can be."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from operator import attrgetter
from typing import Protocol

from dateline.annotate.entities.given_names import gender_of_name
from dateline.annotate.entities.person_nouns import FIRMS_TOO, KIN, initials_of
from dateline.annotate.entities.places import gazetteer
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.sources import tells_how
from dateline.annotate.speakers.cast import FORMER, Cast, Figure, Role
from dateline.annotate.speakers.descriptions import Descriptions, gender_of
from dateline.annotate.speakers.holders import ARTICLES, EXCLUSIVE, Holders, holds_another
from dateline.annotate.speakers.words import Gender

OF_STATE = frozenset(["minister", "president", "chancellor", "premier", "king", "queen", "pope", "pm"])
"""Offices whose holder a reader knows, named or not."""
OF_PUBLIC_LIFE = frozenset(
    [
        *("candidate", "congressman", "congresswoman", "democrat", "governor", "incumbent", "lawmaker"),
        *("mep", "mp", "msp", "nominee", "republican", "senator", "td"),
    ]
)
"""Nouns whose bearers an article names: nobody only described before is meant."""
CLAUSES_ABOVE = 6
STAND_IN_SHARE = 0.6
NOTED_SHARE = 0.7
"""The share from which on a noun is noted as somebody's."""
ANEW_SHARE = 0.8
"""The share by which another must be to the fore for a noun so noted to mean that one."""
OF_ANYBODY_SHARE = 0.85
"""The same for "the Nigerian", which tells nothing of what the person does."""
NEAR_NAME = 600
"""Characters between a name and a new description of whom it names."""
NEVER_STAND_IN = frozenset(
    [
        *("source", "witness", "reporter", "interviewer", "spokesperson", "official", "people", "person"),
        *("aide", "announcer", "attendee", "caller", "commenter", "heckler", "insider", "operative"),
        *("participant", "questioner", "reader", "staffer", "user"),
        *("frontrunner", "front-runner", "speaker", "moderator"),
        *("prosecutor", "judge", "magistrate", "coroner", "juror"),
    ]
)
"""Nouns for people whom an article does not name, with "the" they mean one described before; and for those
whom a reader knows to be meant, whoever was named last."""
NAMELESS = frozenset(
    [
        *("anonymity", "anonymous", "anonymously", "identified", "identifying", "identify", "name", "named"),
        *("naming", "surname"),
    ]
)
"""Words of the clause that says why somebody has no name: "the nurse, who asked not to be named"."""
UNNAMED_BEHIND = re.compile(r", who (?:can(?:not|['’]t| not)|may not|must not) be (?:named|identified)\b")
LONGEST_CLAUSE = 40
"""Words of it that are read: clauses within clauses would be read over and over."""
OF_ANYBODY = frozenset(
    ["man", "woman", "boy", "girl", "child", "teen", "teenager", "youth", "person", "pensioner"]
)
"""Nouns that tell nothing of what somebody does."""


def has_no_name(grammar: Grammar, noun: int) -> bool:
    """Whether a clause tells that whom the noun describes is not named."""
    clause = grammar.child(noun, "relcl")
    if clause is None:  # where the parse hangs the clause on another name
        return UNNAMED_BEHIND.match(grammar.text, grammar.end[noun]) is not None
    first = grammar.left[clause]
    return not NAMELESS.isdisjoint(
        grammar.lower[first : min(grammar.right[clause] + 1, first + LONGEST_CLAUSE)]
    )


class Likely(Protocol):
    """Whom a pronoun at an offset would mean, and how clearly, some left out."""

    def __call__(
        self, offset: int, gender: Gender | None, *, but: Callable[[Figure], object]
    ) -> tuple[Figure, float] | None: ...


class StandIns:
    """New words for people just named, in one article."""

    def __init__(self, grammar: Grammar, cast: Cast, holders: Holders, descriptions: Descriptions) -> None:
        self._grammar = grammar
        self._cast = cast
        self._holders = holders
        self._descriptions = descriptions
        # For whom each noun stood when the discourse was read.
        self._stood_in: dict[int, Figure] = {}
        # For whom each word last clearly stood: a story rarely has two whom it calls "the singer".
        self._called: dict[str, Figure] = {}
        # Which people each is of, as the text has called them: "the Serb" is no "Croat".
        self._peoples: dict[Figure, str] = {}

    def meant(self, noun: int, offset: int, likely: Likely, *, age: int | None = None) -> Figure | None:
        """The person talked about, where "the singer" without more stands for a name just given.

        With ``age`` nobody is meant who is known to be of another.
        """
        grammar = self._grammar
        word = initials_of([*self._words_of(noun), grammar.lower[noun]]) or grammar.lower[noun]
        if (
            any(self._narrows(child, noun) for child in grammar.children[noun])
            or has_no_name(grammar, noun)
            or not NEVER_STAND_IN.isdisjoint((word, grammar.whole_word(noun)))
            or grammar.tag[noun] in ("NNS", "NNPS")
            or self._tells_somebody(noun)
        ):
            return None
        before = self._descriptions.before(word)
        if before is not None and not before.name.lower().startswith("the "):
            return None
        narrowing = self._words_of(noun)
        figure = self._compatriot(word, offset) or self._to_the_fore(word, narrowing, offset, likely, age)
        if figure is not None and grammar.dep[noun] == "dobj" and figure in self._acting_above(noun):
            return None
        if figure is None:
            earlier = self._stood_in.get(noun)
            return earlier if earlier is not None and self._may_be_called(earlier, word, offset) else None
        self._stood_in[noun] = figure
        if word in gazetteer().members:
            self._peoples[figure] = word
        if word in EXCLUSIVE:
            self._holders.add(figure, Role(word, frozenset(self._words_of(noun))))
        return figure

    def _tells_somebody(self, noun: int) -> bool:
        """Whether whoever was talked about is spoken to: "the headmistress told her"."""
        grammar = self._grammar
        listener = (
            grammar.child(grammar.head[noun], "dobj", "dative") if grammar.dep[noun] == "nsubj" else None
        )
        return listener is not None and grammar.lower[listener] in ("him", "her")

    def _acting_above(self, noun: int) -> list[Figure]:
        """Whom the noun cannot mean: the subjects of the clauses that it lies in.

        In "Ruiz said the minister would come" the minister is not Ruiz (Chomsky 1981, principle C).
        """
        grammar, here, acting = self._grammar, noun, []
        for _ in range(CLAUSES_ABOVE):
            above = grammar.head[here]
            subject = grammar.child(above, "nsubj")
            entry = self._cast.by_token.get(subject) if subject is not None and subject != here else None
            if entry is not None and subject is not None and subject < noun:
                acting.append(entry[0])
            here = above
        return acting

    def _narrows(self, child: int, noun: int) -> bool:
        """Whether the words around ``child`` single out one of several: "the singer from Leeds".

        Behind a comma they tell more of whom a trade or an age means already: "the lawmaker, who is 61". How
        many children somebody has singles out nobody: "the mother of two".
        """
        grammar = self._grammar
        children = grammar.lower[child] == "of" and grammar.tag[grammar.right[child]] == "CD"
        if children and grammar.lower[noun] in KIN:
            return False
        if grammar.dep[child] == "relcl" and grammar.lower[noun] not in OF_ANYBODY:
            return grammar.lower[grammar.left[child] - 1] != ","
        return grammar.dep[child] in ("prep", "relcl", "acl", "poss") and not tells_how(grammar, child)

    def _to_the_fore(
        self, word: str, narrowing: list[str], offset: int, likely: Likely, age: int | None
    ) -> Figure | None:
        """The person clearly talked about at ``offset`` whom ``word`` may mean."""

        former = not FORMER.isdisjoint(narrowing)
        bare = not narrowing and word not in EXCLUSIVE | OF_STATE | OF_PUBLIC_LIFE

        def cannot_be(figure: Figure) -> object:
            another = self._is_of_others(figure, word) or holds_another(figure, word, former=former)
            described = word in OF_PUBLIC_LIFE and not figure.is_person
            return described or another or (age and figure.age not in (None, age))

        found = likely(offset, gender_of(word), but=cannot_be)
        if found is None:
            return None
        figure, share = found
        if share < STAND_IN_SHARE and not figure.roles and self._may_be_called(figure, word, offset):
            # "Ms Nair, 29, lost $500. The clerk said": whose part the text has told is called by no new one.
            found = likely(offset, gender_of(word), but=lambda other: cannot_be(other) or other.roles)
        called = self._called.get(word) if bare else None
        if found is not None and found[1] < ANEW_SHARE and called is not None and not cannot_be(called):
            found = likely(offset, gender_of(word), but=lambda other: other is not called) or found
        if found is None or not (found[0].is_person and found[0].is_introduced):
            return None
        if bare and found[1] >= NOTED_SHARE:
            self._called[word] = found[0]
        just_named = self._may_be_called(found[0], word, offset)
        if word in OF_STATE and not just_named and gender_of_name(found[0].name):
            return None  # a new paragraph's prime minister is nobody known by a given name alone
        of_any = word in gazetteer().members and not just_named
        return found[0] if found[1] >= (OF_ANYBODY_SHARE if of_any else STAND_IN_SHARE) else None

    def _compatriot(self, word: str, offset: int) -> Figure | None:
        """Who "the Italian" is, where the text says of one alone that he is from Italy."""
        country = gazetteer().country_of_people(word) if word in gazetteer().members else None
        return self._holders.from_country(country, offset) if country else None

    def _is_of_others(self, figure: Figure, word: str) -> bool:
        """Whether ``word`` is for one of a people, and the text makes the figure one of another."""
        places = gazetteer()
        if word not in places.members:
            return False
        country = places.country_of_people(word)
        return self._peoples.get(figure, word) != word or figure.country not in (None, country)

    def _may_be_called(self, figure: Figure, word: str, offset: int) -> bool:
        """Whether ``word`` may call anew whoever was last named shortly before, in the same paragraph."""
        if word in FIRMS_TOO:
            return False
        before = bisect_right(figure.mentions, offset, key=attrgetter("end"))
        last = figure.mentions[before - 1].end if before else 0
        return offset - last <= NEAR_NAME and "\n" not in self._grammar.text[last:offset]

    def _words_of(self, noun: int) -> list[str]:
        """What stands before the noun and narrows it."""
        grammar = self._grammar
        before = [grammar.lower[child] for child in grammar.children[noun] if child < noun]
        return [word for word in before if word not in ARTICLES]

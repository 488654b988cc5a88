"""Figures known only by the words that describe them: "a source close to the deal", "the clerk"."""

from __future__ import annotations

import re
from collections import defaultdict

from dateline.annotate.entities.group_nouns import CROWDS, SEVERAL_ONES
from dateline.annotate.entities.person_nouns import MEN, PERSON_NOUNS, WOMEN
from dateline.annotate.quotes.animacy import singulars
from dateline.annotate.speakers.cast import Figure
from dateline.annotate.speakers.holders import ARTICLES
from dateline.annotate.speakers.words import Gender
from dateline.records import SpeakerType

OF_WHOM = re.compile(r" (?:of|with|for|to|in|at|from|who|whose|whom) ")
ANOTHER = "another "
"""What opens the description of somebody new, however many are described so."""
OWNERS = frozenset(["his", "her", "its", "their"])


class Descriptions:
    """Those of one article, each made when first met."""

    def __init__(self) -> None:
        self._described: dict[str, Figure] = {}
        self._by_noun: dict[str, list[Figure]] = defaultdict(list)

    def of(self, words: str, *, nameless: bool = False) -> Figure:
        """The figure known only by ``words``; ``nameless`` where the article says so."""
        key = _key(words)
        another = words.lower().startswith(ANOTHER)
        figure = self._described.get(key) if not another else None
        if figure is None:
            type_: SpeakerType = "role" if words.lower().startswith("the ") and not nameless else "unnamed"
            several = _is_plural(key) and not words.lower().startswith("one of ")
            figure = Figure(words, type_, gender_of(key), plural=several)
            if not another:
                self._described[key] = figure
            if not several:
                for word in set(key.split()):
                    self._by_noun[word].append(figure)
        return figure

    def before(self, noun: str) -> Figure | None:
        """The only figure described so far by this noun."""
        same = self._by_noun.get(noun, ())
        return same[0] if len(same) == 1 else None


def _key(words: str) -> str:
    kept = [word for word in re.findall(r"[\w’'-]+", words.lower()) if word not in ARTICLES - OWNERS]
    return " ".join(kept) or words.lower()


def _is_plural(key: str) -> bool:
    head = OF_WHOM.split(key, maxsplit=1)[0].rpartition(" ")[2]
    if head in PERSON_NOUNS:
        return False
    return head in CROWDS or head in SEVERAL_ONES or not PERSON_NOUNS.isdisjoint(singulars(head))


def gender_of(key: str) -> Gender | None:
    """That of the noun for a person in ``key``, where it has one: "the businesswoman"."""
    noun = noun_of(key)
    return "m" if noun in MEN else "f" if noun in WOMEN else None


def noun_of(key: str) -> str | None:
    """The last noun for a person in ``key`` but for those whom it only mentions: "a mother of two boys"."""
    parts = ([word for word in part.split() if word in PERSON_NOUNS] for part in OF_WHOM.split(key.lower()))
    nouns = next(filter(None, parts), [])
    return nouns[-1] if nouns else None

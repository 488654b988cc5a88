"""Whether a noun is for what can say, want or do something: a person, people, or a body of them."""

from __future__ import annotations

from dateline.annotate.entities.group_nouns import CROWDS, FIRMS, ORGANISATION_NOUNS, SPOKESPEOPLE
from dateline.annotate.entities.organisations import KINDS, ORGANISATION
from dateline.annotate.entities.person_nouns import PERSON_NOUNS
from dateline.annotate.quotes.grammar import Grammar

_ACTING = PERSON_NOUNS | CROWDS | FIRMS | KINDS | ORGANISATION | ORGANISATION_NOUNS | SPOKESPEOPLE


def is_thing(grammar: Grammar, token: int) -> bool:
    """Whether the word is a common noun, part of no name, for neither people nor a body nor a paper."""
    if grammar.pos[token] != "NOUN" or grammar.ent[token] or grammar.word(token)[0].isupper():
        return False
    return _ACTING.isdisjoint((*singulars(grammar.lower[token]), grammar.whole_word(token)))


def singulars(noun: str) -> tuple[str, str, str]:
    """What the noun may be the plural of, and the noun itself: "witnesses", "witnesse", "witness"."""
    one = f"{noun.removesuffix('ies')}y" if noun.endswith("ies") else noun.removesuffix("s")
    return noun, one, noun.removesuffix("es")

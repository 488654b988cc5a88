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
    word = grammar.lower[token]
    one = f"{word.removesuffix('ies')}y" if word.endswith("ies") else word.removesuffix("s")
    return _ACTING.isdisjoint((word, one, word.removesuffix("es"), grammar.whole_word(token)))

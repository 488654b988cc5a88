"""Small descriptions of cues and sources that both scorers use; none holds a word of a text."""

from __future__ import annotations

from bisect import bisect_left

from dateline.annotate.quotes.grammar import Grammar


def groups_of(kind: str, groups: frozenset[str]) -> list[str]:
    """A cue's groups, or its kind where it is no verb of the lexicon."""
    return sorted(groups) if groups else [kind]


_FORCE = ("say", "speech", "write", "judge", "order", "document", "commit", "think")
"""The groups, the likeliest to introduce marked speech first."""


def group_of(kind: str, groups: frozenset[str]) -> str:
    """The one group by which a cue introduces marked speech, or its kind."""
    if kind != "verb":
        return kind
    return next((group for group in _FORCE if group in groups), "other")


_LIMITS = (1, 2, 3, 5, 8, 12, 20, 35)
_SIZES = (*(f"<={limit}" for limit in _LIMITS), f">{_LIMITS[-1]}")


def source_kind(grammar: Grammar, source: int) -> str:
    """Pronoun, entity type, name or noun."""
    pos = grammar.pos[source]
    if pos == "PRON":
        lower = grammar.lower[source]
        if lower in ("he", "she", "they"):
            return "pronoun"
        if lower in ("i", "we"):
            return "first person"
        return f"pronoun {lower}" if lower in ("it", "you", "who") else "other pronoun"
    ent = grammar.ent[source]
    if ent in ("PERSON", "ORG", "NORP", "GPE"):
        return ent
    return "name" if pos == "PROPN" else "noun"


def size_of(count: int) -> str:
    """A number of tokens, roughly."""
    return _SIZES[bisect_left(_LIMITS, count)]

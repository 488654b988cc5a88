"""Find the words that introduce speech, each with its source: ``Cue`` records, in the order of the text.

Verbs of the lexicon with their subjects ("said Ms Okafor", "he added", "the minister, who warned"), "according
to", nouns that hold speech ("the court's claim that"), the label of a transcript ("Okafor:"). Any other verb
with a subject is a cue of kind ``other``: it can be the frame of a quotation, rarely.
"""

from __future__ import annotations

from dataclasses import dataclass

from dateline.annotate.quotes import lexicon
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.sources import NOMINAL, source_of

NO_GROUPS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that introduce speech; all positions are token indices of the grammar."""

    token: int
    first: int
    last: int
    kind: str
    """``verb``, ``according``, ``noun``, ``label`` or ``other``."""
    groups: frozenset[str]
    source: int | None
    way: str
    """How the source was reached."""


def find_cues(grammar: Grammar) -> list[Cue]:
    """Every possible cue of the text."""
    verbs, nouns = lexicon.verbs(), lexicon.nouns()
    cues: list[Cue] = []
    for token, (pos, lower) in enumerate(zip(grammar.pos, grammar.lower, strict=True)):
        if pos in ("VERB", "AUX"):
            if lower in verbs and grammar.dep[token] not in ("aux", "auxpass"):
                cues.append(_of_verb(grammar, token, "verb", verbs[lower]))
            elif grammar.dep[token] not in ("aux", "auxpass", "amod", "compound"):
                cues.append(_of_verb(grammar, token, "other", NO_GROUPS))
            if lower == "according":
                cues.extend(_according(grammar, token))
        elif pos == "NOUN" and lower in nouns:
            cues.extend(_of_noun(grammar, token))
        elif lower == "according":
            cues.extend(_according(grammar, token))
        elif lower in verbs and pos in ("NOUN", "PROPN", "ADJ") and lower.endswith("ed"):
            cues.append(_of_verb(grammar, token, "verb", verbs[lower]))
    return cues


def _of_verb(grammar: Grammar, token: int, kind: str, groups: frozenset[str]) -> Cue:
    source, way = source_of(grammar, token)
    if source is None and kind == "verb" and "say" in groups:
        source, way = _beside(grammar, token)
    last = token
    for child in grammar.children[token]:
        if grammar.dep[child] == "prt" and child == last + 1:
            last = child
    return Cue(token, token, last, kind, groups, source, way)


def _beside(grammar: Grammar, verb: int) -> tuple[int | None, str]:
    """Where the parse gives a plain speech verb no subject: the noun phrase right after or right before it."""
    after, before = verb + 1, verb - 1
    if after < len(grammar) and grammar.pos[after] in ("PROPN", "PRON", "DET", "NOUN", "ADJ"):
        top = after
        while grammar.head[top] > top and grammar.pos[grammar.head[top]] in NOMINAL:
            top = grammar.head[top]
        if grammar.pos[top] in ("PROPN", "PRON", "NOUN") and grammar.tag[after] != "PRP$":
            return top, "beside"
    if before >= 0 and grammar.pos[before] in ("PROPN", "PRON"):
        return before, "beside"
    return None, "none"


def _according(grammar: Grammar, token: int) -> list[Cue]:
    to = token + 1
    if to >= len(grammar) or grammar.lower[to] != "to":
        return []
    source = grammar.child(to, "pobj")
    if source is None:
        source = grammar.child(token, "pobj")
    return [Cue(token, token, to, "according", NO_GROUPS, source, "object")] if source is not None else []


def _of_noun(grammar: Grammar, token: int) -> list[Cue]:
    owner, way = grammar.child(token, "poss"), "owner"
    if owner is None:
        for preposition in grammar.children[token]:
            if grammar.lower[preposition] in ("by", "from", "of") and grammar.dep[preposition] == "prep":
                owner, way = grammar.child(preposition, "pobj"), grammar.lower[preposition]
                break
    if owner is None:
        governor = grammar.head[token]
        if grammar.dep[token] in ("dobj", "pobj", "attr") and governor != token:
            verb = grammar.head[governor] if grammar.dep[token] == "pobj" else governor
            if grammar.pos[verb] in ("VERB", "AUX"):
                owner, _ = source_of(grammar, verb)
                way = "holder"
    return [Cue(token, token, token, "noun", NO_GROUPS, owner, way)]

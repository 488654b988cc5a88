"""What is attributed without quotation marks, or only partly inside them: the clause or phrase of a cue.

In: the cues of an article. Out: ``Content`` candidates, each a part of the dependency parse that may be what
the source said, with a score from features that hold no words of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from dateline.annotate.quotes import lexicon
from dateline.annotate.quotes.cues import Cue
from dateline.annotate.quotes.features import groups_of, size_of, source_kind
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.model import Features, linear, probability, weights
from dateline.records import Span

Tokens = tuple[int, int]
"""First and last token, both included."""


@dataclass(frozen=True, slots=True)
class Content:
    """A stretch of text that may be what a cue's source said."""

    cue: Cue
    spans: tuple[Span, ...]
    relation: str
    """The relation to the cue: ccomp, xcomp, dobj, prep, sentence …"""
    features: Features
    score: float
    """The probability that the source is said to have said, written or thought just this."""


def find_contents(grammar: Grammar, cues: list[Cue], quoted: bytearray) -> Iterator[Content]:
    """Every stretch that a cue may attribute to its source, several for one cue."""
    model = weights()["contents"]
    quoted_before = [0, *accumulate(quoted)]
    for cue in cues:
        if quoted[cue.token] or cue.kind in ("label", "other"):
            continue
        for relation, tokens in _stretches(grammar, cue):
            parts = _parts(grammar, cue, tokens)
            if parts:
                spans = tuple(grammar.span(*part) for part in parts)
                features = _features(grammar, cue, relation, parts, quoted_before)
                yield Content(cue, spans, relation, features, probability(linear(features, model)))


def _stretches(grammar: Grammar, cue: Cue) -> Iterator[tuple[str, Tokens]]:
    if cue.kind == "according":
        yield from _around(grammar, cue)
        return
    token = cue.token
    for child in grammar.children[token]:
        dep = grammar.dep[child]
        stretch = (grammar.left[child], _end(grammar, child))
        if dep in _CLAUSES[cue.kind]:
            yield f"{dep} {_marker(grammar, child)}", stretch
        elif dep == "prep" and child > token and grammar.lower[child] in _PREPOSITIONS:
            preposition = _PREPOSITIONS[grammar.lower[child]]
            yield f"prep {preposition}", stretch
            if stretch[0] == child and stretch[1] > child:
                yield f"object {preposition}", (child + 1, stretch[1])
    if cue.kind == "verb" and grammar.dep[token] in ("parataxis", "ccomp", "conj", "advcl"):
        yield from _parenthetical(grammar, cue)


_CLAUSES = {
    "verb": ("ccomp", "xcomp", "dobj", "oprd", "advcl"),
    "noun": ("acl", "ccomp"),
    "feeling": ("ccomp", "xcomp"),
}
_PREPOSITIONS = {
    "of": "of", "about": "about", "on": "about", "over": "about", "for": "for", "as": "as", "to": "to",
    "against": "against",
}  # fmt: skip
"""Those whose objects are often contents ("warned of floods"), by kind."""


def _end(grammar: Grammar, head: int) -> int:
    """The last token of a clause, without an aside that reports the next thing ("as he urged allies")."""
    for child in grammar.children[head]:
        if (
            child > head
            and grammar.dep[child] == "advcl"
            and grammar.lower[grammar.left[child]] in ("as", "while")
            and grammar.lower[child] in lexicon.verbs()
            and grammar.child(child, "nsubj") is not None
        ):
            return grammar.left[child] - 1
    return grammar.right[head]


def _marker(grammar: Grammar, head: int) -> str:
    """How a clause opens: that, whether, a question word, to, -ing, or nothing."""
    first = grammar.left[head]
    lower, tag = grammar.lower[first], grammar.tag[first]
    if lower in ("that", "whether", "if", "to"):
        return lower
    if tag in ("WP", "WRB", "WDT", "WP$"):
        return "wh"
    if grammar.tag[head] == "VBG":
        return "ing"
    return "bare" if grammar.pos[head] in ("VERB", "AUX") else "noun"


def _around(grammar: Grammar, cue: Cue) -> Iterator[tuple[str, Tokens]]:
    """The clause that "according to" hangs on, or its sentence."""
    top = cue.token
    for _ in range(4):
        if grammar.pos[top] in ("VERB", "AUX") and top != cue.token:
            break
        top = grammar.head[top]
    if top != cue.token:
        yield "clause", (grammar.left[top], grammar.right[top])
        sentence = grammar.sentence[cue.token]
        last = grammar.sentence_start[sentence + 1] - 1
        yield "sentence", (grammar.sentence_start[sentence], last)


def _parenthetical(grammar: Grammar, cue: Cue) -> Iterator[tuple[str, Tokens]]:
    """The clause that the cue is set into or stands behind, as in "The plan, she said, is dead"."""
    token, dep = cue.token, grammar.dep[cue.token]
    head = grammar.head[token]
    if grammar.pos[head] not in ("VERB", "AUX"):
        return
    comma_before = grammar.text[grammar.start[max(0, grammar.left[token] - 1)]] in ",–—-"
    joined = (
        dep == "conj" and grammar.child(head, "cc") is None and grammar.child(token, "ccomp", "xcomp") is None
    )
    if dep == "parataxis" or (dep == "ccomp" and comma_before):
        yield "host", (grammar.left[head], grammar.right[head])
    elif joined and head < token and cue.way in ("subject", "inverted"):
        yield "host before", (grammar.left[head], grammar.left[token] - 1)


def _parts(grammar: Grammar, cue: Cue, tokens: Tokens) -> tuple[Tokens, ...]:
    """The stretch without the cue's own clause inside it, and without punctuation at the edges."""
    first, last = tokens
    inner = _own_clause(grammar, cue, tokens)
    if inner is None:
        pieces = [(first, last)]
    else:
        pieces = [(first, inner[0] - 1), (inner[1] + 1, last)]
    trimmed = [_trimmed(grammar, piece) for piece in pieces if piece[0] <= piece[1]]
    return tuple(piece for piece in trimmed if piece is not None)


def _own_clause(grammar: Grammar, cue: Cue, tokens: Tokens) -> Tokens | None:
    """The tokens of "she said" where they stand inside the stretch."""
    first, last = tokens
    if not first <= cue.token <= last:
        return None
    if cue.kind == "according":
        return max(first, grammar.left[cue.token]), min(last, grammar.right[cue.token])
    low, high = cue.first, cue.last
    for child in grammar.children[cue.token]:
        if grammar.dep[child] in (
            "nsubj",
            "nsubjpass",
            "aux",
            "neg",
            "dative",
            "npadvmod",
            "advmod",
            "prep",
            "dobj",
        ):
            low, high = min(low, grammar.left[child]), max(high, grammar.right[child])
    if low <= first and high >= last:
        return None
    return max(first, low), min(last, high)


def _trimmed(grammar: Grammar, piece: Tokens) -> Tokens | None:
    first, last = piece
    while first <= last and grammar.pos[first] in _EDGES and grammar.text[grammar.start[first]] not in _KEEP:
        first += 1
    while last >= first and grammar.pos[last] in _EDGES and grammar.text[grammar.start[last]] not in _KEEP:
        last -= 1
    return (first, last) if first <= last else None


_EDGES = ("PUNCT", "SPACE")
_KEEP = "“”\"‘’'«»([)]"


def _features(
    grammar: Grammar, cue: Cue, relation: str, parts: tuple[Tokens, ...], quoted_before: list[int]
) -> Features:
    token, first, last = cue.token, parts[0][0], parts[-1][1]
    size = size_of(last - first + 1)
    children = grammar.children[token]
    deps = {grammar.dep[child] for child in children}
    marked = quoted_before[last + 1] - quoted_before[first]
    features: Features = {
        "bias": 1.0,
        f"relation {relation}": 1.0,
        f"relation {relation} {cue.kind}": 1.0,
        f"relation {relation} size {size}": 1.0,
        f"size {size}": 1.0,
        f"way {cue.way} {cue.kind}": 1.0,
        f"tag {grammar.tag[token]} {relation}": 1.0,
        f"tag {grammar.tag[token]}": 1.0,
        f"cue dep {grammar.dep[token]}": 1.0,
        f"parts {len(parts)} {relation}": 1.0,
        f"before cue {first < token}": 1.0,
        f"source {source_kind(grammar, cue.source) if cue.source is not None else 'none'}": 1.0,
    }
    for group in groups_of(cue):
        features[f"group {group}"] = 1.0
        features[f"group {group} {relation}"] = 1.0
    if "neg" in deps:
        features["negated"] = 1.0
    if "aux" in deps:
        aux = next(child for child in children if grammar.dep[child] == "aux")
        features[f"aux {grammar.tag[aux]}"] = 1.0
    if "auxpass" in deps:
        features[f"passive {relation}"] = 1.0
    if "ccomp" in deps and not relation.startswith("ccomp"):
        features[f"beside ccomp {relation}"] = 1.0
    if "dobj" in deps and not relation.startswith("dobj"):
        features[f"beside dobj {relation}"] = 1.0
    if "xcomp" in deps and not relation.startswith("xcomp"):
        features[f"beside xcomp {relation}"] = 1.0
    if marked:
        share = marked / (last - first + 1)
        features["marked all" if share > 0.8 else "marked part"] = 1.0
        features[f"marked {relation}"] = 1.0
    if cue.source is not None and quoted_before[cue.source + 1] > quoted_before[cue.source]:
        features["source quoted"] = 1.0
    return features

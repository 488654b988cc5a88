"""A parsed article as plain lists, one value a token, which loops read many times faster than tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise

from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, IDX, ORTH, POS, SENT_START, SPACY, TAG
from spacy.tokens import Doc

from dateline.records import Span

_KEY = "dateline.grammar"
_NEGATIVE = 2**63
"""Offsets of heads come as unsigned numbers; from here on they point backwards."""


class Children:
    """The children of each token, in the order of the text, without a list for every token."""

    __slots__ = ("_heads", "_known", "_order")

    def __init__(self, heads: list[int]) -> None:
        self._order = sorted(range(len(heads)), key=heads.__getitem__)
        self._heads = sorted(heads)
        self._known: dict[int, list[int]] = {}

    def __getitem__(self, token: int) -> list[int]:
        if token not in self._known:
            first = bisect_left(self._heads, token)
            beyond = bisect_right(self._heads, token, first)
            self._known[token] = [child for child in self._order[first:beyond] if child != token]
        return self._known[token]


@dataclass(slots=True)
class Grammar:
    """Columns of a parsed text; ``head`` is an absolute token index."""

    text: str
    start: list[int]
    end: list[int]
    head: list[int]
    dep: list[str]
    pos: list[str]
    tag: list[str]
    lower: list[str]
    ent: list[str]
    ent_iob: list[int]
    sentence: list[int]
    """The number of each token's sentence."""
    sentence_start: list[int]
    """The first token of each sentence, and the number of tokens at the end."""
    children: Children
    left: list[int]
    """The first token of each token's subtree."""
    right: list[int]
    """The last token of each token's subtree."""

    @classmethod
    def of(cls, doc: Doc) -> Grammar:
        """The columns of ``doc``, read once and kept with it for the next stage."""
        if _KEY not in doc.user_data:
            doc.user_data[_KEY] = cls._read(doc)
        grammar: Grammar = doc.user_data[_KEY]
        return grammar

    @classmethod
    def _read(cls, doc: Doc) -> Grammar:
        table = doc.to_array([ORTH, SPACY, IDX, HEAD, DEP, POS, TAG, ENT_TYPE, ENT_IOB, SENT_START])
        orth, space, start, head, dep, pos, tag, ent, iob, first = (column.tolist() for column in table.T)
        names = doc.vocab.strings
        spelt = {key: names[key] for key in set(orth)}
        lowered = {key: word.lower() for key, word in spelt.items()}
        words = [spelt[key] for key in orth]
        heads = [
            i + (offset if offset < _NEGATIVE else offset - 2 * _NEGATIVE) for i, offset in enumerate(head)
        ]
        size = len(words)
        opens = [i for i in range(size) if i == 0 or first[i] == 1]
        bounds = [*opens, size]
        return cls(
            text="".join([word + " " if spaced else word for word, spaced in zip(words, space, strict=True)]),
            start=start,
            end=[begin + len(word) for begin, word in zip(start, words, strict=True)],
            head=heads,
            dep=_strings(dep, names),
            pos=_strings(pos, names),
            tag=_strings(tag, names),
            lower=[lowered[key] for key in orth],
            ent=_strings(ent, names),
            ent_iob=iob,
            sentence=[n for n, (a, b) in enumerate(pairwise(bounds)) for _ in range(a, b)],
            sentence_start=bounds,
            children=Children(heads),
            left=_edges(heads, range(size)),
            right=_edges(heads, range(size - 1, -1, -1)),
        )

    def __len__(self) -> int:
        return len(self.start)

    def first_at(self, offset: int) -> int:
        """The first token that starts at or after ``offset``."""
        return bisect_left(self.start, offset)

    def covering(self, offset: int) -> int:
        """The token that holds the character at ``offset``, or the last one before it."""
        return max(0, bisect_right(self.start, offset) - 1)

    def span(self, first: int, last: int) -> Span:
        """The characters from token ``first`` to token ``last``, both included."""
        return self.start[first], self.end[last]

    def child(self, token: int, *deps: str) -> int | None:
        """The first child of ``token`` with one of these relations."""
        dep = self.dep
        for child in self.children[token]:
            if dep[child] in deps:
                return child
        return None


def _strings(column: list[int], strings: object) -> list[str]:
    names = {key: strings[key] for key in set(column)}  # type: ignore[index]
    return list(map(names.__getitem__, column))


def _edges(heads: list[int], order: range) -> list[int]:
    """The first token of every subtree, as ``order`` meets them.

    A token is the edge of every ancestor that no token before it has reached, so each is set once.
    """
    edges = [-1] * len(heads)
    for token in order:
        here = token
        while edges[here] < 0:
            edges[here] = token
            here = heads[here]
    return edges

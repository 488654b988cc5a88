"""A parsed article as plain lists, one value a token, which loops read many times faster than tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate

from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, IDX, LENGTH, LOWER, POS, SENT_START, TAG
from spacy.tokens import Doc

from dateline.records import Span


class Children:
    """The children of each token, in the order of the text, without a list for every token."""

    __slots__ = ("_heads", "_order")

    def __init__(self, heads: list[int]) -> None:
        self._order = sorted(range(len(heads)), key=heads.__getitem__)
        self._heads = sorted(heads)

    def __getitem__(self, token: int) -> list[int]:
        first, beyond = bisect_left(self._heads, token), bisect_right(self._heads, token)
        return [child for child in self._order[first:beyond] if child != token]


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
        """Read the columns off ``doc``."""
        table = doc.to_array([IDX, LENGTH, HEAD, DEP, POS, TAG, LOWER, ENT_TYPE, ENT_IOB, SENT_START])
        start, length, head, dep, pos, tag, lower, ent, iob, first = (column.tolist() for column in table.T)
        size = len(start)
        strings = doc.vocab.strings
        heads = [i + (offset - 2**64 if offset >= 2**63 else offset) for i, offset in enumerate(head)]
        opens = [i == 0 or first[i] == 1 for i in range(size)]
        return cls(
            text=doc.text,
            start=start,
            end=[begin + count for begin, count in zip(start, length, strict=True)],
            head=heads,
            dep=_strings(dep, strings),
            pos=_strings(pos, strings),
            tag=_strings(tag, strings),
            lower=_strings(lower, strings),
            ent=_strings(ent, strings),
            ent_iob=iob,
            sentence=[number - 1 for number in accumulate(opens)],
            sentence_start=[*(i for i in range(size) if opens[i]), size],
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
        return next((child for child in self.children[token] if dep[child] in deps), None)


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

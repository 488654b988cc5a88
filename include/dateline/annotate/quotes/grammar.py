"""A parsed article as plain lists, one value a token, which loops read many times faster than tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from operator import add

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, IDX, LENGTH, ORTH, POS, SENT_START, SPACY, TAG
from spacy.strings import StringStore
from spacy.tokens import Doc

from dateline.records import Span

_KEY = "dateline.grammar"
_COLUMNS = [ORTH, DEP, POS, TAG, ENT_TYPE, SPACY, IDX, LENGTH, ENT_IOB, HEAD, SENT_START]
"""What is read of each token; heads come as offsets, unsigned though some point backwards."""


class Children(dict[int, list[int]]):
    """The children of each token, in the order of the text, listed when first asked for."""

    def __init__(self, heads: NDArray[np.int64]) -> None:
        order = np.argsort(heads, kind="stable")
        self._order = order.tolist()
        tokens = np.arange(len(heads) + 1)
        self._first = np.searchsorted(heads[order], tokens).tolist()

    def __missing__(self, token: int) -> list[int]:
        found: list[int] = self._order[self._first[token] : self._first[token + 1]]
        if token in found:
            found.remove(token)
        self[token] = found
        return found


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
        columns = doc.to_array(_COLUMNS).T
        orth, dep, pos, tag, ent, space, start, length, iob = (column.tolist() for column in columns[:-2])
        names = doc.vocab.strings
        spelt = {key: _spelt(names, key) for key in set(orth)}
        lowered = {key: word.lower() for key, word in spelt.items()}
        size = len(orth)
        head = columns[-2].astype(np.int64) + np.arange(size)
        heads = head.tolist()
        opens = columns[-1] == 1
        opens[:1] = True
        return cls(
            text=_text([spelt[key] for key in orth], space),
            start=start,
            end=list(map(add, start, length)),
            head=heads,
            dep=_strings(dep, names),
            pos=_strings(pos, names),
            tag=_strings(tag, names),
            lower=[lowered[key] for key in orth],
            ent=_strings(ent, names),
            ent_iob=iob,
            sentence=(np.cumsum(opens) - 1).tolist(),
            sentence_start=[*np.flatnonzero(opens).tolist(), size],
            children=Children(head),
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
        return (bisect_right(self.start, offset) or 1) - 1

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


def text_of(doc: Doc) -> str:
    """The text of ``doc``, many times faster than its own property makes it."""
    known: Grammar | None = doc.user_data.get(_KEY)
    if known is not None:
        return known.text
    names = doc.vocab.strings
    words, spaces = doc.to_array([ORTH, SPACY]).T.tolist() if len(doc) else ([], [])
    return _text([names[word] for word in words], spaces)


def forget(doc: Doc) -> None:
    """Drop the columns that ``Grammar.of`` keeps with ``doc``: no other process can read them."""
    doc.user_data.pop(_KEY, None)


def _text(words: list[str], spaces: list[int]) -> str:
    return "".join([word + " " if spaced else word for word, spaced in zip(words, spaces, strict=True)])


@lru_cache(maxsize=32_768)
def _spelt(strings: StringStore, key: int) -> str:
    """The string of ``key``, which the store decodes anew each time it is asked."""
    return strings[key]


def _strings(column: list[int], strings: StringStore) -> list[str]:
    names = {key: _spelt(strings, key) for key in set(column)}
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

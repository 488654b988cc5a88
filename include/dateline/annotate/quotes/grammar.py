"""A parsed article as plain lists, one value a token, which loops read many times faster than tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, IDX, LENGTH, LOWER, ORTH, POS, SENT_START, SPACY, TAG
from spacy.symbols import AUX, PUNCT, SPACE, VERB
from spacy.tokens import Doc

from dateline.annotate.quotes.strings import labels_of, words_of
from dateline.records import Span

_KEY = "dateline.grammar"
HYPHENS = frozenset("-\u2010\u2011")
_COLUMNS = [ORTH, LOWER, DEP, TAG, ENT_TYPE, POS, SPACY, IDX, ENT_IOB, LENGTH, HEAD, SENT_START]
"""What is read of each token; heads come as offsets, unsigned though some point backwards."""


class Children(dict[int, list[int]]):
    """The children of each token, in the order of the text, listed when first asked for."""

    def __init__(self, heads: NDArray[np.int64]) -> None:
        order = heads.argsort(kind="stable")
        self._order = order.tolist()
        self._first = [0, *np.bincount(heads, minlength=len(heads)).cumsum().tolist()]

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
    verbs: list[int]
    """The tokens that are verbs, auxiliaries among them."""
    silent: NDArray[np.bool_]
    """Whether each token is a mark or a space."""
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
        columns = np.ascontiguousarray(doc.to_array(_COLUMNS).T)
        strings = doc.vocab.strings
        words, lower = map(words_of(strings).read, columns[:2])
        dep, tag, ent, pos = labels_of(strings).read(columns[2:6])
        kind, space, start, iob, length, away, first = columns[5:]
        size = len(words)
        heads = away.astype(np.int64) + np.arange(size)
        head = heads.tolist()
        opens = first == 1
        opens[:1] = True
        return cls(
            text=_text(words, space.tolist()),
            start=start.tolist(),
            end=(start + length).tolist(),
            head=head,
            dep=dep,
            pos=pos,
            tag=tag,
            lower=lower,
            ent=ent,
            ent_iob=iob.tolist(),
            verbs=((kind == VERB) | (kind == AUX)).nonzero()[0].tolist(),
            silent=(kind == PUNCT) | (kind == SPACE),
            sentence=(opens.cumsum() - 1).tolist(),
            sentence_start=[*opens.nonzero()[0].tolist(), size],
            children=Children(heads),
            left=_edges(head, range(size)),
            right=_edges(head, range(size - 1, -1, -1)),
        )

    def __len__(self) -> int:
        return len(self.start)

    def first_at(self, offset: int) -> int:
        """The first token that starts at or after ``offset``."""
        return bisect_left(self.start, offset)

    def covering(self, offset: int) -> int:
        """The token that holds the character at ``offset``, or the last one before it."""
        return (bisect_right(self.start, offset) or 1) - 1

    def word(self, token: int) -> str:
        """The token as it is written."""
        return self.text[self.start[token] : self.end[token]]

    def span(self, first: int, last: int) -> Span:
        """The characters from token ``first`` to token ``last``, both included."""
        return self.start[first], self.end[last]

    def is_hyphen(self, token: int) -> bool:
        """Whether ``token`` joins two halves of a word: "Holtz-Eakin", "the 29-year-old"."""
        return (
            0 < token < len(self) - 1
            and self.lower[token] in HYPHENS
            and self.end[token - 1] == self.start[token]
            and self.end[token] == self.start[token + 1]
        )

    def is_parted(self, token: int) -> bool:
        """Whether the token ends a word of which the parse makes two: "co-worker"."""
        if self.lower[token - 1] not in HYPHENS or not self.is_hyphen(token - 1):
            return False
        first, head, dep = token - 2, self.head, self.dep
        return head[token] == first or (head[token] == head[first] and dep[token] == dep[first])

    def whole_word(self, token: int) -> str:
        """``token`` with what hyphens join to it in front, in small letters."""
        first = token
        while self.is_hyphen(first - 1):
            first -= 2
        return "".join(self.lower[first : token + 1])

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
    words, spaces = doc.to_array([ORTH, SPACY]).T
    return _text(words_of(doc.vocab.strings).read(words), spaces.tolist())


def forget(doc: Doc) -> None:
    """Drop the columns that ``Grammar.of`` keeps with ``doc``: no other process can read them."""
    doc.user_data.pop(_KEY, None)


def _text(words: list[str], spaces: list[int]) -> str:
    parts = [""] * (2 * len(words))
    parts[::2] = words
    parts[1::2] = map(("", " ").__getitem__, spaces)
    return "".join(parts)


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

"""How the marked strings and the cues of one article lie to each other.

The ranking asks here for the cues near a string, and for what stands between the two.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from operator import or_
from typing import NamedTuple

from dateline.annotate.quotes.context import Context, Paragraphs, contexts_of
from dateline.annotate.quotes.cues import SAYING, Cue
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.marks import Marked
from dateline.annotate.quotes.sources import mention_of
from dateline.records import Span

_REACH_BACK, _REACH_ON = 7, 5
"""Cues before and after a string that are looked at; in ordinary paragraphs there are fewer."""
_NO_WORDS = frozenset(("PUNCT", "SPACE"))
_ACTS = SAYING | {"judge", "order"}
"""Verbs that have words of their own: what hangs below one is not said by whoever reports it."""
_COMPANIONS = frozenset(("dobj", "dative", "prep", "npadvmod", "advmod", "prt", "agent"))
"""What a cue's clause holds beside verb and subject: whom was told, where, when."""


class Between(NamedTuple):
    """What lies between a string and a cue's clause."""

    side: str
    """``before`` or ``after`` the string, or ``above`` in an earlier paragraph."""
    words: int
    strings: int
    """Other marked strings."""
    cues: int
    """Other cues of speech."""
    sentences: int


class Layout:
    """The marked strings and the cues outside of them, in order."""

    def __init__(self, grammar: Grammar, marks: list[Marked], quoted: bytearray, cues: list[Cue]) -> None:
        self.grammar = grammar
        self.paragraphs = Paragraphs(grammar.text)
        self.contexts = contexts_of(grammar, marks, self.paragraphs)
        outside = (cue for cue in cues if cue.kind == "label" or _is_outside(cue, quoted))
        self._cues = sorted(outside, key=lambda cue: cue.token)
        self._cue_tokens = [cue.token for cue in self._cues]
        self.speaking = {cue.token for cue in self._cues if cue.groups & _ACTS}
        self._speech_tokens = [
            cue.token for cue in self._cues if cue.groups & SAYING or cue.kind in ("according", "label")
        ]
        self._firsts = [context.first for context in self.contexts]
        silent = map(or_, map(_NO_WORDS.__contains__, grammar.pos), quoted)
        self._silent_before = list(accumulate(silent, initial=0))

    def near(self, context: Context) -> list[Cue]:
        """The cues in the string's paragraph and in the one before, the nearest where there are many."""
        first_at, paragraphs = self.grammar.first_at, self.paragraphs
        here = bisect_left(self._cue_tokens, context.first)
        low = bisect_left(self._cue_tokens, first_at(paragraphs.start(context.paragraph - 1)))
        high = bisect_left(self._cue_tokens, first_at(paragraphs.end(context.paragraph)))
        return self._cues[max(low, here - _REACH_BACK) : min(high, here + _REACH_ON)]

    def between(self, context: Context, cue: Cue) -> Between:
        """What lies between ``context`` and the clause of ``cue``."""
        grammar = self.grammar
        is_after = cue.token > context.last
        low, high = self._edges(context, cue)
        tokens = max(0, high - low - 1)
        near_edge = context.last if is_after else context.first
        first, beyond = bisect_right(self._firsts, low), bisect_left(self._firsts, high)
        side = "after" if is_after else "before"
        return Between(
            side=side if self.paragraph_of(cue) == context.paragraph else "above",
            words=tokens - self._silent_before[high] + self._silent_before[low + 1] if tokens else 0,
            strings=beyond - first if tokens else 0,
            cues=bisect_left(self._speech_tokens, high) - bisect_right(self._speech_tokens, low),
            sentences=abs(grammar.sentence[cue.token] - grammar.sentence[near_edge]),
        )

    def paragraph_of(self, cue: Cue) -> int:
        return self.paragraphs.number(self.grammar.start[cue.token])

    def is_own(self, context: Context, cue: Cue) -> bool:
        """Whether ``cue`` stands in the string's paragraph, or ends an earlier one with a colon."""
        if self.paragraph_of(cue) >= context.paragraph:
            return True
        text, end = self.grammar.text, self.paragraphs.start(context.paragraph)
        return text[self.grammar.start[cue.token] : end].rstrip().endswith(":")

    def source_words(self, cue: Cue) -> Span | None:
        """The words of the cue's source."""
        if cue.words is not None or cue.source is None:
            return cue.words
        return mention_of(self.grammar, cue.source)

    def _edges(self, context: Context, cue: Cue) -> tuple[int, int]:
        """The near edges of the string and of the cue's clause, as tokens in the order of the text."""
        grammar = self.grammar
        source = cue.source if cue.source is not None else cue.token
        if cue.token > context.last:
            left = grammar.left[source]
            edge = left if left > context.last else source if source > context.last else cue.first
            return context.last, min(cue.first, edge)
        edge = max(cue.last, source) if source < context.first else cue.last
        for child in grammar.children[cue.token]:
            if grammar.dep[child] in _COMPANIONS and edge < grammar.right[child] < context.first:
                edge = grammar.right[child]
        return edge, context.first


def _is_outside(cue: Cue, quoted: bytearray) -> bool:
    return cue.source is not None and not quoted[cue.token] and not quoted[cue.source]

"""How the marked strings and the cues of one article lie to each other.

The ranking asks here for the cues near a string, and for what stands between the two.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter

import numpy as np

from dateline.annotate.quotes.animacy import is_thing
from dateline.annotate.quotes.context import Context, Paragraphs, contexts_of
from dateline.annotate.quotes.cues import SAYING, Cue
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.marks import Marked
from dateline.annotate.quotes.sources import mention_of
from dateline.records import Span

_REACH_BACK, _REACH_ON = 7, 5
"""Cues before and after a string that are looked at; in ordinary paragraphs there are fewer."""
_ACTS = SAYING | {"judge", "order"}
"""Verbs that have words of their own: what hangs below one is not said by whoever reports it."""
_COMPANIONS = frozenset(("dobj", "dative", "prep", "npadvmod", "advmod", "prt", "agent"))
"""What a cue's clause holds beside verb and subject: whom was told, where, when."""


Between = tuple[str, int, int, int, int]
"""What lies between a string and a cue's clause: the side, then words, other marked strings, other cues of
speech, sentences. The side is ``before`` or ``after`` the string, or ``above`` in an earlier paragraph."""


class Layout:
    """The marked strings and the cues outside of them, in order."""

    def __init__(self, grammar: Grammar, marks: list[Marked], quoted: bytearray, cues: list[Cue]) -> None:
        self.grammar = grammar
        self.paragraphs = Paragraphs(grammar.text)
        self.contexts = contexts_of(grammar, marks, self.paragraphs)
        self._cues = sorted(
            [cue for cue in cues if cue.kind == "label" or _is_outside(cue, quoted)], key=_token
        )
        self._cue_tokens = [cue.token for cue in self._cues]
        self.speaking = {cue.token for cue in self._cues if _has_words(grammar, cue)}
        self._speech_tokens = [
            cue.token
            for cue in self._cues
            if not SAYING.isdisjoint(cue.groups) or cue.kind in ("according", "label")
        ]
        self._firsts = [context.first for context in self.contexts]
        silent = grammar.silent | np.frombuffer(quoted, np.bool_)
        self._silent_before = [0, *silent.cumsum().tolist()]

    def near(self, context: Context) -> list[Cue]:
        """The cues in the string's paragraph and in the one before, the nearest where there are many."""
        first_at, paragraphs = self.grammar.first_at, self.paragraphs
        here = bisect_left(self._cue_tokens, context.first)
        low = bisect_left(self._cue_tokens, first_at(paragraphs.start(context.paragraph - 1)))
        high = bisect_left(self._cue_tokens, first_at(paragraphs.end(context.paragraph)))
        return self._cues[max(low, here - _REACH_BACK) : min(high, here + _REACH_ON)]

    def signature(self, context: Context) -> list[Cue]:
        """The label that opens the paragraph behind the string's: "“…”", and below it "— Ana Diaz"."""
        low = bisect_left(self._cue_tokens, self.grammar.first_at(self.paragraphs.end(context.paragraph)))
        return [cue for cue in self._cues[low : low + 1] if cue.kind == "label"]

    def between(self, context: Context, cue: Cue) -> Between:
        """What lies between ``context`` and the clause of ``cue``."""
        if cue.token > context.last:
            side, near_edge = "after", context.last
            low, high = near_edge, _clause_start(self.grammar, cue, beyond=near_edge)
        else:
            side, near_edge = "before", context.first
            low, high = _clause_end(self.grammar, cue, until=near_edge), near_edge
        tokens, silent, sentence = high - low - 1, self._silent_before, self.grammar.sentence
        return (
            side if self.grammar.start[cue.token] >= context.paragraph_start else "above",
            tokens - silent[high] + silent[low + 1] if tokens > 0 else 0,
            bisect_left(self._firsts, high) - bisect_right(self._firsts, low) if tokens > 0 else 0,
            bisect_left(self._speech_tokens, high) - bisect_right(self._speech_tokens, low),
            abs(sentence[cue.token] - sentence[near_edge]),
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


_token = attrgetter("token")


def _clause_start(grammar: Grammar, cue: Cue, *, beyond: int) -> int:
    """The first token of the cue's clause behind the token ``beyond``."""
    source = cue.source
    if source is None:
        return cue.first
    left = grammar.left[source]
    edge = left if left > beyond else source
    return edge if beyond < edge < cue.first else cue.first


def _clause_end(grammar: Grammar, cue: Cue, *, until: int) -> int:
    """The last token of the cue's clause before the token ``until``."""
    edge, source, dep = cue.last, cue.source, grammar.dep
    if source is not None and edge < source < until:
        edge = source
    for child in grammar.children[cue.token]:
        if dep[child] in _COMPANIONS and edge < grammar.right[child] < until:
            edge = grammar.right[child]
    return edge


def _has_words(grammar: Grammar, cue: Cue) -> bool:
    """Whether the verb has words of its own, as a thing's demand has not: "the rise demanded a response".

    Nor has what somebody may say: "the right to respond “in kind”".
    """
    if not SAYING.isdisjoint(cue.groups):
        return cue.way != "modified" or cue.source is None or not is_thing(grammar, cue.source)
    return not _ACTS.isdisjoint(cue.groups) and cue.source is not None and not is_thing(grammar, cue.source)


def _is_outside(cue: Cue, quoted: bytearray) -> bool:
    return cue.source is not None and not quoted[cue.token] and not quoted[cue.source]

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
from dateline.annotate.quotes.features import group_of, source_kind
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


class Standing(NamedTuple):
    """Where a cue stands and what surrounds it, whichever string it is held against."""

    paragraph: int
    sentence: int
    source: int
    """The token of its source, or its own."""
    left: int
    """The first token of its source's words."""
    companions: tuple[int, ...]
    """The last tokens of what its clause holds beside verb and subject."""
    group: str
    """Of ``group_of``."""
    tag: str
    dep: str
    source_kind: str


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
        self._standings: dict[int, Standing] = {}
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
        standing = self.standing(cue)
        if cue.token > context.last:
            side, near_edge = "after", context.last
            low, high = near_edge, _clause_start(cue, standing, beyond=near_edge)
        else:
            side, near_edge = "before", context.first
            low, high = _clause_end(cue, standing, until=near_edge), near_edge
        apart = high - low > 1
        return Between(
            side if standing.paragraph == context.paragraph else "above",
            high - low - 1 - self._silent_before[high] + self._silent_before[low + 1] if apart else 0,
            bisect_left(self._firsts, high) - bisect_right(self._firsts, low) if apart else 0,
            bisect_left(self._speech_tokens, high) - bisect_right(self._speech_tokens, low),
            abs(standing.sentence - self.grammar.sentence[near_edge]),
        )

    def standing(self, cue: Cue) -> Standing:
        """Where ``cue`` stands, looked at once."""
        known = self._standings.get(cue.token)
        if known is None:
            known = self._standings[cue.token] = self._stand(cue)
        return known

    def _stand(self, cue: Cue) -> Standing:
        grammar, token = self.grammar, cue.token
        source = cue.source if cue.source is not None else token
        return Standing(
            paragraph=self.paragraphs.number(grammar.start[token]),
            sentence=grammar.sentence[token],
            source=source,
            left=grammar.left[source],
            companions=tuple([
                grammar.right[child] for child in grammar.children[token] if grammar.dep[child] in _COMPANIONS
            ]),
            group=group_of(cue.kind, cue.groups),
            tag=grammar.tag[token],
            dep=grammar.dep[token],
            source_kind=source_kind(grammar, source),
        )  # fmt: skip

    def paragraph_of(self, cue: Cue) -> int:
        return self.standing(cue).paragraph

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


def _clause_start(cue: Cue, standing: Standing, *, beyond: int) -> int:
    """The first token of the cue's clause behind the token ``beyond``."""
    for edge in (standing.left, standing.source):
        if edge > beyond:
            return min(cue.first, edge)
    return cue.first


def _clause_end(cue: Cue, standing: Standing, *, until: int) -> int:
    """The last token of the cue's clause before the token ``until``."""
    edge = max(cue.last, standing.source) if standing.source < until else cue.last
    return max([edge, *[right for right in standing.companions if right < until]])


def _is_outside(cue: Cue, quoted: bytearray) -> bool:
    return cue.source is not None and not quoted[cue.token] and not quoted[cue.source]

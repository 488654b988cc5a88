"""Which cue introduces a marked string: features of every pair, free of the words of any text, and a ranking.

In: the marked strings of an article and its cues. Out: for each string the chosen cue (or None) and the
probability that it is the right one. A cue is a candidate where it stands in the string's own paragraph or
in the paragraph before.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate

from dateline.annotate.quotes.cues import SAYING, Cue
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.marks import Marked
from dateline.annotate.quotes.features import source_kind
from dateline.annotate.quotes.model import Features, linear, softmax_choice, weights
from dateline.annotate.quotes.sources import mention_of
from dateline.records import Span

CROSSED = "crossed"
_REACH_BACK, _REACH_ON = 16, 12
"""Cues before and after a string that are looked at; in ordinary paragraphs there are fewer."""


@dataclass(frozen=True, slots=True)
class Context:
    """A marked string with what surrounds it, as token indices; ``first`` and ``last`` include the marks."""

    mark: Marked
    first: int
    last: int
    paragraph: int
    opens_paragraph: bool
    ends_paragraph: bool
    before: str
    """The last visible character before it, in its paragraph, or nothing."""
    ending: str
    """The last character inside the marks."""
    after: str
    """The next visible character in its paragraph, or nothing."""
    words: int
    upper: bool
    """Whether its first letter is a capital."""
    root: int
    """The token inside that hangs on one outside and governs the most, or the sentence's root."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cue that might introduce a marked string."""

    cue: Cue
    features: Features


def quoted_tokens(grammar: Grammar, marks: list[Marked]) -> bytearray:
    """One for each token inside quotation marks, the marks included."""
    quoted = bytearray(len(grammar))
    for mark in marks:
        first, last = grammar.covering(mark.start), grammar.covering(mark.end - 1)
        quoted[first : last + 1] = b"\1" * (last + 1 - first)
    return quoted


class Layout:
    """What the ranking needs to know of a whole article: paragraphs, marked strings, cues in between."""

    def __init__(self, grammar: Grammar, marks: list[Marked], quoted: bytearray, cues: list[Cue]) -> None:
        self.grammar = grammar
        self.paragraph_starts = _paragraph_starts(grammar.text)
        self.contexts = [self._context(mark) for mark in marks]
        self._starts = [context.first for context in self.contexts]
        self._ends = [context.last for context in self.contexts]
        outside = [
            cue
            for cue in cues
            if cue.kind == "label" or (cue.source is not None and not self._is_inside(cue))
        ]
        self.cues = sorted(outside, key=lambda cue: cue.token)
        self._cue_tokens = [cue.token for cue in self.cues]
        self._saying_tokens = [cue.token for cue in self.cues if cue.groups & SAYING or cue.kind in _PLAIN]

        outside_words = (
            pos not in ("PUNCT", "SPACE") and not inside
            for pos, inside in zip(grammar.pos, quoted, strict=True)
        )
        self._words_before = [0, *accumulate(outside_words)]
        self._speaking = {cue.token for cue in self.cues if cue.groups & SAYING}

    def source_words(self, cue: Cue) -> Span | None:
        """The words of the cue's source."""
        if cue.words is not None or cue.source is None:
            return cue.words
        return mention_of(self.grammar, cue.source)

    def paragraph_of(self, offset: int) -> int:
        return bisect_right(self.paragraph_starts, offset) - 1

    def choose(self, context: Context, picked: Cue | None) -> tuple[Cue | None, float, Features]:
        """The cue that fits ``context`` best, the probability that it is the right one, and their features."""
        candidates = self.candidates(context, picked)
        if not candidates:
            return None, 0.0, {}
        model = weights()["attribution"]
        best, share = softmax_choice([linear(candidate.features, model) for candidate in candidates])
        return candidates[best].cue, share, candidates[best].features

    def is_own(self, context: Context, cue: Cue) -> bool:
        """Whether ``cue`` stands in the string's paragraph, or ends the paragraph before with a colon."""
        start = self.grammar.start[cue.token]
        if start >= self.paragraph_starts[context.paragraph]:
            return True
        return self.grammar.text[start : context.mark.start].rstrip().endswith(":")

    def candidates(self, context: Context, picked: Cue | None) -> list[Candidate]:
        """The cues that might introduce ``context``; ``picked`` is the one of the string before it."""
        start = self.paragraph_starts[max(0, context.paragraph - 1)]
        end = self._paragraph_end(context.paragraph)
        here = bisect_left(self._cue_tokens, context.first)
        low = max(bisect_left(self._cue_tokens, self.grammar.first_at(start)), here - _REACH_BACK)
        high = min(bisect_left(self._cue_tokens, self.grammar.first_at(end)), here + _REACH_ON)
        near = self.cues[low:high]
        if picked is not None and picked.token < (near[0].token if near else context.first):
            near = [picked, *near]
        label = next((cue for cue in near if cue.kind == "label" and self._touches(context, cue)), None)
        if label is not None:
            return [Candidate(label, {})]
        paths = _paths(grammar=self.grammar, context=context, speaking=self._speaking)
        return [
            Candidate(cue, self._features(context, cue, picked, paths.get(cue.token, "")))
            for cue in near
            if paths.get(cue.token) != CROSSED
        ]

    def _paragraph_end(self, paragraph: int) -> int:
        following = paragraph + 1
        starts = self.paragraph_starts
        return starts[following] if following < len(starts) else len(self.grammar.text)

    def _is_inside(self, cue: Cue) -> bool:
        at = bisect_right(self._starts, cue.token) - 1
        inside = at >= 0 and cue.token <= self._ends[at]
        if inside or cue.source is None:
            return inside
        at = bisect_right(self._starts, cue.source) - 1
        return at >= 0 and cue.source <= self._ends[at]

    def _context(self, mark: Marked) -> Context:
        grammar, text = self.grammar, self.grammar.text
        first, last = grammar.covering(mark.start), grammar.covering(mark.end - 1)
        paragraph = self.paragraph_of(mark.start)
        begin, end = self.paragraph_starts[paragraph], self._paragraph_end(paragraph)
        before, after = _visible(text, mark.start - 1, begin - 1, -1), _visible(text, mark.end, end, 1)
        inside = text[mark.start + 1 : mark.end - mark.closed].strip()
        letter = next((char for char in inside[:12] if char.isalpha()), "a")
        return Context(
            mark=mark,
            first=first,
            last=last,
            paragraph=paragraph,
            opens_paragraph=not before,
            ends_paragraph=not after or (after in ".,;" and not text[mark.end : end].strip(" \n\t.,;")),
            before=before,
            ending=inside[-1:],
            after=after,
            words=len(inside.split()),
            upper=letter.isupper(),
            root=_root(grammar, first, last),
        )

    def _features(self, context: Context, cue: Cue, picked: Cue | None, path: str) -> Features:
        grammar = self.grammar
        source = cue.source if cue.source is not None else cue.token
        is_after = cue.token > context.last
        low, high = self._between(context, cue, source, is_after=is_after)
        gap, strings = self._gap(low, high)
        breaks = abs(
            grammar.sentence[cue.token] - grammar.sentence[context.last if is_after else context.first]
        )
        rivals = bisect_left(self._saying_tokens, high) - bisect_right(self._saying_tokens, low)
        away = context.paragraph - self.paragraph_of(grammar.start[cue.token])
        side = "after" if is_after else "before"
        if away:
            side = "above"
        saying = _group_of(cue)
        close = "touching" if gap == 0 else "near" if gap <= 3 else "mid" if gap <= 10 else "far"
        features: Features = {
            f"{side}": 1.0,
            f"{side} {close}": 1.0,
            f"{side} {close} {saying}": 1.0,
            f"{side} breaks {min(breaks, 3)}": 1.0,
            f"{side} strings {min(strings, 2)}": 1.0,
            f"{side} rivals {min(rivals, 3)}": 1.0,
            f"{side} gap": min(gap, 40) / 10,
            f"cue {saying}": 1.0,
            f"way {cue.way}": 1.0,
            f"{side} tag {grammar.tag[cue.token]}": 1.0,
            f"source {source_kind(grammar, source)}": 1.0,
            f"{side} ending {_ending(context)} {close}": 1.0,
            f"{side} opening {_opening(context)} {close}": 1.0,
            f"dep {grammar.dep[cue.token]} {side}": 1.0,
        }
        if path:
            features[f"path {path}"] = 1.0
            features[f"path {path} {saying}"] = 1.0
        elif _path_up(grammar, cue, context):
            features[f"hangs on string {side}"] = 1.0
        if picked is not None and picked.token == cue.token:
            features[f"picked before {side} breaks {min(breaks, 2)}"] = 1.0
            features[f"picked before opens {context.opens_paragraph} away {min(away, 2)}"] = 1.0
        return features

    def _between(self, context: Context, cue: Cue, source: int, *, is_after: bool) -> tuple[int, int]:
        """The tokens at the near edges of the string and of the cue's own clause."""
        grammar = self.grammar
        if is_after:
            edge = grammar.left[source] if context.last < grammar.left[source] else source
            return context.last, min(cue.first, edge if edge > context.last else cue.first)
        edge = max(cue.last, source) if source < context.first else cue.last
        for child in grammar.children[cue.token]:
            if grammar.dep[child] in _COMPANIONS and edge < grammar.right[child] < context.first:
                edge = grammar.right[child]
        return edge, context.first

    def _touches(self, context: Context, label: Cue) -> bool:
        """Whether the layout ties the string to ``label``: it opens with it, or stands right beside it."""
        grammar = self.grammar
        start, end = label.words or (0, 0)
        if end <= context.mark.start:
            return not grammar.text[grammar.end[label.token] : context.mark.start].strip(" \t\u00a0")
        if start >= context.mark.end:
            return not grammar.text[context.mark.end : start].strip(" \t\u00a0—–―-")
        return start - context.mark.start <= 2 and _is_name_of_speaker(grammar, label)

    def _gap(self, low: int, high: int) -> tuple[int, int]:
        """Words and marked strings strictly between two tokens; words inside the strings do not count."""
        if high <= low + 1:
            return 0, 0
        first, beyond = bisect_right(self._starts, low), bisect_left(self._starts, high)
        return self._words_before[high] - self._words_before[low + 1], beyond - first


_COMPANIONS = frozenset(("dobj", "dative", "prep", "npadvmod", "advmod", "prt", "agent"))
_PLAIN = ("according", "label")


def _paragraph_starts(text: str) -> list[int]:
    starts, at = [0], text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return [start for start, following in zip(starts, [*starts[1:], len(text) + 1], strict=True)
            if start == 0 or text[start:following].strip()]  # fmt: skip


def _visible(text: str, start: int, stop: int, step: int) -> str:
    """The first character from ``start`` towards ``stop`` that is no space, or nothing."""
    return next((text[at] for at in range(start, stop, step) if not text[at].isspace()), "")


def _root(grammar: Grammar, first: int, last: int) -> int:
    best, size, hangs = first, -1, False
    for token in range(first, last + 1):
        head = grammar.head[token]
        if (first <= head <= last and head != token) or grammar.pos[token] in ("PUNCT", "SPACE"):
            continue
        covered = grammar.right[token] - grammar.left[token]
        if (head != token, covered) > (hangs, size):
            best, size, hangs = token, covered, head != token
    return best


def _paths(*, grammar: Grammar, context: Context, speaking: set[int]) -> dict[int, str]:
    """For each token above the string: the relation by which the string hangs below it, and the steps.

    Beyond a verb of speech the strings are that verb's, so what lies further up is ``CROSSED``.
    """
    paths: dict[int, str] = {}
    here, relation, crossed = context.root, "", False
    for step in range(8):
        if here < context.first or here > context.last:
            paths[here] = CROSSED if crossed else f"{relation} {min(step, 3)}"
            crossed = crossed or here in speaking
        relation, head = grammar.dep[here], grammar.head[here]
        if head == here or grammar.dep[here] in ("conj", "advcl", "parataxis") and crossed:
            break
        here = head
    return paths


def _path_up(grammar: Grammar, cue: Cue, context: Context) -> bool:
    here = cue.token
    for _ in range(4):
        if context.first <= here <= context.last:
            return True
        here = grammar.head[here]
    return False


def _group_of(cue: Cue) -> str:
    if cue.kind != "verb":
        return cue.kind
    return next((group for group in _GROUP_ORDER if group in cue.groups), "other")


_GROUP_ORDER = ("say", "speech", "write", "judge", "order", "document", "commit", "think")


def _ending(context: Context) -> str:
    if context.ending == "," or context.after == ",":
        return "comma"
    if context.ending in ".!?…" and context.ending:
        return "final"
    return "open" if not context.mark.closed else "none"


def _is_name_of_speaker(grammar: Grammar, label: Cue) -> bool:
    start, end = label.words or (0, 0)
    words = grammar.text[start:end]
    return words.isupper() or " " in words or grammar.ent[grammar.covering(start)] == "PERSON"


def _opening(context: Context) -> str:
    start = "capital" if context.upper else "small"
    if context.opens_paragraph:
        return f"paragraph {start}"
    return f"{context.before if context.before in ':,.' else 'word'} {start}"

"""What speaks for and against a cue introducing a marked string, free of the words of any text."""

from __future__ import annotations

from dateline.annotate.quotes.context import Context
from dateline.annotate.quotes.cues import Cue
from dateline.annotate.quotes.features import source_kind
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.layout import Layout
from dateline.annotate.quotes.model import Features

CROSSED = "crossed"
_FORCE = ("say", "speech", "write", "judge", "order", "document", "commit", "think")
"""The groups, the likeliest to introduce marked speech first."""


def pair_features(layout: Layout, context: Context, cue: Cue, picked: Cue | None, path: str) -> Features:
    """The features of one pair; ``picked`` introduces the string before, ``path`` is of ``paths_above``."""
    grammar = layout.grammar
    gap = layout.between(context, cue)
    side, close, group = gap.side, _closeness(gap.words), _group(cue)
    source = cue.source if cue.source is not None else cue.token
    features: Features = {
        side: 1.0,
        f"{side} {close}": 1.0,
        f"{side} {close} {group}": 1.0,
        f"{side} sentences {min(gap.sentences, 3)}": 1.0,
        f"{side} strings {min(gap.strings, 2)}": 1.0,
        f"{side} cues {min(gap.cues, 3)}": 1.0,
        f"{side} words": min(gap.words, 40) / 10,
        f"cue {group}": 1.0,
        f"way {cue.way}": 1.0,
        f"{side} tag {grammar.tag[cue.token]}": 1.0,
        f"source {source_kind(grammar, source)}": 1.0,
        f"{side} ending {_ending(context)} {close}": 1.0,
        f"{side} opening {_opening(context)} {close}": 1.0,
        f"dep {grammar.dep[cue.token]} {side}": 1.0,
    }
    if path:
        features[f"path {path}"] = 1.0
        features[f"path {path} {group}"] = 1.0
    elif _hangs_on(grammar, cue, context):
        features[f"hangs on string {side}"] = 1.0
    if picked is not None and picked.token == cue.token:
        away = context.paragraph - layout.paragraph_of(cue)
        features[f"picked before {side} sentences {min(gap.sentences, 2)}"] = 1.0
        features[f"picked before opens {context.opens_paragraph} away {min(away, 2)}"] = 1.0
    return features


def paths_above(layout: Layout, context: Context) -> dict[int, str]:
    """For each token above the string: the relation by which the string hangs below it, and the steps.

    Beyond a verb of speech the strings are that verb's, so what lies further up is ``CROSSED``.
    """
    grammar = layout.grammar
    paths: dict[int, str] = {}
    here, relation, crossed = context.root, "", False
    for step in range(8):
        if not context.first <= here <= context.last:
            paths[here] = CROSSED if crossed else f"{relation} {min(step, 3)}"
            crossed = crossed or here in layout.speaking
        relation, head = grammar.dep[here], grammar.head[here]
        if head == here or (crossed and relation in ("conj", "advcl", "parataxis")):
            break
        here = head
    return paths


def _hangs_on(grammar: Grammar, cue: Cue, context: Context) -> bool:
    """Whether the cue hangs below a token of the string."""
    here = cue.token
    for _ in range(4):
        if context.first <= here <= context.last:
            return True
        here = grammar.head[here]
    return False


def _closeness(words: int) -> str:
    return "touching" if words == 0 else "near" if words <= 3 else "mid" if words <= 10 else "far"


def _group(cue: Cue) -> str:
    if cue.kind != "verb":
        return cue.kind
    return next((group for group in _FORCE if group in cue.groups), "other")


def _ending(context: Context) -> str:
    if context.ending == "," or context.after == ",":
        return "comma"
    if context.ending and context.ending in ".!?…":
        return "final"
    return "none" if context.mark.closed else "open"


def _opening(context: Context) -> str:
    start = "capital" if context.capital else "small"
    if context.opens_paragraph:
        return f"paragraph {start}"
    return f"{context.before if context.before in ':,.' else 'word'} {start}"

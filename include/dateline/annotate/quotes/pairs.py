"""What speaks for and against a cue introducing a marked string, free of the words of any text."""

from __future__ import annotations

from dateline.annotate.quotes.context import Context
from dateline.annotate.quotes.cues import Cue
from dateline.annotate.quotes.features import group_of, source_kind
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.layout import Layout
from dateline.annotate.quotes.model import Block, Blocks, Model, models, remembered

CROSSED = "crossed"
_SIDE_CLAUSES = frozenset(("advcl", "conj"))
"""Relations to a verb of speech of clauses that are not what it says."""
_FAR = 11
"""Words between a string and a cue beyond which more of them make no difference to the place."""


def pair_features(
    layout: Layout, context: Context, shape: tuple[str, str], cue: Cue, picked: Cue | None, path: str
) -> Blocks:
    """The features of one pair; ``picked`` introduces the string before.

    ``shape`` is of ``shape_of``, ``path`` of ``paths_above``.
    """
    grammar, model, token = layout.grammar, models()["attribution"], cue.token
    side, words, strings, cues, sentences = layout.between(context, cue)
    kind = source_kind(grammar, token if cue.source is None else cue.source)
    blocks: Blocks = (
        _place(model, side, words if words < _FAR else _FAR, cue.kind, cue.groups, *shape),
        _gap(
            model,
            side,
            words if words < 40 else 40,
            strings if strings < 2 else 2,
            cues if cues < 3 else 3,
            sentences if sentences < 3 else 3,
        ),
        _cue(model, side, grammar.tag[token], grammar.dep[token], cue.way, kind),
    )
    if path:
        blocks += (_path(model, path, cue.kind, cue.groups),)
    elif _hangs_on(grammar, cue, context):
        blocks += (_hanging(model, side),)
    if picked is not None and picked.token == token:
        away = context.paragraph - layout.paragraph_of(cue)
        blocks += (_again(model, side, min(sentences, 2), context.opens_paragraph, min(away, 2)),)
    return blocks


@remembered
def _place(
    model: Model, side: str, words: int, kind: str, groups: frozenset[str], ending: str, opening: str
) -> Block:
    close, group = _closeness(words), group_of(kind, groups)
    return model.named((
        side,
        f"{side} {close}",
        f"{side} {close} {group}",
        f"cue {group}",
        f"{side} ending {ending} {close}",
        f"{side} opening {opening} {close}",
    ))  # fmt: skip


@remembered
def _gap(model: Model, side: str, words: int, strings: int, cues: int, sentences: int) -> Block:
    return model.block({
        f"{side} words": words / 10,
        f"{side} strings {strings}": 1.0,
        f"{side} cues {cues}": 1.0,
        f"{side} sentences {sentences}": 1.0,
    })  # fmt: skip


@remembered
def _cue(model: Model, side: str, tag: str, dep: str, way: str, kind: str) -> Block:
    return model.named((f"{side} tag {tag}", f"dep {dep} {side}", f"way {way}", f"source {kind}"))


@remembered
def _path(model: Model, path: str, kind: str, groups: frozenset[str]) -> Block:
    return model.named((f"path {path}", f"path {path} {group_of(kind, groups)}"))


@remembered
def _hanging(model: Model, side: str) -> Block:
    return model.named((f"hangs on string {side}",))


@remembered
def _again(model: Model, side: str, sentences: int, opens: bool, away: int) -> Block:
    return model.named((
        f"picked before {side} sentences {sentences}",
        f"picked before opens {opens} away {away}",
    ))  # fmt: skip


def paths_above(layout: Layout, context: Context) -> dict[int, str]:
    """For each token above the string: the relation by which the string hangs below it, and the steps.

    Beyond a verb of speech the strings are that verb's, so what lies further up is ``CROSSED``; not beyond
    one that they stand only beside: "said they would respond to “any crisis”", "backed it as it was “fair”",
    "would not repeat it and let anybody “drag” them in".
    """
    grammar = layout.grammar
    paths: dict[int, str] = {}
    below, here, relation, crossed = context.root, context.root, "", False
    for step in range(8):
        if not context.first <= here <= context.last:
            paths[here] = CROSSED if crossed else f"{relation} {min(step, 3)}"
            beside = relation in _SIDE_CLAUSES or (relation == "prep" and grammar.lower[below] == "to")
            crossed = crossed or (here in layout.speaking and not beside)
        relation, head = grammar.dep[here], grammar.head[here]
        if head == here or (crossed and relation in ("conj", "advcl", "parataxis")):
            break
        below, here = here, head
    return paths


def _hangs_on(grammar: Grammar, cue: Cue, context: Context) -> bool:
    """Whether the cue hangs below a token of the string."""
    here, head, first, last = cue.token, grammar.head, context.first, context.last
    for _ in range(4):
        if first <= here <= last:
            return True
        here = head[here]
    return False


def _closeness(words: int) -> str:
    return "touching" if words == 0 else "near" if words <= 3 else "mid" if words < _FAR else "far"


def shape_of(context: Context) -> tuple[str, str]:
    """How a marked string ends, and how it opens."""
    return _ending(context), _opening(context)


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

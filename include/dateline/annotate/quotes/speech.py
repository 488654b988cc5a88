"""Whether a marked string is speech, or a title, a nickname, a word as a word, a scare quote.

The features are its size, its grammar, its marks and how well a cue fits; none holds a word of a text.
"""

from __future__ import annotations

from dateline.annotate.quotes.context import Context
from dateline.annotate.quotes.cues import SAYING, Cue
from dateline.annotate.quotes.features import groups_of, size_of
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.model import Block, Blocks, Model, linear, models, probability, remembered


def speech_probability(
    grammar: Grammar, context: Context, cue: Cue | None, share: float, fit: Blocks
) -> float:
    """How likely ``context`` is speech; the arguments are those of ``speech_features``."""
    titled = _titled(grammar, context)
    total = linear(_blocks(grammar, context, cue, share, fit, titled))
    if context.words < _FEW_WORDS:
        total -= _FEW_WORDS_PRIOR
    if cue is not None and _is_mere_part(grammar, context, cue):
        total -= _FRAGMENT_PRIOR
    if titled == "all" and _is_title(context, cue, fit):
        total = min(total, _TITLE)
    if context.opens_paragraph and context.ending == "," and _touches(cue, fit):
        total = max(total, _ANSWER)
    if context.words <= _LONGEST_RATING and _is_rating(grammar, context):
        total = min(total, _TITLE)
    return probability(total)


def speech_features(grammar: Grammar, context: Context, cue: Cue | None, share: float, fit: Blocks) -> Blocks:
    """What speaks for and against ``context`` being speech.

    ``cue`` is the cue chosen for it with the probability ``share``, ``fit`` the features of the pair.
    """
    return _blocks(grammar, context, cue, share, fit, _titled(grammar, context))


def _blocks(
    grammar: Grammar, context: Context, cue: Cue | None, share: float, fit: Blocks, titled: str
) -> Blocks:
    model = models()["speech"]
    size, after = size_of(context.words), context.last + 1
    finite = not _FINITE.isdisjoint(grammar.tag[_inner(context)])
    follows = grammar.pos[after] if after < len(grammar) and not context.ends_paragraph else "none"
    before = grammar.pos[context.first - 1] if context.first and not context.opens_paragraph else "none"
    blocks = [
        _inside(model, size, finite, context.capital, grammar.dep[context.root], titled),
        _around(model, before, follows),
        _marks(
            model,
            context.before if context.before in _TELLING else "word",
            context.ending if context.ending in _TELLING else "word",
            context.mark.closed,
            context.is_paragraph,
        ),
    ]
    if titled in ("all", "most"):
        blocks.append(_as_title(model, titled, size, before, context.is_paragraph))
        blocks += [_title_of_pair(model, titled, block) for block in fit]
    if cue is None:
        return *blocks, model.named(("no cue",))
    blocks.append(_of_cue(model, min(9, int(share * 10)), cue.kind, cue.groups, size))
    return *blocks, *[_of_pair(model, block) for block in fit]


@remembered
def _inside(model: Model, size: str, finite: bool, capital: bool, root: str, titled: str) -> Block:
    return model.named((
        "bias",
        f"size {size}",
        f"finite {finite}",
        f"upper {capital} finite {finite}",
        f"root {root}",
        f"titled {titled}",
    ))  # fmt: skip


@remembered
def _around(model: Model, before: str, follows: str) -> Block:
    return model.named((f"before {before}", f"follows {follows}", f"before {before} follows {follows}"))


@remembered
def _marks(model: Model, before: str, ending: str, closed: bool, alone: bool) -> Block:
    return model.named((
        f"before {before}",
        f"ending {ending}",
        f"closed {closed}",
        f"whole paragraph {alone}",
    ))  # fmt: skip


@remembered
def _as_title(model: Model, titled: str, size: str, before: str, alone: bool) -> Block:
    return model.named((
        f"titled {titled} size {size}",
        f"titled {titled} before {before}",
        f"titled {titled} alone {alone}",
    ))  # fmt: skip


@remembered
def _title_of_pair(model: Model, titled: str, block: Block) -> Block:
    near = (name for name in block.features if name.startswith(_SIDES) and name.count(" ") == 1)
    return model.named(f"titled {titled} {name}" for name in near)


@remembered
def _of_cue(model: Model, share: int, kind: str, groups: frozenset[str], size: str) -> Block:
    names = groups_of(kind, groups)
    return model.named((
        f"share {share}",
        *(f"group {group}" for group in names),
        *(f"group {group} size {size}" for group in names),
    ))  # fmt: skip


@remembered
def _of_pair(model: Model, block: Block) -> Block:
    short = (name for name in block.features if name.startswith(("path ", *_SIDES)) and name.count(" ") <= 2)
    return model.named(f"fit {name}" for name in short)


_SIDES = ("before ", "after ", "above ")
_TOUCHING = frozenset(("before touching", "after touching"))
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_TELLING = frozenset(",.:?!;—–-")
_INTRODUCING = frozenset(":,.?!")
_WORDS = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "ADV", "PRON"))


_LONGEST_RATING = 2
_RATINGS = frozenset(
    [
        *("accumulate", "buy", "equal-weight", "equalweight", "hold", "in-line", "market perform", "neutral"),
        *("outperform", "overweight", "peer perform", "reduce", "sector perform", "sell", "strong buy"),
        *("strong sell", "underperform", "underweight"),
    ]
)
"""What analysts call a share."""


def _is_rating(grammar: Grammar, context: Context) -> bool:
    start, end = context.span
    return grammar.text[start + 1 : end - 1].lower().rstrip(".,") in _RATINGS


_FEW_WORDS = 4
_FEW_WORDS_PRIOR = 1.5
"""Log odds. The corpus learned from marks nearly all short strings as attributed; news at large does not:
there they are where titles, nicknames and scare quotes live."""
_FRAGMENT_PRIOR = 2.5
"""Log odds. The same of fragments in the clause of a verb that is none of speech: "the family developed a
“mask” for artists", "will mail a “what if” leaflet"."""
_TITLE = -2.0
_ANSWER = 1.5
"""The least for what opens a paragraph, up to a comma and whoever says it: "“Nothing, Chair,” Ruiz said"."""


def _is_title(context: Context, cue: Cue | None, fit: Blocks) -> bool:
    """Whether what is capitalised throughout is a work, a programme, an event: inside a sentence, without a
    cue right beside it."""
    if context.words < 2 or context.is_paragraph:
        return False
    return not _touches(cue, fit)


def _is_mere_part(grammar: Grammar, context: Context, cue: Cue) -> bool:
    """Whether the string is a part of a sentence that tells of no speech."""
    if cue.kind != "other" or context.capital or context.opens_paragraph:
        return False
    return context.before not in _INTRODUCING and not _is_cast(grammar, context, cue)


def _is_cast(grammar: Grammar, context: Context, cue: Cue) -> bool:
    """Whether it is what somebody makes of another: "Ruiz cast him as “a one-man crime wave”"."""
    before = context.first - 1
    made = before > 0 and grammar.lower[before] == "as" and grammar.head[before] == cue.token
    return made and cue.way in ("subject", "shared", "governing") and grammar.lower[before - 1] != "such"


def _touches(cue: Cue | None, fit: Blocks) -> bool:
    """Whether somebody says the string right beside it."""
    said = cue is not None and not SAYING.isdisjoint(cue.groups)
    return said and any(not _TOUCHING.isdisjoint(block.features) for block in fit)


def _inner(context: Context) -> slice:
    """The tokens between the marks."""
    return slice(context.first + 1, context.last + (not context.mark.closed))


def _titled(grammar: Grammar, context: Context) -> str:
    """How many of its content words are capitalised, as in a title."""
    text, inner = grammar.text, _inner(context)
    starts = [
        start for start, pos in zip(grammar.start[inner], grammar.pos[inner], strict=True) if pos in _WORDS
    ]
    if not starts:
        return "empty"
    capital = sum([text[start].isupper() for start in starts])
    if capital == len(starts):
        return "all one" if len(starts) == 1 else "all"
    return "most" if capital * 3 >= 2 * len(starts) else "no"

"""Whether a marked string is speech, or a title, a nickname, a word as a word, a scare quote.

The features are its size, its grammar, its marks and how well a cue fits; none holds a word of a text.
"""

from __future__ import annotations

from dateline.annotate.quotes.context import Context
from dateline.annotate.quotes.cues import SAYING, Cue
from dateline.annotate.quotes.features import groups_of, size_of
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.model import Features, linear, probability, weights


def speech_probability(
    grammar: Grammar, context: Context, cue: Cue | None, share: float, fit: Features
) -> float:
    """How likely ``context`` is speech; the arguments are those of ``speech_features``."""
    total = linear(speech_features(grammar, context, cue, share, fit), weights()["speech"])
    if context.words < _FEW_WORDS:
        total -= _FEW_WORDS_PRIOR
    if _is_title(grammar, context, cue, fit):
        total = min(total, _TITLE)
    return probability(total)


def speech_features(
    grammar: Grammar, context: Context, cue: Cue | None, share: float, fit: Features
) -> Features:
    """What speaks for and against ``context`` being speech.

    ``cue`` is the cue chosen for it with the probability ``share``, ``fit`` the features of the pair.
    """
    size = size_of(context.words)
    inner = range(context.first + 1, context.last + (not context.mark.closed))
    finite = any(grammar.tag[token] in _FINITE for token in inner)
    after = context.last + 1
    follows = grammar.pos[after] if after < len(grammar) and not context.ends_paragraph else "none"
    before = grammar.pos[context.first - 1] if context.first and not context.opens_paragraph else "none"
    features: Features = {
        "bias": 1.0,
        f"size {size}": 1.0,
        f"finite {finite}": 1.0,
        f"before {before}": 1.0,
        f"follows {follows}": 1.0,
        f"before {before} follows {follows}": 1.0,
        f"before {context.before if context.before in _TELLING else 'word'}": 1.0,
        f"ending {context.ending if context.ending in _TELLING else 'word'}": 1.0,
        f"upper {context.capital} finite {finite}": 1.0,
        f"closed {context.mark.closed}": 1.0,
        f"whole paragraph {context.is_paragraph}": 1.0,
        f"root {grammar.dep[context.root]}": 1.0,
    }
    titled = _titled(grammar, inner)
    features[f"titled {titled}"] = 1.0
    if titled in ("all", "most"):
        features[f"titled {titled} size {size}"] = 1.0
        features[f"titled {titled} before {before}"] = 1.0
        features[f"titled {titled} alone {context.is_paragraph}"] = 1.0
        for name in fit:
            if name.count(" ") == 1 and name.startswith(("before ", "after ", "above ")):
                features[f"titled {titled} {name}"] = 1.0
    if cue is None:
        features["no cue"] = 1.0
        return features
    features[f"share {min(9, int(share * 10))}"] = 1.0
    for group in groups_of(cue):
        features[f"group {group}"] = 1.0
        features[f"group {group} size {size}"] = 1.0
    for name in fit:
        if name.startswith(("path ", "before ", "after ", "above ")) and name.count(" ") <= 2:
            features[f"fit {name}"] = 1.0
    return features


_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_TELLING = frozenset(",.:?!;—–-")
_WORDS = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "ADV", "PRON"))


_FEW_WORDS = 4
_FEW_WORDS_PRIOR = 1.5
"""Log odds. The corpus learned from marks nearly all short strings as attributed; news at large does not:
there they are where titles, nicknames and scare quotes live."""
_TITLE = -2.0


def _is_title(grammar: Grammar, context: Context, cue: Cue | None, fit: Features) -> bool:
    """A work, a programme, an event: capitalised throughout, inside a sentence, no cue right beside it."""
    inner = range(context.first + 1, context.last + (not context.mark.closed))
    if context.words < 2 or context.is_paragraph:
        return False
    spoken = (
        cue is not None
        and bool(cue.groups & SAYING)
        and ("before touching" in fit or "after touching" in fit)
    )
    return not spoken and _titled(grammar, inner) == "all"


def _titled(grammar: Grammar, inner: range) -> str:
    """How many of its content words are capitalised, as in a title."""
    words = [token for token in inner if grammar.pos[token] in _WORDS]
    if not words:
        return "empty"
    capital = sum(grammar.text[grammar.start[token]].isupper() for token in words)
    if capital == len(words):
        return "all one" if len(words) == 1 else "all"
    return "most" if capital * 3 >= 2 * len(words) else "no"

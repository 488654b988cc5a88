"""From a model's probability to the share of quotes that were right at it.

Weights fit the articles that they were learned from a little too well, and some kinds of string less well
than others, so bare probabilities near 1 promise too much. ``tools/train_quotes.py`` measures the share of
right ones in articles that the weights did not see, and keeps it as one curve a kind in ``calibration.json``:
points (bare probability, share right) that never fall. A curve only lowers a score: where it lies higher, the
corpus, whose articles quote much, is no measure for news at large.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from functools import lru_cache
from importlib.resources import files

from dateline.annotate.quotes.context import Context

FEW_WORDS = 4
"""A string of fewer words is brief: there titles, nicknames and scare quotes live."""
CONTENTS, DOUBLED = "contents", "doubled"
"""The curves of what has no marks, and of what has marks that are no verbatim ones (''…'')."""
Curve = list[tuple[float, float]]
_ABOVE_ANY_SHARE = 2.0


@lru_cache(maxsize=1)
def curves() -> dict[str, Curve]:
    """The shipped curves by kind; a kind without one keeps its scores."""
    loaded = json.loads(files(__package__).joinpath("calibration.json").read_text("utf-8"))
    return {kind: [(bare, share) for bare, share in points] for kind, points in loaded.items()}


def curve_of(context: Context) -> str:
    """The name of a marked string's curve."""
    if context.mark.kind == "doubled":
        return DOUBLED
    return "brief" if context.words < FEW_WORDS else "string"


def calibrated(curve: str, bare: float) -> float:
    """``bare``, or less where the curve lies lower; between two points it is a line, beyond the last flat."""
    points = curves().get(curve)
    if not points:
        return bare
    after = bisect_right(points, (bare, _ABOVE_ANY_SHARE))
    if after == len(points):
        return min(bare, points[-1][1])
    low, low_share = points[after - 1] if after else (0.0, 0.0)
    high, high_share = points[after]
    return min(bare, low_share + (high_share - low_share) * (bare - low) / (high - low))

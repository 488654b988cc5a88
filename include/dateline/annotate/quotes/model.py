"""Linear scoring: named features, named weights, one probability.

The weights were learned by ``tools/train_quotes.py``; their features hold no words of the texts learned from.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from importlib.resources import files

Features = dict[str, float]


@lru_cache(maxsize=1)
def weights() -> dict[str, dict[str, float]]:
    """The shipped weights by model name, then by feature."""
    loaded: dict[str, dict[str, float]] = json.loads(
        files(__package__).joinpath("weights.json").read_text("utf-8")
    )
    return loaded


def linear(features: Features, model: dict[str, float]) -> float:
    """The weighted sum; a feature without weight counts nothing."""
    total = 0.0
    for name, value in features.items():
        if name in model:
            total += model[name] * value
    return total


def probability(total: float) -> float:
    """The logistic function, safe at both ends."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def softmax_choice(totals: list[float]) -> tuple[int, float]:
    """Which total is highest, and its share of the probability."""
    best = max(range(len(totals)), key=totals.__getitem__)
    return best, 1 / sum(math.exp(max(-30.0, total - totals[best])) for total in totals)

"""Linear scoring: named features, named weights, one probability.

Features come in blocks, each of them named by few values that take few combinations: a side and a distance,
a tag and a relation. The functions that name blocks remember them together with their weighted sums, so a
candidate costs some look-ups instead of a dozen names. The weights were learned by ``tools/train_quotes.py``;
their features hold no words of the texts learned from.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

Features = dict[str, float]
remembered = lru_cache(maxsize=8192)
"""Of a function from a model and few values to a block."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Features that belong together, not to be changed, and their weighted sum."""

    features: Features
    total: float


Blocks = tuple[Block, ...]


class Model:
    """Weights by feature; another object is another model, whatever its weights."""

    def __init__(self, weights: dict[str, float]) -> None:
        self._weights = weights

    def block(self, features: Features) -> Block:
        """The features weighed; one without weight counts nothing."""
        weights = self._weights
        return Block(
            features, sum(weights[name] * value for name, value in features.items() if name in weights)
        )

    def named(self, names: Iterable[str]) -> Block:
        """The same of features that are just there."""
        return self.block(dict.fromkeys(names, 1.0))


@lru_cache(maxsize=1)
def models() -> dict[str, Model]:
    """The shipped models by name."""
    loaded = json.loads(files(__package__).joinpath("weights.json").read_text("utf-8"))
    return {name: Model(weights) for name, weights in loaded.items()}


def linear(blocks: Iterable[Block]) -> float:
    """The weighted sum of all features."""
    return sum([block.total for block in blocks])


def features_of(blocks: Iterable[Block]) -> Features:
    """All features, to learn from."""
    return {name: value for block in blocks for name, value in block.features.items()}


def probability(total: float) -> float:
    """The logistic function, safe at both ends."""
    bounded = -30.0 if total < -30.0 else total if total < 30.0 else 30.0
    return 1 / (1 + math.exp(-bounded))


def softmax_choice(totals: list[float]) -> tuple[int, float]:
    """Which total is highest, and its share of the probability."""
    best = max(range(len(totals)), key=totals.__getitem__)
    return best, 1 / sum([math.exp(max(-30.0, total - totals[best])) for total in totals])

"""How sure a resolved speaker is: the share of right names that each method had on labelled articles."""

from __future__ import annotations

BASE = {
    "full name": 0.97,
    "part of a name": 0.95,
    "joint speakers": 0.85,
    "spokesperson": 0.85,
    "organisation": 0.85,
    "described organisation": 0.8,
    "office": 0.85,
    "age": 0.93,
    "stand-in": 0.7,
    "pronoun": 0.95,
    "pronoun for unnamed": 0.6,
    "neuter pronoun": 0.6,
    "singular they": 0.75,
    "unseen name": 0.75,
    "described before": 0.75,
    "as described": 0.8,
    "thing": 0.55,
    "ambiguous name": 0.8,
    "same words": 0.85,
    "floating": 0.8,
    "newcomer": 0.75,
}
CONTINUED = 0.97
"""What is left of a speaker's score in a quote that continues another's."""


def score(method: str, share: float) -> float:
    """Between 0 and 1; ``share`` is how clearly the choice beat its rivals (1 where there was none)."""
    clarity = min(1.0, 0.45 + 0.75 * max(0.0, share - 0.4) / 0.5) if method.startswith("pronoun") else share
    return round(BASE[method] * clarity, 3)

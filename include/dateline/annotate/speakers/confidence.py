"""How sure a resolved speaker is: the share of right names that each method had on labelled articles."""

from __future__ import annotations

BASE = {
    "full name": 0.98,
    "part of a name": 0.97,
    "joint speakers": 0.85,
    "spokesperson": 0.7,
    "organisation": 0.82,
    "described organisation": 0.55,
    "office": 0.9,
    "age": 0.93,
    "stand-in": 0.8,
    "pronoun": 0.94,
    "pronoun for unnamed": 0.6,
    "pronoun for role": 0.5,
    "neuter pronoun": 0.6,
    "singular they": 0.8,
    "unseen name": 0.7,
    "described before": 0.55,
    "as described": 0.6,
    "thing": 0.55,
    "ambiguous name": 0.8,
    "same words": 0.7,
    "floating": 0.75,
    "named next": 0.75,
    "newcomer": 0.7,
    "interviewee": 0.7,
}
CONTINUED = 0.97
"""What is left of a speaker's score in a quote that continues another's."""


def score(method: str, share: float) -> float:
    """Between 0 and 1; ``share`` is how clearly the choice beat its rivals (1 where there was none)."""
    clarity = min(1.0, 0.45 + 0.75 * max(0.0, share - 0.4) / 0.5) if method.startswith("pronoun") else share
    return round(BASE[method] * clarity, 3)

"""The pronouns that speaker resolution follows, by what they can mean."""

from __future__ import annotations

from typing import Literal

Gender = Literal["m", "f"]

PRONOUNS: dict[str, Gender | None] = {"he": "m", "she": "f", "him": "m", "her": "f", "his": "m", "hers": "f"}
PLURAL_PRONOUNS = frozenset(["they", "them", "both", "we"])
NEUTER_PRONOUNS = frozenset(["it", "which", "who", "that"])

"""Word lists of speaker resolution: pronouns, and nouns that mean people, groups and organisations."""

from __future__ import annotations

from typing import Literal

Gender = Literal["m", "f"]

PRONOUNS: dict[str, Gender | None] = {"he": "m", "she": "f", "him": "m", "her": "f", "his": "m", "hers": "f"}
PLURAL_PRONOUNS = frozenset(["they", "them", "both", "we"])
NEUTER_PRONOUNS = frozenset(["it", "which", "who", "that"])

SPOKESPEOPLE = frozenset(
    [
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "spokespeople",
        "spokespersons",
        "spokesmen",
        "representative",
    ]
)
ORGANISATION_NOUNS = frozenset(
    """administration agency airline army association authority bank board body brand bureau cabinet campaign charity
    club coalition college commission committee company congress consortium corporation council court delegation
    department embassy fed federation firm force foundation government group hospital house institute institution
    jury league letter lobby magazine military ministry mission movement network newspaper office opposition
    organisation organization outlet panel paper parliament party police regulator report retailer school senate
    service site society start-up startup statement station store studio study team think-tank thinktank trust
    tribunal union university watchdog website""".split()
)
"""Nouns by which an organisation, or a paper that it published, is meant."""
CLOSING_PREPOSITIONS = frozenset(["of", "for", "at", "from", "to", "in", "with", "on", "by"])
CROWDS = frozenset(
    "people police critics residents others some many most men women children families".split()
)

"""Word lists of speaker resolution: pronouns, and nouns that mean people, groups and organisations."""

from __future__ import annotations

from typing import Literal

from dateline.annotate.entities.word_table import word_table

Gender = Literal["m", "f"]

PRONOUNS: dict[str, Gender | None] = {"he": "m", "she": "f", "him": "m", "her": "f", "his": "m", "hers": "f"}
PLURAL_PRONOUNS = frozenset(["they", "them", "both", "we"])
NEUTER_PRONOUNS = frozenset(["it", "which", "who", "that"])

_TABLE = word_table(__package__, "nouns.tsv")
SPOKESPEOPLE = _TABLE["spokespeople"]
ORGANISATION_NOUNS = _TABLE["organisations"]
"""Nouns by which an organisation, or a paper that it published, is meant."""
FIRMS = _TABLE["firms"]
"""Nouns by which the one body that a story is about is meant."""
CROWDS = _TABLE["crowds"]

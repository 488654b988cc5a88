"""Nouns that mean a person: kinship, trades and offices. Before a name they make it a person's."""

from __future__ import annotations

from dateline.annotate.entities.word_table import word_table

_TABLE = word_table(__package__, "person_nouns.tsv")
MEN = _TABLE["men"]
WOMEN = _TABLE["women"]
PERSON_NOUNS = _TABLE["either"] | MEN | WOMEN
FIRMS_TOO = _TABLE["firms_too"]
"""Those by which firms are called as well: "its parent, Meridian Holdings,"."""

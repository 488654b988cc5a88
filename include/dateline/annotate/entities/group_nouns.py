"""Common nouns that mean several people or a body of them: "the crowd", "the committee", "its spokesman"."""

from __future__ import annotations

from dateline.annotate.entities.word_table import word_table

_TABLE = word_table(__package__, "group_nouns.tsv")
SPOKESPEOPLE = _TABLE["spokespeople"]
ORGANISATION_NOUNS = _TABLE["organisations"]
"""Nouns by which an organisation, or a paper that it published, is meant."""
FIRMS = _TABLE["firms"]
"""Nouns by which the one body that a story is about is meant."""
CROWDS = _TABLE["crowds"]

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
SINGLE_ONES = _TABLE["single_ones"]
"""Words for one of those who were named before: "another", "a third"."""
SEVERAL_ONES = _TABLE["several"]
"""Words for some of them: "half", "many", "47 percent"."""
CARRIERS = _TABLE["carriers"]
"""Nouns for what carries words: a bill, a banner, a song."""

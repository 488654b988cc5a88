"""Words that organisations' names end in."""

from __future__ import annotations

from dateline.annotate.entities.word_table import word_table

_TABLE = word_table(__package__, "organisations.tsv")
ORGANISATION = _TABLE["last_words"]
LEGAL_FORMS = _TABLE["legal_forms"]
"""The last words that a firm is also named without."""

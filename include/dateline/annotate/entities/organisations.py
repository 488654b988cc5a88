"""Words that organisations' names end in."""

from __future__ import annotations

from dateline.annotate.entities.word_table import word_table

_TABLE = word_table(__package__, "organisations.tsv")
ORGANISATION = _TABLE["last_words"]
LEGAL_FORMS = _TABLE["legal_forms"]
"""The last words that a firm is also named without."""
FIRM_FORMS = _TABLE["firm_forms"]
"""Further ones, behind a name that may be a person's, too."""
OUTLETS = _TABLE["outlets"]
"""Agencies and broadcasters of one word, as they stand in texts."""
BRANDS = _TABLE["brands"] | frozenset(outlet.lower() for outlet in OUTLETS - {"Bloomberg"})
"""Bodies whose names are nobody else's, in lower case."""
PARTIES = _TABLE["parties"]
"""Parties whose names are nobody's, nor another thing's; folded."""
KINDS = _TABLE["kinds"]
"""Nouns of firms and papers that stand right before their names: "the retailer Morden"."""
THINGS = _TABLE["things"]
"""Initials of no body, as they stand in texts."""
SEATS = _TABLE["seats"]
"""Places by which governments and other bodies are called, in lower case."""
PEOPLES = _TABLE["peoples"]
"""What the name of a Māori people opens with, which speaks as a body; folded."""
WAYS = _TABLE["ways"]
"""The last words of roads' names."""

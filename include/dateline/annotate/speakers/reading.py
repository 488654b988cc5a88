"""Who a source's words mean, as the readers of names, offices and bodies say it."""

from __future__ import annotations

import re
from typing import NamedTuple

from dateline.annotate.speakers.cast import Figure
from dateline.records import SpeakerType

CLAUSE = re.compile(
    r"['’]s?$|,? (?:who|which|whose|whom|when|where|after|before|as|while)\b.*$|,(?!\d|.* (?:and|or|&) ).*$",
    re.DOTALL,
)
"""What is left out of a description: its clauses, what commas set off (but not the rest of a list), the mark
of a possessor."""
LEADING_THE = re.compile(r"^(?:the|this|that)\s+", re.IGNORECASE)
PLURAL_TAGS = frozenset(["NNS", "NNPS"])


class Reading(NamedTuple):
    """Who a source's words mean, before it is weighed how sure that is."""

    name: str
    type: SpeakerType
    method: str
    share: float = 1.0
    figure: Figure | None = None
    spokesperson: str | None = None


class Answer(NamedTuple):
    """A speaker as one quote has it."""

    reading: Reading
    score: float
    method: str


def reading_of(figure: Figure, method: str, share: float = 1.0) -> Reading:
    """The reading that means ``figure``."""
    return Reading(figure.name, figure.type, method, share, figure)


def without_clauses(words: str) -> str:
    """A description as it is kept: on one line, without clauses."""
    return " ".join(CLAUSE.sub("", words).split()) or words

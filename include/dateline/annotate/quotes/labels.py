"""Speakers named by layout, not grammar: ``OKAFOR: …`` in transcripts, ``“…” — Ana Diaz`` below a quote."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.annotate.quotes.grammar import Grammar
from dateline.records import Span

_WORD = r"[A-Z\u00c0-\u00de][\w.'’-]*"
_NAME = rf"{_WORD}(?: (?:(?:of|the|de|van|von|der|al|bin|and|&) )?{_WORD}){{0,4}}"
_PREFIX = re.compile(rf"^[ \t\"“‘'*\[]*(?P<name>{_NAME}(?: \([^)\n]{{1,40}}\))?)\]?:(?=[\s\"“‘'*])", re.M)
_DRESSED = re.compile(rf"^(?P<name>{_WORD}(?: [a-z]\w+){{1,3}} {_NAME}):(?=[ \t]*[\"“‘'«„])", re.M)
"""With a trade in small letters, before a quotation: "Town manager Ana Diaz: “…”"."""
_SUFFIX = re.compile(
    rf"[”\"’'»][ \t\u00a0]*[—–―-]{{1,2}}[ \t\u00a0]*(?P<name>{_NAME})(?=[^\n]{{0,60}}$)", re.M
)


def find_labels(grammar: Grammar) -> Iterator[tuple[Span, int]]:
    """The words of every label with the token of its colon or dash, in no order."""
    has_colon = ":" in grammar.text
    for match in _PREFIX.finditer(grammar.text) if has_colon else ():
        yield match.span("name"), grammar.covering(match.end() - 1)
    for match in _DRESSED.finditer(grammar.text) if has_colon else ():
        first, colon = grammar.covering(match.start()), grammar.covering(match.end() - 1)
        if "VERB" not in grammar.pos[first:colon]:
            yield match.span("name"), colon
    for match in _SUFFIX.finditer(grammar.text):
        yield match.span("name"), grammar.covering(match.start("name") - 1)

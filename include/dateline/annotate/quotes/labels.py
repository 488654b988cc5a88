"""Speakers named by layout, not grammar: ``OKAFOR: …`` in transcripts, ``“…” — Ana Diaz`` below a quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.spans import line_starts
from dateline.records import Span

_NO_NAMES = frozenset(("VERB", "AUX", "ADV", "SCONJ"))
_WORD = r"[A-Z\u00c0-\u00de][\w.'’-]*"
_NAME = rf"{_WORD}(?: (?:(?:of|the|de|van|von|der|al|bin|and|&) )?{_WORD}){{0,4}}"
_PREFIX = re.compile(rf"[ \t\"“‘'*\[]*(?P<name>{_NAME}(?: \([^)\n]{{1,40}}\))?)\]?:(?=[\s\"“‘'*])")
_DRESSED = re.compile(rf"(?P<name>{_WORD}(?: [a-z]\w+){{1,3}} {_NAME}):(?=[ \t]*[\"“‘'«„])")
"""With a trade in small letters, before a quotation: "Town manager Ana Diaz: “…”"."""
_INTRODUCED = re.compile(rf"(?P<name>{_NAME}), [^:\n“”\"]{{1,60}}:(?=[ \t]*[\"“‘«„])")
"""With an age, a trade or an outlet behind it: "Lena Abara, NPR: “…”"."""
_QUESTION = re.compile(r"[ \t\"“*]*(?P<name>Q)\.(?=[ \t\u00a0*]+[\"“‘A-Z])")
_ANSWER = re.compile(r"[ \t\"“*]*(?P<name>A)\.(?=[ \t\u00a0*]+[\"“‘A-Z])")
"""With a full stop, as some papers print their interviews; without a question no line is an answer."""
_SUFFIX = re.compile(
    r"[”\"’'»][ \t\u00a0]*\n{0,2}[ \t\u00a0]*[—–―-]{1,2}[ \t\u00a0]*"
    r"(?!(?i:with|by|report|reports|reporting|additional|edited)\b)"
    rf"(?P<name>{_NAME}(?: [a-z]\w+){{1,2}} {_NAME}|{_NAME}|@\w{{1,30}})(?=[^\n]{{0,60}}$)",
    re.M,
)


def find_labels(grammar: Grammar) -> Iterator[tuple[Span, int]]:
    """The words of every label with the token of its colon or dash, in no order."""
    questions_and_answers: dict[re.Pattern[str], list[tuple[Span, int]]] = {_QUESTION: [], _ANSWER: []}
    for start in line_starts(grammar.text):  # a search would try every character
        for pattern, found in questions_and_answers.items():
            if match := pattern.match(grammar.text, start):
                found.append((match.span("name"), grammar.covering(match.end() - 1)))
        if match := _PREFIX.match(grammar.text, start):
            yield match.span("name"), grammar.covering(match.end() - 1)
        for pattern in (_DRESSED, _INTRODUCED):
            if match := pattern.match(grammar.text, start):
                first, colon = grammar.covering(start), grammar.covering(match.end() - 1)
                if _NO_NAMES.isdisjoint(grammar.pos[first:colon]):
                    yield match.span("name"), colon
    if all(questions_and_answers.values()):
        yield from chain(*questions_and_answers.values())
    for match in _SUFFIX.finditer(grammar.text):
        yield match.span("name"), grammar.covering(match.start("name") - 1)

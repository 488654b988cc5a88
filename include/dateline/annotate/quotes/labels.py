"""Speakers named by layout, not grammar: ``OKAFOR: …`` in transcripts, ``“…” — Ana Diaz`` below a quote."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.spans import line_starts
from dateline.records import Span

_NO_NAMES = frozenset(("VERB", "AUX", "ADV", "SCONJ"))
_WORD = r"[A-Z\u00c0-\u00de][\w.'’-]*"
_NAME = rf"{_WORD}(?: (?:(?:of|the|de|van|von|der|al|bin|and|&) )?{_WORD}){{0,4}}"
_KICKERS = (
    r"(?:ANALYSIS|BREAKING|COMMENT|EXCLUSIVE|LIVE|OPINION|QUOTABLE|Quotable|REVEALED|UPDATE|VIDEO|WATCH)\b"
)
"""What stands in front of headlines."""
_PREFIX = re.compile(
    rf"[ \t\"“‘'*\[]*(?!{_KICKERS})(?P<name>{_NAME}(?: \([^)\n]{{1,40}}\))?)\]?:(?=[\s\"“‘'*])"
)
_DRESSED = re.compile(rf"(?P<name>{_WORD}(?: [a-z]\w+){{1,3}} {_NAME}):(?=[ \t]*[\"“‘'«„])")
"""With a trade in small letters, before a quotation: "Town manager Ana Diaz: “…”"."""
_INTRODUCED = re.compile(rf"(?P<name>{_NAME}), [^:\n“”\"]{{1,60}}:(?=[ \t]*[\"“‘«„])")
"""With an age, a trade or an outlet behind it: "Lena Abara, NPR: “…”"."""
_IN_CAPITALS = re.compile(rf"(?P<name>{_NAME}), [^:\na-z“”\"]{{1,60}}:(?=[ \t]+\w)")
"""With an office behind it, as transcripts write it: "ANA DIAZ, SENIOR FELLOW: We are late."."""
_HEADING = re.compile(
    rf"[ \t]*[“\"‘'«„][^\n]{{3,160}}[”\"’'»]:[ \t\u00a0]*(?P<name>(?!{_KICKERS}){_NAME})[ \t]*$", re.M
)
"""Behind the words of a headline: "‘Worst in forty years’: Harbour Bank"."""
_BELOW = re.compile(
    rf"[ \t]*[“\"][^\n]{{20,400}}[”\"][ \t]*\n\n?"
    rf"(?P<name>{_WORD}(?: {_WORD}){{1,3}}), [^\n.!?]{{3,80}}(?=\n|$)"
)
"""In the line below a pull quote, with what somebody is: "“…”", and below it "Ana Diaz, engineer"."""
_TURN = re.compile(r"[ \t\"“*]*(?P<name>[QA])\.(?=[ \t\u00a0*]+[\"“‘A-Z])")
"""With a full stop, as some papers print their interviews; without a question no line is an answer."""
_SUFFIX = re.compile(
    r"[”\"’'»][ \t\u00a0]*\n{0,2}[ \t\u00a0]*[—–―-]{1,2}[ \t\u00a0]*"
    r"(?!(?i:with|by|report|reports|reporting|additional|edited)\b)"
    rf"(?P<name>{_NAME}(?: [a-z]\w+){{1,2}} {_NAME}|{_NAME}|@\w{{1,30}})(?=[^\n]{{0,60}}$|, [^\n]{{0,160}}$)",
    re.M,
)


def find_labels(grammar: Grammar) -> Iterator[tuple[Span, int]]:
    """The words of every label with the token of its colon or dash, in no order."""
    turns: list[re.Match[str]] = []
    for start in line_starts(grammar.text):  # a search would try every character
        if match := _TURN.match(grammar.text, start):
            turns.append(match)
        if match := _PREFIX.match(grammar.text, start):
            yield match.span("name"), grammar.covering(match.end() - 1)
        for pattern in (_HEADING, _BELOW):
            if match := pattern.match(grammar.text, start):
                yield match.span("name"), grammar.covering(match.start("name") - 1)
        capitals = grammar.text[start : start + 2].isupper()
        if capitals and (match := _IN_CAPITALS.match(grammar.text, start)) and match["name"].isupper():
            yield match.span("name"), grammar.covering(match.end() - 1)
        for pattern in (_DRESSED, _INTRODUCED):
            if match := pattern.match(grammar.text, start):
                first, colon = grammar.covering(start), grammar.covering(match.end() - 1)
                if _NO_NAMES.isdisjoint(grammar.pos[first:colon]):
                    yield match.span("name"), colon
    if {turn["name"] for turn in turns} == {"Q", "A"}:
        yield from ((turn.span("name"), grammar.covering(turn.end() - 1)) for turn in turns)
    for match in _SUFFIX.finditer(grammar.text):
        yield match.span("name"), grammar.covering(match.start("name") - 1)

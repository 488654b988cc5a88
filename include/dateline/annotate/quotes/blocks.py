"""What is quoted as a paragraph of its own, without marks: "Carlson replied:", then his words below.

In: the cues of an article. Out: for each such paragraph its span and the cue that ends the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.annotate.quotes.cues import SAYING, Cue
from dateline.annotate.quotes.grammar import Grammar
from dateline.records import Span

_LEAST_WORDS = 5
_BEHIND_CUE = re.compile(r"(?: \w+){0,4}:[ \t]*\n\s*")
"""What may stand between a cue and the block: "posted this on X:", and blank lines."""
_LONGEST_CUE = 60
_POSTS = re.compile(r"(?:re)?(?:tweet|post)")
"""Cues of what pages embed and their text leaves out: below stands the next thing."""
_BLOCK = re.compile(r"(?=[^\W\d_a-z])[^\n]*[.!?…]\)?(?=[ \t]*(?:\n|$))")
"""A line that begins with a capital and ends as a sentence does; no list, no mark, no tag."""


def find_blocks(grammar: Grammar, cues: list[Cue], quoted: bytearray) -> Iterator[tuple[Span, Cue]]:
    """The paragraphs spoken without marks, each behind a cue and a colon, with that cue."""
    text = grammar.text
    for cue in cues:
        if cue.kind != "verb" or cue.source is None or SAYING.isdisjoint(cue.groups):
            continue
        if _POSTS.match(text, grammar.start[cue.token]):
            continue
        end = grammar.end[cue.last]
        behind = _BEHIND_CUE.match(text, end, end + _LONGEST_CUE)
        block = _BLOCK.match(text, behind.end()) if behind is not None else None
        if block is None or len(block.group().split()) < _LEAST_WORDS:
            continue
        first, last = grammar.first_at(block.start()), grammar.covering(block.end() - 1)
        if not any(quoted[first : last + 1]):
            yield block.span(), cue

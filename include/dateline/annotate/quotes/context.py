"""Marked strings with what surrounds them: their paragraph, the characters beside them, their grammar.

In: the marked strings of a text. Out: one ``Context`` each, in order.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.marks import Marked
from dateline.annotate.quotes.spans import line_starts
from dateline.records import Span

_CRIED = re.compile(
    r"\b(?:boos|calls|chants?|chorus(?:es)?|cries|cry|jeers|murmurs|roars?|screams|shouts|whispers|yells)"
    r" of $"
    r"|\b(?:am|are|be|been|being|is|was|were|when) (?:again |also |later |then )?asked[,:]? $"
)
"""What the words of a crowd follow, or those of whoever asks: "he was asked, “Are you sorry?”"."""
_LONGEST_CRY = 24
TEASER = re.compile(
    r"[ \t>•*–-]*(?:read (?:more|next|also|this)|also read|see also|related(?: (?:article|stories|story))?"
    r"|recommended|more on this|watch|listen)[ \t]*[:|»>]",
    re.IGNORECASE,
)
"""What opens a line that points to another article."""
_NAMED = re.compile(
    r"\b(?:(?:en|sub)?titled|headlined|(?:mission(?: statement)?|motto|slogan|tagline) (?:is|was|reads)),? $"
)
"""What comes before the name of a paper or a film, or what a firm says of itself."""
_LONGEST_NAMED = 32
_WORK_BEFORE = re.compile(
    r"\b(?:albums?|books?|ballads?|docuseries|EPs?|episodes?|films?|hits?|mixtapes?|movies?|musicals?|novels?|plays?"
    r"|podcasts?|poems?|series|shows?|singles?|sitcoms?|songs?|tracks?),? $"
)
"""What comes before the name of a work, which is written in capitals."""
_SMALL = frozenset(
    [
        *("a", "an", "and", "as", "at", "but", "by", "feat", "for", "from", "in", "into", "nor", "of", "on"),
        *("or", "over", "per", "the", "to", "up", "via", "vs", "with"),
    ]
)
"""Words that stand in small letters in the names of works."""
_LEAST_CAPITALS = 2
_NEAR = 256
"""Characters beside a string in which the next visible one is sought."""


class Context(NamedTuple):
    """A marked string; ``first`` and ``last`` are its tokens, the marks included."""

    mark: Marked
    first: int
    last: int
    paragraph: int
    paragraph_start: int
    """The first character of its paragraph."""
    opens_paragraph: bool
    ends_paragraph: bool
    before: str
    """The last visible character before it, in its paragraph, or nothing."""
    ending: str
    """The last character inside the marks."""
    after: str
    """The next visible character in its paragraph, or nothing."""
    words: int
    capital: bool
    """Whether its first letter is one."""
    cried: bool
    """Whether a crowd shouts it, "left the ground to chants of “Sold out”", or somebody left out asks it."""
    root: int
    """The token inside that hangs on one outside and governs the most, or the sentence's root."""

    @property
    def span(self) -> Span:
        return self.mark.start, self.mark.end

    @property
    def is_paragraph(self) -> bool:
        """Whether its paragraph holds nothing else."""
        return self.opens_paragraph and self.ends_paragraph


def is_teaser(text: str, context: Context) -> bool:
    """Whether the string stands in a line that points to another article: "Read more: ‘I lost it all’"."""
    return TEASER.match(text, context.paragraph_start) is not None


def is_name(text: str, context: Context) -> bool:
    """Whether the string is what something is called: "a note titled “Close, but no cigar”", a motto."""
    start = context.mark.start
    before = max(context.paragraph_start, start - _LONGEST_NAMED)
    if _NAMED.search(text, before, start):
        return True
    return is_in_title_case(text, context) and _WORK_BEFORE.search(text, before, start) is not None


def is_in_title_case(text: str, context: Context) -> bool:
    """Whether the string is written as the names of works are: "The Look of Love"."""
    words = (word.strip("“”‘’\"'(),.?!:;") for word in text[context.mark.start : context.mark.end].split())
    capitals = [word for word in words if word not in _SMALL]
    return len(capitals) >= _LEAST_CAPITALS and not any(word[:1].islower() for word in capitals)


class Paragraphs:
    """Where the paragraphs of a text begin; blank lines belong to the one before."""

    def __init__(self, text: str) -> None:
        lines = list(line_starts(text))
        ends = [*lines[1:], len(text)]
        self._size = len(text)
        self._starts = [start for start, end in zip(lines, ends, strict=True) if text[start:end].strip()] or [
            0
        ]

    def number(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)

    def start(self, number: int) -> int:
        return self._starts[max(0, number)]

    def end(self, number: int) -> int:
        return self._starts[number + 1] if number + 1 < len(self._starts) else self._size


def contexts_of(grammar: Grammar, marks: list[Marked], paragraphs: Paragraphs) -> list[Context]:
    """One context for each marked string that holds a word."""
    return [_context(grammar, mark, paragraphs) for mark in marks if _has_word(grammar.text, mark)]


def _has_word(text: str, mark: Marked) -> bool:
    return any(map(str.isalnum, text[mark.start : mark.end]))


def quoted_tokens(grammar: Grammar, marks: list[Marked]) -> bytearray:
    """One for each token inside quotation marks, the marks included."""
    quoted = bytearray(len(grammar))
    for mark in marks:
        first, last = grammar.covering(mark.start), grammar.covering(mark.end - 1)
        quoted[first : last + 1] = b"\1" * (last + 1 - first)
    return quoted


def _context(grammar: Grammar, mark: Marked, paragraphs: Paragraphs) -> Context:
    text = grammar.text
    first, last = grammar.covering(mark.start), grammar.covering(mark.end - 1)
    paragraph = paragraphs.number(mark.start)
    begin, end = paragraphs.start(paragraph), paragraphs.end(paragraph)
    before = text[max(begin, mark.start - _NEAR) : mark.start].rstrip()[-1:]
    after = text[mark.end : min(end, mark.end + _NEAR)].lstrip()[:1]
    inside = text[mark.start + 1 : mark.end - mark.closed].strip()
    return Context(
        mark=mark,
        first=first,
        last=last,
        paragraph=paragraph,
        paragraph_start=begin,
        opens_paragraph=not before,
        ends_paragraph=not after or (after in ".,;" and not text[mark.end : end].strip(" \n\t.,;")),
        before=before,
        ending=inside[-1:],
        after=after,
        words=len(inside.split()),
        capital=next((char.isupper() for char in inside[:12] if char.isalpha()), False),
        cried=_CRIED.search(text, max(0, mark.start - _LONGEST_CRY), mark.start) is not None,
        root=_root(grammar, first, last),
    )


def _root(grammar: Grammar, first: int, last: int) -> int:
    best, size, hangs = first, -1, False
    for token, head in enumerate(grammar.head[first : last + 1], first):
        if first <= head <= last and head != token:
            continue
        if grammar.pos[token] in ("PUNCT", "SPACE"):
            continue
        covered = grammar.right[token] - grammar.left[token]
        if (head != token, covered) > (hangs, size):
            best, size, hangs = token, covered, head != token
    return best

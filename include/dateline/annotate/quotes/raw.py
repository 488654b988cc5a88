"""A quote as the text alone gives it: what was said, how it was introduced, and the source's own words.

Who those words refer to is left to ``dateline.annotate.speakers``.
"""

from __future__ import annotations

from typing import NamedTuple

from dateline.records import QuoteKind, Span


class RawQuote(NamedTuple):
    """An attributed content before its speaker is resolved.

    All spans are code points of the article's text.
    """

    parts: tuple[Span, ...]
    """The whole attributed content, in order; more than one part where a cue clause breaks it."""
    verbatim: tuple[Span, ...]
    """The strings inside quotation marks, marks included; empty for indirect speech."""
    kind: QuoteKind
    score: float
    """Calibrated probability that this is speech, rightly bounded."""
    method: str
    """How it was found: the way in, then the way to its source (``marks, verb, subject``).

    ``marks, reply`` is a turn of a dialogue whose speaker is not that of the turn before; ``marks, crowd`` is
    shouted by many.
    """
    cue: Span | None = None
    """The words that introduce it: a verb, "according to", the colon of a transcript."""
    mention: Span | None = None
    """The source's words: a name, a title with a name, a pronoun, "a spokesman for the company"."""
    continues: int | None = None
    """Index, in the same list, of the earlier quote whose speaker this one shares.

    Set where the quote has no source of its own: the next paragraph of a long quotation, a paragraph
    that holds nothing but a quotation, the second quotation of a paragraph. ``mention`` then repeats
    that earlier quote's, for a reader; a resolver takes that quote's speaker.
    """

"""All quotes of a parsed article: marked strings, their cues, and the contents that stand without marks."""

from __future__ import annotations

from spacy.tokens import Doc

from dateline.annotate.quotes.attribution import Layout
from dateline.annotate.quotes.cues import Cue, find_cues
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.marks import find_marked
from dateline.annotate.quotes.model import linear, softmax_choice, weights
from dateline.annotate.quotes.raw import RawQuote
from dateline.annotate.quotes.sources import mention_of


def find_quotes(doc: Doc, *, title: str | None = None, min_score: float = 0.0) -> list[RawQuote]:
    """The quotes of ``doc`` in the order of its text.

    ``title`` is the headline where that is no part of the text; quotes below ``min_score`` are left out.
    """
    grammar = Grammar.of(doc)
    layout = Layout(grammar, find_marked(grammar.text), find_cues(grammar))
    model = weights()["attribution"]
    quotes: list[RawQuote] = []
    picked: Cue | None = None
    for context in layout.contexts:
        candidates = layout.candidates(context, picked)
        score, cue = 0.5, None
        if candidates:
            best, score = softmax_choice([linear(candidate.features, model) for candidate in candidates])
            cue = candidates[best].cue
        span = (context.mark.start, context.mark.end)
        quotes.append(
            RawQuote(
                parts=(span,),
                verbatim=(span,),
                kind="direct",
                score=score,
                method=cue.way if cue else "none",
                cue=grammar.span(cue.first, cue.last) if cue else None,
                mention=mention_of(grammar, cue.source) if cue and cue.source is not None else None,
            )
        )
        picked = cue
    return quotes

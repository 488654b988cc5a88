"""Quotes with their speakers, from quotes with the source's words.

Quotes are taken in the order of the text, since one may continue another's speaker. A speaker below the least
score is left out: no name is better than a wrong one.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.marks import without_marks
from dateline.annotate.quotes.raw import RawQuote
from dateline.annotate.speakers.cast import Cast, Figure, make_cast
from dateline.annotate.speakers.confidence import CONTINUED, score
from dateline.annotate.speakers.delayed import named_next
from dateline.annotate.speakers.discourse import Discourse
from dateline.annotate.speakers.offices import Offices
from dateline.annotate.speakers.reading import Answer, Reading, reading_of
from dateline.annotate.speakers.repeats import repeat
from dateline.annotate.speakers.sources import Sources
from dateline.records import Entity, Mention, Quote, Span

NO_PERSON = frozenset(["thing", "described organisation"])
OTHER_VERB = "other"
"""In the method of a quote whose verb is none of speech: its subject speaks only if it is somebody."""
OF_PASSIVE = "agent"
"""The same of a quote whose source is the agent of a passive; "asked by Rowan, he said" is about another."""
TRUSTED = 0.56
"""The least score of a speaker whom a quote without a source may go on with."""
OF_CROWD = "crowd"
TURN = "transcript"
"""Part of the method of a labelled turn; without a source's words it is an answer to "Q:"."""
MARKED = "marks"
"""Part of the method of a quotation in marks of any kind."""


def resolve(
    doc: Doc,
    raw_quotes: Sequence[RawQuote],
    mentions: Sequence[Mention],
    entities: Sequence[Entity],
    *,
    min_score: float = 0.5,
) -> list[Quote]:
    """``raw_quotes`` in the same order, each with its speaker where known at ``min_score`` or more."""
    grammar = Grammar.of(doc)
    cast = make_cast(grammar, mentions, entities)
    offices = Offices(grammar, cast)
    quoted = [span for quote in raw_quotes for span in quote.verbatim]
    discourse = Discourse(grammar, cast, offices, quoted)
    sources = Sources(grammar, cast, offices, discourse)
    answers: list[Answer | None] = [None] * len(raw_quotes)
    order = sorted(range(len(raw_quotes)), key=lambda i: raw_quotes[i].parts[0])
    last: int | None = None
    for index in order:
        answer = _answer(index, last, raw_quotes, answers, sources, discourse)
        answers[index] = answer
        if answer is not None:
            last = index if answer.score >= TRUSTED else last
            figure = answer.reading.figure
            if figure and answer.method != "thing" and OF_PASSIVE not in raw_quotes[index].method:
                discourse.speaks(raw_quotes[index].parts[0][0], figure)
    text = grammar.text
    _identify(raw_quotes, answers, grammar, cast, discourse)
    repeat(text, raw_quotes, answers)
    _name_interviewee(text, raw_quotes, answers, cast)
    return [_quote(text, raw, answer, min_score) for raw, answer in zip(raw_quotes, answers, strict=True)]


def _answer(
    index: int,
    last: int | None,
    quotes: Sequence[RawQuote],
    answers: Sequence[Answer | None],
    sources: Sources,
    discourse: Discourse,
) -> Answer | None:
    quote = quotes[index]
    if quote.cue is not None and sources.listens(quote.cue):
        return None
    if quote.mention is not None and sources.is_reply(quote.mention):
        return None
    if quote.mention is not None and sources.addresses(quote.mention, quote.parts[0][0]):
        return None
    if quote.continues is not None:
        earlier = answers[quote.continues]
        between = (quotes[quote.continues].parts[-1][1], quote.parts[0][0])
        newcomer = discourse.named_opening(*between)
        if earlier and newcomer is not None and newcomer is not earlier.reading.figure:
            return _newcomer(newcomer)
        return earlier._replace(score=round(earlier.score * CONTINUED, 3)) if earlier else None
    if quote.mention is not None and not sources.is_narrator(quote.mention):
        reading = sources.read(quote.mention, _naming_others(quote, quote.mention))
        if reading is not None and reading.method in NO_PERSON and OTHER_VERB in quote.method:
            if not sources.is_tied(quote):
                return _floating(quote, last, quotes, answers, discourse)
            if reading.method == "thing":
                return None
        if reading is None and OTHER_VERB in quote.method and not sources.is_tied(quote):
            return _floating(quote, last, quotes, answers, discourse)
        return Answer(reading, score(reading.method, reading.share), reading.method) if reading else None
    # "He was asked whether he was late": the reporter leaves open who asked.
    floats = MARKED in quote.method and OF_CROWD not in quote.method
    floats = floats and not (quote.mention is not None and sources.is_tied(quote))
    return _floating(quote, last, quotes, answers, discourse) if floats else None


def _naming_others(quote: RawQuote, source: Span) -> list[Span]:
    """Where a name is not the source's own: in its own words, and behind it ("He said Trump would win").

    Before it the reporter may name it: "Murphy sent his family home, he recalled".
    """
    return [*quote.verbatim, *(part for part in quote.parts if part[0] >= source[1])]


def _floating(
    quote: RawQuote,
    last: int | None,
    quotes: Sequence[RawQuote],
    answers: Sequence[Answer | None],
    discourse: Discourse,
) -> Answer | None:
    """A quote without a source: who was talked about since the last quote, else who spoke last."""
    start = quote.parts[0][0]
    previous = answers[last] if last is not None else None
    figure = discourse.opening_subject(quotes[last].parts[-1][1] if last is not None else 0, start)
    if figure is not None and (previous is None or previous.reading.figure is not figure):
        return _newcomer(figure)
    return previous._replace(score=score("floating", 1.0), method="floating") if previous else None


def _newcomer(figure: Figure) -> Answer:
    reading = Reading(figure.name, figure.type, "newcomer", 1.0, figure)
    return Answer(reading, score("newcomer", 1.0), "newcomer")


def _identify(
    quotes: Sequence[RawQuote],
    answers: list[Answer | None],
    grammar: Grammar,
    cast: Cast,
    discourse: Discourse,
) -> None:
    """Give whoever is only described at first the name that the text gives next."""
    named: dict[Figure, Figure] = {}
    for quote, answer in zip(quotes, answers, strict=True):
        if answer is None or answer.method != "as described" or quote.mention is None:
            continue
        described = answer.reading.figure
        if described is None or described in named:
            continue
        figure = named_next(described, quote.mention, grammar, cast, discourse)
        if figure is not None:
            named[described] = figure
    for index, answer in enumerate(answers):
        figure = named.get(answer.reading.figure) if answer is not None and answer.reading.figure else None
        if figure is not None:
            answers[index] = Answer(reading_of(figure, "named next"), score("named next", 1.0), "named next")


def _name_interviewee(
    text: str, quotes: Sequence[RawQuote], answers: list[Answer | None], cast: Cast
) -> None:
    """Give the answers behind "A:" to the only person that the text names in front of the questions.

    Of several to the only one in the last lines there; where it names nobody, to the only one behind them.
    """
    turns = [number for number, quote in enumerate(quotes) if quote.mention is None and TURN in quote.method]
    if not turns:
        return
    question_end = text.rfind("\n", 0, quotes[turns[0]].parts[0][0])
    question = text.rfind("\n", 0, len(text[: max(0, question_end)].rstrip())) + 1
    end = quotes[turns[-1]].parts[-1][1]
    people = [figure for figure in cast.people if " " in figure.name]
    named = [figure for figure in people if figure.mentions[0].start < question]
    if len(named) > 1:
        lines = text.rfind("\n\n", 0, max(0, question - len("\n\n")))
        named = [figure for figure in named if any(lines < m.start < question for m in figure.mentions)]
    named = named or [figure for figure in people if figure.mentions[-1].start > end]
    if len(named) == 1:
        reading = Reading(named[0].name, "person", "interviewee", 1.0, named[0])
        for turn in turns:
            answers[turn] = Answer(reading, score("interviewee", 1.0), "interviewee")


def _quote(text: str, raw: RawQuote, answer: Answer | None, min_score: float) -> Quote:
    kept = answer if answer is not None and answer.score >= min_score else None
    return Quote(
        parts=raw.parts,
        verbatim=raw.verbatim,
        kind=raw.kind,
        text=" … ".join([without_marks(text[start:end]) for start, end in raw.parts]),
        mention=raw.mention,
        mention_text=_slice(text, raw.mention),
        cue=raw.cue,
        cue_text=_slice(text, raw.cue),
        speaker=kept.reading.name if kept else None,
        speaker_type=kept.reading.type if kept else None,
        speaker_score=kept.score if kept else None,
        speaker_method=kept.method if kept else None,
        spokesperson=kept.reading.spokesperson if kept else None,
        score=raw.score,
        method=raw.method,
    )


def _slice(text: str, span: Span | None) -> str | None:
    return text[slice(*span)] if span else None

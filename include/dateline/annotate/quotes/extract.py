"""All quotes of a parsed article: marked strings, their cues, and the contents that stand without marks.

Strings that one cue introduces in one paragraph are one quote of several parts. Where the cue's clause goes
beyond its strings ("said the plan was “a disaster”"), the clause is the content and the quote is mixed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from dateline.annotate.quotes.attribution import Context, Layout, quoted_tokens
from dateline.annotate.quotes.contents import Content, find_contents
from dateline.annotate.quotes.cues import Cue, find_cues
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.marks import find_marked
from dateline.annotate.quotes.model import linear, probability, weights
from dateline.annotate.quotes.raw import RawQuote
from dateline.annotate.quotes.speech import speech_probability
from dateline.annotate.quotes.transcripts import find_turns, names_nobody
from dateline.records import Span

_SAME = 0.6
"""Two contents that share this much of their words are one."""
_LEAST_MIXED = 0.25
"""Below it the clause around a marked string is not taken for a part of the content."""

_TURN_SCORE = 0.9


@dataclass(frozen=True, slots=True)
class String:
    """A marked string with its cue."""

    context: Context
    cue: Cue | None
    share: float
    speech: float


@dataclass(frozen=True, slots=True)
class Clause:
    """A content with its probability."""

    content: Content
    spans: tuple[Span, ...]
    score: float


def find_quotes(doc: Doc, *, min_score: float = 0.0) -> list[RawQuote]:
    """The quotes of ``doc`` in the order of its text; those below ``min_score`` are left out."""
    grammar = Grammar.of(doc)
    marks = find_marked(grammar.text)
    quoted = quoted_tokens(grammar, marks)
    cues = find_cues(grammar, quoted)
    layout = Layout(grammar, marks, quoted, cues)
    strings = [string for string in find_strings(layout) if string.speech >= min_score]
    clauses = find_clauses(grammar, cues, quoted, min_score)
    by_cue: dict[int, list[Clause]] = {}
    for clause in clauses:
        by_cue.setdefault(clause.content.cue.token, []).append(clause)
    taken = Taken(len(grammar.text))
    quotes: list[tuple[RawQuote, Cue | None]] = []
    for group in _grouped(strings):
        cue = group[0].cue
        clause = _clause_around(group, by_cue.get(cue.token, [])) if cue else None
        quotes.append((_marked_quote(layout, group, clause), cue))
        taken.add(quotes[-1][0].parts)
    for span, cue in find_turns(grammar, cues, quoted):
        quotes.append((_turn_quote(layout, span, cue), None))
        taken.add((span,))
    for clause in clauses:
        if not taken.holds(clause.spans):
            quotes.append((_indirect_quote(layout, clause), None))
            taken.add(clause.spans)
    return _linked(sorted(quotes, key=lambda pair: pair[0].parts))


class Taken:
    """The characters of a text that belong to a quote already."""

    def __init__(self, size: int) -> None:
        self._flags = bytearray(size)

    def add(self, spans: Iterable[Span]) -> None:
        for start, end in spans:
            self._flags[start:end] = b"\1" * (end - start)

    def holds(self, spans: Iterable[Span]) -> bool:
        """Whether most of ``spans`` is taken."""
        spans = tuple(spans)
        return sum(self._flags.count(1, start, end) for start, end in spans) >= _SAME * _length(spans)


def find_strings(layout: Layout) -> list[String]:
    """Every marked string with the cue that fits best."""
    found: list[String] = []
    picked: Cue | None = None
    for context in layout.contexts:
        cue, share, fit = layout.choose(context, picked)
        found.append(
            String(context, cue, share, speech_probability(layout.grammar, context, cue, share, fit))
        )
        picked = cue
    return _chained(layout, found)


def find_clauses(grammar: Grammar, cues: list[Cue], quoted: bytearray, min_score: float) -> list[Clause]:
    """The contents of cues at ``min_score`` or more, the likeliest first."""
    model = weights()["contents"]
    clauses = []
    for content in find_contents(grammar, cues, quoted):
        score = probability(linear(content.features, model))
        if score >= min_score:
            clauses.append(Clause(content, tuple(grammar.span(*part) for part in content.parts), score))
    return sorted(clauses, key=lambda clause: -clause.score)


def _chained(layout: Layout, found: list[String]) -> list[String]:
    """Give the paragraphs of one long quotation one cue: the first that a paragraph of it has itself."""
    out: list[String] = []
    for number, string in enumerate(found):
        if number and _goes_on(found[number - 1], string):
            out.append(replace(string, cue=out[-1].cue, share=out[-1].share))
            continue
        end = number + 1
        while end < len(found) and _goes_on(found[end - 1], found[end]):
            end += 1
        used = out[-1].cue if out else None
        own = _own_cue(layout, found[number:end], used)
        out.append(replace(string, cue=own.cue, share=own.share))
    return out


def _own_cue(layout: Layout, chain: list[String], used: Cue | None) -> String:
    """The string of a chain whose paragraph names its cue, preferably one that is not ``used`` before it."""
    owners = [one for one in chain if one.cue is not None and layout.is_own(one.context, one.cue)]
    fresh = [one for one in owners if one.cue != used]
    return next(iter(fresh or owners or chain))


def _goes_on(earlier: String, later: String) -> bool:
    """Whether ``earlier`` was left open at its paragraph's end and ``later`` takes it up in the next."""
    if later.cue is not None and later.cue.kind == "label" and later.cue != earlier.cue:
        return False
    before, after = earlier.context, later.context
    return not before.mark.closed and after.opens_paragraph and after.paragraph == before.paragraph + 1


def _grouped(strings: list[String]) -> list[list[String]]:
    """Strings of one paragraph that share a cue, together."""
    groups: dict[tuple[int, int], list[String]] = {}
    for number, string in enumerate(strings):
        key = (string.cue.token, string.context.paragraph) if string.cue else (-1 - number, 0)
        groups.setdefault(key, []).append(string)
    return list(groups.values())


def _clause_around(group: list[String], clauses: list[Clause]) -> Clause | None:
    """The likeliest of the cue's clauses that holds one of its strings and goes beyond them."""
    for clause in clauses:
        if clause.score < _LEAST_MIXED:
            continue
        inside = [span for span in map(_span, group) if _is_within(span, clause.spans)]
        if inside and _length(clause.spans) > 1.25 * _length(inside):
            return clause
    return None


def _marked_quote(layout: Layout, group: list[String], clause: Clause | None) -> RawQuote:
    cue = group[0].cue
    strings = tuple(_span(string) for string in group)
    verbatim = tuple(_span(string) for string in group if string.context.mark.kind != "doubled")
    parts = strings
    if clause is not None:
        beyond = [span for span in strings if not _is_within(span, clause.spans)]
        parts = _joined([*clause.spans, *beyond])
    return RawQuote(
        parts=parts,
        verbatim=verbatim,
        kind="indirect" if not verbatim else "mixed" if clause is not None else "direct",
        score=round(max(string.speech for string in group), 3),
        method=_method(cue),
        cue=layout.grammar.span(cue.first, cue.last) if cue else None,
        mention=layout.source_words(cue) if cue else None,
    )


def _turn_quote(layout: Layout, span: Span, cue: Cue) -> RawQuote:
    return RawQuote(
        parts=(span,),
        verbatim=(),
        kind="direct",
        score=_TURN_SCORE,
        method="label, transcript",
        cue=layout.grammar.span(cue.first, cue.last),
        mention=None if names_nobody(layout.grammar, cue) else layout.source_words(cue),
    )


def _indirect_quote(layout: Layout, clause: Clause) -> RawQuote:
    cue = clause.content.cue
    return RawQuote(
        parts=clause.spans,
        verbatim=(),
        kind="indirect",
        score=round(clause.score, 3),
        method=f"{_method(cue)}, {clause.content.relation.split()[0]}",
        cue=layout.grammar.span(cue.first, cue.last),
        mention=layout.source_words(cue),
    )


def _method(cue: Cue | None) -> str:
    return f"{cue.kind}, {cue.way}" if cue is not None else "marks alone"


def _linked(quotes: list[tuple[RawQuote, Cue | None]]) -> list[RawQuote]:
    """Say of a quote whose cue introduced an earlier one that it continues that one."""
    first: dict[int, int] = {}
    out = []
    for number, (quote, cue) in enumerate(quotes):
        if cue is not None and cue.token in first:
            quote = replace(quote, continues=first[cue.token], method="continued")
        elif cue is not None:
            first[cue.token] = number
        out.append(quote)
    return out


def _span(string: String) -> Span:
    return string.context.mark.start, string.context.mark.end


def _length(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


def _is_within(span: Span, spans: Iterable[Span]) -> bool:
    """Whether most of ``span`` lies within ``spans``."""
    shared = sum(max(0, min(span[1], end) - max(span[0], start)) for start, end in spans)
    return shared >= _SAME * (span[1] - span[0])


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)

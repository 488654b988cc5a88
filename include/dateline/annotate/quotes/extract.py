"""All quotes of a parsed article: marked strings, the turns of transcripts, and what stands without marks.

Strings that one cue introduces in one paragraph are one quote of several parts. Where the cue's clause goes
beyond its strings ("said the plan was “a disaster”"), the clause is the content and the quote is mixed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from spacy.tokens import Doc

from dateline.annotate.quotes.attribution import Attributed, attribute
from dateline.annotate.quotes.blocks import find_blocks
from dateline.annotate.quotes.calibration import CONTENTS, calibrated, curve_of
from dateline.annotate.quotes.contents import Content, find_contents
from dateline.annotate.quotes.context import quoted_tokens
from dateline.annotate.quotes.cues import Cue, find_cues
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.layout import Layout
from dateline.annotate.quotes.marks import find_marked
from dateline.annotate.quotes.raw import RawQuote
from dateline.annotate.quotes.spans import Taken, is_within, joined, length
from dateline.annotate.quotes.transcripts import find_turns, names_nobody
from dateline.annotate.quotes.unsaid import tells_nothing
from dateline.records import Span

_LEAST_MIXED = 0.25
"""Below this score the clause around a marked string is not taken for a part of the content."""
_BEYOND = 1.25
"""A mixed content is longer than its strings by this factor."""
_SENTENCE = 25
"""Characters of a string that is a sentence of its own, not a nickname behind "the Rev."."""
_ENDED = re.compile(r"[.!?…] $")
_TURN_SCORE = 0.9
"""Of a transcript's turn: nothing was there to calibrate it on."""

Linked = tuple[RawQuote, tuple[str, int] | None]
"""A quote with what it shares with a later one of its speaker: the cue, or the side of a dialogue."""


def find_quotes(doc: Doc, *, min_score: float = 0.0) -> list[RawQuote]:
    """The quotes of ``doc`` in the order of its text; those below ``min_score`` are left out."""
    return quotes_of(Grammar.of(doc), min_score=min_score)


def quotes_of(grammar: Grammar, *, min_score: float = 0.0) -> list[RawQuote]:
    """The same of a parse that is read into columns already."""
    marks = find_marked(grammar.text)
    quoted = quoted_tokens(grammar, marks)
    cues = find_cues(grammar, quoted)
    layout = Layout(grammar, marks, quoted, cues)
    strings = [string for string in attribute(layout) if _sure(string) >= min_score]
    contents = [
        content
        for content in find_contents(grammar, cues, quoted)
        if content.score >= min_score and calibrated(CONTENTS, content.score) >= min_score
    ]
    contents = _without_narration(grammar, contents, strings)
    turns = [*find_turns(grammar, cues, quoted), *find_blocks(grammar, cues, quoted)]
    taken = Taken(len(grammar.text))
    quotes: list[Linked] = []
    found = (_marked(layout, strings, contents), _spoken(layout, turns), _unmarked(layout, contents, taken))
    for quote, cue in chain.from_iterable(found):
        quotes.append((quote, cue))
        taken.add(quote.parts)
    return _linked(sorted(quotes, key=lambda pair: pair[0].parts))


def _sure(string: Attributed) -> float:
    """The share of right ones among strings of its kind and probability."""
    return calibrated(curve_of(string.context), string.speech)


def _without_narration(grammar: Grammar, contents: list[Content], strings: list[Attributed]) -> list[Content]:
    """The contents but those that a cue's strings make up, with what the reporter tells beside them.

    In "“I know,” says Ana, curled up on a sofa" that is the sofa.
    """
    of_cue: dict[int, list[Span]] = {}
    for string in strings:
        if string.cue is not None:
            of_cue.setdefault(string.cue.token, []).append(string.context.span)
    return [
        content for content in contents if not _is_told(grammar, content, of_cue.get(content.cue.token, ()))
    ]


def _is_told(grammar: Grammar, content: Content, strings: Sequence[Span]) -> bool:
    inside = [string for string in strings if is_within(string, content.spans)]
    if any(_runs_on(grammar.text, string, content) for string in inside):
        return True
    holding = [part for part in content.spans if any(is_within(string, (part,)) for string in inside)]
    if not inside or length(holding) > _BEYOND * length(inside):
        return False
    behind = content.spans[len(holding) :]
    return (
        bool(behind)
        and tuple(holding) + behind == content.spans
        and not _is_tied(grammar, inside[-1], behind[0])
    )


def _runs_on(text: str, string: Span, content: Content) -> bool:
    """Whether a sentence ends within the content, in front of a string that begins the next.

    The parse goes on behind what may be an abbreviation: "He sided with the Woman Rep. “I never …,” he said".
    """
    start, end = string
    if end - start < _SENTENCE or not text[start + 1 : start + 2].isupper():
        return False
    within = any(first < start < last for first, last in content.spans)
    return within and _ENDED.search(text, max(0, start - 3), start) is not None


def _is_tied(grammar: Grammar, string: Span, behind: Span) -> bool:
    """Whether the sentence of a string goes on behind its cue: "“Only you,” she said, would do this".

    A participle tells of the speaker, however the parse ties it: "“No,” he said, shaking his head", "“No,” he
    said, his eyes closed".
    """
    said, rest = (_tokens(grammar, span) for span in (string, behind))
    aside = rest and (grammar.tag[rest[0]] == "VBG" or grammar.lower[rest[0]] == "without")
    if rest and (aside or _is_posture(grammar, rest)):
        return False
    return any(grammar.head[token] in rest for token in said) or any(
        grammar.head[token] in said for token in rest
    )


def _is_posture(grammar: Grammar, words: list[int]) -> bool:
    """Whether the words are of a part of the speaker: "his jersey pulled up over his eyes"."""
    return grammar.tag[words[0]] == "PRP$" and "MD" not in [grammar.tag[word] for word in words]


def _tokens(grammar: Grammar, span: Span) -> list[int]:
    """The words of a span; what a mark hangs on tells nothing."""
    tokens = range(grammar.first_at(span[0]), grammar.covering(span[1] - 1) + 1)
    return [token for token in tokens if not grammar.silent[token]]


def _marked(layout: Layout, strings: list[Attributed], contents: list[Content]) -> Iterator[Linked]:
    """One quote for the strings of one cue in one paragraph."""
    by_cue: dict[int, list[Content]] = {}
    for content in contents:
        by_cue.setdefault(content.cue.token, []).append(content)
    for group in _grouped(strings):
        cue = group[0].cue
        around = _content_around(group, by_cue.get(cue.token, [])) if cue is not None else None
        yield _marked_quote(layout, group, around), _shared(group[0])


def _shared(string: Attributed) -> tuple[str, int] | None:
    if string.cue is not None:
        return "cue", string.cue.token
    return ("reply", string.reply) if string.reply is not None else None


def _grouped(strings: list[Attributed]) -> list[list[Attributed]]:
    groups: dict[tuple[int, int], list[Attributed]] = {}
    for number, string in enumerate(strings):
        key = (string.cue.token, string.context.paragraph) if string.cue else (-1 - number, 0)
        groups.setdefault(key, []).append(string)
    return list(groups.values())


def _content_around(group: list[Attributed], contents: list[Content]) -> Content | None:
    """The likeliest of the cue's contents that holds one of its strings and goes beyond them."""
    for content in sorted(contents, key=lambda content: -content.score):
        if content.score < _LEAST_MIXED:
            break
        inside = [one.context.span for one in group if is_within(one.context.span, content.spans)]
        if inside and length(content.spans) > _BEYOND * length(inside):
            return content
    return None


def _marked_quote(layout: Layout, group: list[Attributed], around: Content | None) -> RawQuote:
    cue = group[0].cue
    strings = tuple(one.context.span for one in group)
    verbatim = tuple(one.context.span for one in group if one.context.mark.kind != "doubled")
    parts = strings
    if around is not None:
        parts = joined([*around.spans, *strings])
    return RawQuote(
        parts=parts,
        verbatim=verbatim,
        kind="indirect" if not verbatim else "direct" if around is None else "mixed",
        score=round(max(map(_sure, group)), 3),
        method=_method(group[0]),
        cue=layout.grammar.span(cue.first, cue.last) if cue is not None else None,
        mention=layout.source_words(cue) if cue is not None else None,
    )


def _method(string: Attributed) -> str:
    if string.context.cried:
        return "marks, crowd"
    if string.cue is not None:
        return f"marks, {string.cue.kind}, {string.cue.way}"
    return "marks, reply" if string.reply is not None else "marks alone"


def _spoken(layout: Layout, turns: list[tuple[Span, Cue]]) -> Iterator[Linked]:
    """One quote for each turn of a transcript, and for each paragraph behind a cue and a colon."""
    for span, cue in turns:
        quote = RawQuote(
            parts=(span,),
            verbatim=(),
            kind="direct",
            score=_TURN_SCORE,
            method="transcript, label" if cue.kind == "label" else f"block, {cue.kind}, {cue.way}",
            cue=layout.grammar.span(cue.first, cue.last),
            mention=None if names_nobody(layout.grammar, cue) else layout.source_words(cue),
        )
        yield quote, None


def _unmarked(layout: Layout, contents: list[Content], taken: Taken) -> Iterator[Linked]:
    """One quote for each content that no likelier quote has taken already."""
    for content in sorted(contents, key=lambda content: -content.score):
        if tells_nothing(layout.grammar, content) or taken.holds(content.spans):
            continue
        cue = content.cue
        quote = RawQuote(
            parts=content.spans,
            verbatim=(),
            kind="indirect",
            score=round(calibrated(CONTENTS, content.score), 3),
            method=f"{content.relation.split()[0]}, {cue.kind}, {cue.way}",
            cue=layout.grammar.span(cue.first, cue.last),
            mention=layout.source_words(cue),
        )
        yield quote, None


def _linked(quotes: list[Linked]) -> list[RawQuote]:
    """Say of a quote that shares an earlier one's speaker that it continues that one."""
    first: dict[tuple[str, int], int] = {}
    out = []
    for number, (quote, shared) in enumerate(quotes):
        if shared is not None and shared in first:
            quote = quote._replace(continues=first[shared], method="marks, continued")
        elif shared is not None:
            first[shared] = number
        out.append(quote)
    return out

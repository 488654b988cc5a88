"""Delayed identification: "an expert has warned", and the next paragraph says which expert.

News stories often open with somebody by what he or she is, and name whom they mean only as they go on. Looked
for are those only described in an article's first lines, and only in the lines behind.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from dateline.annotate.entities.group_nouns import SPOKESPEOPLE
from dateline.annotate.entities.person_nouns import KIN
from dateline.annotate.entities.titles import title_before, whole_title
from dateline.annotate.entities.word_table import word_table
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.speakers.cast import Cast, Figure, roles_at
from dateline.annotate.speakers.descriptions import noun_of
from dateline.annotate.speakers.discourse import SUBJECTS, Discourse
from dateline.annotate.speakers.stand_ins import NEVER_STAND_IN, OF_PUBLIC_LIFE, OF_STATE
from dateline.records import Mention, Span

NAMELESS = re.compile(
    r"\b(?:anonym\w+|not (?:to )?be(?:ing)? (?:named|identified)|(?:not|n’t|n't) authori[sz]ed)\b"
)
"""What says that somebody has no name in the story."""
NEAR_DESCRIPTION = 160
"""Characters behind a description in which that is said."""
LEAD_LINES = 4
"""Lines that may describe somebody first: a headline, what stands below it, two paragraphs."""
LONGEST_LEAD = 1_200
LINES_ON = 3
"""Lines in which somebody of the very kind described is looked for."""
ARTICLES = ("a ", "an ", "one ")
OWNERS = ("his ", "her ", "their ")
"""Whose doctor or lawyer somebody is: named by what he or she is alone, a relative by other rules."""
KINDS = word_table(__package__, "kinds.tsv")
"""Noun → narrower ones by which the same person may be introduced: an expert may be a "professor"."""
NAMED_BY_KIND = frozenset(["judge", "lawyer", "attorney"])
"""Nouns for people whom a story is seldom about: only their own kind identifies them."""
NEVER_NAMED = (NEVER_STAND_IN | SPOKESPEOPLE) - NAMED_BY_KIND
OFFICERS = frozenset(
    [
        *("attorney", "commissioner", "councillor", "inspector", "lawyer", "mayor", "officer", "secretary"),
        *("sergeant", "sheriff", "solicitor"),
    ]
)
ELSEWHERE = OF_STATE | OF_PUBLIC_LIFE | OFFICERS | NEVER_STAND_IN | SPOKESPEOPLE | KIN
"""Offices and kin: who is introduced so is not the one described otherwise."""


def named_next(
    described: Figure, span: Span, grammar: Grammar, cast: Cast, discourse: Discourse
) -> Figure | None:
    """Whom the text introduces behind ``span`` as the one who is ``described`` there; None if nobody."""
    noun = noun_of(described.name)
    of_somebody = described.name.lower().startswith(OWNERS)
    named = of_somebody or described.name.lower().startswith(ARTICLES)
    if noun is None or not named or described.plural or noun in NEVER_NAMED | (KIN if of_somebody else set()):
        return None
    described_until = span[1] + NEAR_DESCRIPTION
    if not _is_in_lead(span[0], grammar.text) or NAMELESS.search(grammar.text, span[0], described_until):
        return None
    line = _line_around(span, grammar.text)
    for number, (start, end) in enumerate(_lines_behind(span[1], grammar.text)):
        for order, mention in enumerate(cast.people_between(start, end)):
            figure = cast.at(mention)
            if figure is None or not _fits(figure, described) or _is_named_in(figure, line):
                continue
            called = _called(mention, grammar)
            if noun in called or not called.isdisjoint(KINDS.get(noun, ())):
                return figure
            opens = number == order == 0 and not of_somebody and noun not in NAMED_BY_KIND
            if opens and ELSEWHERE.isdisjoint(called) and _acts(mention, grammar, discourse):
                return figure
    return None


def _is_in_lead(offset: int, text: str) -> bool:
    before = text[:offset] if offset < LONGEST_LEAD else ""
    return offset < LONGEST_LEAD and len([line for line in before.split("\n") if line.strip()]) <= LEAD_LINES


def _line_around(span: Span, text: str) -> Span:
    """The line of ``span``, no farther than a lead is long."""
    first = text.rfind("\n", max(0, span[0] - LONGEST_LEAD), span[0]) + 1
    return first, text.find("\n", span[1], span[1] + LONGEST_LEAD)


def _lines_behind(offset: int, text: str) -> Iterator[Span]:
    """The next lines that hold words, behind that of ``offset``."""
    reach = offset + LONGEST_LEAD
    found, start = 0, text.find("\n", offset, reach)
    while start >= 0 and found < LINES_ON:
        end = text.find("\n", start + 1, reach)
        stop = end if end >= 0 else min(len(text), reach)
        if text[start:stop].strip():
            yield start, stop
            found += 1
        start = end


def _fits(figure: Figure, described: Figure) -> bool:
    genders = {described.gender, figure.gender} - {None}
    return figure.is_introduced and len(genders) < 2


def _is_named_in(figure: Figure, line: Span) -> bool:
    """Whether the figure is named beside the description, so that somebody else is described."""
    first = bisect_left(figure.mentions, line[0], key=attrgetter("start"))
    return first < len(figure.mentions) and figure.mentions[first].start < line[1]


def _called(mention: Mention, grammar: Grammar) -> set[str]:
    """The nouns by which the text introduces somebody at a mention, titles among them."""
    called = {role.head for role in roles_at(mention, grammar)}
    title = title_before(grammar.text, mention.start)
    return called | ({whole_title(title)} if title else set())


def _acts(mention: Mention, grammar: Grammar, discourse: Discourse) -> bool:
    """Whether the name is the subject of its clause, outside quotations."""
    first, last = grammar.first_at(mention.start), grammar.covering(mention.end - 1)
    heads = (token for token in range(first, last + 1) if not first <= grammar.head[token] <= last)
    head = next(heads, first)
    return grammar.dep[head] in SUBJECTS and not discourse.is_quoted(head)

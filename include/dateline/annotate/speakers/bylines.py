"""Lines that name who made the article or its pictures: nobody of whom it tells.

In front of the story ("Anna Fenwick, Health Reporter", "James Okoro in Lagos"), and anywhere behind a word
that says so ("By Tom Hale", "Photo: Ana Diaz", "(Reporting by Tom Hale; editing by Ana Diaz)").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dateline.annotate.quotes.spans import line_starts
from dateline.records import Mention, Span

_LONGEST = 120
"""Characters beyond which a line is prose."""
_LEAST_OF_STORY = 8
"""Words of a line that, ended as a sentence, belongs to the story."""
_MADE_BY = re.compile(
    r"\W{0,2}(?i:(?:additional |further )?(?:report(?:ed|ing)|written|words|story|text|edit(?:ed|ing)"
    r"|compiled|produced|photo(?:graph)?s?|photo credit|pictures?|images?|video|illustrations?|credit|by)"
    r"(?: by)?)"
    r"(?::|\s)\s*(?=[^\W\d_a-z])"
)
_STAMPED = re.compile(r"\d{1,2}[:.]\d\d ?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){1,3}\s*")
"""Who wrote an entry of a live report: "19:55Ana Diaz"."""
_ENDED = re.compile(r"[.!?…:][”\"’')\]]*\s*$|[”\"]\s*$")
_BEHIND_NAME = re.compile(r"\s*(?:$|[,|•·/@–—-]|(?:in|for|at|and)\b)")
"""What may follow the writer's name: nothing, a trade, an outlet, a place, a second name."""


def bylines(text: str, mentions: Sequence[Mention]) -> list[Span]:
    """The lines, in order, with which the names in them are no part of the story."""
    people = {mention.start: mention.end for mention in mentions if mention.label == "PERSON"}
    return list(_bylines(text, people))


def _bylines(text: str, people: dict[int, int]) -> Iterator[Span]:
    in_front = True
    for start in line_starts(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start > _LONGEST:
            in_front = False
            continue
        line = text[start:end]
        ended = _ENDED.search(line) is not None
        names = start in people and _BEHIND_NAME.match(text, people[start], end)
        if _tells_maker(line, start, people, ended=ended) or (in_front and names and not ended):
            yield start, end
        elif ended and len(line.split()) >= _LEAST_OF_STORY:
            in_front = False


def _tells_maker(line: str, start: int, people: dict[int, int], *, ended: bool) -> bool:
    """Whether the line opens with such a word, and goes on with a name or is no sentence."""
    made = _MADE_BY.match(line)
    if _STAMPED.fullmatch(line):
        return True
    return made is not None and (not ended or start + made.end() in people)

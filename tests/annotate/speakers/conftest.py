"""Articles resolved from quotes that a test states by their words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from dateline.annotate.entities import find_entities
from dateline.annotate.parse import parse
from dateline.annotate.quotes import RawQuote
from dateline.annotate.speakers import resolve
from dateline.records import Quote
from dateline.settings import AnnotateSettings

Said = tuple[str, str | int | None]
"""The quoted words, and the source's words after or before them, the quote it continues, or nothing."""


Resolve = Callable[..., list[Quote]]


@pytest.fixture(scope="session")
def resolved() -> Resolve:
    """The quotes of a text with their speakers, given as they were found."""

    def read(text: str, raw: Sequence[RawQuote], *, min_score: float = 0.5) -> list[Quote]:
        ((_, doc),) = parse([("text", text)], model=AnnotateSettings().models["en"])
        mentions, entities = find_entities(doc)
        return resolve(doc, raw, mentions, entities, min_score=min_score)

    return read


@pytest.fixture(scope="session")
def speakers_of(resolved: Resolve) -> Resolve:
    """The same; each quote is given by its words and its source's words."""

    def read(text: str, *said: Said, min_score: float = 0.5) -> list[Quote]:
        return resolved(text, _raw(text, said), min_score=min_score)

    return read


def _raw(text: str, said: Sequence[Said]) -> list[RawQuote]:
    return [_one(text, words, source) for words, source in said]


def _one(text: str, words: str, source: str | int | None) -> RawQuote:
    start = text.index(words)
    span = (start, start + len(words))
    mention = _nearest(text, source, span) if isinstance(source, str) else None
    return RawQuote(
        parts=(span,),
        verbatim=(span,),
        kind="direct",
        score=1.0,
        method="marks, test",
        mention=mention,
        continues=source if isinstance(source, int) else None,
    )


def _nearest(text: str, words: str, span: tuple[int, int]) -> tuple[int, int]:
    after, before = text.find(words, span[1]), text.rfind(words, 0, span[0])
    starts = [start for start in (after, before) if start >= 0]
    start = min(starts, key=lambda at: abs(at - span[0]) if at < span[0] else at - span[1])
    return start, start + len(words)

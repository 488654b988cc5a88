"""Blacking a person out of a text: same length, so that every offset into it stays right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from dateline.records import Article, Entities, Quote, Quotes, Span
from dateline.warehouse.keys import key, name_key

BLACK = "█"


def speaker_tombstone(name: str) -> UUID:
    """The key under which a forgotten speaker is remembered."""
    return key("speaker", name_key(name))


def blackout(text: str, *, spans: Iterable[Span] = (), forms: Iterable[str] = ()) -> str:
    """``text`` with the characters of the spans, and of each form where it stands as a word, blacked out."""
    covered: set[int] = set()
    for start, end in spans:
        covered.update(range(start, end))
    for form in forms:
        for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE):
            covered.update(range(*match.span()))
    return "".join(BLACK if at in covered and not char.isspace() else char for at, char in enumerate(text))


def redact(
    article: Article, entities: Entities, quotes: Quotes, *, forgotten: frozenset[UUID]
) -> tuple[Article, Entities, Quotes]:
    """The three records without the forgotten speakers: no quote of theirs, no mention, their words black."""
    gone = [mention for mention in entities.mentions if speaker_tombstone(mention.name) in forgotten]
    said = [
        quote for quote in quotes.quotes if quote.speaker and speaker_tombstone(quote.speaker) in forgotten
    ]
    if not gone and not said:
        return article, entities, quotes
    forms = {mention.text for mention in gone} | {mention.name for mention in gone}
    forms |= {quote.speaker for quote in said if quote.speaker}
    spans = [(mention.start, mention.end) for mention in gone] + [
        span for quote in said for span in quote.parts
    ]
    return (
        article.model_copy(
            update={
                "text": blackout(article.text, spans=spans, forms=forms),
                "title": article.title and blackout(article.title, forms=forms),
                "subtitle": article.subtitle and blackout(article.subtitle, forms=forms),
            }
        ),
        entities.model_copy(
            update={
                "mentions": tuple(item for item in entities.mentions if item not in gone),
                "entities": tuple(
                    item for item in entities.entities if speaker_tombstone(item.name) not in forgotten
                ),
            }
        ),
        quotes.model_copy(
            update={"quotes": tuple(_without(item, forms) for item in quotes.quotes if item not in said)}
        ),
    )


def _without(quote: Quote, forms: set[str]) -> Quote:
    return quote.model_copy(
        update={
            "text": blackout(quote.text, forms=forms),
            "mention_text": quote.mention_text and blackout(quote.mention_text, forms=forms),
            "spokesperson": quote.spokesperson and blackout(quote.spokesperson, forms=forms),
        }
    )

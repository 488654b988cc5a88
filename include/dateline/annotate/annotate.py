"""Entities and quotes of articles: the glue between the parse and its two readers.

``annotate`` works on one parsed article; ``annotate_texts`` parses as well, a batch at a time, with memory
that stays flat however many articles pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import batched

from spacy.tokens import Doc

from dateline.annotate.entities import find_entities
from dateline.annotate.parse import load_model, parse
from dateline.annotate.quotes import find_quotes
from dateline.annotate.quotes.grammar import Grammar, forget
from dateline.annotate.speakers import resolve
from dateline.garbage import without_collecting
from dateline.records import Entities, Quotes
from dateline.settings import AnnotateSettings

_FORGET_AFTER = 200
"""Articles between two sweeps of spaCy's string store."""


def annotate(
    doc: Doc, *, identity: str, title: str | None, settings: AnnotateSettings
) -> tuple[Entities, Quotes]:
    """The entities and the quotes of one parsed article."""
    with without_collecting():  # an article makes tens of thousands of short-lived objects
        Grammar.of(doc)
        mentions, entities = find_entities(doc, title=title)
        raw = find_quotes(doc, min_score=settings.min_quote_score)
        quotes = resolve(doc, raw, mentions, entities, min_score=settings.min_speaker_score)
        forget(doc)
    return (
        Entities(id=identity, mentions=tuple(mentions), entities=tuple(entities)),
        Quotes(id=identity, quotes=tuple(quotes)),
    )


def annotate_texts(
    rows: Iterable[tuple[str, str, str | None]], *, model: str, settings: AnnotateSettings
) -> Iterator[tuple[Entities, Quotes]]:
    """Parse and annotate ``(id, text, title)`` rows of one language; yield their records in order."""
    nlp = load_model(model)
    for some in batched(rows, _FORGET_AFTER):
        with nlp.memory_zone():
            titles = [title for _, _, title in some]
            docs = parse(
                ((name, text) for name, text, _ in some), model=model, batch_size=settings.batch_size
            )
            for (name, doc), title in zip(docs, titles, strict=True):
                yield annotate(doc, identity=name, title=title, settings=settings)

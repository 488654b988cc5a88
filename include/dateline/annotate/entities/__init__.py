"""The people, organisations, places, groups, events and works of an article: one name, one type each."""

from __future__ import annotations

from spacy.tokens import Doc

from dateline.annotate.entities.canonical import join
from dateline.annotate.entities.capitalised import Capitalised
from dateline.annotate.entities.context import context_names
from dateline.annotate.entities.everywhere import everywhere
from dateline.annotate.entities.found import without_overlaps
from dateline.annotate.entities.genitives import with_own_genitive
from dateline.annotate.entities.headlines import without_headline_words
from dateline.annotate.entities.lines import Lines
from dateline.annotate.entities.model_names import model_names
from dateline.annotate.entities.settle import settle
from dateline.annotate.entities.tables import table_names
from dateline.annotate.quotes.grammar import text_of
from dateline.records import Entity, Mention

__all__ = ["find_entities"]


def find_entities(doc: Doc, *, title: str | None = None) -> tuple[tuple[Mention, ...], tuple[Entity, ...]]:
    """The mentions of an article in the order of its text, and what they refer to, the weightiest first.

    ``doc`` is a spaCy parse of exactly the text; ``title`` is the headline where that is no part of it.
    """
    text = text_of(doc)
    lines = Lines(text)
    words = Capitalised.of(text)
    seen = without_overlaps(
        [*table_names(text, lines), *model_names(doc, text, lines), *context_names(text, lines, words)]
    )
    settled = without_headline_words(text, settle(text, seen), lines)
    complete = without_overlaps([*settled, *everywhere(text, settled, lines, words)])
    return join(text, with_own_genitive(text, complete), title=title)

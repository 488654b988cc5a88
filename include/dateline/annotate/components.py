"""Entities and quotes as spaCy components, for any pipeline with tagger, parser and entity recognition.

    nlp = spacy.load("…")
    nlp.add_pipe("dateline_paragraphs", first=True)
    nlp.add_pipe("dateline_entities")
    nlp.add_pipe("dateline_quotes", config={"min_score": 0.9})
    for quote in nlp(text)._.dateline.quotes: ...

``doc._.dateline`` is an ``Annotation``; its records are kept in ``doc.user_data`` as JSON, so that they
survive ``Doc.to_bytes``, ``DocBin`` and several processes. A headline goes into ``doc.user_data["title"]``.
spaCy finds the factories by the package's entry points; nothing has to be imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.scorer import PRFScore
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import registry

from dateline.annotate.entities import find_entities
from dateline.annotate.quotes import find_quotes
from dateline.annotate.quotes.grammar import forget
from dateline.annotate.speakers import resolve
from dateline.records import Entities, Entity, Mention, Quote, Quotes
from dateline.settings import AnnotateSettings

_ENTITIES, _QUOTES = "dateline.entities", "dateline.quotes"
_DEFAULTS = AnnotateSettings()


@dataclass(frozen=True, slots=True)
class Annotation:
    """What the components found in a doc; offsets are characters of ``doc.text``."""

    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()


def annotation_of(doc: Doc) -> Annotation:
    """What stands behind ``doc._.dateline``; of a component that has not run its fields are empty."""
    data = doc.user_data
    found = Entities.model_validate_json(data[_ENTITIES]) if _ENTITIES in data else Entities(id="")
    quotes = Quotes.model_validate_json(data[_QUOTES]) if _QUOTES in data else Quotes(id="")
    return Annotation(found.mentions, found.entities, quotes.quotes)


def keep(
    doc: Doc,
    *,
    mentions: Iterable[Mention] = (),
    entities: Iterable[Entity] = (),
    quotes: Iterable[Quote] | None = None,
) -> None:
    """Put records where ``doc._.dateline`` reads them: the gold of a reference, say."""
    doc.user_data[_ENTITIES] = Entities(
        id="", mentions=tuple(mentions), entities=tuple(entities)
    ).model_dump_json()
    if quotes is not None:
        doc.user_data[_QUOTES] = Quotes(id="", quotes=tuple(quotes)).model_dump_json()


Doc.set_extension("dateline", getter=annotation_of, force=True)


class EntityFinder:
    """Finds people, organisations, places, groups, events and works."""

    def __init__(self, scorer: Any = None) -> None:
        self._scorer = scorer or score_entities

    def __call__(self, doc: Doc) -> Doc:
        mentions, entities = find_entities(doc, title=doc.user_data.get("title"))
        keep(doc, mentions=mentions, entities=entities)
        return doc

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        scores: dict[str, Any] = self._scorer(examples)
        return scores


class QuoteFinder:
    """Finds quotations and who spoke them, among the entities found before or, without, its own."""

    def __init__(self, min_score: float, min_speaker_score: float, scorer: Any = None) -> None:
        self.min_score, self.min_speaker_score = min_score, min_speaker_score
        self._scorer = scorer or score_quotes

    def __call__(self, doc: Doc) -> Doc:
        if _ENTITIES not in doc.user_data:
            EntityFinder()(doc)
        known = annotation_of(doc)
        raw = find_quotes(doc, min_score=self.min_score)
        quotes = resolve(doc, raw, known.mentions, known.entities, min_score=self.min_speaker_score)
        forget(doc)
        keep(doc, mentions=known.mentions, entities=known.entities, quotes=quotes)
        return doc

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        scores: dict[str, Any] = self._scorer(examples)
        return scores


@Language.factory(
    "dateline_entities",
    assigns=["doc._.dateline"],
    requires=["doc.ents"],
    default_config={"scorer": {"@scorers": "dateline.entities.v1"}},
    default_score_weights={"dateline_entities_f": 1.0},
)
def make_entity_finder(nlp: Language, name: str, scorer: Any) -> EntityFinder:
    """The factory of ``dateline_entities``."""
    return EntityFinder(scorer)


@Language.factory(
    "dateline_quotes",
    assigns=["doc._.dateline"],
    requires=["token.dep", "token.head", "token.pos", "token.tag"],
    default_config={
        "min_score": _DEFAULTS.min_quote_score,
        "min_speaker_score": _DEFAULTS.min_speaker_score,
        "scorer": {"@scorers": "dateline.quotes.v1"},
    },
    default_score_weights={"dateline_quotes_f": 0.5, "dateline_speakers": 0.5},
)
def make_quote_finder(
    nlp: Language, name: str, min_score: float, min_speaker_score: float, scorer: Any
) -> QuoteFinder:
    """The factory of ``dateline_quotes``: least scores of quotes and of their speakers' names."""
    return QuoteFinder(min_score, min_speaker_score, scorer)


@registry.scorers("dateline.entities.v1")
def _entities_scorer() -> Any:
    return score_entities


@registry.scorers("dateline.quotes.v1")
def _quotes_scorer() -> Any:
    return score_quotes


def score_entities(examples: Iterable[Example]) -> dict[str, float | None]:
    """Precision, recall and F of mentions: start, end and label must agree with the reference's."""
    counts = PRFScore()
    for predicted, reference in _pairs(examples):
        counts.score_set(set(_spans(predicted.mentions)), set(_spans(reference.mentions)))
    return _prf("dateline_entities", counts)


def score_quotes(examples: Iterable[Example]) -> dict[str, float | None]:
    """Precision, recall and F of what is quoted, and ``dateline_speakers``: of the quotes that are right, the
    share whose speaker is (none for none, too); None where no quote is right.

    A quote is right where its parts are those of a quote of the reference.
    """
    counts, right, same = PRFScore(), 0, 0
    for predicted, reference in _pairs(examples):
        gold = {quote.parts: quote.speaker for quote in reference.quotes}
        found = {quote.parts: quote.speaker for quote in predicted.quotes}
        counts.score_set(set(found), set(gold))
        right += len(found.keys() & gold.keys())
        same += sum(found[parts] == gold[parts] for parts in found.keys() & gold.keys())
    return {**_prf("dateline_quotes", counts), "dateline_speakers": same / right if right else None}


def _pairs(examples: Iterable[Example]) -> Iterator[tuple[Annotation, Annotation]]:
    return ((annotation_of(one.predicted), annotation_of(one.reference)) for one in examples)


def _spans(mentions: Iterable[Mention]) -> Iterator[tuple[int, int, str]]:
    return ((mention.start, mention.end, mention.label) for mention in mentions)


def _prf(name: str, counts: PRFScore) -> dict[str, float | None]:
    return {f"{name}_p": counts.precision, f"{name}_r": counts.recall, f"{name}_f": counts.fscore}

"""Records as rows: for each table that loading fills, its columns and the function that makes a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from dateline.records import Article, BlockKind, Entity
from dateline.warehouse.copying import Columns
from dateline.warehouse.hygiene import scrub
from dateline.warehouse.identity import Identities, Identity
from dateline.warehouse.incoming import Incoming
from dateline.warehouse.keys import key, name_key, quote_key, words_key
from dateline.warehouse.plan import Ended, Version

Row = tuple[Any, ...]

BLOCK_LETTERS = {
    BlockKind.PARAGRAPH: "p",
    BlockKind.HEADING: "h",
    BlockKind.LIST_ITEM: "l",
    BlockKind.QUOTE: "q",
}

ARTICLE = Columns(
    "article",
    {
        "article_id": "uuid",
        "url": "text",
        "source_id": "text",
        "kind": "text",
        "subtitle": "text",
        "agency": "text",
        "published_day": "date",
        "published_at": "timestamptz",
        "published_precision": "text",
        "modified_day": "date",
        "modified_at": "timestamptz",
        "modified_precision": "text",
        "section": "text",
        "tags": "text[]",
        "language_detected": "text",
        "image": "text",
        "site_name": "text",
        "paywalled": "bool",
        "provenance": "jsonb",
        "record_digest": "bytea",
        "described_at": "timestamptz",
    },
)
AUTHOR = Columns("author", {"author_id": "uuid", "name": "text", "kind": "text"})
ARTICLE_AUTHOR = Columns("article_author", {"article_id": "uuid", "author_id": "uuid", "ordinal": "int4"})
VERSION = Columns(
    "article_version",
    {
        "version_id": "uuid",
        "article_id": "uuid",
        "valid_from": "timestamptz",
        "valid_to": "timestamptz",
        "active": "bool",
        "candidate_id": "text",
        "extraction_run_id": "text",
        "batch_id": "text",
        "title": "text",
        "text": "text",
        "language": "text",
        "characters": "int4",
        "words": "int4",
        "block_starts": "int4[]",
        "block_ends": "int4[]",
        "block_kinds": "text",
        "text_digest": "bytea",
        "record_digest": "bytea",
        "replaced_characters": "int4",
        "capture_url": "text",
        "capture_final_url": "text",
        "capture_status": "int4",
        "capture_type": "text",
        "capture_charset": "text",
        "capture_digest": "text",
        "capture_bytes": "int8",
        "warc_path": "text",
        "warc_offset": "int8",
        "warc_length": "int8",
    },
)
EXTRACTION = Columns(
    "extraction",
    {
        "extraction_id": "uuid",
        "version_id": "uuid",
        "extraction_run_id": "text",
        "batch_id": "text",
        "current": "bool",
        "facts_digest": "bytea",
        "mentions": "int4",
        "quotes": "int4",
    },
)
ENTITY = Columns(
    "entity",
    {
        "entity_id": "uuid",
        "name": "text",
        "name_key": "text",
        "kind": "text",
        "context": "text",
        "geonames_id": "int8",
        "country_code": "text",
    },
)
ENTITY_ALIAS = Columns("entity_alias", {"entity_id": "uuid", "alias_id": "uuid", "alias": "text"})
ARTICLE_ENTITY = Columns(
    "article_entity",
    {
        "extraction_id": "uuid",
        "entity_id": "uuid",
        "name": "text",
        "label": "text",
        "mentions": "int4",
        "in_title": "bool",
        "in_first_paragraph": "bool",
        "salience": "float4",
    },
)
MENTION = Columns(
    "mention",
    {
        "extraction_id": "uuid",
        "ordinal": "int4",
        "entity_id": "uuid",
        "label": "text",
        "start_at": "int4",
        "end_at": "int4",
        "text": "text",
    },
)
QUOTE = Columns(
    "quote",
    {
        "quote_id": "uuid",
        "extraction_id": "uuid",
        "ordinal": "int4",
        "kind": "text",
        "text": "text",
        "language": "text",
        "words": "int4",
        "words_key": "uuid",
        "part_starts": "int4[]",
        "part_ends": "int4[]",
        "verbatim_starts": "int4[]",
        "verbatim_ends": "int4[]",
        "mention_start": "int4",
        "mention_end": "int4",
        "mention_text": "text",
        "cue_start": "int4",
        "cue_end": "int4",
        "cue_text": "text",
        "speaker": "text",
        "speaker_entity_id": "uuid",
        "speaker_type": "text",
        "speaker_score": "float4",
        "speaker_method": "text",
        "spokesperson": "text",
        "score": "float4",
        "method": "text",
    },
)
OUTCOME = Columns(
    "outcome",
    {
        "candidate_id": "text",
        "source_id": "text",
        "day": "date",
        "url": "text",
        "found_by": "text",
        "found_in": "text",
        "outcome": "text",
        "reason": "text",
        "http_status": "int4",
        "article_id": "uuid",
        "fetched_at": "timestamptz",
        "batch_id": "text",
    },
)


def article_row(item: Incoming) -> Row:
    assert item.document is not None
    article = item.document.article
    published, modified = article.published, article.modified
    return (
        item.document.article_id,
        article.url,
        item.candidate.source,
        article.kind.value,
        article.subtitle,
        article.agency,
        *((published.day, published.at, published.precision.value) if published else (None, None, None)),
        *((modified.day, modified.at, modified.precision.value) if modified else (None, None, None)),
        article.section,
        list(article.tags),
        article.language_detected,
        article.image,
        article.site_name,
        article.paywalled,
        Jsonb({name: origin.model_dump() for name, origin in article.provenance.items()}),
        item.document.record_digest,
        item.fetched_at,
    )


def author_rows(article: Article) -> list[Row]:
    """People first, then organisations, each once."""
    names = [(name, "person") for name in article.authors]
    names += [(name, "organisation") for name in article.organisations]
    rows = {key(kind, name_key(name)): (name, kind) for name, kind in reversed(names)}
    return [(author_id, name, kind) for author_id, (name, kind) in reversed(rows.items())]


def version_row(version: Version, *, run_id: str, batch_id: str) -> Row:
    assert version.document is not None
    article, capture = version.document.article, scrub(version.document.capture)[0]
    return (
        version.version_id,
        version.article_id,
        version.valid_from,
        version.valid_to,
        version.active,
        version.candidate_id,
        run_id,
        batch_id,
        article.title,
        article.text,
        article.language,
        len(article.text),
        len(article.text.split()),
        [block.start for block in article.blocks],
        [block.end for block in article.blocks],
        "".join(BLOCK_LETTERS[block.kind] for block in article.blocks),
        version.text_digest,
        version.record_digest,
        version.document.replaced_characters,
        capture.url,
        capture.final_url,
        capture.status,
        capture.content_type,
        capture.charset,
        capture.digest,
        capture.size,
        capture.warc.path,
        capture.warc.offset,
        capture.warc.length,
    )


def entity_rows(articles: Iterable[Identities]) -> Iterator[Row]:
    """Every entity that the articles name, each once, with a place's code where one article knows it."""
    found: dict[UUID, Row] = {}
    for article in articles:
        for entity in article.facts.entities.entities:
            _add(found, article.of(entity.name, entity.label), entity)
        for identity in article.all():
            _add(found, identity)
    yield from found.values()


def _add(found: dict[UUID, Row], identity: Identity, known: Entity | None = None) -> None:
    located = known is not None and known.geonames_id is not None
    if identity.entity_id not in found or (located and found[identity.entity_id][-2] is None):
        codes = (known.geonames_id, known.country_code) if known else (None, None)
        found[identity.entity_id] = (
            identity.entity_id,
            identity.name,
            name_key(identity.name),
            identity.kind,
            identity.context,
            *codes,
        )


def alias_rows(articles: Iterable[Identities]) -> Iterator[Row]:
    """The other forms of the entities' names, each once."""
    found: dict[tuple[UUID, UUID], str] = {}
    for article in articles:
        for entity in article.facts.entities.entities:
            entity_id = article.of(entity.name, entity.label).entity_id
            for alias in entity.aliases:
                found.setdefault((entity_id, key(alias)), alias)
    for (entity_id, alias_id), alias in found.items():
        yield (entity_id, alias_id, alias)


def article_entity_rows(extraction_id: UUID, article: Identities) -> Iterator[Row]:
    """One row an entity; entities of one article that fold to the same name are added up."""
    merged: dict[UUID, list[Any]] = {}
    for entity in article.facts.entities.entities:
        entity_id = article.of(entity.name, entity.label).entity_id
        row = merged.get(entity_id)
        if row is None:
            first = [entity.name, entity.label, entity.mentions, entity.in_title, entity.in_first_paragraph]
            merged[entity_id] = [*first, entity.salience]
        else:
            row[2] += entity.mentions
            row[3] = row[3] or entity.in_title
            row[4] = row[4] or entity.in_first_paragraph
            row[5] = max(row[5], entity.salience)
    listed = set(merged)
    for (name, label), count in article.mentions().items():
        entity_id = article.of(name, label).entity_id
        if entity_id not in listed:
            row = merged.setdefault(entity_id, [name, label, 0, False, False, 0.0])
            row[2] += count
    for entity_id, values in merged.items():
        yield (extraction_id, entity_id, *values)


def mention_rows(extraction_id: UUID, article: Identities) -> Iterator[Row]:
    for ordinal, mention in enumerate(article.facts.entities.mentions):
        entity_id = article.of(mention.name, mention.label).entity_id
        yield (extraction_id, ordinal, entity_id, mention.label, mention.start, mention.end, mention.text)


def quote_rows(extraction_id: UUID, article: Identities, *, language: str | None) -> Iterator[Row]:
    for ordinal, quote in enumerate(article.facts.quotes.quotes):
        speaker = article.of_speaker(quote)
        yield (
            quote_key(extraction_id, ordinal),
            extraction_id,
            ordinal,
            quote.kind,
            quote.text,
            language,
            len(quote.text.split()),
            words_key(quote.text),
            [start for start, _ in quote.parts],
            [end for _, end in quote.parts],
            [start for start, _ in quote.verbatim],
            [end for _, end in quote.verbatim],
            *(quote.mention or (None, None)),
            quote.mention_text,
            *(quote.cue or (None, None)),
            quote.cue_text,
            quote.speaker,
            speaker and speaker.entity_id,
            quote.speaker_type,
            quote.speaker_score,
            quote.speaker_method,
            quote.spokesperson,
            quote.score,
            quote.method,
        )


def outcome_row(item: Incoming, ended: Ended, *, batch_id: str) -> Row:
    candidate = scrub(item.candidate)[0]
    return (
        item.id,
        candidate.source,
        candidate.day,
        candidate.url,
        candidate.found_by.value,
        candidate.found_in,
        ended.outcome.value,
        ended.reason,
        ended.http_status,
        ended.article_id,
        item.fetched_at,
        batch_id,
    )

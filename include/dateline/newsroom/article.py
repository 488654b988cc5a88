"""One article whole: its text with people and quotes in place, versions, copies, lineage."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any
from uuid import UUID

from pydantic import Field

from dateline.newsroom.reading import View, first, rows
from dateline.warehouse.connection import Connection
from dateline.warehouse.difference import Difference, compare, read_versions


class MentionSpan(View):
    """A named entity's words; offsets are code points of the text."""

    start: int
    end: int
    entity_id: str
    name: str
    kind: str


class QuoteSpans(View):
    """A quote with its places in the text."""

    quote_id: str
    ordinal: int
    kind: str
    text: str
    part_starts: list[int]
    part_ends: list[int]
    mention_start: int | None
    mention_end: int | None
    cue_start: int | None
    cue_end: int | None
    speaker: str | None
    speaker_entity_id: str | None
    speaker_type: str | None
    speaker_score: float | None
    speaker_method: str | None
    score: float
    verdict: str | None
    set_by: str | None
    set_at: dt.datetime | None


class Version(View):
    """One state of the words over time, and its way down to the stored bytes."""

    version_id: str
    valid_from: dt.datetime
    valid_to: dt.datetime | None
    title: str | None
    words: int
    candidate_id: str
    capture_url: str
    capture_final_url: str
    capture_status: int
    capture_digest: str
    capture_bytes: int
    warc_path: str
    warc_offset: int
    warc_length: int
    batch_id: str
    dag_id: str | None
    dag_run_id: str | None
    task_id: str | None
    map_index: int | None
    loaded_at: dt.datetime
    extraction_run_id: str
    code_version: str
    model: str
    model_version: str


class Copy(View):
    """Another article of the same story."""

    article_id: str
    source_id: str
    title: str | None
    url: str
    published_day: dt.date | None
    similarity: float
    origin: bool
    syndicated: bool


class Found(View):
    """One time the article was found, and how that ended."""

    day: dt.date
    outcome: str
    reason: str
    found_by: str
    found_in: str
    url: str


class Article(View):
    """An article with everything known of it. ``text`` is None once it was dropped."""

    article_id: str
    version_id: str
    url: str
    source_id: str
    title: str | None
    subtitle: str | None
    text: str | None
    block_starts: list[int]
    block_ends: list[int]
    block_kinds: str
    language: str | None
    kind: str
    agency: str | None
    published_day: dt.date | None
    published_at: dt.datetime | None
    published_precision: str | None
    modified_day: dt.date | None
    modified_at: dt.datetime | None
    section: str | None
    tags: list[str]
    site_name: str | None
    paywalled: bool | None
    words: int
    provenance: dict[str, Any]
    authors: list[str]
    mentions: list[MentionSpan] = Field(default_factory=list)
    quotes: list[QuoteSpans] = Field(default_factory=list)
    versions: list[Version] = Field(default_factory=list)
    copies: list[Copy] = Field(default_factory=list)
    found: list[Found] = Field(default_factory=list)


def read_article(connection: Connection, article_id: UUID) -> Article | None:
    """The article of that id in its current version, or None."""
    values = {"article": article_id}
    article = first(connection, Article, _ARTICLE, values)
    if article is None:
        return None
    article.mentions = rows(connection, MentionSpan, _MENTIONS, values)
    article.quotes = rows(connection, QuoteSpans, _QUOTES, values)
    article.versions = rows(connection, Version, _VERSIONS, values)
    article.copies = rows(connection, Copy, _COPIES, values)
    article.found = rows(connection, Found, _FOUND, values)
    return article


def read_changes(connection: Connection, article_id: UUID, version_id: UUID) -> Difference | None:
    """What ``version_id`` changed in the version before it; None where it has none before it."""
    versions = read_versions(connection, article_id)
    for before, after in pairwise(versions):
        if after.version_id == version_id:
            return compare(connection, before, after)
    return None


_ARTICLE = """
SELECT h.article_id::text, h.version_id::text, h.url, h.source_id, h.title, h.subtitle, h.text,
       v.block_starts, v.block_ends, v.block_kinds, h.language, h.kind, h.agency, h.published_day,
       h.published_at, h.published_precision, h.modified_day, h.modified_at, h.section, h.tags,
       h.site_name, h.paywalled, h.words, h.provenance,
       ARRAY(SELECT name FROM article_author JOIN author USING (author_id)
             WHERE article_id = h.article_id ORDER BY ordinal) AS authors
FROM current_article h JOIN article_version v USING (version_id)
WHERE h.article_id = %(article)s"""
_MENTIONS = """
SELECT m.start_at AS start, m.end_at AS "end", m.entity_id::text, e.name, e.kind
FROM current_mention m JOIN entity e USING (entity_id)
WHERE m.article_id = %(article)s ORDER BY m.start_at"""
_QUOTES = """
SELECT q.quote_id::text, q.ordinal, q.kind, q.text, q.part_starts, q.part_ends,
       q.mention_start, q.mention_end, q.cue_start, q.cue_end, h.speaker, h.speaker_entity_id::text,
       h.speaker_type, h.speaker_score, q.speaker_method, q.score, o.verdict, o.set_by, o.set_at
FROM current_quote h JOIN quote q USING (quote_id)
LEFT JOIN speaker_override o ON o.article_id = h.article_id AND o.words_key = q.words_key
WHERE h.article_id = %(article)s ORDER BY q.ordinal"""
_VERSIONS = """
SELECT v.version_id::text, v.valid_from, v.valid_to, v.title, v.words, v.candidate_id, v.capture_url,
       v.capture_final_url, v.capture_status, v.capture_digest, v.capture_bytes, v.warc_path, v.warc_offset,
       v.warc_length, b.batch_id, b.dag_id, b.dag_run_id, b.task_id, b.map_index, b.loaded_at,
       r.extraction_run_id, r.code_version, r.model, r.model_version
FROM article_version v
JOIN batch b USING (batch_id)
JOIN extraction_run r ON r.extraction_run_id = v.extraction_run_id
WHERE v.article_id = %(article)s AND v.active ORDER BY v.valid_from DESC"""
_COPIES = """
SELECT m.article_id::text, a.source_id, left(a.title, 400) AS title, a.url, a.published_day,
       m.similarity, m.origin, m.syndicated
FROM story_member mine JOIN story_member m USING (story_id)
JOIN current_article a ON a.article_id = m.article_id
WHERE mine.article_id = %(article)s AND m.article_id <> %(article)s
ORDER BY m.origin DESC, a.published_at NULLS LAST, a.source_id"""
_FOUND = """
SELECT day, outcome, reason, found_by, found_in, url FROM outcome
WHERE article_id = %(article)s ORDER BY day DESC, url LIMIT 100"""

"""Finding quotes and articles by words, phrases, speaker, outlet and day.

Words follow the usual marks of web search: ``"an exact phrase"``, ``or``, ``-without``. English texts are
matched by word stems, others by the words themselves. The search vectors are stored, in tables of their
own; ``index_search`` makes those of a batch right after its load.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.rows import class_row

from dateline.warehouse.connection import Connection, connect
from dateline.warehouse.keys import name_key

LONGEST_INDEXED = 150_000
"""Characters of a text that are indexed: PostgreSQL's vectors hold one megabyte."""


@dataclass(frozen=True, slots=True)
class QuoteHit:
    """A quote of a current version, with what is shown of its article."""

    quote_id: UUID
    text: str
    kind: str
    speaker: str | None
    speaker_type: str | None
    cue_text: str | None
    source_id: str
    published_day: dt.date | None
    title: str | None
    url: str
    rank: float


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article, with the piece of its text that matched."""

    article_id: UUID
    title: str | None
    source_id: str
    published_day: dt.date | None
    url: str
    excerpt: str | None
    rank: float


@dataclass(frozen=True, slots=True)
class NameHit:
    """An entity whose name resembles what was asked."""

    entity_id: UUID
    name: str
    kind: str


def search_quotes(
    url: str,
    *,
    words: str | None = None,
    speaker: str | None = None,
    source: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    limit: int = 20,
) -> list[QuoteHit]:
    """Quotes that fit every filter given: best match first, then newest. ``until`` is inclusive."""
    where, values = _filters(words, source=source, since=since, until=until)
    if speaker is not None:
        where.append("h.speaker_entity_id IN (SELECT entity_id FROM named)")
    values |= {"name": f"%{_literal(name_key(speaker or ''))}%", "limit": limit}
    rank = f"ts_rank_cd(s.document, {_ENGLISH} || {_SIMPLE})" if words else "0.0::real"
    statement = f"""
        WITH bearer AS (
            SELECT entity_id FROM entity WHERE name_key LIKE %(name)s
            UNION SELECT entity_id FROM entity_alias WHERE lower(alias) LIKE %(name)s),
        named AS (
            SELECT coalesce(m.identity_id, b.entity_id) AS entity_id
            FROM bearer b LEFT JOIN entity_merge m USING (entity_id))
        SELECT h.quote_id, h.text, h.kind, h.speaker, h.speaker_type, h.cue_text, h.source_id,
               h.published_day, a.title, a.url, {rank} AS rank
        FROM quote_search s JOIN current_quote h USING (quote_id)
        JOIN current_article a USING (article_id)
        WHERE {" AND ".join(where) or "true"}
        ORDER BY rank DESC, h.published_day DESC NULLS LAST, h.quote_id LIMIT %(limit)s"""
    with (
        connect(url, role="reader") as connection,
        connection.cursor(row_factory=class_row(QuoteHit)) as cursor,
    ):
        return cursor.execute(statement.encode(), values).fetchall()


def search_articles(
    url: str,
    *,
    words: str,
    source: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    limit: int = 20,
) -> list[ArticleHit]:
    """Current articles whose title or text hold the words: best match first; a title counts for more."""
    where, values = _filters(words, source=source, since=since, until=until)
    statement = f"""
        WITH hits AS (
            SELECT h.article_id, h.title, h.source_id, h.published_day, h.url, h.text,
                   CASE WHEN h.language LIKE 'en%%' THEN {_ENGLISH} ELSE {_SIMPLE} END AS query,
                   ts_rank_cd(s.document, {_ENGLISH} || {_SIMPLE}) AS rank
            FROM version_search s JOIN current_article h USING (version_id)
            WHERE {" AND ".join(where)}
            ORDER BY rank DESC, h.published_day DESC NULLS LAST, h.article_id LIMIT %(limit)s)
        SELECT article_id, title, source_id, published_day, url,
               ts_headline('english', left(text, {LONGEST_INDEXED}), query,
                           'StartSel=«, StopSel=», MaxWords=30, MinWords=12') AS excerpt,
               rank
        FROM hits ORDER BY rank DESC, published_day DESC NULLS LAST, article_id"""
    with (
        connect(url, role="reader") as connection,
        connection.cursor(row_factory=class_row(ArticleHit)) as cursor,
    ):
        return cursor.execute(statement.encode(), values | {"limit": limit}).fetchall()


def search_names(url: str, name: str, *, limit: int = 10) -> list[NameHit]:
    """Entities whose name holds or, where the server has trigrams, resembles ``name``; nearest first."""
    folded = name_key(name)
    values = {"name": folded, "part": f"%{_literal(folded)}%", "limit": limit}
    with (
        connect(url, role="reader") as connection,
        connection.cursor(row_factory=class_row(NameHit)) as cursor,
    ):
        near = _NEAR if _has_trigrams(connection) else _HOLDS
        return cursor.execute(near, values).fetchall()


def index_search(connection: Connection, batch_id: str) -> int:
    """Make the search vectors of a batch's rows that lack them; return how many."""
    values = {"batch": batch_id}
    made = connection.execute(_INDEX_VERSIONS, values).rowcount
    return made + connection.execute(_INDEX_QUOTES, values).rowcount


_ENGLISH = "websearch_to_tsquery('english', %(words)s)"
_SIMPLE = "websearch_to_tsquery('simple', %(words)s)"
_MATCHES = f"""(s.document @@ {_ENGLISH} OR s.document @@ {_SIMPLE})
            AND s.document @@ CASE WHEN h.language LIKE 'en%%' THEN {_ENGLISH} ELSE {_SIMPLE} END"""
_HOLDS = """SELECT entity_id, name, kind FROM entity WHERE name_key LIKE %(part)s
            ORDER BY length(name_key), name_key LIMIT %(limit)s"""
_NEAR = """SELECT entity_id, name, kind FROM entity
           WHERE name_key LIKE %(part)s OR name_key OPERATOR(public.%%) %(name)s
           ORDER BY public.similarity(name_key, %(name)s) DESC, name_key LIMIT %(limit)s"""
_INDEX_VERSIONS = f"""
INSERT INTO version_search (version_id, document)
SELECT v.version_id,
       CASE WHEN v.language LIKE 'en%%' THEN
           setweight(to_tsvector('english', coalesce(v.title, '')), 'A')
           || to_tsvector('english', left(v.text, {LONGEST_INDEXED}))
       ELSE
           setweight(to_tsvector('simple', coalesce(v.title, '')), 'A')
           || to_tsvector('simple', left(v.text, {LONGEST_INDEXED}))
       END
FROM article_version v
WHERE v.batch_id = %(batch)s AND v.text IS NOT NULL
  AND NOT EXISTS (SELECT FROM version_search s WHERE s.version_id = v.version_id)
ON CONFLICT DO NOTHING"""
_INDEX_QUOTES = f"""
INSERT INTO quote_search (quote_id, document)
SELECT q.quote_id,
       CASE WHEN q.language LIKE 'en%%' THEN to_tsvector('english', left(q.text, {LONGEST_INDEXED}))
            ELSE to_tsvector('simple', left(q.text, {LONGEST_INDEXED})) END
FROM quote q JOIN extraction e USING (extraction_id)
WHERE e.batch_id = %(batch)s
  AND NOT EXISTS (SELECT FROM quote_search s WHERE s.quote_id = q.quote_id)
ON CONFLICT DO NOTHING"""


def _filters(
    words: str | None, *, source: str | None, since: dt.date | None, until: dt.date | None
) -> tuple[list[str], dict[str, Any]]:
    given = {
        _MATCHES: words,
        "h.source_id = %(source)s": source,
        "h.published_day >= %(since)s": since,
        "h.published_day <= %(until)s": until,
    }
    values = {"words": words or "", "source": source, "since": since, "until": until}
    return [condition for condition, value in given.items() if value is not None], values


def _literal(text: str) -> str:
    """``text`` as LIKE takes it literally."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _has_trigrams(connection: Connection) -> bool:
    return connection.execute("SELECT FROM pg_extension WHERE extname = 'pg_trgm'").fetchone() is not None

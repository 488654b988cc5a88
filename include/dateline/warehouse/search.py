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
RANKED = 1_000
"""So many matches are ranked: a word of more texts tells little, and ranking one means reading its vector."""
FEW = 5_000
"""Up to so many matches are gathered by their keys; of more, going back in time meets the newest sooner."""


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
    """Quotes that fit every filter given: best match first, then newest. ``until`` is inclusive.

    Of more than ``RANKED`` quotes that hold the words only the newest compete.
    """
    where, values = _filters(source=source, since=since, until=until)
    if speaker is not None:
        where.append("h.speaker_entity_id IN (SELECT entity_id FROM named)")
    values |= {"name": f"%{_literal(name_key(speaker or ''))}%", "limit": limit, "words": words}
    search, vector, newest, rank = "", "", "", "0.0::real"
    with (
        connect(url, role="reader") as connection,
        connection.cursor(row_factory=class_row(QuoteHit)) as cursor,
    ):
        if words:
            values["found"] = _find(connection, "quote_search", "quote_id", words)
            where.append(_GATHERED.format(key="quote_id") if values["found"] else _MET)
            search, vector = "JOIN quote_search s USING (quote_id)", ", s.english, s.document"
            newest, rank = _NEWEST, _RANK
        statement = f"""
            WITH bearer AS (
                SELECT entity_id FROM entity WHERE name_key LIKE %(name)s
                UNION SELECT entity_id FROM entity_alias WHERE lower(alias) LIKE %(name)s),
            named AS (
                SELECT coalesce(m.identity_id, b.entity_id) AS entity_id
                FROM bearer b LEFT JOIN entity_merge m USING (entity_id)),
            hits AS (
                SELECT h.quote_id, h.text, h.kind, h.speaker, h.speaker_type, h.cue_text, h.source_id,
                       h.published_day, v.title, a.url{vector}
                FROM current_quote h {search}
                JOIN article a USING (article_id) JOIN article_version v USING (version_id)
                WHERE {" AND ".join(where) or "true"} {newest})
            SELECT quote_id, text, kind, speaker, speaker_type, cue_text, source_id, published_day, title,
                   url, {rank} AS rank
            FROM hits ORDER BY rank DESC, published_day DESC NULLS LAST, quote_id LIMIT %(limit)s"""
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
    """Current articles whose title or text hold the words: best match first; a title counts for more.

    Of more than ``RANKED`` articles that hold them only the newest compete.
    """
    where, values = _filters(source=source, since=since, until=until)
    with (
        connect(url, role="reader") as connection,
        connection.cursor(row_factory=class_row(ArticleHit)) as cursor,
    ):
        found = _find(connection, "version_search", "version_id", words)
        where.append(_GATHERED.format(key="version_id") if found else _MET)
        statement = f"""
            WITH hits AS (
                SELECT h.article_id, h.title, h.source_id, h.published_day, h.url, h.text,
                       s.english, s.document
                FROM current_article h JOIN version_search s USING (version_id)
                WHERE {" AND ".join(where)} {_NEWEST}),
            best AS (
                SELECT hits.*, {_QUERY} AS query, {_RANK} AS rank FROM hits
                ORDER BY rank DESC, published_day DESC NULLS LAST, article_id LIMIT %(limit)s)
            SELECT article_id, title, source_id, published_day, url,
                   ts_headline('english', left(text, {LONGEST_INDEXED}), query,
                               'StartSel=«, StopSel=», MaxWords=30, MinWords=12') AS excerpt,
                   rank
            FROM best ORDER BY rank DESC, published_day DESC NULLS LAST, article_id"""
        values |= {"words": words, "limit": limit, "found": found}
        return cursor.execute(statement.encode(), values).fetchall()


def search_names(url: str, name: str, *, limit: int = 10) -> list[NameHit]:
    """Entities whose name holds or resembles ``name``, nearest first.

    Where the server lacks trigrams a name resembles another with a word in common.
    """
    folded = name_key(name)
    values = {
        "name": folded,
        "part": f"%{_literal(folded)}%",
        "words": [f"%{_literal(word)}%" for word in folded.split()],
        "limit": limit,
    }
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
_QUERY = f"CASE WHEN english THEN {_ENGLISH} ELSE {_SIMPLE} END"
_RANK = f"ts_rank_cd(document, {_QUERY})"
_GATHERED = "h.{key} = ANY(%(found)s::uuid[])"
_MET = f"(s.english AND s.document @@ {_ENGLISH} OR NOT s.english AND s.document @@ {_SIMPLE})"
_NEWEST = """
ORDER BY coalesce(h.published_day, '-infinity'::date) DESC, h.article_id DESC LIMIT %(ranked)s"""
"""In the order of the index ``article_newest``, which is walked where there are many matches."""
_FIND = f"""
SELECT CASE WHEN count(*) <= %(few)s THEN coalesce(array_agg(key), '{{{{}}}}')::text END FROM (
    SELECT {{key}} FROM {{table}} WHERE english AND document @@ {_ENGLISH}
    UNION ALL
    SELECT {{key}} FROM {{table}} WHERE NOT english AND document @@ {_SIMPLE}
    LIMIT %(few)s + 1) AS found (key)"""
_HOLDS = """SELECT entity_id, name, kind
            FROM entity, LATERAL (
                SELECT count(*) AS held FROM unnest(%(words)s::text[]) AS word WHERE name_key LIKE word) AS w
            WHERE held > 0
            ORDER BY name_key LIKE %(part)s DESC, held DESC, length(name_key), name_key LIMIT %(limit)s"""
_NEAR = """SELECT entity_id, name, kind FROM entity
           WHERE name_key LIKE %(part)s OR name_key OPERATOR(public.%%) %(name)s
           ORDER BY public.similarity(name_key, %(name)s) DESC, name_key LIMIT %(limit)s"""
_INDEX_VERSIONS = f"""
INSERT INTO version_search (version_id, english, document)
SELECT v.version_id, coalesce(v.language LIKE 'en%%', false),
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
INSERT INTO quote_search (quote_id, english, document)
SELECT q.quote_id, coalesce(q.language LIKE 'en%%', false),
       CASE WHEN q.language LIKE 'en%%' THEN to_tsvector('english', left(q.text, {LONGEST_INDEXED}))
            ELSE to_tsvector('simple', left(q.text, {LONGEST_INDEXED})) END
FROM quote q JOIN extraction e USING (extraction_id)
WHERE e.batch_id = %(batch)s
  AND NOT EXISTS (SELECT FROM quote_search s WHERE s.quote_id = q.quote_id)
ON CONFLICT DO NOTHING"""


def _find(connection: Connection, table: str, key: str, words: str) -> str | None:
    """Keys of all rows that match, as PostgreSQL writes an array; None where they are more than ``FEW``.

    They are found before anything is joined, for the planner cannot guess how rare a phrase is, and would
    read whole tables for a handful of rows. They stay text, and go back as they came.
    From here to the transaction's end indexes are used wherever there are some: reading a whole table of
    vectors means unpacking each of them, a cost that the planner does not reckon with.
    """
    connection.execute("SET LOCAL enable_seqscan = off")
    values = {"words": words, "few": FEW}
    found = connection.execute(_FIND.format(key=key, table=table).encode(), values).fetchone()
    connection.execute("SET LOCAL enable_seqscan = on; SET LOCAL random_page_cost = 1.1")
    assert found is not None
    return None if found[0] is None else str(found[0])


def _filters(
    *, source: str | None, since: dt.date | None, until: dt.date | None
) -> tuple[list[str], dict[str, Any]]:
    given = {
        "h.source_id = %(source)s": source,
        "h.published_day >= %(since)s": since,
        "h.published_day <= %(until)s": until,
    }
    values = {"source": source, "since": since, "until": until, "ranked": RANKED}
    return [condition for condition, value in given.items() if value is not None], values


def _literal(text: str) -> str:
    """``text`` as LIKE takes it literally."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _has_trigrams(connection: Connection) -> bool:
    return connection.execute("SELECT FROM pg_extension WHERE extname = 'pg_trgm'").fetchone() is not None

"""Finding articles: by words, outlet, day, speaker, run; newest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from dateline.newsroom.matching import MATCHES, QUERIES, conditions
from dateline.newsroom.paging import Page, page, place_of
from dateline.newsroom.reading import View, rows
from dateline.warehouse.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFilter:
    """What an article must fit; None fits all. ``until`` is inclusive."""

    words: str | None = None
    source: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    language: str | None = None
    kind: str | None = None
    copies: bool | None = None
    corrected: bool | None = None
    entity: str | None = None
    run: str | None = None
    dag: str | None = None


class ArticleRow(View):
    """An article in a list."""

    article_id: str
    url: str
    source_id: str
    title: str | None
    subtitle: str | None
    excerpt: str | None
    kind: str
    language: str | None
    published_day: dt.date | None
    published_at: dt.datetime | None
    words: int
    quotes: int | None
    versions: int
    syndicated: bool | None
    paywalled: bool | None


def find_articles(
    connection: Connection, given: ArticleFilter, *, cursor: str | None = None, limit: int = 50
) -> Page[ArticleRow]:
    """Articles that fit every filter, newest first, undated last."""
    where = conditions(asdict(given), _FILTERS)
    values = place_of(cursor, names=("last_day", "last_id")) | asdict(given) | {"limit": limit + 1}
    if cursor is not None:
        where.append(f"({NEWEST}, h.article_id) < (%(last_day)s::date, %(last_id)s::uuid)")
    found = rows(connection, ArticleRow, article_query(where), values)
    return page(found, limit=limit, place=lambda row: (row.published_day or "-infinity", row.article_id))


def article_query(where: list[str]) -> str:
    """The statement that lists articles which fit all of ``where``, at most ``limit``."""
    return f"""
        WITH q AS ({QUERIES})
        SELECT h.article_id::text, h.url, h.source_id, left(h.title, 400) AS title,
               left(h.subtitle, 400) AS subtitle, left(h.text, 260) AS excerpt,
               h.kind, h.language, h.published_day, h.published_at, h.words, h.quotes, h.syndicated,
               h.paywalled,
               (SELECT count(*) FROM article_version v
                WHERE v.article_id = h.article_id AND v.active) AS versions
        FROM q CROSS JOIN current_article h
        WHERE {" AND ".join(where) or "true"}
        ORDER BY {NEWEST} DESC, h.article_id DESC LIMIT %(limit)s"""


NEWEST = "coalesce(h.published_day, '-infinity'::date)"
_FILTERS = {
    "words": f"""EXISTS (SELECT FROM version_search s WHERE s.version_id = h.version_id AND {MATCHES})""",
    "source": "h.source_id = %(source)s",
    "since": "h.published_day >= %(since)s",
    "until": "h.published_day <= %(until)s",
    "language": "h.language = %(language)s",
    "kind": "h.kind = %(kind)s",
    "copies": "coalesce(h.syndicated, false) = %(copies)s",
    "corrected": """(SELECT count(*) > 1 FROM article_version v
                     WHERE v.article_id = h.article_id AND v.active) = %(corrected)s""",
    "entity": """h.extraction_id IN (SELECT extraction_id FROM article_entity
                                    WHERE entity_id = %(entity)s::uuid)""",
    "run": """h.article_id IN (SELECT o.article_id FROM outcome o JOIN batch b USING (batch_id)
                               WHERE b.dag_run_id = %(run)s)""",
    "dag": """h.article_id IN (SELECT o.article_id FROM outcome o JOIN batch b USING (batch_id)
                               WHERE b.dag_id = %(dag)s)""",
}

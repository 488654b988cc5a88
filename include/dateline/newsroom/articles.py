"""Finding articles: by words, outlet, day, speaker, run; newest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from uuid import UUID

from dateline.newsroom.matching import MATCHES, conditions, few_with_words, one_with
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
    entity: UUID | None = None
    run: str | None = None
    dag: str | None = None
    batch: str | None = None


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
    if given.corrected is not None:
        where.append(_CORRECTED if given.corrected else f"NOT {_CORRECTED}")
    values = place_of(cursor, names=("last_day", "last_id")) | asdict(given) | {"limit": limit + 1}
    values["entities"] = one_with(connection, [given.entity]) if given.entity is not None else []
    if cursor is not None:
        where.append(f"({_NEWEST}, h.article_id) < (%(last_day)s::date, %(last_id)s::uuid)")
    if given.words is not None:
        values["hits"] = few_with_words(connection, given.words, table="version_search")
        if values["hits"] is not None:
            where.append("h.version_id = ANY (%(hits)s)")
    found = rows(connection, ArticleRow, _LIST.format(where=" AND ".join(where) or "true"), values)
    return page(found, limit=limit, place=lambda row: (row.published_day or "-infinity", row.article_id))


_NEWEST = "coalesce(h.published_day, '-infinity'::date)"
_CORRECTED = """EXISTS (SELECT FROM article_version v
    WHERE v.article_id = h.article_id AND v.active AND v.valid_to IS NOT NULL)"""
_LOADED_BY = "SELECT o.article_id FROM outcome o JOIN batch b USING (batch_id)"
_FILTERS = {
    "words": f"EXISTS (SELECT FROM version_search s WHERE s.version_id = h.version_id AND {MATCHES})",
    "source": "h.source_id = %(source)s",
    "since": "h.published_day >= %(since)s",
    "until": "h.published_day <= %(until)s",
    "language": "h.language = %(language)s",
    "kind": "h.kind = %(kind)s",
    "copies": "coalesce(h.syndicated, false) = %(copies)s",
    "entity": """h.extraction_id IN (
        SELECT extraction_id FROM article_entity WHERE entity_id = ANY (%(entities)s))""",
    "run": f"h.article_id IN ({_LOADED_BY} WHERE b.dag_run_id = %(run)s)",
    "dag": f"h.article_id IN ({_LOADED_BY} WHERE b.dag_id = %(dag)s)",
    "batch": f"h.article_id IN ({_LOADED_BY} WHERE b.batch_id = %(batch)s)",
}
_LIST = f"""
SELECT h.article_id::text, h.url, h.source_id, left(h.title, 400) AS title,
       left(h.subtitle, 400) AS subtitle, left(h.text, 260) AS excerpt, h.kind, h.language,
       h.published_day, h.published_at, h.words, h.quotes, h.syndicated, h.paywalled,
       (SELECT count(*) FROM article_version v WHERE v.article_id = h.article_id AND v.active) AS versions
FROM (SELECT h.article_id FROM current_article h WHERE {{where}}
      ORDER BY {_NEWEST} DESC, h.article_id DESC LIMIT %(limit)s) found
JOIN current_article h USING (article_id)
ORDER BY {_NEWEST} DESC, h.article_id DESC"""

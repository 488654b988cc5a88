"""Finding quotes: by words, speaker, outlet, day, kind and score; newest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from dateline.newsroom.matching import MATCHES, QUERIES, conditions
from dateline.newsroom.paging import Page, page, place_of
from dateline.newsroom.reading import View, rows
from dateline.warehouse.connection import Connection
from dateline.warehouse.keys import name_key


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteFilter:
    """What a quote must fit; None fits all. ``until`` is inclusive; ``speaker`` is a part of a name."""

    words: str | None = None
    speaker: str | None = None
    entity: str | None = None
    speaker_type: str | None = None
    source: str | None = None
    kind: str | None = None
    min_score: float | None = None
    since: dt.date | None = None
    until: dt.date | None = None


class QuoteRow(View):
    """A quote in a list, with what is shown of its article."""

    quote_id: str
    article_id: str
    ordinal: int
    text: str
    kind: str
    language: str | None
    speaker: str | None
    speaker_entity_id: str | None
    speaker_type: str | None
    speaker_score: float | None
    speaker_method: str | None
    spokesperson: str | None
    mention_text: str | None
    cue_text: str | None
    score: float
    source_id: str
    published_day: dt.date | None
    title: str | None
    url: str


def find_quotes(
    connection: Connection, given: QuoteFilter, *, cursor: str | None = None, limit: int = 50
) -> Page[QuoteRow]:
    """Quotes of current versions that fit every filter, newest first, undated last."""
    where = conditions(asdict(given), _FILTERS)
    values = place_of(cursor, names=("last_day", "last_id", "last_ordinal")) | asdict(given)
    values |= {"limit": limit + 1, "name": f"%{_literal(name_key(given.speaker or ''))}%"}
    if cursor is not None:
        where.append(
            f"({_NEWEST}, h.article_id) <= (%(last_day)s::date, %(last_id)s::uuid)"
            " AND NOT (h.article_id = %(last_id)s::uuid AND h.ordinal <= %(last_ordinal)s)"
        )
    found = rows(connection, QuoteRow, quote_query(where), values)
    return page(
        found, limit=limit, place=lambda row: (row.published_day or "-infinity", row.article_id, row.ordinal)
    )


def quote_query(where: list[str]) -> str:
    """The statement that lists quotes which fit all of ``where``, at most ``limit``."""
    return f"""
        WITH q AS ({QUERIES})
        SELECT h.quote_id::text, h.article_id::text, h.ordinal, h.text, h.kind, h.language, h.speaker,
               h.speaker_entity_id::text, h.speaker_type, h.speaker_score, h.speaker_method, h.spokesperson,
               h.mention_text, h.cue_text, h.score, h.source_id, h.published_day, left(v.title, 400) AS title,
               a.url
        FROM q CROSS JOIN current_quote h
        JOIN article a ON a.article_id = h.article_id
        JOIN article_version v ON v.version_id = h.version_id
        WHERE {" AND ".join(where) or "true"}
        ORDER BY {_NEWEST} DESC, h.article_id DESC, h.ordinal LIMIT %(limit)s"""


def _literal(text: str) -> str:
    """``text`` as LIKE takes it literally."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


_NEWEST = "coalesce(h.published_day, '-infinity'::date)"
_FILTERS = {
    "words": f"EXISTS (SELECT FROM quote_search s WHERE s.quote_id = h.quote_id AND {MATCHES})",
    "speaker": "h.speaker_entity_id IN (SELECT entity_id FROM entity WHERE name_key LIKE %(name)s)",
    "entity": "h.speaker_entity_id = %(entity)s::uuid",
    "speaker_type": "h.speaker_type = %(speaker_type)s",
    "source": "h.source_id = %(source)s",
    "kind": "h.kind = %(kind)s",
    "min_score": "h.speaker_score >= %(min_score)s",
    "since": "h.published_day >= %(since)s",
    "until": "h.published_day <= %(until)s",
}

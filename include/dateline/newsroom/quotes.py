"""Finding quotes: by words, speaker, outlet, day, kind and score; newest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from uuid import UUID

from dateline.newsroom.matching import (
    FEW,
    MATCHES,
    SPOKEN_BY,
    conditions,
    few_with_words,
    named,
    one_with,
    spoken_by,
)
from dateline.newsroom.paging import Page, page, place_of
from dateline.newsroom.reading import View, rows
from dateline.warehouse.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteFilter:
    """What a quote must fit; None fits all. ``until`` is inclusive; ``speaker`` is a part of a name."""

    words: str | None = None
    speaker: str | None = None
    entity: UUID | None = None
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
    values |= {"limit": limit + 1, "speakers": _speakers(connection, given)}
    if cursor is not None:
        where.append(_AFTER)
    for name, keys in _few(connection, given, values["speakers"]).items():
        values[name] = keys
        where.append(f"h.quote_id = ANY (%({name})s)")
    found = rows(connection, QuoteRow, _LIST.format(where=" AND ".join(where) or "true"), values)
    return page(
        found, limit=limit, place=lambda row: (row.published_day or "-infinity", row.article_id, row.ordinal)
    )


def _speakers(connection: Connection, given: QuoteFilter) -> list[UUID] | None:
    if given.entity is not None:
        return one_with(connection, [given.entity])
    return named(connection, given.speaker) if given.speaker is not None else None


def _few(connection: Connection, given: QuoteFilter, speakers: list[UUID] | None) -> dict[str, list[UUID]]:
    """The keys of the quotes that hold the words, and of those of the speakers, where these are few."""
    few = {}
    if given.words is not None:
        few["hits"] = few_with_words(connection, given.words, table="quote_search")
    if speakers is not None:
        few["spoken"] = spoken_by(connection, speakers)
    return {name: keys for name, keys in few.items() if keys is not None and len(keys) <= FEW}


_NEWEST = "coalesce(h.published_day, '-infinity'::date)"
_AFTER = f"""({_NEWEST}, h.article_id) <= (%(last_day)s::date, %(last_id)s::uuid)
    AND NOT (h.article_id = %(last_id)s::uuid AND h.ordinal <= %(last_ordinal)s)"""
_FILTERS = {
    "words": f"EXISTS (SELECT FROM quote_search s WHERE s.quote_id = h.quote_id AND {MATCHES})",
    "speaker": SPOKEN_BY,
    "entity": SPOKEN_BY,
    "speaker_type": "h.speaker_type = %(speaker_type)s",
    "source": "h.source_id = %(source)s",
    "kind": "h.kind = %(kind)s",
    "min_score": "h.speaker_score >= %(min_score)s::real",
    "since": "h.published_day >= %(since)s",
    "until": "h.published_day <= %(until)s",
}
_LIST = f"""
SELECT h.quote_id::text, h.article_id::text, h.ordinal, h.text, h.kind, h.language, h.speaker,
       h.speaker_entity_id::text, h.speaker_type, h.speaker_score, h.speaker_method, h.spokesperson,
       h.mention_text, h.cue_text, h.score, h.source_id, h.published_day, left(v.title, 400) AS title, a.url
FROM (SELECT h.* FROM current_quote h WHERE {{where}}
      ORDER BY {_NEWEST} DESC, h.article_id DESC, h.ordinal LIMIT %(limit)s) h
JOIN article a USING (article_id)
JOIN article_version v USING (version_id)
ORDER BY {_NEWEST} DESC, h.article_id DESC, h.ordinal"""

"""Who was quoted: the loudest people with their words, how that changed, and who gets to speak."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.rows import class_row

from dateline.report.period import Period
from dateline.warehouse.connection import Connection


@dataclass(frozen=True, slots=True)
class Voice:
    """A person's quotes in the period and in the one before, outside copies of other sources' articles."""

    entity_id: UUID
    name: str
    quotes: int
    before: int
    sources: int
    share: float
    new: bool


@dataclass(frozen=True, slots=True)
class Said:
    """Some of a person's words, and where they stand."""

    words: str
    title: str | None
    url: str
    source: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class Diversity:
    """Who gets to speak in one source: its quotes by kind of speaker, and how few voices dominate."""

    source: str
    quotes: int
    by_people: int
    by_organisations: int
    by_groups_and_roles: int
    by_unnamed: int
    unresolved: int
    speakers: int
    effective_speakers: float
    loudest: str | None
    loudest_share: float


def voices(connection: Connection, period: Period) -> list[Voice]:
    """Everybody quoted in the period or in the one before, the most quoted first."""
    with connection.cursor(row_factory=class_row(Voice)) as cursor:
        return cursor.execute(_VOICES, _values(period)).fetchall()


def words_of(connection: Connection, period: Period, people: list[UUID]) -> dict[UUID, Said]:
    """One quote of each person: the longest that is short enough to print."""
    rows = connection.execute(_WORDS, {**_values(period), "people": people})
    return {row[0]: Said(*row[1:]) for row in rows}


def diversity(connection: Connection, period: Period) -> list[Diversity]:
    with connection.cursor(row_factory=class_row(Diversity)) as cursor:
        return cursor.execute(_DIVERSITY, _values(period)).fetchall()


def _values(period: Period) -> dict[str, Any]:
    before = period.before()
    return {
        "first": period.first,
        "last": period.last,
        "before_first": before.first,
        "before_last": before.last,
    }


_VOICES = """
WITH now AS (
    SELECT entity_id, sum(own_quotes) AS quotes, count(DISTINCT source_id) AS sources
    FROM mart.speaker_day
    WHERE day BETWEEN %(first)s AND %(last)s AND speaker_type = 'person' AND own_quotes > 0 GROUP BY entity_id
), before AS (
    SELECT entity_id, sum(own_quotes) AS quotes FROM mart.speaker_day
    WHERE day BETWEEN %(before_first)s AND %(before_last)s AND speaker_type = 'person' AND own_quotes > 0
    GROUP BY entity_id
)
SELECT entity_id, e.name, coalesce(now.quotes, 0)::integer AS quotes,
       coalesce(before.quotes, 0)::integer AS before, coalesce(now.sources, 0) AS sources,
       (coalesce(now.quotes, 0) / nullif(sum(now.quotes) OVER (), 0))::float AS share,
       NOT EXISTS (SELECT FROM mart.first_last f
                   WHERE f.entity_id = e.entity_id AND f.first_day < %(first)s) AS new
FROM now FULL JOIN before USING (entity_id) JOIN entity e USING (entity_id)
ORDER BY quotes DESC, sources DESC, e.name"""
_WORDS = """
SELECT DISTINCT ON (q.speaker_entity_id) q.speaker_entity_id, q.text, a.title, a.url, s.name, q.published_day
FROM current_quote q JOIN current_article a USING (article_id) JOIN source s ON s.source_id = a.source_id
WHERE q.speaker_entity_id = ANY (%(people)s) AND q.kind <> 'indirect'
  AND q.published_day BETWEEN %(first)s AND %(last)s
ORDER BY q.speaker_entity_id, a.syndicated IS TRUE, q.words > 32, q.words DESC, q.quote_id"""
_DIVERSITY = """
WITH kinds AS (
    SELECT source_id, sum(quotes) AS quotes, sum(by_people) AS by_people,
           sum(by_organisations) AS by_organisations, sum(by_groups_and_roles) AS by_groups_and_roles,
           sum(by_unnamed) AS by_unnamed, sum(unresolved) AS unresolved
    FROM mart.diversity WHERE day BETWEEN %(first)s AND %(last)s GROUP BY source_id
), spoken AS (
    SELECT source_id, entity_id, sum(quotes) AS quotes FROM mart.speaker_day
    WHERE day BETWEEN %(first)s AND %(last)s AND quotes > 0 GROUP BY source_id, entity_id
), voices AS (
    SELECT source_id, count(*) AS speakers, sum(quotes) AS named, max(quotes) AS top,
           sum(quotes) * sum(quotes) / sum(quotes * quotes) AS effective,
           (array_agg(entity_id ORDER BY quotes DESC, entity_id))[1] AS loudest
    FROM spoken GROUP BY source_id
)
SELECT s.name AS source, k.quotes, by_people, by_organisations, by_groups_and_roles, by_unnamed, unresolved,
       coalesce(speakers, 0) AS speakers, coalesce(effective, 0)::float AS effective_speakers,
       e.name AS loudest, coalesce(top / named, 0)::float AS loudest_share
FROM kinds k JOIN source s USING (source_id) LEFT JOIN voices v USING (source_id)
LEFT JOIN entity e ON e.entity_id = v.loudest
ORDER BY k.quotes DESC, s.name"""

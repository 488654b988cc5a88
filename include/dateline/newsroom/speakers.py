"""Speakers: finding them by name, and one speaker's record of being quoted."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from pydantic import Field

from dateline.newsroom.matching import SPOKEN_BY, named, one_with, spoken_by
from dateline.newsroom.reading import View, first, rows
from dateline.newsroom.today import newest_day
from dateline.warehouse.connection import Connection

SPAN = dt.timedelta(days=7)
"""In which the most quoted are counted."""


class SpeakerRow(View):
    """A speaker in a list."""

    entity_id: str
    name: str
    kind: str
    quotes: int
    sources: int
    last_day: dt.date | None


class Count(View):
    """Something and how often."""

    name: str
    count: int


class DayCount(View):
    """A day and how often."""

    day: dt.date
    count: int


class With(View):
    """Someone who is named in the same articles."""

    entity_id: str
    name: str
    kind: str
    articles: int


class Echo(View):
    """The same words, carried in several articles."""

    text: str
    articles: int
    sources: int
    first_day: dt.date | None


class Speaker(View):
    """One speaker: how often quoted when and where, on what, in whose company."""

    entity_id: str
    name: str
    kind: str
    aliases: list[str]
    quotes: int = 0
    articles: int = 0
    days: list[DayCount] = Field(default_factory=list)
    sources: list[Count] = Field(default_factory=list)
    topics: list[Count] = Field(default_factory=list)
    company: list[With] = Field(default_factory=list)
    echoes: list[Echo] = Field(default_factory=list)


def find_speakers(connection: Connection, *, name: str | None = None, limit: int = 30) -> list[SpeakerRow]:
    """The most quoted of the last ``SPAN``; or, of any time, those whose name holds ``name``."""
    if name is None:
        newest = newest_day(connection)
        return rows(connection, SpeakerRow, _OFTEN, {"before": newest and newest - SPAN, "limit": limit})
    values = _of(connection, named(connection, name))
    return rows(connection, SpeakerRow, _NAMED, values | {"limit": limit})


def read_speaker(connection: Connection, entity_id: UUID) -> Speaker | None:
    """The speaker that the entity is, whatever it was merged into; None where there is none."""
    speaker = first(connection, Speaker, _SPEAKER, {"entity": entity_id})
    if speaker is None:
        return None
    values = _of(connection, one_with(connection, [entity_id]))
    totals = connection.execute(_TOTALS.encode(), values).fetchone()
    speaker.quotes, speaker.articles = totals or (0, 0)
    speaker.days = rows(connection, DayCount, _DAYS, values)
    speaker.sources = rows(connection, Count, _SOURCES, values)
    speaker.topics = rows(connection, Count, _TOPICS, values)
    speaker.company = rows(connection, With, _COMPANY, values)
    speaker.echoes = rows(connection, Echo, _ECHOES, values)
    return speaker


def _of(connection: Connection, speakers: list[UUID]) -> dict[str, object]:
    """What names the speakers and their quotes in a query: found first, as the planner guesses badly."""
    return {"speakers": speakers, "spoken": spoken_by(connection, speakers)}


_SPOKEN = f"{SPOKEN_BY} AND h.quote_id = ANY (%(spoken)s)"
_OFTEN = """
SELECT e.entity_id::text, e.name, e.kind, count(*) AS quotes, count(DISTINCT h.source_id) AS sources,
       max(h.published_day) AS last_day
FROM current_quote h JOIN entity e ON e.entity_id = h.speaker_entity_id
WHERE h.published_day > %(before)s AND h.kind <> 'indirect'
GROUP BY e.entity_id ORDER BY 4 DESC, e.name LIMIT %(limit)s"""
_NAMED = f"""
SELECT e.entity_id::text, e.name, e.kind, count(*) AS quotes, count(DISTINCT h.source_id) AS sources,
       max(h.published_day) AS last_day
FROM current_quote h JOIN entity e ON e.entity_id = h.speaker_entity_id
WHERE {_SPOKEN}
GROUP BY e.entity_id ORDER BY 4 DESC, e.name LIMIT %(limit)s"""
_SPEAKER = """
SELECT e.entity_id::text, e.name, e.kind,
       ARRAY(SELECT alias FROM entity_alias WHERE entity_id = e.entity_id
             UNION SELECT alias FROM entity_merge m JOIN entity_alias a USING (entity_id)
             WHERE m.identity_id = e.entity_id
             UNION SELECT n.name FROM entity_merge m JOIN entity n USING (entity_id)
             WHERE m.identity_id = e.entity_id
             EXCEPT SELECT e.name ORDER BY 1) AS aliases
FROM entity e
WHERE e.entity_id = coalesce(
    (SELECT identity_id FROM entity_merge WHERE entity_id = %(entity)s), %(entity)s)"""
_SAID = f"WITH said AS MATERIALIZED (SELECT h.* FROM current_quote h WHERE {_SPOKEN})"
_TOTALS = f"{_SAID} SELECT count(*), count(DISTINCT article_id) FROM said"
_DAYS = f"""{_SAID}
SELECT published_day AS day, count(*) AS count FROM said
WHERE published_day IS NOT NULL GROUP BY 1 ORDER BY 1"""
_SOURCES = f"""{_SAID}
SELECT source_id AS name, count(*) AS count FROM said GROUP BY 1 ORDER BY 2 DESC, 1"""
_TOPICS = f"""{_SAID}
SELECT min(topic) AS name, count(DISTINCT article_id) AS count
FROM said JOIN article a USING (article_id) CROSS JOIN LATERAL unnest(a.tags || a.section) AS topic
WHERE topic <> '' GROUP BY lower(topic) ORDER BY 2 DESC, 1 LIMIT 12"""
_COMPANY = f"""{_SAID}
SELECT e.entity_id::text, e.name, e.kind, count(DISTINCT extraction_id) AS articles
FROM (SELECT DISTINCT extraction_id FROM said) h
JOIN article_entity o USING (extraction_id) LEFT JOIN entity_merge m ON m.entity_id = o.entity_id
JOIN entity e ON e.entity_id = coalesce(m.identity_id, o.entity_id)
WHERE e.entity_id <> ALL (%(speakers)s) AND e.kind IN ('person', 'organisation')
GROUP BY e.entity_id ORDER BY 4 DESC, e.name LIMIT 12"""
_ECHOES = f"""{_SAID}
SELECT min(text) AS text, count(DISTINCT article_id) AS articles, count(DISTINCT source_id) AS sources,
       min(published_day) AS first_day
FROM said WHERE words >= 4 AND kind <> 'indirect'
GROUP BY words_key HAVING count(DISTINCT article_id) > 1 ORDER BY 3 DESC, 2 DESC LIMIT 20"""

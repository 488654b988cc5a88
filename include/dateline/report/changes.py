"""Stories that several sources carry, and articles that changed after they were first read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from dateline.report.period import Period
from dateline.warehouse.connection import Connection

STORIES_SHOWN = 12
CORRECTIONS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class SharedStory:
    """A story with its likely origin and those who carry it."""

    title: str | None
    url: str
    origin: str
    day: dt.date
    carriers: list[str]


@dataclass(frozen=True)
class Correction:
    """A change of an article's words."""

    version_id: UUID
    changed_on: dt.date
    source: str
    title: str | None
    url: str
    title_before: str | None
    words_before: int
    words_after: int
    quotes_added: int
    vanished: list[Vanished] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Vanished:
    """A quote that a change removed."""

    words: str
    speaker: str | None


def shared_stories(connection: Connection, period: Period) -> tuple[list[SharedStory], int]:
    """The stories that most sources carry, and how many there are in all."""
    rows = connection.execute(_STORIES, [period.first, period.last]).fetchall()
    return [SharedStory(*row) for row in rows[:STORIES_SHOWN]], len(rows)


def corrections(connection: Connection, period: Period) -> tuple[list[Correction], int]:
    """The changes of the period that removed most quotes, then most words; and how many there are in all."""
    rows = connection.execute(_CORRECTIONS, [period.first, period.last]).fetchall()
    shown = {row[0]: Correction(*row) for row in rows[:CORRECTIONS_SHOWN]}
    for version_id, words, speaker in connection.execute(_VANISHED, [list(shown)]):
        shown[version_id].vanished.append(Vanished(words, speaker))
    return list(shown.values()), len(rows)


_STORIES = """
SELECT origin.title, origin.url, s.name, origin.published_day, array_agg(DISTINCT o.name ORDER BY o.name)
FROM story_member m
JOIN article a ON a.article_id = m.article_id
JOIN source o ON o.source_id = a.source_id
JOIN story_member first ON first.story_id = m.story_id AND first.origin
JOIN current_article origin ON origin.article_id = first.article_id
JOIN source s ON s.source_id = origin.source_id
WHERE m.syndicated AND a.published_day BETWEEN %s AND %s
GROUP BY origin.article_id, origin.title, origin.url, s.name, origin.published_day
ORDER BY count(DISTINCT o.name) DESC, origin.published_day DESC, origin.url"""
_CORRECTIONS = """
SELECT m.version_id, m.changed_on, s.name, v.title, a.url,
       CASE WHEN m.title_changed THEN old.title END, m.words_before, m.words_after, m.quotes_added
FROM mart.correction m
JOIN source s USING (source_id)
JOIN article a USING (article_id)
JOIN article_version v USING (version_id)
JOIN article_version old ON old.article_id = m.article_id AND old.active AND old.valid_to = v.valid_from
WHERE m.changed_on BETWEEN %s AND %s
ORDER BY m.quotes_removed DESC, abs(m.words_after - m.words_before) DESC, a.url, m.version_id"""
_VANISHED = """
SELECT v.version_id, q.text, q.speaker
FROM article_version v
JOIN article_version old ON old.article_id = v.article_id AND old.active AND old.valid_to = v.valid_from
JOIN extraction e ON e.version_id = old.version_id AND e.current
JOIN quote q USING (extraction_id)
WHERE v.version_id = ANY (%s) AND q.kind <> 'indirect' AND q.words >= 4 AND NOT EXISTS (
    SELECT FROM extraction now JOIN quote kept USING (extraction_id)
    WHERE now.version_id = v.version_id AND now.current AND kept.words_key = q.words_key
      AND kept.kind <> 'indirect')
ORDER BY v.version_id, q.ordinal"""

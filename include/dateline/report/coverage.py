"""What the sources brought: articles and quotes by source and day, where every address went, how well pages
were read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from psycopg.rows import class_row, dict_row

from dateline.records import Outcome
from dateline.report.period import Period
from dateline.warehouse.connection import Connection


@dataclass(frozen=True, slots=True)
class Totals:
    """One period in a row of numbers."""

    found: int
    failed: int
    articles: int
    sources: int
    quotes: int
    people: int


@dataclass(frozen=True)
class SourceCoverage:
    """What one source published in the period, and how many articles in the one before."""

    source_id: str
    source: str
    articles: int
    before: int
    words: int
    authors: int
    quotes: int
    people: int
    copies: int
    by_day: dict[dt.date, int]


@dataclass(frozen=True)
class SourceFunnel:
    """Where one source's candidates ended."""

    source: str
    found: int
    cut: int
    outcomes: dict[Outcome, int]

    @property
    def ended(self) -> int:
        return sum(self.outcomes.values())


@dataclass(frozen=True, slots=True)
class SourceQuality:
    """How many of a source's articles lack what, in the period; ``…_before`` are shares of the one before."""

    source: str
    articles: int
    short: int
    without_title: int
    without_date: int
    without_author: int
    without_quotes: int
    without_annotation: int
    quotes: int
    unresolved: int
    empty: int
    articles_before: int
    quotes_before: int


def totals(connection: Connection, period: Period) -> Totals:
    with connection.cursor(row_factory=class_row(Totals)) as cursor:
        row = cursor.execute(_TOTALS, _values(period)).fetchone()
        assert row is not None
        return row


def coverage(connection: Connection, period: Period) -> list[SourceCoverage]:
    """Each source that is known to have published in the period or in the one before."""
    by_day: dict[str, dict[dt.date, int]] = {}
    days = "SELECT source_id, day, articles FROM mart.coverage WHERE day BETWEEN %(first)s AND %(last)s"
    for source_id, day, articles in connection.execute(days, _values(period)):
        by_day.setdefault(source_id, {})[day] = articles
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_COVERAGE, _values(period))
        return [SourceCoverage(**row, by_day=by_day.get(row["source_id"], {})) for row in rows]


def funnel(connection: Connection, period: Period) -> list[SourceFunnel]:
    columns = ", ".join(f"sum({outcome.value.replace(' ', '_')})" for outcome in Outcome)
    rows = connection.execute(
        f"""SELECT source, sum(found), sum(cut), {columns} FROM bi.funnel
            WHERE day BETWEEN %(first)s AND %(last)s GROUP BY source
            HAVING sum(found) + sum(ended) > 0 ORDER BY sum(found) DESC, source""",
        _values(period),
    )
    return [
        SourceFunnel(
            source, found, cut, {outcome: n for outcome, n in zip(Outcome, counts, strict=True) if n}
        )
        for source, found, cut, *counts in rows
    ]


def quality(connection: Connection, period: Period) -> list[SourceQuality]:
    with connection.cursor(row_factory=class_row(SourceQuality)) as cursor:
        return cursor.execute(_QUALITY, _values(period)).fetchall()


def _values(period: Period) -> dict[str, dt.date]:
    before = period.before()
    return {
        "first": period.first,
        "last": period.last,
        "before_first": before.first,
        "before_last": before.last,
    }


_TOTALS = """
WITH ended AS (
    SELECT coalesce(sum(found), 0) AS found, coalesce(sum(failed), 0) AS failed
    FROM mart.funnel WHERE day BETWEEN %(first)s AND %(last)s
), published AS (
    SELECT coalesce(sum(articles), 0) AS articles, count(DISTINCT source_id) AS sources,
           coalesce(sum(quotes), 0) AS quotes
    FROM mart.coverage WHERE day BETWEEN %(first)s AND %(last)s
), quoted AS (
    SELECT count(DISTINCT entity_id) AS people FROM mart.speaker_day
    WHERE day BETWEEN %(first)s AND %(last)s AND speaker_type = 'person' AND quotes > 0
)
SELECT found, failed, articles, sources, quotes, people FROM ended, published, quoted"""
_COVERAGE = """
WITH now AS (
    SELECT source_id, sum(articles) AS articles, sum(words) AS words, sum(quotes) AS quotes
    FROM mart.coverage WHERE day BETWEEN %(first)s AND %(last)s GROUP BY source_id
), before AS (
    SELECT source_id, sum(articles) AS articles
    FROM mart.coverage WHERE day BETWEEN %(before_first)s AND %(before_last)s GROUP BY source_id
), people AS (
    SELECT source_id, count(DISTINCT entity_id) AS people FROM mart.speaker_day
    WHERE day BETWEEN %(first)s AND %(last)s AND speaker_type = 'person' AND quotes > 0 GROUP BY source_id
), copied AS (
    SELECT source_id, sum(articles) AS copies FROM mart.syndication
    WHERE day BETWEEN %(first)s AND %(last)s GROUP BY source_id
), written AS (
    SELECT a.source_id, count(DISTINCT author_id) AS authors
    FROM article a JOIN article_author USING (article_id) JOIN author USING (author_id)
    WHERE a.published_day BETWEEN %(first)s AND %(last)s AND author.kind = 'person' GROUP BY a.source_id
)
SELECT s.source_id, s.name AS source, coalesce(now.articles, 0) AS articles,
       coalesce(before.articles, 0) AS before, coalesce(words, 0) AS words, coalesce(authors, 0) AS authors,
       coalesce(quotes, 0) AS quotes, coalesce(people, 0) AS people, coalesce(copies, 0) AS copies
FROM source s
LEFT JOIN now USING (source_id) LEFT JOIN before USING (source_id) LEFT JOIN people USING (source_id)
LEFT JOIN copied USING (source_id) LEFT JOIN written USING (source_id)
WHERE now.articles > 0 OR before.articles > 0
ORDER BY 3 DESC, 2"""
_QUALITY = """
WITH now AS (
    SELECT source_id, sum(articles) AS articles, sum(short) AS short, sum(without_title) AS without_title,
           sum(without_date) AS without_date, sum(without_author) AS without_author,
           sum(without_quotes) AS without_quotes, sum(without_annotation) AS without_annotation,
           sum(quotes) AS quotes, sum(unresolved) AS unresolved, sum(empty) AS empty
    FROM mart.quality WHERE day BETWEEN %(first)s AND %(last)s GROUP BY source_id
), before AS (
    SELECT source_id, sum(articles) AS articles_before, sum(quotes) AS quotes_before
    FROM mart.quality WHERE day BETWEEN %(before_first)s AND %(before_last)s GROUP BY source_id
)
SELECT s.name AS source, articles, short, without_title, without_date, without_author, without_quotes,
       without_annotation, quotes, unresolved, empty,
       coalesce(articles_before, 0) AS articles_before, coalesce(quotes_before, 0) AS quotes_before
FROM now JOIN source s USING (source_id) LEFT JOIN before USING (source_id)
WHERE articles + empty > 0
ORDER BY articles DESC, s.name"""

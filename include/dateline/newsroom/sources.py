"""Sources: does each still give what it used to, and how complete is what it gives.

The baseline of a source's yield is the median of the same weekdays before, so that a quiet Sunday is quiet.
"""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from dateline.newsroom.reading import View, first, rows
from dateline.warehouse.connection import Connection

SPAN = 28
"""Days of history that a row shows."""


class Yield(View):
    """One day of a source: found, how many are in the warehouse, and how many failed."""

    day: dt.date
    state: str
    found: int
    ours: int
    failed: int
    usual: float | None


class Host(View):
    """A host of the source: its failures, and whether it rests."""

    host: str
    hard: int
    soft: int
    temporary: int
    in_a_row: int
    resting_until: dt.datetime | None


class SourceRow(View):
    """A source with its recent history. Shares are of the articles of the span, 0 to 1."""

    source_id: str
    last_success: dt.datetime | None
    articles: int
    quotes: int
    titled: float | None
    dated: float | None
    timed: float | None
    signed: float | None
    failed_share: float | None
    history: list[Yield] = Field(default_factory=list)
    hosts: list[Host] = Field(default_factory=list)


class Failure(View):
    """A candidate that did not become an article, with the capture where one was kept."""

    day: dt.date
    url: str
    outcome: str
    reason: str
    http_status: int | None
    fetched_at: dt.datetime | None


class SourcePage(View):
    """One source whole."""

    source: SourceRow
    failures: list[Failure]


def list_sources(connection: Connection, day: dt.date) -> list[SourceRow]:
    """All sources that the warehouse knows, as of ``day``."""
    values = {"day": day, "span": SPAN, "source": None}
    return _with_history(connection, rows(connection, SourceRow, _SOURCES, values), values)


def read_source(connection: Connection, source_id: str, day: dt.date) -> SourcePage | None:
    """One source with its recent failures, or None where the warehouse does not know it."""
    values = {"day": day, "span": SPAN, "source": source_id}
    source = first(connection, SourceRow, _SOURCES, values)
    if source is None:
        return None
    _with_history(connection, [source], values)
    return SourcePage(source=source, failures=rows(connection, Failure, _FAILURES, values))


class _SourceYield(Yield):
    source_id: str


class _SourceHost(Host):
    source_id: str


def _with_history(
    connection: Connection, sources: list[SourceRow], values: dict[str, object]
) -> list[SourceRow]:
    by_id = {source.source_id: source for source in sources}
    for past in rows(connection, _SourceYield, _HISTORY, values):
        if past.source_id in by_id:
            by_id[past.source_id].history.append(Yield(**past.model_dump(exclude={"source_id"})))
    for host in rows(connection, _SourceHost, _HOSTS, values):
        if host.source_id in by_id:
            by_id[host.source_id].hosts.append(Host(**host.model_dump(exclude={"source_id"})))
    return sources


_SOURCES = """
WITH recent AS (
    SELECT source_id, max(fetched_at) FILTER (WHERE outcome IN ('loaded', 'unchanged')) AS last_success,
           avg((outcome = 'failed')::integer) AS failed_share
    FROM outcome WHERE day > %(day)s::date - %(span)s::integer AND day <= %(day)s
    GROUP BY 1),
fields AS (
    SELECT a.source_id, count(*) AS articles, coalesce(sum(e.quotes), 0) AS quotes,
           avg((v.title IS NOT NULL)::integer) AS titled,
           avg((a.published_day IS NOT NULL)::integer) AS dated,
           avg((a.published_at IS NOT NULL)::integer) AS timed,
           avg((EXISTS (SELECT FROM article_author w WHERE w.article_id = a.article_id))::integer) AS signed
    FROM article a
    JOIN article_version v ON v.article_id = a.article_id AND v.active AND v.valid_to IS NULL
    LEFT JOIN extraction e ON e.version_id = v.version_id AND e.current
    WHERE a.published_day > %(day)s::date - %(span)s::integer AND a.published_day <= %(day)s
    GROUP BY 1)
SELECT s.source_id, r.last_success, coalesce(f.articles, 0) AS articles, coalesce(f.quotes, 0) AS quotes,
       f.titled, f.dated, f.timed, f.signed, r.failed_share
FROM source s LEFT JOIN recent r USING (source_id) LEFT JOIN fields f USING (source_id)
WHERE %(source)s::text IS NULL OR s.source_id = %(source)s
ORDER BY s.source_id"""
_HISTORY = """
WITH ended AS (
    SELECT source_id, day, count(*) AS ended,
           count(*) FILTER (WHERE outcome IN ('loaded', 'unchanged')) AS ours,
           count(*) FILTER (WHERE outcome = 'failed') AS failed
    FROM outcome WHERE day > %(day)s::date - %(span)s::integer - 56 AND day <= %(day)s
      AND (%(source)s::text IS NULL OR source_id = %(source)s)
    GROUP BY 1, 2),
past AS (
    SELECT source_id, day, coalesce(d.state, 'found') AS state,
           greatest(coalesce(d.found, 0), coalesce(e.ended, 0)) AS found, coalesce(e.ours, 0) AS ours,
           coalesce(e.failed, 0) AS failed
    FROM ended e FULL JOIN (
        SELECT * FROM discovery_day WHERE day > %(day)s::date - %(span)s::integer - 56 AND day <= %(day)s
          AND (%(source)s::text IS NULL OR source_id = %(source)s)) d USING (source_id, day))
SELECT p.source_id, p.day, p.state, p.found::integer, p.ours, p.failed,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY w.found) AS usual
FROM past p
LEFT JOIN (past w CROSS JOIN generate_series(1, 8) AS weeks)
    ON w.source_id = p.source_id AND w.day + 7 * weeks = p.day
WHERE p.day > %(day)s::date - %(span)s::integer
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2"""
_HOSTS = """
SELECT h.source AS source_id, h.host, h.hard, h.soft, h.temporary,
       h.hard_row + h.soft_row + h.temporary_row AS in_a_row,
       greatest(h.resting_until, s.rest_until) AS resting_until
FROM crawl.host_health h LEFT JOIN crawl.host_slots s USING (host)
WHERE %(source)s::text IS NULL OR h.source = %(source)s ORDER BY 1, 2"""
_FAILURES = """
SELECT day, url, outcome, reason, http_status, fetched_at FROM outcome
WHERE source_id = %(source)s AND day > %(day)s::date - %(span)s::integer AND day <= %(day)s
  AND outcome NOT IN ('loaded', 'unchanged', 'duplicate')
ORDER BY day DESC, outcome, url LIMIT 100"""

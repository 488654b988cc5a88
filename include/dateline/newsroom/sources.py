"""Sources: is each followed, does it still give what it used to, and how complete is what it gives.

The baseline of a source's yield is the median of the same weekdays before, so that a quiet Sunday is quiet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from pydantic import Field, computed_field

from dateline.fetch.robots import RobotsFile, Rules
from dateline.newsroom.reading import View, rows
from dateline.newsroom.source_checks import SourceCheck, newest_check
from dateline.sources import Source
from dateline.warehouse.connection import Connection

SPAN = 28
"""Days of history that a row shows."""


class _OfSource(View):
    """Something of a source, whose id is not said again."""

    source_id: str = Field(exclude=True)


class Yield(_OfSource):
    """One day of a source: found, how many are in the warehouse, and how many failed."""

    day: dt.date
    state: str
    found: int
    ours: int
    failed: int
    usual: float | None


class Host(_OfSource):
    """A host of the source: its failures, whether it rests, and what its robots.txt says."""

    host: str
    hard: int
    soft: int
    temporary: int
    in_a_row: int
    resting_until: dt.datetime | None
    robots_text: str | None = Field(exclude=True)
    robots_expires_at: dt.datetime | None = Field(exclude=True)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def robots(self) -> Literal["read", "none", "unreadable", "not asked"]:
        """``unreadable`` means that nothing is fetched there."""
        if self.robots_expires_at is None:
            return "not asked"
        return "unreadable" if self.robots_text is None else "read" if self.robots_text else "none"

    @computed_field  # type: ignore[prop-decorator]
    @property
    def crawl_delay(self) -> float | None:
        """Seconds that its robots.txt asks for."""
        if self.robots_expires_at is None:
            return None
        return Rules(RobotsFile(self.host, self.robots_expires_at, self.robots_text)).crawl_delay or None


class Ending(_OfSource):
    """How often candidates of the span ended so, instead of becoming an article; share of all that ended."""

    outcome: str
    count: int
    share: float


class Switch(_OfSource):
    """That somebody paused or resumed the source."""

    paused: bool
    reason: str
    set_by: str
    set_at: dt.datetime


class OpenAlert(_OfSource):
    """What is wrong with the source now (see :mod:`dateline.watch`)."""

    kind: str
    headline: str
    look_at: str
    opened_at: dt.datetime


Followed = Literal["followed", "paused", "paused in its file", "not in a file"]


class SourceRow(View):
    """A source with its recent history. Shares are of the articles of the span, 0 to 1."""

    source_id: str
    name: str = ""
    home: str | None = None
    followed: Followed = "followed"
    interval: float | None = None
    """Seconds between two requests to one host that its file or the settings ask for."""
    switch: Switch | None = None
    """The newest."""
    last_success: dt.datetime | None = None
    articles: int = 0
    quotes: int = 0
    titled: float | None = None
    dated: float | None = None
    timed: float | None = None
    signed: float | None = None
    failed_share: float | None = None
    history: list[Yield] = Field(default_factory=list)
    hosts: list[Host] = Field(default_factory=list)
    endings: list[Ending] = Field(default_factory=list)
    alerts: list[OpenAlert] = Field(default_factory=list)


class Failure(View):
    """A candidate that did not become an article."""

    candidate_id: str
    day: dt.date
    url: str
    outcome: str
    reason: str
    http_status: int | None
    fetched_at: dt.datetime | None
    """When it was answered; where it was, the answer is stored (see :mod:`dateline.newsroom.captures`)."""


class SourcePage(View):
    """One source whole."""

    source: SourceRow
    failures: list[Failure]
    switches: list[Switch]
    check: SourceCheck | None


def list_sources(
    connection: Connection, day: dt.date, configured: Mapping[str, Source], *, interval: float
) -> list[SourceRow]:
    """All sources that a file or the warehouse knows, as of ``day``; ``interval`` is the settings'."""
    known = _read(connection, day, None)
    missing = [SourceRow(source_id=source_id) for source_id in configured if source_id not in known]
    found = sorted([*known.values(), *missing], key=lambda row: row.source_id)
    return [_as_configured(row, configured.get(row.source_id), interval) for row in found]


def read_source(
    connection: Connection,
    source_id: str,
    day: dt.date,
    configured: Mapping[str, Source],
    *,
    interval: float,
) -> SourcePage | None:
    """One source with its recent failures, or None where neither a file nor the warehouse knows it."""
    source = configured.get(source_id)
    row = _read(connection, day, source_id).get(source_id)
    if row is None and source is None:
        return None
    values = {"day": day, "span": SPAN, "source": source_id}
    return SourcePage(
        source=_as_configured(row or SourceRow(source_id=source_id), source, interval),
        failures=rows(connection, Failure, _FAILURES, values),
        switches=rows(connection, Switch, _SWITCHES, values),
        check=newest_check(connection, source_id, source),
    )


def _as_configured(row: SourceRow, source: Source | None, interval: float) -> SourceRow:
    if source is None:
        row.followed = "not in a file"
        return row
    off = row.switch is not None and row.switch.paused
    row.name, row.home = source.name, source.home
    row.followed = "paused in its file" if source.paused else "paused" if off else "followed"
    row.interval = interval if source.min_interval is None else source.min_interval
    return row


def _read(connection: Connection, day: dt.date, source_id: str | None) -> dict[str, SourceRow]:
    values = {"day": day, "span": SPAN, "source": source_id}
    found = {row.source_id: row for row in rows(connection, SourceRow, _SOURCES, values)}
    for past in rows(connection, Yield, _HISTORY, values):
        if past.source_id in found:
            found[past.source_id].history.append(past)
    for host in rows(connection, Host, _HOSTS, values):
        if host.source_id in found:
            found[host.source_id].hosts.append(host)
    for ending in rows(connection, Ending, _ENDINGS, values):
        found[ending.source_id].endings.append(ending)
    for switch in rows(connection, Switch, _NEWEST_SWITCHES, values):
        found[switch.source_id].switch = switch
    for alert in rows(connection, OpenAlert, _ALERTS, values):
        if alert.source_id in found:
            found[alert.source_id].alerts.append(alert)
    return found


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
SELECT s.source_id, s.name, s.home, r.last_success, coalesce(f.articles, 0) AS articles,
       coalesce(f.quotes, 0) AS quotes, f.titled, f.dated, f.timed, f.signed, r.failed_share
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
WITH known AS (
    SELECT source, host, hard, soft, temporary, hard_row + soft_row + temporary_row AS in_a_row, resting_until
    FROM crawl.host_health
    UNION ALL
    SELECT source_id, host, 0, 0, 0, 0, NULL
    FROM source CROSS JOIN LATERAL substring(home FROM '^https?://([^/:]+)') AS host
    WHERE host IS NOT NULL AND NOT EXISTS (SELECT FROM crawl.host_health h WHERE h.host = substring(
        source.home FROM '^https?://([^/:]+)')))
SELECT k.source AS source_id, k.host, k.hard, k.soft, k.temporary, k.in_a_row,
       greatest(k.resting_until, s.rest_until) AS resting_until,
       r.text AS robots_text, r.expires_at AS robots_expires_at
FROM known k
LEFT JOIN crawl.host_slots s USING (host)
LEFT JOIN LATERAL (SELECT * FROM crawl.robots WHERE origin IN ('https://' || k.host, 'http://' || k.host)
                   ORDER BY expires_at DESC LIMIT 1) r ON true
WHERE %(source)s::text IS NULL OR k.source = %(source)s ORDER BY 1, 2"""
_ENDINGS = """
SELECT source_id, outcome, count, count / total::float AS share
FROM (SELECT source_id, outcome, count(*) AS count, sum(count(*)) OVER (PARTITION BY source_id) AS total
      FROM outcome WHERE day > %(day)s::date - %(span)s::integer AND day <= %(day)s
        AND (%(source)s::text IS NULL OR source_id = %(source)s)
      GROUP BY 1, 2) ended
WHERE outcome NOT IN ('loaded', 'unchanged') ORDER BY source_id, count DESC, outcome"""
_SWITCHES = """
SELECT source_id, paused, reason, set_by, set_at FROM source_switch
WHERE source_id = %(source)s ORDER BY switch_id DESC LIMIT 20"""
_NEWEST_SWITCHES = """
SELECT DISTINCT ON (source_id) source_id, paused, reason, set_by, set_at FROM source_switch
WHERE %(source)s::text IS NULL OR source_id = %(source)s
ORDER BY source_id, switch_id DESC"""
_ALERTS = """
SELECT source_id, kind, headline, look_at, opened_at FROM alert
WHERE closed_at IS NULL AND source_id IS NOT NULL AND (%(source)s::text IS NULL OR source_id = %(source)s)
ORDER BY opened_at DESC, alert_id DESC"""
_FAILURES = """
SELECT candidate_id, day, url, outcome, reason, http_status, fetched_at FROM outcome
WHERE source_id = %(source)s AND day > %(day)s::date - %(span)s::integer AND day <= %(day)s
  AND outcome NOT IN ('loaded', 'unchanged', 'duplicate')
ORDER BY day DESC, outcome, url LIMIT 100"""

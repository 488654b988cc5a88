"""A day's funnel: from the addresses that discovery found to the articles in the warehouse.

Each step is what is left after some outcomes took candidates away; found = all outcomes + those waiting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from dateline.newsroom.paging import Page, page, place_of
from dateline.newsroom.reading import View, rows, value
from dateline.newsroom.runs import AskAirflow, Runs, runs_of
from dateline.records import Outcome
from dateline.warehouse.connection import Connection

STEPS: tuple[tuple[str, tuple[Outcome, ...]], ...] = (
    ("found", ()),
    ("asked", (Outcome.ROBOTS, Outcome.REFUSED)),
    ("answered", (Outcome.GONE, Outcome.BLOCKED, Outcome.TOO_LARGE, Outcome.FAILED)),
    ("articles", (Outcome.NOT_HTML, Outcome.NOT_AN_ARTICLE, Outcome.NO_TEXT)),
    ("in the warehouse", (Outcome.DUPLICATE, Outcome.TAKEN_DOWN)),
    ("new or changed", (Outcome.UNCHANGED,)),
)
"""Each step with the outcomes that a candidate had if it did not get there."""


class Loss(View):
    """Candidates that went no further, with the number of a week before."""

    outcome: str
    count: int
    before: int


class Step(View):
    """How many candidates came so far, today and a week before, and what took the others."""

    name: str
    count: int
    before: int
    losses: list[Loss]


class SourceDay(View):
    """One source on one day; ``median`` is that of the same weekday in the eight weeks before."""

    source_id: str
    state: str
    found: int
    ended: int
    loaded: int
    failed: int
    cut: int
    reason: str
    median: float | None


class Today(View):
    """A day at a glance, beside the same weekday a week before."""

    day: dt.date
    compared: dt.date
    steps: list[Step]
    waiting: int
    sources: list[SourceDay]
    runs: Runs
    articles: int
    quotes: int
    people: int


class Day(View):
    """A day with its number of candidates and of those loaded."""

    day: dt.date
    found: int
    loaded: int


class Ended(View):
    """One candidate and where it ended; outcome None: not yet."""

    candidate_id: str
    source_id: str
    url: str
    found_by: str
    found_in: str
    outcome: str
    reason: str
    http_status: int | None
    article_id: str | None
    title: str | None
    fetched_at: dt.datetime | None
    dag_id: str | None
    dag_run_id: str | None


def known_days(connection: Connection, *, limit: int = 60) -> list[Day]:
    """The newest days that were worked on, newest first."""
    return rows(connection, Day, _DAYS, {"limit": limit})


def newest_day(connection: Connection) -> dt.date | None:
    """The newest day that was worked on."""
    return value(
        connection, "SELECT greatest((SELECT max(day) FROM outcome), (SELECT max(day) FROM discovery_day))"
    )


def today(connection: Connection, day: dt.date, ask: AskAirflow | None = None) -> Today:
    """Everything that the page's front shows of ``day``; ``ask`` answers for Airflow's runs."""
    compared = day - dt.timedelta(days=7)
    now, before = _counts(connection, day), _counts(connection, compared)
    found, found_before = _found(connection, day, now), _found(connection, compared, before)
    output = connection.execute(_OUTPUT.encode(), {"day": day}).fetchone() or (0, 0, 0)
    return Today(
        day=day,
        compared=compared,
        steps=_steps(found, found_before, now, before),
        waiting=found - sum(now.values()),
        sources=rows(connection, SourceDay, _SOURCES, {"day": day}),
        runs=runs_of(connection, day, ask),
        articles=output[0],
        quotes=output[1],
        people=output[2],
    )


def ended(
    connection: Connection,
    day: dt.date,
    *,
    source: str | None = None,
    outcome: str | None = None,
    words: str | None = None,
    batch: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Ended]:
    """The candidates of a day with their outcomes and reasons, by source and address."""
    values = place_of(cursor, names=("last_source", "last_id")) | {
        "day": day,
        "source": source,
        "outcome": outcome,
        "words": words,
        "batch": batch,
        "limit": limit + 1,
    }
    found = rows(connection, Ended, _ENDED, values)
    return page(found, limit=limit, place=lambda row: (row.source_id, row.candidate_id))


def _steps(found: int, found_before: int, now: Mapping[str, int], before: Mapping[str, int]) -> list[Step]:
    steps = []
    left, left_before = found, found_before
    for name, outcomes in STEPS:
        losses = [
            Loss(outcome=outcome, count=now.get(outcome, 0), before=before.get(outcome, 0))
            for outcome in outcomes
        ]
        left -= sum(loss.count for loss in losses)
        left_before -= sum(loss.before for loss in losses)
        steps.append(Step(name=name, count=left, before=left_before, losses=losses))
    waiting = found - sum(now.values())
    for step in steps[1:]:
        step.count -= waiting
        step.before -= found_before - sum(before.values())
    return steps


def _counts(connection: Connection, day: dt.date) -> dict[str, int]:
    counted = "SELECT outcome, count(*) FROM outcome WHERE day = %s GROUP BY 1"
    return dict(connection.execute(counted, [day]).fetchall())


def _found(connection: Connection, day: dt.date, counts: Mapping[str, int]) -> int:
    discovered = value(
        connection,
        "SELECT coalesce(sum(found), 0)::integer FROM discovery_day WHERE day = %(day)s",
        {"day": day},
    )
    return max(int(discovered), sum(counts.values()))


_DAYS = """
SELECT day, greatest(coalesce(d.found, 0), coalesce(o.ended, 0)) AS found, coalesce(o.loaded, 0) AS loaded
FROM (SELECT day, count(*) AS ended, count(*) FILTER (WHERE outcome = 'loaded') AS loaded
      FROM outcome WHERE day > (SELECT max(day) FROM outcome) - %(limit)s::integer GROUP BY day) o
FULL JOIN (SELECT day, sum(found)::integer AS found FROM discovery_day
           WHERE day > (SELECT max(day) FROM discovery_day) - %(limit)s::integer GROUP BY day) d USING (day)
ORDER BY day DESC LIMIT %(limit)s"""
_OUTPUT = """
SELECT count(DISTINCT a.article_id), count(q.quote_id),
       count(DISTINCT q.speaker_entity_id) FILTER (WHERE q.speaker_type = 'person')
FROM outcome o
JOIN current_article a USING (article_id)
LEFT JOIN current_quote q USING (article_id)
WHERE o.day = %(day)s AND o.outcome IN ('loaded', 'unchanged')"""
_SOURCES = """
WITH ended AS (
    SELECT source_id, count(*) AS ended, count(*) FILTER (WHERE outcome IN ('loaded', 'unchanged')) AS loaded,
           count(*) FILTER (WHERE outcome = 'failed') AS failed
    FROM outcome WHERE day = %(day)s GROUP BY 1),
usual AS (
    SELECT source_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY found) AS median FROM discovery_day
    WHERE day = ANY (ARRAY(SELECT %(day)s::date - 7 * week FROM generate_series(1, 8) week)) GROUP BY 1)
SELECT source_id, coalesce(d.state, CASE WHEN e.ended > 0 THEN 'found' ELSE 'not asked' END) AS state,
       greatest(coalesce(d.found, 0), coalesce(e.ended, 0)) AS found, coalesce(e.ended, 0) AS ended,
       coalesce(e.loaded, 0) AS loaded, coalesce(e.failed, 0) AS failed, coalesce(d.cut, 0) AS cut,
       coalesce(d.reason, '') AS reason, u.median
FROM (SELECT * FROM discovery_day WHERE day = %(day)s) d
FULL JOIN ended e USING (source_id)
LEFT JOIN usual u USING (source_id)
ORDER BY source_id"""
_ENDED = """
SELECT o.candidate_id, o.source_id, o.url, o.found_by, o.found_in, o.outcome, o.reason, o.http_status,
       o.article_id::text, left(v.title, 400) AS title, o.fetched_at, b.dag_id, b.dag_run_id
FROM outcome o
LEFT JOIN article_version v ON v.article_id = o.article_id AND v.active AND v.valid_to IS NULL
LEFT JOIN batch b ON b.batch_id = o.batch_id
WHERE o.day = %(day)s
  AND (%(source)s::text IS NULL OR o.source_id = %(source)s)
  AND (%(outcome)s::text IS NULL OR o.outcome = ANY (string_to_array(%(outcome)s, ',')))
  AND (%(batch)s::text IS NULL OR o.batch_id = %(batch)s)
  AND (%(words)s::text IS NULL OR strpos(lower(o.url || ' ' || o.reason || ' ' || coalesce(v.title, '')),
                                         lower(%(words)s)) > 0)
  AND (%(last_source)s::text IS NULL OR (o.source_id, o.candidate_id) > (%(last_source)s, %(last_id)s))
ORDER BY o.source_id, o.candidate_id LIMIT %(limit)s"""

"""Making the report: numbers from the marts, words from the warehouse, one page from a template."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from dateline.report import charts, wording
from dateline.report.changes import corrections, shared_stories
from dateline.report.coverage import coverage, funnel, quality, totals
from dateline.report.period import Period
from dateline.report.trouble import failures, silences
from dateline.report.voices import Voice, diversity, voices, words_of
from dateline.settings import get_settings
from dateline.warehouse.checks import run_checks
from dateline.warehouse.connection import Connection, connect
from dateline.watch.checked import sources_as_usual

PEOPLE_SHOWN = 10
MOVERS_SHOWN = 8


@dataclass(frozen=True)
class Movement:
    """Who is quoted more, less, or for the first time; each list the strongest first."""

    risers: list[Voice]
    fallers: list[Voice]
    new: list[Voice]


def make_report(url: str, first: dt.date, last: dt.date, *, made_at: dt.datetime | None = None) -> str:
    """The report of ``first`` to ``last`` as a page of HTML. Its marts must be up to date.

    Raises:
        ConfigError: ``last`` is before ``first``.
        WarehouseError: the warehouse cannot be reached.
    """
    period = Period(first, last)
    with connect(url, role="reader") as connection:
        content = _content(connection, period)
    checks = (*run_checks(url, last), sources_as_usual(url, last, get_settings().watch))
    content["checks"] = [result for result in checks if not result.passed]
    content["summary"] = _summary(content)
    return wording.page(period=period, made_at=made_at or dt.datetime.now(dt.UTC), **content)


def _content(connection: Connection, period: Period) -> dict[str, Any]:
    day = Period(period.last, period.last)
    now, before = totals(connection, period), totals(connection, period.before())
    compared = before.articles > 0
    people = voices(connection, period)
    speaking = [voice for voice in people if voice.quotes]
    quoted = speaking[:PEOPLE_SHOWN]
    stories, story_count = shared_stories(connection, period)
    changed, change_count = corrections(connection, period)
    sources, ended, spoken = (
        coverage(connection, period),
        funnel(connection, period),
        diversity(connection, period),
    )
    return {
        "now": now,
        "before": before,
        "compared": compared,
        "today": totals(connection, day),
        "week_ago": totals(connection, day.before()),
        "sources": sources,
        "funnel": ended,
        "used_outcomes": sum((Counter(source.outcomes) for source in ended), Counter()),
        "quoted": quoted,
        "people_quoted": len(speaking),
        "quotes_of_people": sum(voice.quotes for voice in speaking),
        "said": words_of(connection, period, [voice.entity_id for voice in quoted]),
        "movement": _movement(people) if compared else None,
        "stories": stories,
        "story_count": story_count,
        "stories_before": shared_stories(connection, period.before())[1] if compared else 0,
        "diversity": spoken,
        "diversity_before": {
            source.source: source for source in (diversity(connection, period.before()) if compared else [])
        },
        "corrections": changed,
        "correction_count": change_count,
        "corrections_before": corrections(connection, period.before())[1] if compared else 0,
        "quality": quality(connection, period),
        "silences": silences(connection, period),
        "silent_today": silences(connection, day),
        "failures": failures(connection, period),
        "charts": {
            "coverage": charts.coverage_chart(sources, period),
            "funnel": charts.funnel_chart(ended),
            "voices": charts.voices_chart(quoted, compared=compared),
            "diversity": charts.diversity_chart(spoken),
        },
    }


def _summary(content: dict[str, Any]) -> str:
    """The day in two or three sentences."""
    count, today = wording.count, content["today"]
    if not today.articles:
        words = "No articles are known of this day."
    else:
        words = (
            f"{count(today.articles, 'article')} from {count(today.sources, 'source')} brought "
            f"{count(today.quotes, 'quote')} of {count(today.people, 'person', 'people')}."
        )
    if silent := len(content["silent_today"]):
        words += f" {count(silent, 'source')} could not be asked."
    if broken := sum(result.check.name != "sources_answered" for result in content["checks"]):
        words += f" {count(broken, 'check')} did not pass."
    elif not silent:
        words += " Every source answered, and every check passed."
    return words


def _movement(people: list[Voice]) -> Movement:
    known = [voice for voice in people if not voice.new]
    by_change = sorted(known, key=lambda voice: (voice.before - voice.quotes, voice.name))
    return Movement(
        risers=[voice for voice in by_change if voice.quotes > voice.before][:MOVERS_SHOWN],
        fallers=[voice for voice in by_change[::-1] if voice.quotes < voice.before][:MOVERS_SHOWN],
        new=[voice for voice in people if voice.new and voice.quotes][:MOVERS_SHOWN],
    )

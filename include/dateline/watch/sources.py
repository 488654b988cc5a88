"""The sources' health as alerts: what is off is seen, what is as usual again is closed.

What cannot be judged (too few articles, too short a history) changes nothing: an open alert stays.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from zoneinfo import ZoneInfo

from dateline.settings import WatchSettings
from dateline.warehouse.connection import Connection, connect
from dateline.watch.alerts import Alert, close, open_alerts, see
from dateline.watch.days import asked_days, latest_days, read_history
from dateline.watch.health import KINDS, Judgement, Verdict, judge

DAY_MISSING = "day missing"
LOOK_AT = {
    "silent": "dateline source check with the source's home page, then the log of its discover task.",
    "zero yield": "dateline source check with the source's home page: has its feed moved? A holiday?",
    "low yield": "dateline outcomes of that day: where did its candidates end? Then dateline source check.",
    "high yield": "dateline outcomes of that day: are section pages or old articles taken for news?",
    "short texts": "one of its pages with dateline read: is it a teaser behind a paywall, or a new layout?",
    "titles missing": "one of its pages with dateline read: the layout may have changed.",
    "authors missing": "one of its pages with dateline read: the byline may have moved.",
    "dates missing": "one of its pages with dateline read: its markup may have changed.",
    "sections missing": "one of its pages with dateline read: its markup may have changed.",
    "few quotes": "one of its articles with dateline read: is the text whole, are the quotation marks new?",
    "refused": "its robots.txt and min_interval in sources.yaml: ask the publisher before asking its server.",
    "implausible dates": "one of its pages with dateline read: the date's origin names its rule.",
    "duplicates": "its latest articles in the Newsroom page: copies of whom? One story at two addresses?",
    DAY_MISSING: "the DAG ingest in Airflow: is it paused, is the scheduler healthy, did its run fail?",
}


def judge_day(connection: Connection, day: dt.date, settings: WatchSettings) -> list[Judgement]:
    """Judge every source that was asked for ``day``."""
    asked = connection.execute("SELECT source_id FROM discovery_day WHERE day = %s", [day])
    return _judge(connection, {source: day for (source,) in asked}, settings)


def judge_latest(connection: Connection, settings: WatchSettings) -> list[Judgement]:
    """Judge every source by its own latest whole day."""
    return _judge(connection, latest_days(connection), settings)


def expected_day(now: dt.datetime, *, zone: str, settings: WatchSettings) -> dt.date:
    """The latest day that should be loaded at ``now``: over in ``zone`` since ``grace_hours``."""
    done = now.astimezone(ZoneInfo(zone)) - dt.timedelta(hours=settings.grace_hours)
    return done.date() - dt.timedelta(days=1)


def watch_sources(
    url: str, settings: WatchSettings, *, followed: Mapping[str, str], expected: dt.date
) -> dict[Verdict, int]:
    """Judge the sources and bring their alerts up to date; return how often each verdict was given.

    ``followed`` gives the name of each source that is followed; alerts of others are closed. ``expected`` is
    the latest day that should be loaded.
    """
    with connect(url) as connection:
        late = _not_asked(connection, followed, expected)
        told = {judgement.source for judgement in late}
        judgements = late + [
            judgement
            for judgement in judge_latest(connection, settings)
            if judgement.source in followed and not (judgement.kind == "silent" and judgement.source in told)
        ]
        _settle(connection, judgements, followed)
        _watch_days(connection, expected)
    return dict(Counter(judgement.verdict for judgement in judgements))


def alert_of(judgement: Judgement, name: str) -> Alert:
    """What a judgement says, in words for a person."""
    usual = (
        f"Usual on this weekday is {judgement.baseline}."
        if judgement.baseline
        else "There is no such weekday before it to compare with."
    )
    said = f"{name}: {judgement.figure}."
    reason = f"({judgement.reason})" if judgement.reason else ""
    return Alert(
        kind=judgement.kind,
        subject=judgement.source,
        headline=f"{name}: {judgement.headline}",
        figure=judgement.figure,
        baseline=judgement.baseline,
        message=" ".join(
            part for part in (said, usual if judgement.kind != "silent" else "", reason) if part
        ),
        look_at=LOOK_AT[judgement.kind],
        source_id=judgement.source,
        day=judgement.day,
    )


def _judge(connection: Connection, days: Mapping[str, dt.date], settings: WatchSettings) -> list[Judgement]:
    history = read_history(connection, days, weeks=settings.weeks)
    return [judgement for source in sorted(history) for judgement in judge(history[source], settings)]


def _settle(connection: Connection, judgements: Iterable[Judgement], followed: Mapping[str, str]) -> None:
    opened = {(alert.kind, alert.subject) for alert in open_alerts(connection, KINDS)}
    for judgement in judgements:
        name = followed[judgement.source]
        if judgement.verdict == "alert":
            see(connection, alert_of(judgement, name))
        elif judgement.verdict == "as usual" and (judgement.kind, judgement.source) in opened:
            close(connection, judgement.kind, judgement.source, f"{name}: {judgement.headline}")
    for kind, source in opened:
        if source not in followed:
            close(connection, kind, source, f"{source}: is not followed any more")


def _not_asked(connection: Connection, followed: Collection[str], expected: dt.date) -> list[Judgement]:
    """Followed sources that were asked before but not for ``expected``, for which others were."""
    asked = asked_days(connection)
    if not any(day >= expected for day in asked.values()):
        return []
    return [
        Judgement(
            "silent",
            source,
            expected,
            "alert",
            figure=f"was not asked for {expected:%a} {expected.day} {expected:%b}",
            reason=f"last asked for {asked[source].isoformat()}",
        )
        for source in sorted(followed)
        if source in asked and asked[source] < expected
    ]


def _watch_days(connection: Connection, expected: dt.date) -> None:
    """No source at all was asked for the day that should be loaded: ingest does not run."""
    newest = max(asked_days(connection).values(), default=None)
    if newest is None:
        return
    if newest >= expected:
        close(connection, DAY_MISSING, "ingest", f"ingest: {newest.isoformat()} was asked for")
        return
    days = (expected - newest).days
    see(
        connection,
        Alert(
            kind=DAY_MISSING,
            subject="ingest",
            headline=f"ingest: nothing of {expected:%a} {expected.day} {expected:%b}, newest day is {newest}",
            figure=f"{days} day{'' if days == 1 else 's'} behind",
            baseline="0",
            message=f"No source was asked for {expected}. The newest day in the warehouse is {newest}.",
            look_at=LOOK_AT[DAY_MISSING],
            day=expected,
        ),
    )

"""Runs of Airflow as the page shows them: of a day, under way or failed elsewhere, and what is late.

Whoever serves the page says how Airflow is asked (:data:`AskAirflow`); where the page stands alone, only what
the warehouse knows of its runs is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from statistics import median

from pydantic import Field

from dateline.newsroom.reading import View, rows
from dateline.warehouse.connection import Connection

WEEK = dt.timedelta(days=7)
WEEKS = 8
FAILED_LATELY = dt.timedelta(days=3)
GRACE = dt.timedelta(minutes=10)
"""What is less late than this is not late."""
FOLLOWS = {"report": "ingest"}
"""A DAG that is started by the success of another's run for the same day."""


class Task(View):
    """A task instance; ``name``: what a mapped one works on."""

    task_id: str
    map_index: int
    name: str | None


class AirflowRun(View):
    """A run, in Airflow's words. ``missed``: a deadline of it passed."""

    dag_id: str
    dag_run_id: str
    partition: str | None
    state: str | None
    due_at: dt.datetime | None = None
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    missed: bool = False
    tasks: int = 0
    tasks_ended: int = 0
    failed: list[Task] = Field(default_factory=list)


class Schedule(View):
    """When a DAG's next run is to be created, and for which partition; paused: never."""

    dag_id: str
    paused: bool
    due_at: dt.datetime | None
    partition: str | None


class AirflowFacts(View):
    """What Airflow answers."""

    runs: list[AirflowRun]
    schedules: list[Schedule]


AskAirflow = Callable[[Sequence[dt.date], dt.datetime], AirflowFacts]
"""Given days and an instant: the runs of those partitions, all under way, and those that failed since."""


class Run(AirflowRun):
    """A run beside what is usual: the median of that DAG's runs for the same weekday, eight weeks back.

    ``late`` says why it is, empty: it is not. What it loaded is the warehouse's word.
    """

    seconds: float | None = None
    seconds_before: float | None = None
    """Of the same weekday a week before."""
    usual_seconds: float | None = None
    late: str = ""
    batches: int = 0
    candidates: int = 0
    loaded_at: dt.datetime | None = None


class Runs(View):
    """The runs of a day; others that are under way or failed lately; and what should be there and is not."""

    of_day: list[Run]
    elsewhere: list[Run]
    late: list[str]
    known: bool
    """False where Airflow was not asked."""


def no_airflow() -> None:
    """The dependency of a page that stands alone."""


def runs_of(
    connection: Connection, day: dt.date, ask: AskAirflow | None, *, now: dt.datetime | None = None
) -> Runs:
    """The runs that concern ``day``."""
    loaded = {(run.dag_id, run.dag_run_id): run for run in rows(connection, _Loaded, _LOADED, {"day": day})}
    if ask is None:
        return Runs(of_day=[_merged(run, run) for run in loaded.values()], elsewhere=[], late=[], known=False)
    now = now or dt.datetime.now(dt.UTC)
    facts = ask([day - WEEK * back for back in range(WEEKS + 1)], now - FAILED_LATELY)
    told = {(run.dag_id, run.dag_run_id): _beside(run, facts.runs, now) for run in facts.runs}
    of_day = [
        _merged(run, loaded.get(key))
        for key, run in told.items()
        if key in loaded or run.partition == day.isoformat()
    ]
    of_day += [_merged(run, run) for key, run in loaded.items() if key not in told]
    shown = {(run.dag_id, run.dag_run_id) for run in of_day}
    recent = now - FAILED_LATELY
    elsewhere = [run for key, run in told.items() if key not in shown and _matters(run, recent)]
    return Runs(of_day=of_day, elsewhere=elsewhere, late=_missing(facts, day, now), known=True)


class _Loaded(View):
    dag_id: str
    dag_run_id: str
    batches: int
    candidates: int
    loaded_at: dt.datetime


def _merged(run: Run | _Loaded, loaded: _Loaded | None) -> Run:
    told = run if isinstance(run, Run) else Run(**run.model_dump(), partition=None, state=None)
    return told.model_copy(update=loaded.model_dump()) if loaded else told


def _matters(run: Run, since: dt.datetime) -> bool:
    if run.state in {"queued", "running"}:
        return True
    return run.state == "failed" and run.ended_at is not None and run.ended_at > since


def _beside(run: AirflowRun, others: Sequence[AirflowRun], now: dt.datetime) -> Run:
    earlier = {
        other.partition: _seconds(other)
        for other in reversed(others)
        if other.dag_id == run.dag_id and other.state == "success" and _weeks_before(other, run)
    }
    taken = [seconds for seconds in earlier.values() if seconds is not None]
    day = _day(run.partition)
    before = (day - WEEK).isoformat() if day else None
    found = Run(
        **run.model_dump(),
        seconds=_seconds(run),
        seconds_before=earlier.get(before),
        usual_seconds=median(taken) if taken else None,
    )
    found.late = _late(found, now)
    return found


def _weeks_before(other: AirflowRun, run: AirflowRun) -> bool:
    one, two = _day(other.partition), _day(run.partition)
    return one is not None and two is not None and one < two and (two - one).days % 7 == 0


def _day(partition: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(partition) if partition else None
    except ValueError:
        return None


def _seconds(run: AirflowRun) -> float | None:
    if run.started_at is None or run.ended_at is None:
        return None
    return (run.ended_at - run.started_at).total_seconds()


def _late(run: Run, now: dt.datetime) -> str:
    if run.missed:
        return "its deadline passed"
    if run.state == "queued" and run.due_at and now - run.due_at > GRACE:
        return f"queued for {_words(now - run.due_at)}"
    if run.state == "running" and run.started_at and run.usual_seconds is not None:
        taken, usual = now - run.started_at, dt.timedelta(seconds=run.usual_seconds)
        if taken > 2 * usual and taken - usual > GRACE:
            return f"running for {_words(taken)}, usually done in {_words(usual)}"
    return ""


def _missing(facts: AirflowFacts, day: dt.date, now: dt.datetime) -> list[str]:
    said = []
    for schedule in facts.schedules:
        if schedule.paused:
            if schedule.due_at or schedule.dag_id in FOLLOWS:
                said.append(f"{schedule.dag_id} is paused in Airflow: no run of it begins.")
        elif schedule.due_at and now - schedule.due_at > GRACE:
            what = f"{schedule.dag_id} of {schedule.partition}" if schedule.partition else schedule.dag_id
            said.append(f"{what} should have begun {_words(now - schedule.due_at)} ago, and has not.")
    known = {schedule.dag_id for schedule in facts.schedules if not schedule.paused}
    of_day = [run for run in facts.runs if run.partition == day.isoformat()]
    for follower, leader in FOLLOWS.items():
        done = [run.ended_at for run in of_day if run.dag_id == leader and run.state == "success"]
        ended = max((at for at in done if at), default=None)
        begun = any(run.dag_id == follower for run in of_day)
        if follower in known and not begun and ended and now - ended > GRACE:
            said.append(f"{leader} ended {_words(now - ended)} ago, and {follower} has not followed.")
    return said


def _words(span: dt.timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    if minutes < 90:
        return f"{minutes} min"
    return f"{round(minutes / 60)} hours" if minutes < 48 * 60 else f"{round(minutes / 1440)} days"


_LOADED = """
SELECT b.dag_id, b.dag_run_id, count(DISTINCT b.batch_id) AS batches, count(*) AS candidates,
       max(b.loaded_at) AS loaded_at
FROM outcome o JOIN batch b USING (batch_id)
WHERE o.day = %(day)s AND b.dag_run_id IS NOT NULL
GROUP BY 1, 2 ORDER BY 5 DESC"""

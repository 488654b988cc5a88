"""Runs beside what is usual, and what should be there and is not, from what Airflow answers."""

from __future__ import annotations

import datetime as dt

import pytest

from dateline.newsroom.runs import AirflowFacts, AirflowRun, Schedule, Task, runs_of
from dateline.warehouse.connection import connect

DAY = dt.date(2026, 11, 10)
NOW = dt.datetime(2026, 11, 11, 13, 0, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)
MINUTE = dt.timedelta(minutes=1)


def run(name: str = "r", *, day: dt.date | None = DAY, minutes: float = 12, **fields: object) -> AirflowRun:
    """A run of ``ingest`` that ended well after so many minutes."""
    began = NOW - 60 * MINUTE
    values = {
        "dag_id": "ingest",
        "dag_run_id": name,
        "partition": day and day.isoformat(),
        "state": "success",
        "started_at": began,
        "ended_at": began + minutes * MINUTE,
    }
    return AirflowRun.model_validate(values | fields)


@pytest.fixture
def seen(read_url):
    """What the page makes of what Airflow answers."""

    def see(*runs: AirflowRun, schedules: list[Schedule] | None = None):
        def ask(days, failed_since):
            assert (days[0], days[1], len(days)) == (DAY, DAY - WEEK, 9)
            assert failed_since == NOW - dt.timedelta(days=3)
            return AirflowFacts(runs=list(runs), schedules=schedules or [])

        with connect(read_url, role="reader") as connection:
            return runs_of(connection, DAY, ask, now=NOW)

    return see


def only(runs, name="r"):
    (found,) = [one for one in runs.of_day if one.dag_run_id == name]
    return found


def test_a_run_stands_beside_the_same_weekday_before_and_the_usual(seen):
    found = only(
        seen(
            run(),
            run("w1", day=DAY - WEEK, minutes=10),
            run("w2", day=DAY - 2 * WEEK, minutes=30),
            run("w3", day=DAY - 3 * WEEK, minutes=14),
            run("other day", day=DAY - dt.timedelta(days=1), minutes=500),
            run("failed", day=DAY - 4 * WEEK, minutes=900, state="failed"),
        )
    )
    assert (found.seconds, found.seconds_before, found.usual_seconds) == (720, 600, 840)
    assert found.late == ""


def test_a_run_that_takes_twice_the_usual_is_late(seen):
    usual = run("w1", day=DAY - WEEK, minutes=20)
    still = {"state": "running", "ended_at": None}
    assert only(seen(run(**still), usual)).late == "running for 60 min, usually done in 20 min"
    assert only(seen(run(**still), run("w1", day=DAY - WEEK, minutes=40))).late == ""


def test_a_run_that_waits_is_late(seen):
    waiting = {"state": "queued", "started_at": None, "ended_at": None}
    assert only(seen(run(**waiting, due_at=NOW - 30 * MINUTE))).late == "queued for 30 min"
    assert only(seen(run(**waiting, due_at=NOW - 3 * MINUTE))).late == ""


def test_a_run_whose_deadline_passed_is_late(seen):
    assert only(seen(run(missed=True))).late == "its deadline passed"


def test_runs_of_other_days_show_only_where_they_need_somebody(seen):
    yesterday = DAY - dt.timedelta(days=1)
    found = seen(
        run("well", day=yesterday),
        run("running", day=yesterday, state="running", ended_at=None),
        run("broken", day=yesterday, state="failed", failed=[Task(task_id="load", map_index=3, name="b")]),
        run("long ago", day=DAY - WEEK, state="failed", ended_at=NOW - dt.timedelta(days=4)),
        run("by hand", day=None, state="queued", started_at=None, ended_at=None),
    )
    assert [one.dag_run_id for one in found.elsewhere] == ["running", "broken", "by hand"]
    assert found.elsewhere[1].failed[0].task_id == "load"


def test_what_a_run_loaded_is_the_warehouses_word(seen):
    named = "run of 2026-11-10/0001"
    loaded = only(seen(run(named)), named)
    assert (loaded.state, loaded.batches) == ("success", 1)
    assert loaded.candidates > 10
    forgotten_by_airflow = only(seen(), named)
    assert (forgotten_by_airflow.state, forgotten_by_airflow.batches) == (None, 1)


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        ({"paused": True, "due_at": NOW}, ["ingest is paused in Airflow: no run of it begins."]),
        (
            {"due_at": NOW - 3 * 60 * MINUTE, "partition": "2026-11-10"},
            ["ingest of 2026-11-10 should have begun 3 hours ago, and has not."],
        ),
        ({"due_at": NOW - MINUTE}, []),
        ({"due_at": NOW + MINUTE}, []),
        ({"due_at": None}, []),
    ],
)
def test_a_run_that_was_not_begun_is_missed(seen, schedule, said):
    known = Schedule.model_validate({"dag_id": "ingest", "paused": False, "partition": None, **schedule})
    assert seen(schedules=[known]).late == said


def test_a_report_that_does_not_follow_is_missed(seen):
    known = [Schedule(dag_id="report", paused=False, due_at=None, partition=None)]
    assert seen(run(), schedules=known).late == ["ingest ended 48 min ago, and report has not followed."]
    assert seen(run(), run("after", dag_id="report"), schedules=known).late == []


def test_a_page_that_stands_alone_shows_what_the_warehouse_knows(read_url):
    with connect(read_url, role="reader") as connection:
        found = runs_of(connection, DAY, None)
    assert [one.dag_run_id for one in found.of_day] == ["run of 2026-11-10/0001"]
    assert not found.known

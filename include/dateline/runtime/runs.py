"""Running days of ``ingest`` through a local stack's Airflow, and waiting for them."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection

from dateline.errors import DatelineError
from dateline.runtime.airflow_api import FINISHED, AirflowApi

INGEST = "ingest"
REPORT = "report"
Tell = Callable[[int], None]


class RunsFailed(DatelineError):
    """Runs ended in failure or did not end."""


def days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """Every day from ``first`` to ``last``."""
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]


def backfill(api: AirflowApi, days: list[dt.date], *, at_once: int, tell: Tell, again: bool = False) -> None:
    """Backfill ``days`` (consecutive) and wait for them; ``tell`` gets how many are done.

    Raises:
        RunsFailed: a day failed, they did not end, or an earlier backfill did not.
    """
    before = _run_ids(api, INGEST)
    start_backfill(api, days, at_once=at_once, again=again)
    await_partitions(
        api, INGEST, {day.isoformat() for day in days}, tell=tell, but=set() if again else before
    )


def start_backfill(api: AirflowApi, days: list[dt.date], *, at_once: int, again: bool = False) -> None:
    """Start a backfill of ``days`` (consecutive) as soon as the one before is closed.

    Raises:
        RunsFailed: the one before did not end.
    """
    _await_earlier_backfill(api)
    behaviour = "completed" if again else "none"
    api.backfill(INGEST, days[0], days[-1], at_once=at_once, again=behaviour)


def run_day(api: AirflowApi, day: dt.date, *, tell: Tell, every: float = 1.0) -> None:
    """Run one partition and wait for it, asking ``every`` so many seconds."""
    before = _run_ids(api, INGEST)
    api.trigger(INGEST, partition=day.isoformat())
    await_partitions(api, INGEST, {day.isoformat()}, tell=tell, but=before, every=every)


def await_partitions(
    api: AirflowApi,
    dag_id: str,
    partitions: Collection[str],
    *,
    tell: Tell,
    but: Collection[str] = (),
    seconds: float = 1800.0,
    every: float = 1.0,
) -> None:
    """Wait until the newest run of each partition has ended well; runs named in ``but`` do not count.

    ``every`` is the seconds between two questions, which cost the API server some.

    Raises:
        RunsFailed: names the failed tasks.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        newest: dict[str, dict[str, str]] = {}
        for run in api.runs(dag_id):
            if run["partition_key"] in partitions and run["dag_run_id"] not in but:
                newest.setdefault(run["partition_key"], run)
        done = [run for run in newest.values() if run["state"] in FINISHED]
        tell(len(done))
        if failed := [run for run in done if run["state"] == "failed"]:
            raise _failure(api, dag_id, failed[0])
        if len(done) == len(partitions):
            return
        time.sleep(every)
    raise RunsFailed(
        f"{dag_id} did not finish {', '.join(sorted(partitions))} in {seconds:.0f} seconds.",
        "Look at the runs in the Airflow UI.",
    )


def _await_earlier_backfill(api: AirflowApi, *, seconds: float = 300.0) -> None:
    until = time.monotonic() + seconds
    while api.backfilling(INGEST):
        if time.monotonic() > until:
            raise RunsFailed(
                f"An earlier backfill of {INGEST} has not ended in {seconds:.0f} seconds.",
                "Wait for it or cancel it in the Airflow UI: one backfill of a DAG runs at a time.",
            )
        time.sleep(1.0)


def _run_ids(api: AirflowApi, dag_id: str) -> set[str]:
    return {run["dag_run_id"] for run in api.runs(dag_id)}


def _failure(api: AirflowApi, dag_id: str, run: dict[str, str]) -> RunsFailed:
    tasks = api.task_instances(dag_id, run["dag_run_id"])
    failed = sorted({task["task_id"] for task in tasks if task["state"] in ("failed", "upstream_failed")})
    return RunsFailed(
        f"{dag_id} of {run['partition_key']} failed in {', '.join(failed) or 'no single task'}.",
        "Open the run in the Airflow UI: each failed task's log says what stopped it.",
        run=run["dag_run_id"],
    )

"""Breaking a local stack on purpose, in an order that a seed decides, and mending it as an engine would.

For tests and for trying out what a failure looks like. A killed process gets SIGKILL, and so does all that it
forked, as when its machine is lost; the network is the replay server, which is frozen for a while.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import requests

from dateline.runtime import processes, replaying, runs, stack
from dateline.runtime.airflow_api import FINISHED, AirflowApi, AirflowRefused
from dateline.runtime.postgres import EmbeddedPostgres
from dateline.settings import Settings
from dateline.warehouse.days import discovery_failures, outcome_counts

Tell = Callable[[str], None]
PARTS = ("scheduler", "worker", "database", "network")
STUCK_SECONDS = 900


def disturbed_backfill(
    settings: Settings,
    days: list[dt.date],
    *,
    at_once: int,
    seed: int,
    tell: Tell,
    parts: tuple[str, ...] = PARTS,
) -> list[str]:
    """Backfill ``days`` (consecutive) while parts break; then run again the days that something failed in.

    That is what an operator does after such a night, and costs seconds for what was loaded. Returns which
    parts were broken.

    Raises:
        RunsFailed: a day fails although everything stands again.
    """
    running = stack.current(settings)
    if running is None:
        raise stack.StackFailed(f"No stack was started in {settings.home}.", "Start one: dateline stack up")
    api = running.api()
    runs.start_backfill(api, days, at_once=at_once)
    struck = disturb(settings, seed=seed, watch=_Watch(api, days), tell=tell, parts=parts)
    stack.wait_until_healthy(running, tell)
    for day in _unfinished(api, running.warehouse_url, days):
        tell(f"running {day} again")
        runs.run_day(api, day, tell=lambda _: None)
    await_reports(api, days)
    return struck


def await_reports(api: AirflowApi, days: list[dt.date]) -> None:
    """Wait until nothing is under way and every day has its report.

    Raises:
        RunsFailed: they did not come.
    """
    until = time.monotonic() + 600
    while time.monotonic() < until:
        newest = _newest(api, runs.REPORT)
        if not api.running([runs.INGEST, runs.REPORT]) and all(
            _state(newest, day) == "success" for day in days
        ):
            return
        time.sleep(1.0)
    raise runs.RunsFailed(
        "The reports of the days did not come.", "Look at the runs of `report` in the Airflow UI."
    )


def disturb(
    settings: Settings, *, seed: int, watch: _Watch, tell: Tell, parts: tuple[str, ...] = PARTS
) -> list[str]:
    """Break one part after another, each once before any comes again, until all is done; return which.

    Between two faults some tasks end well, however long the machine takes for them.
    """
    chance = random.Random(seed)
    struck: list[str] = []
    for part in _endlessly(chance, parts):
        if _ended_meanwhile(chance.randint(2, 6), settings, watch, tell):
            break
        tell(f"breaking the {part}")
        _break(part, settings, chance)
        struck.append(part)
        _mend(settings, tell)
    return struck


def kill(name: str, *, folder: Path) -> int:
    """Kill a process of the stack and all that it forked; return how many there were."""
    process = processes.running(name, folder=folder)
    if process is None:
        return 0
    family = [process, *process.children(recursive=True)]
    for member in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()
    psutil.wait_procs(family, timeout=10)
    return len(family)


class _Watch:
    """How far the days of ``ingest`` have come, as far as Airflow can say at the moment."""

    def __init__(self, api: AirflowApi, days: list[dt.date]) -> None:
        self._api = api
        self._days = {day.isoformat() for day in days}
        self.succeeded = 0
        """Tasks that ended well."""
        self.done = False
        """Whether every day has a run, and none is under way."""

    def look(self) -> None:
        with contextlib.suppress(AirflowRefused, requests.RequestException, ValueError):
            newest = _newest(self._api, runs.INGEST)
            self.done = all(
                newest[day]["state"] in FINISHED if day in newest else False for day in self._days
            )
            self.succeeded = sum(
                task["state"] == "success"
                for day in self._days & newest.keys()
                for task in self._api.task_instances(runs.INGEST, newest[day]["dag_run_id"])
            )


def _newest(api: AirflowApi, dag_id: str) -> dict[str, dict[str, Any]]:
    """Partition → its newest run."""
    newest: dict[str, dict[str, Any]] = {}
    for run in api.runs(dag_id):
        newest.setdefault(run["partition_key"], run)
    return newest


def _state(newest: dict[str, dict[str, Any]], day: dt.date) -> str | None:
    run = newest.get(day.isoformat())
    return str(run["state"]) if run else None


def _unfinished(api: AirflowApi, url: str, days: list[dt.date]) -> list[dt.date]:
    """Days with a failed run, an address that failed, or a source that could not be asked in full."""
    failed = {
        day for (_, day), counts in outcome_counts(url, days[0], days[-1]).items() if counts.get("failed")
    }
    failed |= {failure.day for failure in discovery_failures(url, days)}
    for dag_id in (runs.INGEST, runs.REPORT):
        newest = _newest(api, dag_id)
        failed |= {day for day in days if _state(newest, day) == "failed"}
    return sorted(failed)


def _endlessly(chance: random.Random, parts: tuple[str, ...]) -> Iterator[str]:
    while True:
        yield from chance.sample(parts, len(parts))


def _ended_meanwhile(tasks: int, settings: Settings, watch: _Watch, tell: Tell) -> bool:
    """Let so many more tasks end well, starting again what stopped; whether all was done before."""
    watch.look()
    enough = watch.succeeded + tasks
    until = time.monotonic() + STUCK_SECONDS
    while not watch.done and watch.succeeded < enough:
        if time.monotonic() > until:
            raise runs.RunsFailed(
                f"In {STUCK_SECONDS} seconds not {tasks} tasks ended well.",
                "The logs of the stack's parts say what they wait for.",
            )
        _mend(settings, tell)
        time.sleep(1.0)
        watch.look()
    return watch.done


def _mend(settings: Settings, tell: Tell) -> None:
    if started := stack.mend(settings):
        tell(f"started again: {', '.join(started)}")


def _break(part: str, settings: Settings, chance: random.Random) -> None:
    folder = settings.home.resolve()
    if part == "network":
        _freeze(folder, seconds=chance.uniform(5, 15))
    elif part == "database":
        if pid := EmbeddedPostgres(folder / "postgres").pid:
            psutil.Process(pid).kill()
        time.sleep(chance.uniform(1, 5))
    elif part == "worker":
        running = stack.current(settings)
        workers = [component.name for component in running.topology.celery_workers] if running else []
        kill(chance.choice(workers), folder=folder)
    else:
        kill(part, folder=folder)


def _freeze(folder: Path, *, seconds: float) -> None:
    """Nothing that is asked of the network is answered; then all of it is."""
    process = processes.running(replaying.NAME, folder=folder)
    if process is None:
        return
    process.send_signal(signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        process.send_signal(signal.SIGCONT)

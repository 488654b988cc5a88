"""What Airflow adds to the work, over the demo newsroom on loopback; see ``--help``.

    .venv/bin/python bench/airflow.py quiet                 a day with nothing new, of twenty sources
    .venv/bin/python bench/airflow.py share PAGES.jsonl…    Airflow's part of the processor time of one day
    .venv/bin/python bench/airflow.py cores --days 30       a backfill, four days at once, on one core and two

``quiet`` loads a day of twenty sources (the demo's seven outlets, followed under several names) and then
runs it again: the seconds from the start of ``ingest`` to its end, and to the end of ``report``. ``share``
loads one day of recorded pages (rows {id, url, html}) through the stack and once more in this process, and
compares the processor seconds of both, PostgreSQL left out; of the run's wall time it prints the part in
which no task was at work, when all there was to wait for was Airflow. ``cores`` backfills the demo's last
days in fresh stacks.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import datetime as dt
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import psutil
import yaml

from dateline.pipeline import day as steps
from dateline.pipeline import stages
from dateline.pipeline.workspace import Workspace
from dateline.replay import ReplayServer, load_site
from dateline.runtime import faults, processes, recorded, runs, stack
from dateline.runtime.airflow_api import AirflowApi
from dateline.runtime.postgres import EmbeddedPostgres
from dateline.runtime.preload import preload
from dateline.settings import DEMO, DEMO_SOURCES, Settings
from dateline.warehouse.days import row_counts
from dateline.warehouse.migrate import migrate

LAST = dt.date(2026, 11, 15)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("quiet", "share", "cores"))
    parser.add_argument("pages", nargs="*", type=Path)
    parser.add_argument("--sources", type=int, default=20)
    parser.add_argument("--days", type=int, default=30)
    options = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    {"quiet": quiet, "share": share, "cores": cores}[options.what](options)


def quiet(options: argparse.Namespace) -> None:
    entries = yaml.safe_load(DEMO_SOURCES.read_text())["sources"]
    followed = [
        copy.deepcopy(entry) | {"id": f"{entry['id']}-{number}"}
        for number, entry in enumerate(islice(cycle(entries), options.sources))
    ]
    with home() as folder:
        sources = folder / "sources.yaml"
        sources.write_text(yaml.safe_dump({"sources": followed}, allow_unicode=True))
        settings = Settings(home=folder, sources=(sources,), replay=(DEMO,))
        with running_stack(settings) as running:
            api = running.api()
            runs.run_day(api, LAST, tell=lambda _: None)
            faults.await_reports(api, [LAST])
            before = stack_seconds(folder)
            runs.run_day(api, LAST, tell=lambda _: None)
            faults.await_reports(api, [LAST])
            spent = stack_seconds(folder) - before
            ingest, report = newest(api, runs.INGEST), newest(api, runs.REPORT)
            tasks = api.task_instances(runs.INGEST, ingest["dag_run_id"])
    begun = moment(ingest["start_date"])
    print(f"a quiet day of {len(followed)} sources: {len(tasks)} tasks of ingest")
    print(f"  ingest  {moment(ingest['end_date']) - begun:6.1f} s")
    print(f"  report  {moment(report['end_date']) - begun:6.1f} s after ingest began")
    print(f"  {spent:.0f} processor seconds of Airflow and tasks together")


def share(options: argparse.Namespace) -> None:
    with home() as folder:
        sources = recorded.write_sources(options.pages, day=LAST, folder=folder)
        settings = Settings(home=folder, sources=(sources,), replay=tuple(options.pages))
        with running_stack(settings) as running:
            before, begun = stack_seconds(folder), time.monotonic()
            runs.run_day(running.api(), LAST, tell=lambda _: None)
            through_airflow, wall = stack_seconds(folder) - before, time.monotonic() - begun
            articles = row_counts(running.warehouse_url)["articles"]
            run = newest(running.api(), runs.INGEST)
            tasks = running.api().task_instances(runs.INGEST, run["dag_run_id"])
        alone = in_this_process(settings)
    own = through_airflow - alone
    ingest = moment(run["end_date"]) - moment(run["start_date"])
    idle = ingest - seconds_at_work(tasks)
    print(f"one day of {articles} articles: {wall:.0f} s through Airflow, {len(tasks)} tasks")
    print(f"  no task at work for {idle:.1f} of the run's {ingest:.0f} s: {idle / ingest:.0%} of it")
    print(f"  {through_airflow:.0f} processor seconds through Airflow, {alone:.0f} without")
    print(f"  Airflow's own: {own:.0f} s, {own / through_airflow:.0%} of the processor time")


def cores(options: argparse.Namespace) -> None:
    days = runs.days_between(LAST - dt.timedelta(days=options.days - 1), LAST)
    took = {}
    for count in (1, os.cpu_count() or 1):
        os.sched_setaffinity(0, set(range(count)))
        with home() as folder, running_stack(Settings(home=folder, replay=(DEMO,))) as running:
            begun = time.monotonic()
            runs.backfill(running.api(), days, at_once=4, tell=lambda _: None)
            took[count] = time.monotonic() - begun
        print(f"  {count} core(s): {took[count]:.0f} s for {len(days)} days, four at once", flush=True)
    least, most = min(took), max(took)
    print(f"  {took[least] / took[most]:.2f} times as fast on {most} as on {least}")


@contextlib.contextmanager
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="dateline-bench-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running_stack(settings: Settings) -> Iterator[stack.Stack]:
    try:
        running = stack.up(settings, progress=lambda line: print(f"· {line}", file=sys.stderr))
        for dag_id in (runs.INGEST, runs.REPORT):
            running.api().wait_for_dag(dag_id)
            running.api().unpause(dag_id)
        yield running
    finally:
        stack.down(settings)


def stack_seconds(folder: Path) -> float:
    """Processor seconds of the stack's processes and of their ended children, PostgreSQL left out."""
    total = 0.0
    for process in processes.members(folder):
        with contextlib.suppress(psutil.Error):
            used = process.cpu_times()
            total += used.user + used.system + used.children_user + used.children_system
    return total


def seconds_at_work(tasks: list[dict[str, str]]) -> float:
    """Seconds in which at least one of the tasks ran."""
    times = sorted(
        (moment(task["start_date"]), moment(task["end_date"])) for task in tasks if task["start_date"]
    )
    covered, until = 0.0, 0.0
    for start, end in times:
        covered += max(0.0, end - max(start, until))
        until = max(until, end)
    return covered


def newest(api: AirflowApi, dag_id: str) -> dict[str, str]:
    return dict(api.runs(dag_id)[0])


def moment(text: str) -> float:
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def in_this_process(settings: Settings) -> float:
    """Processor seconds of the same day without Airflow, over a fresh warehouse and lake."""
    with home() as folder, ReplayServer(load_site(list(settings.replayed))) as replay:
        server = EmbeddedPostgres(folder / "postgres")
        server.start()
        try:
            url = server.ensure_database("warehouse")
            migrate(url)
            fetch = settings.fetch.model_copy(
                update={"connect_to": tuple(replay.connect_to), "ca_bundle": Path(replay.ca_file)}
            )
            fresh = settings.model_copy(update={"home": folder, "fetch": fetch})
            return _load(Workspace(settings=fresh, warehouse_url=url))
        finally:
            server.stop()


def _load(workspace: Workspace) -> float:
    preload()  # as the scheduler has, before it forks tasks
    before = _used()
    for source in steps.followed_sources(workspace):
        steps.discover_source(workspace, source, LAST)
    for name in steps.plan(workspace, LAST):
        for step in (stages.fetch, stages.clean, stages.parse, stages.entities, stages.quotes, stages.load):
            step(workspace, name)
    steps.verify(workspace, LAST)
    return _used() - before


def _used() -> float:
    own, ended = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime


if __name__ == "__main__":
    main()

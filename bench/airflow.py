"""What Airflow adds to the work, over the demo newsroom on loopback; see ``--help``.

    .venv/bin/python bench/airflow.py quiet                 a day with nothing new, of twenty sources
    .venv/bin/python bench/airflow.py share PAGES.jsonl…    Airflow's part of the processor time of one day
    .venv/bin/python bench/airflow.py cores --days 30       a backfill, four days at once, on one core and two

``quiet`` loads a day of twenty sources (the demo's seven outlets, followed under several names) and then
runs it again: the seconds from the start of ``ingest`` to its end, and to the end of ``report``. ``share``
loads one day of recorded pages (rows {id, url, html}) through the stack, after a day that has none, and
without it before and after, by as many processes as there are cores. It compares the seconds of the one with
the mean of the others, by the wall and by the processor (PostgreSQL left out), and prints the part of the
run's wall time in which no task was at work. The two days without differ as the machine's pace does.
``cores`` backfills the demo's last days in fresh stacks.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import datetime as dt
import multiprocessing
import os
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import mean

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
PARTS = ("api-server", "scheduler", "dag-processor", "triggerer")


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
        before_it = without_airflow(settings)
        with running_stack(settings) as running:
            empty = LAST - dt.timedelta(days=1)  # the first answer of a fresh API server is slow
            runs.run_day(running.api(), empty, tell=lambda _: None)
            faults.await_reports(running.api(), [empty])
            before = seconds_by_part(folder)
            runs.run_day(running.api(), LAST, tell=lambda _: None, every=5.0)
            parts = seconds_by_part(folder) - before
            articles = row_counts(running.warehouse_url)["articles"]
            run = newest(running.api(), runs.INGEST)
            tasks = running.api().task_instances(runs.INGEST, run["dag_run_id"])
        bare = [before_it, without_airflow(settings)]
    through_airflow = parts.total()
    ingest = moment(run["end_date"]) - moment(run["start_date"])
    idle = ingest - seconds_at_work(tasks)
    pages = sum(len(path.read_text("utf-8").splitlines()) for path in options.pages)
    print(f"one day of {pages} pages ({articles} different articles), {len(tasks)} tasks")
    alone, alone_wall = (mean(figures) for figures in zip(*bare, strict=True))
    walls = " and ".join(f"{wall:.0f}" for _, wall in bare)
    print(f"  {ingest:.0f} s through Airflow, {walls} without: own {1 - alone_wall / ingest:.0%}")
    print(f"  no task at work for {idle:.1f} s: {idle / ingest:.0%}")
    print(f"  {through_airflow:.0f} processor seconds through Airflow, {alone:.0f} without")
    print(f"  in {', '.join(f'{name} {seconds:.0f}' for name, seconds in parts.most_common())}")


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
    return seconds_by_part(folder).total()


def seconds_by_part(folder: Path) -> Counter[str]:
    """The same for each of the stack's processes and for what it started: tasks, parsers of DAG files."""
    named = {process.pid: name for name in PARTS if (process := processes.running(name, folder=folder))}
    spent: Counter[str] = Counter()
    for process in processes.members(folder):
        with contextlib.suppress(psutil.Error):
            used, name = process.cpu_times(), named.get(process.pid)
            started = next((f"{named[one.pid]}'s" for one in process.parents() if one.pid in named), "others")
            spent[name or started] += used.user + used.system
            spent[f"{name}'s" if name else started] += used.children_user + used.children_system
    return spent


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


def without_airflow(settings: Settings) -> tuple[float, float]:
    """Processor and wall seconds of the same day, a process a core, over a fresh warehouse and lake."""
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


def _load(workspace: Workspace) -> tuple[float, float]:
    preload()  # as the scheduler has, before it forks tasks
    before, begun = _used(), time.monotonic()
    for source in steps.followed_sources(workspace):
        steps.discover_source(workspace, source, LAST)
    forked = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=forked) as workers:
        list(workers.map(partial(_load_batch, workspace), steps.plan(workspace, LAST)))
    steps.verify(workspace, LAST)
    return _used() - before, time.monotonic() - begun


def _load_batch(workspace: Workspace, name: str) -> None:
    for step in (stages.fetch, stages.clean, stages.parse, stages.entities, stages.quotes, stages.load):
        step(workspace, name)


def _used() -> float:
    own, ended = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime


if __name__ == "__main__":
    main()

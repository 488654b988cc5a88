"""Days backfilled while scheduler, worker, database and network break at random: is the warehouse the same?

    .venv/bin/python bench/chaos.py                          # seed 1, thirty days, two Celery workers
    .venv/bin/python bench/chaos.py --seeds 1 2 3 --days 7   # the last seven, three times
    .venv/bin/python bench/chaos.py --executor local

The days are loaded once undisturbed and once for each seed, each time into a stack of its own. What the
warehouses say is compared table by table, row by row. Exit code 1 where a row was lost, doubled or changed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from dateline.runtime import faults, runs, stack
from dateline.runtime.topology import LOCAL, Topology
from dateline.settings import DEMO, Settings
from dateline.warehouse.contents import Contents, contents, differences

LAST = dt.date(2026, 11, 15)
HASTY = {
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "60",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "15",
    "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT": "60",
    "DATELINE_RETRY_SECONDS": "5",
}
UNLEARNED = {"DATELINE_CLEAN__BOILERPLATE_MIN_PAGES": "1000000"}
"""Which lines count as a site's own depends on the pages seen before, so on the order of the days."""
Work = Callable[[Settings, stack.Stack], list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--executor", choices=("celery", "local"), default="celery")
    options = parser.parse_args()
    os.environ |= {name: os.environ.get(name, value) for name, value in (HASTY | UNLEARNED).items()}
    days = runs.days_between(LAST - dt.timedelta(days=options.days - 1), LAST)
    topology = Topology("celery", workers=2, concurrency=2) if options.executor == "celery" else LOCAL
    parts = (
        faults.PARTS
        if options.executor == "celery"
        else tuple(part for part in faults.PARTS if part != "worker")
    )

    def undisturbed(settings: Settings, running: stack.Stack) -> list[str]:
        runs.backfill(running.api(), days, at_once=options.at_once, tell=lambda _: None)
        faults.await_reports(running.api(), days)
        return []

    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {len(days)} days, {options.executor}")
    expected, _ = loaded(topology, undisturbed)
    print(f"undisturbed: {expected['article_version'].total()} versions, {expected['quote'].total()} quotes")
    worst = 0
    for seed in options.seeds:

        def disturbed(settings: Settings, running: stack.Stack, seed: int = seed) -> list[str]:
            return faults.disturbed_backfill(
                settings, days, at_once=options.at_once, seed=seed, tell=progress, parts=parts
            )

        found, struck = loaded(topology, disturbed)
        lines = differences(expected, found)
        worst = max(worst, len(lines))
        print(f"seed {seed}: broken {', '.join(struck)}: {'; '.join(lines) or 'equal'}", flush=True)
    sys.exit(1 if worst else 0)


def loaded(topology: Topology, work: Work) -> tuple[Contents, list[str]]:
    """What a fresh stack's warehouse says after ``work``, and what that returned."""
    home = Path(tempfile.mkdtemp(prefix="dateline-chaos-"))
    home.chmod(0o711)
    settings = Settings(home=home, replay=(DEMO,))
    started = time.monotonic()
    try:
        running = stack.up(settings, progress=progress, topology=topology)
        for dag_id in (runs.INGEST, runs.REPORT):
            running.api().wait_for_dag(dag_id)
            running.api().unpause(dag_id)
        struck = work(settings, running)
        progress(f"done after {time.monotonic() - started:.0f} s")
        return contents(running.warehouse_url), struck
    finally:
        stack.down(settings)
        shutil.rmtree(home, ignore_errors=True)


def progress(line: str) -> None:
    print(f"· {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

"""What a task's process costs before and while it reads its first article, with and without preloading.

    .venv/bin/python bench/preloading.py                 # LocalExecutor and Celery, preloaded and cold
    .venv/bin/python bench/preloading.py --executor celery --tasks 8
    .venv/bin/python bench/preloading.py --parts         # only what a cold process spends it on; no stack

Starts a local stack of its own for each combination and runs one small task several times, one after another.
Of each it prints the median of the process's own CPU seconds (which other work on the machine does not
stretch) and of the wall seconds since the process was made:

- ``start``: until the task's function runs: Airflow's own start, plugins, reading the DAG file;
- ``first``: for importing the stages and annotating one short text, which takes the model;
- ``second``: the same text again: what the work itself costs.

The third row of each executor is preloaded, but has the plugin import the Newsroom page's app, as it once
did: Airflow loads plugins in each task's process. ``--parts`` takes a cold start apart, in a process of its
own.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from dateline.runtime import stack
from dateline.runtime.airflow_api import FINISHED, AirflowApi
from dateline.runtime.topology import LOCAL, Topology
from dateline.settings import PROJECT, Settings

DAG_ID = "first_article"
COLD, PRELOADED, WITH_PAGE = "cold", "preloaded", "preloaded, page in tasks"
WAYS = (COLD, PRELOADED, WITH_PAGE)
DAG = """
import datetime as dt
import time

from airflow.sdk import CronPartitionTimetable, dag, task

TEXT = "“The wall held for one night,” Dana Whitlock said in Harbour on Monday."


def spent():
    import psutil

    return time.process_time(), time.time() - psutil.Process().create_time()


def annotate():
    from dateline.annotate import annotate_texts
    from dateline.pipeline import stages
    from dateline.settings import get_settings

    settings = get_settings().annotate
    return list(annotate_texts([("", TEXT, None)], model=settings.models["en"], settings=settings))


@dag(schedule=CronPartitionTimetable("0 0 1 1 *", timezone="UTC", key_format="%Y-%m-%d"),
     start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), catchup=False)
def first_article():
    @task
    def read():
        steps = [spent()]
        for _ in range(2):
            annotate()
            steps.append(spent())
        return [list(step) for step in steps]

    read()


first_article()
"""

PARTS = f"""
import importlib
import sys
import time

import airflow.sdk
from dateline.runtime.preload import ANY_ARTICLE, MODULES
from dateline.settings import get_settings

settings = get_settings().annotate


def import_stages():
    for module in MODULES:
        importlib.import_module(module)


def load():
    from dateline.annotate.parse import load_model

    load_model(settings.models["en"])


def read():
    from dateline.annotate import annotate_texts

    list(annotate_texts([("", ANY_ARTICLE, None)], model=settings.models["en"], settings=settings))


def import_app():
    sys.path.insert(0, {str(PROJECT / "plugins")!r})
    importlib.import_module("newsroom_app")


for what, step in (
    ("packages of the stages", import_stages),
    ("the spaCy model", load),
    ("first text: its word tables", read),
    ("second text", read),
    ("the page's app", import_app),
):
    before = time.process_time()
    step()
    print(f"{{what:30}}{{time.process_time() - before:6.2f}}")
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--executor", choices=("local", "celery", "both"), default="both")
    parser.add_argument("--tasks", type=int, default=5)
    parser.add_argument("--parts", action="store_true")
    options = parser.parse_args()
    if options.parts:
        parts()
        return
    chosen = ("local", "celery") if options.executor == "both" else (options.executor,)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; CPU seconds (wall seconds), median of")
    print(f"{options.tasks} tasks\n\n{'':34}{'start':>14}{'first':>14}{'second':>14}")
    for executor in chosen:
        for way in WAYS:
            measured = measure(executor, way, options.tasks)
            cells = "".join(f"{f'{cpu:.2f} ({wall:.2f})':>14}" for cpu, wall in measured)
            print(f"{f'{executor}, {way}':34}{cells}", flush=True)


def parts() -> None:
    """CPU seconds of each thing that a cold task's process does, in a fresh process beside no stack."""
    home = tempfile.mkdtemp(prefix="dateline-preloading-")
    try:
        environment = os.environ | {"AIRFLOW_HOME": home}
        print(f"load {os.getloadavg()[0]:.1f}; CPU seconds in a fresh process", flush=True)
        subprocess.run([sys.executable, "-c", PARTS], env=environment, check=True)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def measure(executor: str, way: str, tasks: int) -> list[tuple[float, float]]:
    """Medians of CPU and wall seconds for start, first and second."""
    topology = Topology("celery", workers=1, concurrency=1) if executor == "celery" else LOCAL
    home = Path(tempfile.mkdtemp(prefix="dateline-preloading-"))
    home.chmod(0o711)
    (home / "dags").mkdir()
    (home / "dags" / "first_article.py").write_text(DAG)
    os.environ |= {
        "AIRFLOW__CORE__DAGS_FOLDER": str(home / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(plugins(home) if way == WITH_PAGE else PROJECT / "plugins"),
        "DATELINE_PRELOAD": "0" if way == COLD else "1",
    }
    settings = Settings(home=home, replay=())
    try:
        api = stack.up(
            settings, progress=lambda line: print(f"· {line}", file=sys.stderr), topology=topology
        ).api()
        api.wait_for_dag(DAG_ID)
        api.unpause(DAG_ID)
        samples = [run_once(api, f"2026-01-{number:02d}") for number in range(1, tasks + 2)][1:]
    finally:
        stack.down(settings)
        shutil.rmtree(home, ignore_errors=True)
    return [
        tuple(statistics.median(sample[step][kind] for sample in samples) for kind in (0, 1))  # type: ignore[misc]
        for step in range(3)
    ]


def plugins(home: Path) -> Path:
    """A copy of the plugins that imports the page's app with the plugin."""
    folder = Path(shutil.copytree(PROJECT / "plugins", home / "plugins"))
    entry = folder / "newsroom.py"
    entry.write_text(entry.read_text() + "\nimport newsroom_app\n")
    return folder


def run_once(api: AirflowApi, partition: str) -> list[list[float]]:
    """One run's steps, each as CPU and wall seconds of its own."""
    run = api.trigger(DAG_ID, partition=partition)
    while (state := api.run(DAG_ID, run)["state"]) not in FINISHED:
        time.sleep(0.5)
    if state != "success":
        raise SystemExit(f"the task of run {run} failed")
    steps: list[Any] = api.returned(DAG_ID, run, "read")
    before = [[0.0, 0.0], *steps]
    return [
        [now - then for now, then in zip(*pair, strict=True)] for pair in zip(steps, before, strict=False)
    ]


if __name__ == "__main__":
    main()

"""Redis, two Celery workers and a lake on S3: days come out the same whatever is killed meanwhile."""

import contextlib
import datetime as dt
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psutil
import pytest
import yaml
from cluster.undisturbed import undisturbed
from pipeline.s3 import BUCKET, s3_server
from upath import UPath

from dateline.runtime import faults, processes, redis, stack
from dateline.runtime.runs import INGEST, REPORT, await_partitions, days_between, start_backfill
from dateline.runtime.topology import Topology
from dateline.settings import DEMO, PROJECT, Settings
from dateline.warehouse.contents import contents, differences

pytestmark = [
    pytest.mark.airflow,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(redis.program() is None, reason="no redis-server: apt-get install redis-server"),
]

DAYS = days_between(dt.date(2026, 11, 8), dt.date(2026, 11, 10))
DISTURBED = days_between(dt.date(2026, 11, 11), dt.date(2026, 11, 12))
HASTY = {
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "30",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "10",
    "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT": "30",
    "DATELINE_RETRY_SECONDS": "2",
}
"""Lost tasks are noticed sooner than a newsroom needs."""
UNLEARNED = {"DATELINE_CLEAN__BOILERPLATE_MIN_PAGES": "1000000"}
"""Which lines count as a site's own depends on the pages seen before, so on the order of the days."""


@pytest.fixture(scope="module")
def settings():
    home = Path(tempfile.mkdtemp(prefix="dateline-cluster-"))
    home.chmod(0o711)
    with s3_server() as s3, pytest.MonkeyPatch.context() as patch:
        for name, value in (s3 | HASTY | UNLEARNED).items():
            patch.setenv(name, value)
        yield Settings(home=home, replay=(DEMO,), lake=f"s3://{BUCKET}/lake")
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def running(settings):
    try:
        yield stack.up(settings, progress=print, topology=Topology("celery", workers=2, concurrency=2))
    finally:
        stack.down(settings)
        assert processes.members(settings.home) == []


@pytest.fixture(scope="module")
def load(settings, make_database, migrated_template, tmp_path_factory):
    """Loads days with nothing in the way, after those before; gives what it must all come to."""
    url, home = make_database(migrated_template), tmp_path_factory.mktemp("undisturbed")
    return lambda days: undisturbed(days, url=url, home=home)


@pytest.fixture(scope="module")
def expected(load):
    """What the first days must come to."""
    return load(DAYS)


@pytest.fixture(scope="module")
def days_with_a_worker_killed(running, settings):
    """The first days, backfilled over both workers; one is killed while it works and does not come back."""
    api = running.api()
    for dag_id in (INGEST, REPORT):
        api.wait_for_dag(dag_id)
        api.unpause(dag_id)
    start_backfill(api, DAYS, at_once=3)
    killed = kill_a_busy_worker(settings.home, api)
    for dag_id in (INGEST, REPORT):
        await_partitions(api, dag_id, {day.isoformat() for day in DAYS}, tell=lambda _: None)
    return killed


def kill_a_busy_worker(home, api):
    """Kill a worker in the middle of a batch's task, frozen before so that it cannot end; return its name."""
    until = time.monotonic() + 300
    while time.monotonic() < until:
        for name in ("worker-1", "worker-2"):
            worker = processes.running(name, folder=home)
            family = [worker, *worker.children(recursive=True)] if worker else []
            if works_on_a_batch(api, family):
                signal_all(family, signal.SIGSTOP)
                if works_on_a_batch(api, family):
                    assert faults.kill(name, folder=home) > 3
                    return name
                signal_all(family, signal.SIGCONT)
        time.sleep(0.2)
    raise AssertionError("no worker had a batch to work on")


def works_on_a_batch(api, family):
    """Whether Airflow takes one of the processes for that of a running task of a batch."""
    pids = {process.pid for process in family}
    return any(
        task["task_id"].startswith("process.") and task["state"] == "running" and task["pid"] in pids
        for run in api.runs(INGEST)
        for task in api.task_instances(INGEST, run["dag_run_id"])
    )


def signal_all(family, number):
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def test_a_killed_worker_loses_and_doubles_nothing(days_with_a_worker_killed, running, expected):
    assert differences(expected, contents(running.warehouse_url)) == []


def test_both_workers_ran_tasks_and_what_was_under_way_ran_again(days_with_a_worker_killed, running):
    for name in ("worker-1", "worker-2"):
        log = Path(running.folder) / "logs" / f"{name}.log"
        assert "execute_workload" in log.read_text()
    api = running.api()
    tries = [
        task["try_number"]
        for run in api.runs(INGEST)
        for task in api.task_instances(INGEST, run["dag_run_id"])
    ]
    assert max(tries) > 1


def test_every_file_went_to_the_bucket(days_with_a_worker_killed, settings):
    lake = UPath(settings.lake, use_listings_cache=False)
    assert {f"day={day}" for day in DAYS} <= {path.name for path in lake.iterdir()}
    assert len(list(lake.glob("day=*/batch=*/captures.warc.gz"))) >= len(DAYS)
    assert not (settings.home / "lake").exists()


def test_a_killed_worker_is_missed_and_started_again(days_with_a_worker_killed, settings):
    killed = days_with_a_worker_killed
    assert stack.status(settings)[killed] == "stopped"
    assert stack.mend(settings) == [killed]
    assert stack.mend(settings) == []


def test_the_workers_health_check_of_the_compose_file_answers(days_with_a_worker_killed, running, settings):
    compose = yaml.safe_load((PROJECT / "docker-compose.yaml").read_text())
    check = compose["services"]["worker"]["healthcheck"]["test"][1]
    command = check.replace("celery@$$(hostname)", "worker-1@dateline")
    stack.wait_until_healthy(running, lambda _: None)
    environment = os.environ | running.environment(settings)
    program = f"{Path(stack.program('celery')).parent}/{command}"
    said = subprocess.run(program, shell=True, env=environment, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert "pong" in said.stdout


def test_nothing_listens_beyond_loopback(running):
    listening = {
        connection.laddr.ip
        for process in processes.members(Path(running.folder))
        for connection in process.net_connections(kind="tcp")
        if connection.status == "LISTEN"
    }
    assert listening == {"127.0.0.1"}


@pytest.mark.skipif("DATELINE_TEST_CHAOS" not in os.environ, reason="takes minutes: DATELINE_TEST_CHAOS=1")
def test_days_disturbed_at_random_come_out_the_same(
    days_with_a_worker_killed, running, settings, expected, load
):
    """Scheduler, a worker, database and network are broken in turn, in an order that the seed gives."""
    struck = faults.disturbed_backfill(settings, DISTURBED, at_once=2, seed=7, tell=print)
    assert set(struck) == set(faults.PARTS)
    assert differences(load(DISTURBED), contents(running.warehouse_url)) == []

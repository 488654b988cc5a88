"""Which processes a stack has, and what they are told."""

import json

from dateline.runtime.environment import airflow_environment, stack_keys
from dateline.runtime.topology import LOCAL, Topology
from dateline.settings import Settings

CELERY = Topology("celery", workers=2, concurrency=3)


def told(folder, topology, **more):
    databases = {"metadata_url": "postgresql://a@127.0.0.1/a", "warehouse_url": "postgresql://b@127.0.0.1/b"}
    return airflow_environment(
        Settings(home=folder), folder=folder, port=8080, topology=topology, **databases, **more
    )


def test_workers_are_told_apart_and_serve_no_logs():
    workers = CELERY.celery_workers
    assert [worker.name for worker in workers] == ["worker-1", "worker-2"]
    assert len({worker.flags[worker.flags.index("--celery-hostname") + 1] for worker in workers}) == 2
    assert all("--skip-serve-logs" in worker.flags for worker in workers)
    assert LOCAL.celery_workers == ()


def test_as_many_tasks_run_at_once_as_the_workers_take(tmp_path):
    environment = told(tmp_path, CELERY, broker_url="redis://:secret@127.0.0.1:1/0")
    assert environment["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
    assert environment["AIRFLOW__CORE__PARALLELISM"] == "6"
    assert environment["AIRFLOW__CELERY__RESULT_BACKEND"] == "db+postgresql+psycopg2://a@127.0.0.1/a"


def test_what_the_user_sets_is_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT", "7")
    assert told(tmp_path, LOCAL)["AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT"] == "7"
    assert "AIRFLOW__CELERY__BROKER_URL" not in told(tmp_path, LOCAL)


def test_a_stack_that_was_made_before_keeps_its_keys_and_gets_those_it_lacks(tmp_path):
    (tmp_path / "keys.json").write_text(json.dumps({"fernet": "f", "api": "a", "jwt": "j"}))
    keys = stack_keys(tmp_path)
    assert (keys["fernet"], keys["api"], keys["jwt"]) == ("f", "a", "j")
    assert len(keys["redis"]) == 64
    assert stack_keys(tmp_path) == keys

"""The environment in which Airflow and its tasks run on one machine, as a plain mapping of variables."""

from __future__ import annotations

import json
import os
import secrets
import shlex
from pathlib import Path

from cryptography.fernet import Fernet

from dateline.runtime.ports import LOOPBACK
from dateline.runtime.topology import LOCAL, Topology
from dateline.settings import PROJECT, Settings

WAREHOUSE_CONNECTION = "dateline_warehouse"
JOINED = "DATELINE_JOINED"
"""Names of the variables that a joined shell has from the stack and not from its user."""
GIVEN = ("DATELINE_", "AIRFLOW__", "AIRFLOW_CONN_", "AIRFLOW_VAR_")
"""A user's variables of these names reach the stack."""
PLACE = frozenset({"DATELINE_HOME", "DATELINE_LAKE", "DATELINE_SOURCES"})
EXECUTORS = {"local": "LocalExecutor", "celery": "CeleryExecutor"}
RECOVERY = {
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "60",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "600",
    "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT": "300",
    "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "30",
    "AIRFLOW__WORKERS__MAX_FAILED_HEARTBEATS": "6",
}
"""How soon a task is taken up again whose worker, or whose message in the broker, is gone (seconds).

A running task tells every five seconds that it lives, and ends after six times in vain. A message that was
handed out and not done comes again after the fourth; where its task runs after all, the second copy is
dropped. An API server that is busy is waited for.
"""
LOGINS = {"admin": "admin", "viewer": "viewer"}
"""User → password, each with the role of its name. For a server that only loopback reaches."""


def airflow_environment(
    settings: Settings,
    *,
    folder: Path,
    port: int,
    metadata_url: str,
    warehouse_url: str,
    topology: Topology = LOCAL,
    broker_url: str | None = None,
) -> dict[str, str]:
    """All variables that the stack's processes need, on top of this process's own.

    ``metadata_url`` is Airflow's own database and ``warehouse_url`` the warehouse, both as
    ``postgresql://…``; ``port`` is the API server's; ``broker_url`` is what Celery workers take tasks from.
    """
    home = folder / "airflow"
    api = f"http://{LOOPBACK}:{port}"
    keys = stack_keys(folder)
    dateline = {
        "DATELINE_HOME": str(folder),
        "DATELINE_LAKE": settings.lake_root,
        "DATELINE_SOURCES": ":".join(str(path.resolve()) for path in settings.sources),
        "DATELINE_WAREHOUSE_URL": warehouse_url,
        "DATELINE_PRELOAD": os.environ.get("DATELINE_PRELOAD", "1"),
        f"AIRFLOW_CONN_{WAREHOUSE_CONNECTION.upper()}": _airflow_connection(warehouse_url),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(PROJECT / "config"), os.environ.get("PYTHONPATH")])),
    }
    airflow = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": EXECUTORS[topology.executor],
        "AIRFLOW__CORE__PARALLELISM": str(topology.parallelism),
        "AIRFLOW__CORE__FERNET_KEY": keys["fernet"],
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{user}:{user}" for user in LOGINS),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(_passwords(folder)),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{api}/execution/",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": _sqlalchemy(metadata_url),
        "AIRFLOW__API__HOST": LOOPBACK,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"{api}/",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__SECRET_KEY": keys["api"],
        "AIRFLOW__API_AUTH__JWT_SECRET": keys["jwt"],
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
        # A file that changed is read at the next refresh all the same.
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "300",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(folder / "logs" / "tasks"),
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_HOST": LOOPBACK,
        "AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK": "False",
        # Each round asks the database about every task, so on few cores a shorter wait takes the tasks' time.
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "2",
    }
    if broker_url:
        airflow |= {
            "AIRFLOW__CELERY__BROKER_URL": broker_url,
            "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{_sqlalchemy(metadata_url)}",
        }
    settings_given = {name: value for name, value in os.environ.items() if name.startswith(GIVEN)}
    return {**_base(), **airflow, **RECOVERY, **settings_given, **dateline}


def _base() -> dict[str, str]:
    """This process's variables but Airflow's and Dateline's, which are set anew."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "DATELINE_"))
    }


def _sqlalchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg2://", 1)


def _airflow_connection(url: str) -> str:
    """Airflow's own form of a PostgreSQL connection URI."""
    return url.replace("postgresql://", "postgres://", 1)


def _passwords(folder: Path) -> Path:
    path = folder / "logins.json"
    _write_private(path, json.dumps(LOGINS))
    return path


def stack_keys(folder: Path) -> dict[str, str]:
    """Secrets of this stack, made at its first start and kept."""
    path = folder / "keys.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    made = {
        "fernet": Fernet.generate_key().decode(),
        "api": secrets.token_hex(32),
        "jwt": secrets.token_hex(64),
        "redis": secrets.token_hex(32),
    } | known
    if made != known:
        _write_private(path, json.dumps(made))
    return made


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)
    path.write_text(text)


def shell_exports(environment: dict[str, str]) -> str:
    """The stack's own variables as ``export`` lines for a shell that joins it (see :func:`leave_stack`)."""
    names = sorted(name for name in environment if name.startswith(("AIRFLOW", "DATELINE_")))
    made = [name for name in names if name not in PLACE and os.environ.get(name) != environment[name]]
    exported = {name: environment[name] for name in names} | {JOINED: " ".join(made)}
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in exported.items())


def leave_stack() -> None:
    """Forget what a joined shell got from a stack, so that starting one again takes only the user's settings.

    Where the stack is and what it follows stay.
    """
    for name in os.environ.pop(JOINED, "").split():
        os.environ.pop(name, None)

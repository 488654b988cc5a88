"""A program for a process of its own, since the library imports no Airflow: is Airflow's side in order?

It prints one line of JSON for each check: ``PROBE [name, in order, what was seen, how to mend it]``.
Airflow's database is looked at only where the environment names it.
"""

PROBE = '''
import importlib
import json
import logging
import os
import sys

logging.disable(logging.CRITICAL)

EXECUTORS = (
    "airflow.executors.local_executor",
    "airflow.providers.celery.executors.celery_executor",
    "airflow.providers.cncf.kubernetes.executors.kubernetes_executor",
)
PROVIDERS = (
    "airflow.providers.postgres.hooks.postgres",
    "airflow.providers.common.sql.operators.sql",
    "airflow.providers.standard.operators.hitl",
    "airflow.providers.smtp.notifications.smtp",
    "airflow.providers.apprise.notifications.apprise",
    "airflow.providers.slack.notifications.slack_webhook",
)


class Wrong(Exception):
    """What is wrong, and how to mend it."""


def imports(modules):
    for module in modules:
        try:
            importlib.import_module(module)
        except Exception as error:
            raise Wrong(
                f"{module} does not import: {type(error).__name__}: {error}",
                "Install the lock: uv pip install --require-hashes -r requirements.txt",
            )
    return f"{len(modules)} import"


def executors():
    from airflow.executors.executor_loader import ExecutorLoader

    told = imports(EXECUTORS)
    used = [str(one.alias or one.module_path) for one in ExecutorLoader.get_executor_names()]
    return f"{told}; used: {', '.join(used)}"


def dags():
    from airflow.configuration import conf
    from airflow.dag_processing.dagbag import DagBag

    sys.path.insert(0, conf.get("core", "dags_folder"))  # as the DAG processor does
    bag = DagBag()
    if bag.import_errors:
        path, error = next(iter(bag.import_errors.items()))
        raise Wrong(
            f"{path} does not import: {error.strip().splitlines()[-1]}",
            "Mend that file; `airflow dags list-import-errors` shows all.",
        )
    return ", ".join(sorted(bag.dags))


def database():
    from airflow.utils.db import check_migrations

    try:
        check_migrations(1)
    except TimeoutError:
        raise Wrong(
            "Airflow's database is not at this version's migrations.",
            "Stop Airflow, then: airflow db migrate",
        )
    except Exception as error:
        raise Wrong(
            f"Airflow's database cannot be used: {str(error).splitlines()[0]}",
            "Start it, or mend AIRFLOW__DATABASE__SQL_ALCHEMY_CONN.",
        )
    return "reached, migrations as of this version"


def pools():
    from airflow.models.pool import Pool
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        there = {pool.pool: pool.slots for pool in session.scalars(select(Pool))}
    if missing := sorted(set(json.load(open(sys.argv[1]))) - set(there)):
        raise Wrong(f"missing: {', '.join(missing)}; tasks in them would wait for ever", "Run: dateline init")
    return ", ".join(f"{name}: {slots}" for name, slots in sorted(there.items()))


def connection():
    from airflow.models.connection import Connection

    try:
        found = Connection.get_connection_from_secrets(sys.argv[2])
    except Exception:
        raise Wrong(
            f"Airflow knows no connection {sys.argv[2]}.",
            f"Set AIRFLOW_CONN_{sys.argv[2].upper()}, or put it into the secrets backend.",
        )
    wanted = os.environ.get("DATELINE_WAREHOUSE_URL", "").rpartition("@")[2].partition("?")[0]
    named = f"{found.host}:{found.port or 5432}/{found.schema}"
    if wanted and wanted not in (named, named.replace(":5432", "")):
        raise Wrong(
            f"{sys.argv[2]} is {named}, but DATELINE_WAREHOUSE_URL is {wanted}.",
            "Let both name the same warehouse: tasks use the connection, the command line the URL.",
        )
    return f"{sys.argv[2]}: {named}"


CHECKS = {"executors": executors, "providers": lambda: imports(PROVIDERS), "dags": dags}
if "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN" in os.environ:
    CHECKS |= {"airflow database": database, "pools": pools}
if "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN" in os.environ or f"AIRFLOW_CONN_{sys.argv[2].upper()}" in os.environ:
    CHECKS |= {"connection": connection}

for name, check in CHECKS.items():
    try:
        found = name, True, check(), ""
    except Wrong as wrong:
        found = name, False, *wrong.args
    except Exception as error:
        found = name, False, f"{type(error).__name__}: {error}", "See the check before it."
    print("PROBE " + json.dumps(found))
'''

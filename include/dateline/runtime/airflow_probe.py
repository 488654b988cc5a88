"""A program for a process of its own, since the library imports no Airflow: does Airflow's side import?"""

PROBE = """
import importlib
import logging
import sys

logging.disable(logging.CRITICAL)

for module in (
    "airflow.executors.local_executor",
    "airflow.providers.celery.executors.celery_executor",
    "airflow.providers.cncf.kubernetes.executors.kubernetes_executor",
    "airflow.providers.postgres.hooks.postgres",
    "airflow.providers.common.sql.operators.sql",
    "airflow.providers.smtp.notifications.smtp",
    "airflow.providers.apprise.notifications.apprise",
    "airflow.providers.slack.notifications.slack_webhook",
):
    importlib.import_module(module)

from airflow.configuration import conf
from airflow.dag_processing.dagbag import DagBag

sys.path.insert(0, conf.get("core", "dags_folder"))  # as the DAG processor does
bag = DagBag()
if bag.import_errors:
    path, error = next(iter(bag.import_errors.items()))
    raise SystemExit(f"{path} does not import: {error}")
print(f"PROBE executors and providers import; {len(bag.dags)} DAGs: {', '.join(sorted(bag.dags))}")
"""

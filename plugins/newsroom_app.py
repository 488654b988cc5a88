"""The Newsroom page's app inside Airflow's API server: Airflow says who asks and what they may do.

Reading needs the right to see the DAG ``ingest``, changing the right to make asset events by hand
(SimpleAuthManager: op and admin), taking down also the right to delete that DAG.
"""

from __future__ import annotations

from functools import cache

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.resource_details import DagDetails
from airflow.api_fastapi.core_api.security import GetUserDep, requires_access_dag
from airflow.configuration import conf
from airflow.sdk import BaseHook
from fastapi import Depends, FastAPI
from newsroom_runs import runs

from dateline.newsroom.app import create_app
from dateline.newsroom.guard import Person
from dateline.settings import get_settings

WAREHOUSE = "dateline_warehouse"


@cache
def newsroom_app() -> FastAPI:
    """The one app of this process."""
    return create_app(
        warehouse_url=warehouse_url,
        person=person,
        secret=conf.get("api", "secret_key"),
        settings=get_settings(),
        airflow=runs,
    )


def person(user: GetUserDep, _: None = Depends(requires_access_dag("GET", param_dag_id="ingest"))) -> Person:
    """Who asks; 401 without a login, 403 without the right to read."""
    rights = get_auth_manager()
    may_change = rights.is_authorized_asset(method="POST", user=user)
    may_delete = rights.is_authorized_dag(method="DELETE", details=DagDetails(id="ingest"), user=user)
    return Person(user.get_name(), may_change=may_change, may_take_down=may_change and may_delete)


def warehouse_url() -> str:
    """The warehouse, as Airflow's connection names it."""
    url = BaseHook.get_connection(WAREHOUSE).get_uri()
    return url.replace("postgres://", "postgresql://", 1).partition("?")[0]

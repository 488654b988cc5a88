"""The Newsroom page in Airflow's navigation, and beside each run what that run loaded.

Airflow says who asks and what they may do: reading needs the right to see the DAG ``ingest``, changing the
right to make asset events by hand (SimpleAuthManager: op and admin), taking down also the right to delete
that DAG.
"""

from __future__ import annotations

from typing import Any, ClassVar

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.resource_details import DagDetails
from airflow.api_fastapi.core_api.security import GetUserDep, requires_access_dag
from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin
from airflow.sdk import BaseHook
from fastapi import Depends

from dateline.newsroom.app import create_app
from dateline.newsroom.guard import Person
from dateline.settings import get_settings

WAREHOUSE = "dateline_warehouse"
SHOWN_AS = {
    "name": "Newsroom",
    "icon": "newsroom/page/icon.svg",
    "icon_dark_mode": "newsroom/page/icon-dark.svg",
}


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


class NewsroomPlugin(AirflowPlugin):
    """One app, one entry in the navigation, one tab on each run."""

    name = "newsroom"
    fastapi_apps: ClassVar[list[Any]] = [
        {
            "name": "Newsroom",
            "url_prefix": "/newsroom",
            "app": create_app(
                warehouse_url=warehouse_url,
                person=person,
                secret=conf.get("api", "secret_key"),
                settings=get_settings(),
            ),
        }
    ]
    external_views: ClassVar[list[Any]] = [
        {"href": "newsroom/", "url_route": "newsroom", "nav_top_level": True, **SHOWN_AS},
        {
            "href": "newsroom/#/articles?dag={DAG_ID}&run={RUN_ID}",
            "url_route": "newsroom-articles",
            "destination": "dag_run",
            **SHOWN_AS,
        },
    ]

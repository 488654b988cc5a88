"""The Newsroom page in Airflow's navigation, and beside each run what that run loaded.

Every process of Airflow loads this file, that of each task, too. Only the API server serves the page, so what
the page needs (``newsroom_app.py``, which ``.airflowignore`` keeps from the loader) is imported when it
is first asked for: it would take each task more time than Airflow itself does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, ClassVar

from airflow.plugins_manager import AirflowPlugin
from newsroom_links import LINKS

SHOWN_AS = {
    "name": "Newsroom",
    "icon": "newsroom/page/icon.svg",
    "icon_dark_mode": "newsroom/page/icon-dark.svg",
}


async def newsroom(
    scope: MutableMapping[str, Any],
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
) -> None:
    """The page as an ASGI application."""
    from newsroom_app import newsroom_app

    await newsroom_app()(scope, receive, send)


class NewsroomPlugin(AirflowPlugin):
    """One app, one entry in the navigation, one tab on each run, links on each task."""

    name = "newsroom"
    fastapi_apps: ClassVar[list[Any]] = [{"name": "Newsroom", "url_prefix": "/newsroom", "app": newsroom}]
    global_operator_extra_links: ClassVar[list[Any]] = LINKS
    external_views: ClassVar[list[Any]] = [
        {"href": "newsroom/", "url_route": "newsroom", "nav_top_level": True, **SHOWN_AS},
        {
            "href": "newsroom/#/articles?dag={DAG_ID}&run={RUN_ID}",
            "url_route": "newsroom-articles",
            "destination": "dag_run",
            **SHOWN_AS,
        },
    ]

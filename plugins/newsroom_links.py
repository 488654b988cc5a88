"""Buttons on a task that lead to what it did: its batch's articles, where its addresses ended, the report.

The API server asks for the addresses when it shows a task; every other process only loads the classes.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseOperatorLink


class NewsroomLink(BaseOperatorLink):
    """A link that :func:`dateline.newsroom.links.link` knows by its name."""

    name = ""

    def __init__(self, name: str) -> None:
        self.name = name

    def get_link(self, operator: Any, *, ti_key: Any) -> str:
        """The address, or nothing where this task has no such link."""
        from airflow.configuration import conf
        from airflow.models.taskinstance import TaskInstance
        from airflow.utils.session import create_session
        from sqlalchemy import select

        from dateline.newsroom.links import link

        key = {part: getattr(ti_key, part) for part in ("dag_id", "task_id", "run_id", "map_index")}
        with create_session() as session:
            task = session.scalar(select(TaskInstance).filter_by(**key))
            on, day = (task.rendered_map_index, task.dag_run.partition_key) if task else (None, None)
        place = link(self.name, task=ti_key.task_id, works_on=on, day=day)
        return conf.get("api", "base_url", fallback="/") + place if place else ""


LINKS = [NewsroomLink(name) for name in ("Articles", "Outcomes", "Report")]

"""What Airflow itself knows of Dateline's runs, for the Newsroom page.

It is read from Airflow's database inside the API server, as Airflow's own routes read it, and only of DAGs
that the person may see.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.common.db.common import SessionDep
from airflow.api_fastapi.core_api.security import GetUserDep
from airflow.models.dag import DagModel, DagTag
from airflow.models.dagrun import DagRun
from airflow.models.deadline import Deadline
from airflow.models.taskinstance import TaskInstance
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from dateline.newsroom.runs import AirflowFacts, AirflowRun, AskAirflow, Schedule, Task

TAG = "dateline"
UNDER_WAY = ("queued", "running")
MOST_RUNS, MOST_TASKS = 500, 500


def runs(session: SessionDep, user: GetUserDep) -> AskAirflow:
    """Answers for the runs of some days, those under way, and those that failed lately."""
    readable = get_auth_manager().get_authorized_dag_ids(user=user, method="GET")

    def ask(days: Sequence[dt.date], failed_since: dt.datetime) -> AirflowFacts:
        ours = select(DagTag.dag_id).where(DagTag.name == TAG, DagTag.dag_id.in_(readable))
        found = _runs(session, ours, [day.isoformat() for day in days], failed_since)
        return AirflowFacts(runs=found, schedules=_schedules(session, ours))

    return ask


def _schedules(session: Session, ours) -> list[Schedule]:
    rows = session.execute(
        select(
            DagModel.dag_id,
            DagModel.is_paused,
            DagModel.next_dagrun_create_after,
            DagModel.next_dagrun_partition_key,
        ).where(DagModel.dag_id.in_(ours), ~DagModel.is_stale)
    )
    return [Schedule(dag_id=dag, paused=paused, due_at=due, partition=key) for dag, paused, due, key in rows]


def _runs(session: Session, ours, partitions: list[str], failed_since: dt.datetime) -> list[AirflowRun]:
    missed = select(Deadline.id).where(Deadline.dagrun_id == DagRun.id, Deadline.missed).exists()
    rows = session.execute(
        select(
            DagRun.dag_id,
            DagRun.run_id,
            DagRun.partition_key,
            DagRun.state,
            DagRun.run_after,
            DagRun.start_date,
            DagRun.end_date,
            missed,
        )
        .where(
            DagRun.dag_id.in_(ours),
            or_(
                DagRun.partition_key.in_(partitions),
                DagRun.state.in_(UNDER_WAY),
                and_(DagRun.state == "failed", DagRun.end_date > failed_since),
            ),
        )
        .order_by(DagRun.run_after.desc(), DagRun.id.desc())
        .limit(MOST_RUNS)
    )
    names = ("dag_id", "dag_run_id", "partition", "state", "due_at", "started_at", "ended_at", "missed")
    found = {(row[0], row[1]): AirflowRun(**dict(zip(names, row, strict=True))) for row in rows}
    _add_tasks(session, found)
    return list(found.values())


def _add_tasks(session: Session, found: dict[tuple[str, str], AirflowRun]) -> None:
    """Number of tasks, number of those that ended, and those that failed, of each run."""
    of_runs = TaskInstance.run_id.in_({run for _, run in found})
    counted = session.execute(
        select(TaskInstance.dag_id, TaskInstance.run_id, func.count(), func.count(TaskInstance.end_date))
        .where(of_runs)
        .group_by(TaskInstance.dag_id, TaskInstance.run_id)
    )
    for dag_id, run_id, tasks, ended in counted:
        if run := found.get((dag_id, run_id)):
            run.tasks, run.tasks_ended = tasks, ended
    failed = session.execute(
        select(
            TaskInstance.dag_id,
            TaskInstance.run_id,
            TaskInstance.task_id,
            TaskInstance.map_index,
            TaskInstance.rendered_map_index,
        )
        .where(of_runs, TaskInstance.state == "failed")
        .order_by(TaskInstance.task_id, TaskInstance.map_index)
        .limit(MOST_TASKS)
    )
    for dag_id, run_id, task_id, map_index, name in failed:
        if run := found.get((dag_id, run_id)):
            run.failed.append(Task(task_id=task_id, map_index=map_index, name=name))

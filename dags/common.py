"""What the DAG files share: defaults, the day of a run, and the workspace its tasks work in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.sdk import (
    Asset,
    DeadlineAlert,
    DeadlineReference,
    ExceptionRetryPolicy,
    Param,
    RetryAction,
    RetryRule,
    SyncCallback,
    get_current_context,
)
from alerting import deadline_missed, run_failed, task_failed, warehouse_url

from dateline.pipeline.workspace import Workspace
from dateline.settings import get_settings

DAY_LOADED = Asset(name="dateline_day", uri="dateline://warehouse/day")
"""A day's rows are in the warehouse; its partition key is the day."""

DEFAULT_ARGS = {
    "owner": "newsroom-data",
    "retries": 2,
    "retry_delay": dt.timedelta(seconds=get_settings().retry_seconds),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": dt.timedelta(minutes=10),
    "retry_policy": ExceptionRetryPolicy(
        rules=[
            RetryRule(
                exception="dateline.errors.ConfigError",
                action=RetryAction.FAIL,
                reason="A wrong setting stays wrong: mend it, then clear the task.",
            ),
            RetryRule(
                exception=["dateline.warehouse.checks.ChecksFailed", "dateline.pipeline.day.CandidatesLost"],
                action=RetryAction.FAIL,
                reason="The rows stay as they are: mend what the log names, then clear the task.",
            ),
            RetryRule(
                exception="dateline.errors.SourceRefused",
                action=RetryAction.FAIL,
                reason="404, 403 and the like stay what they are for today: mend the source's entry.",
            ),
        ]
    ),
    "on_failure_callback": task_failed,
}
"""Every task says itself how long it may take (``execution_timeout``)."""
WATCHED: dict[str, Any] = {"on_failure_callback": run_failed}
"""For every DAG: its failed runs are told."""


FIRST = {"priority_weight": 100, "weight_rule": "absolute"}
"""For the daily run; ``config/airflow_local_settings.py`` puts backfills of it behind."""
LAST = {"priority_weight": 1, "weight_rule": "absolute"}
"""For what can wait: the workers' slots go to daily runs and backfills first."""

DAY = Param(
    None,
    type=["null", "string"],
    format="date",
    title="Day",
    description="For a run by hand without a partition key: its day. Default: yesterday.",
)

NAMED = "{{ worked_on }}"
"""``map_index_template`` by which the UI shows what a mapped task works on; see :func:`workspace`."""


def workspace(*, on: str | None = None) -> Workspace:
    """The workspace of this task, with the warehouse that Airflow's connection names.

    ``on`` is what a mapped task works on, a source or a batch, for its name in the UI.
    """
    get_current_context()["worked_on"] = on  # type: ignore[typeddict-unknown-key]
    return Workspace.current(warehouse_url=warehouse_url())


def done_within(hours: float) -> DeadlineAlert:
    """Tells of a run that is not done so many hours after it was queued."""
    return DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=dt.timedelta(hours=hours),
        callback=SyncCallback(deadline_missed),
    )


def this_day() -> dt.date:
    """The partition of this run: its key, or the ``day`` it was started with by hand, or yesterday (UTC)."""
    key = get_current_context().get("partition_key") or param("day")
    return dt.date.fromisoformat(key) if key else dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)


def param(name: str) -> Any:
    """A parameter of this run."""
    return get_current_context()["params"][name]


def param_days() -> tuple[dt.date, dt.date]:
    """The range that this run was started with."""
    return dt.date.fromisoformat(param("first_day")), dt.date.fromisoformat(param("last_day"))


def this_task() -> dict[str, Any]:
    """The names by which rows of the warehouse point back to this task."""
    task = get_current_context()["ti"]
    return {
        "dag_id": task.dag_id,
        "dag_run_id": task.run_id,
        "task_id": task.task_id,
        "map_index": task.map_index,
    }

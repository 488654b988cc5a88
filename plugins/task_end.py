"""The end of each task is noticed when it comes: see :mod:`dateline.runtime.ending`.

Every process of Airflow loads this file; Airflow calls the listener in a task's own process.
"""

from __future__ import annotations

import sys
from typing import Any, ClassVar

from airflow.listeners import hookimpl
from airflow.plugins_manager import AirflowPlugin

from dateline.runtime.ending import hold_output_open


@hookimpl
def on_task_instance_running(previous_state: Any, task_instance: Any) -> None:
    hold_output_open()


class TaskEndPlugin(AirflowPlugin):
    """A listener, and nothing else."""

    name = "task_end"
    listeners: ClassVar[list[Any]] = [sys.modules[__name__]]

"""Airflow imports this file in each of its processes, before anything else of ours.

Tasks of a backfill stand behind those of daily runs: where slots are short, the day's news comes first.

With ``DATELINE_PRELOAD=1`` the processes that fork task processes (the scheduler under LocalExecutor, a
Celery worker) load the stages' packages and the spaCy models first. A task's process then inherits them,
sharing the memory, instead of importing and loading for seconds.
"""

import os
import sys
from typing import Any

__all__ = ["task_instance_mutation_hook"]

BACKFILLED = 10
"""Priority of a task of a backfill; a daily one has 100, one that extracts again has 1."""
FORKING = ("scheduler", "celery")

if os.environ.get("DATELINE_PRELOAD") == "1" and any(word in FORKING for word in sys.argv[1:2]):
    from dateline.runtime.preload import preload

    preload()


def task_instance_mutation_hook(task_instance: Any) -> None:
    """Called by Airflow for each task of a run that it makes or queues."""
    if (task_instance.run_id or "").startswith("backfill__"):
        task_instance.priority_weight = min(task_instance.priority_weight or 0, BACKFILLED)

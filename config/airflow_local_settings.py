"""Airflow imports this file in each of its processes, before anything else of ours.

With ``DATELINE_PRELOAD=1`` the processes that fork task processes (the scheduler under LocalExecutor, a
Celery worker) load the stages' packages and the spaCy models first. A task's process then inherits them,
sharing the memory, instead of importing and loading for seconds.
"""

import os
import sys

FORKING = ("scheduler", "celery")

if os.environ.get("DATELINE_PRELOAD") == "1" and any(word in FORKING for word in sys.argv[1:2]):
    from dateline.runtime.preload import preload

    preload()

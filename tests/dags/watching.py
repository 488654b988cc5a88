"""Runs the DAG watch once for each line of standard input, a JSON object of variables; prints task states.

A process of its own, because Airflow takes its database from the environment when it is first imported.
"""

import json
import os
import sys
from pathlib import Path

DAGS = Path(__file__).parents[2] / "dags"


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what Airflow says goes to the log
    sys.path.insert(0, str(DAGS))
    from airflow.dag_processing.dagbag import DagBag

    from dateline.settings import get_settings

    for line in sys.stdin:
        os.environ.update(json.loads(line))
        get_settings.cache_clear()
        run = DagBag(str(DAGS / "watch.py")).dags["watch"].test()
        states = {task.task_id: task.state for task in run.get_task_instances()}
        answers.write(json.dumps({"run_id": run.run_id, **states}) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()

"""Airflow tells our listener that a task runs, in the task's own process."""

import os
import subprocess
import sys

from dateline.settings import PROJECT


def test_a_running_tasks_output_is_held_open_until_the_task_has_ended():
    program = (
        "import os, psutil\n"
        "from airflow.sdk.listener import get_listener_manager\n"
        "get_listener_manager().hook.on_task_instance_running(previous_state=None, task_instance=None)\n"
        "print([child.name() for child in psutil.Process().children()], flush=True)\n"
        "os._exit(7)\n"
    )
    environment = os.environ | {
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",  # they bring a listener that wants a whole task
    }
    task = subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE)
    assert task.stdout is not None
    assert task.stdout.read().splitlines()[-1] == b"['sh']"
    assert task.poll() == 7

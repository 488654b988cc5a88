"""Processes of the stack are found by where they work, and all of them end."""

import os
import sys
import time

import psutil
import pytest

from dateline.runtime import processes

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
FORKS = [
    sys.executable,
    "-c",
    "import os, signal, subprocess, sys, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True)\n"
    "print('forked', flush=True)\n"
    "time.sleep(600)\n",
]


@pytest.fixture
def folder(tmp_path):
    yield tmp_path
    processes.stop_all(folder=tmp_path, grace_seconds=0.5)


def wait_for(condition):
    until = time.monotonic() + 10
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    assert condition()


def test_a_started_process_is_found_again_by_its_name(folder):
    pid = processes.start("sleeper", SLEEP, env=os.environ, folder=folder)
    assert processes.running("sleeper", folder=folder).pid == pid
    assert processes.running("nobody", folder=folder) is None


def test_stopping_also_ends_what_ignores_the_signal_and_what_moved_to_a_session_of_its_own(folder):
    processes.start("forker", FORKS, env=os.environ, folder=folder)
    wait_for(lambda: "forked" in processes.last_lines("forker", folder=folder))
    wait_for(lambda: len(processes.members(folder)) == 2)
    assert processes.stop_all(folder=folder, grace_seconds=0.5) == 2
    assert processes.members(folder) == []


def test_the_number_of_an_ended_process_that_another_has_now_is_not_ours(folder):
    (folder / "run").mkdir()
    (folder / "run" / "old.pid").write_text(str(os.getpid()))
    assert processes.running("old", folder=folder) is None
    assert processes.stop_all(folder=folder) == 0
    assert psutil.pid_exists(os.getpid())


def test_processes_of_another_folder_are_left_alone(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    pid = processes.start("theirs", SLEEP, env=os.environ, folder=other)
    try:
        assert processes.stop_all(folder=folder) == 0
        assert psutil.Process(pid).is_running()
    finally:
        processes.stop_all(folder=other, grace_seconds=0.5)

"""How many processes have ended when their output does, as they come and with ``hold_output_open``.

usage: bench/task_end.py [--processes 150] [--busy 3]

What Airflow's supervisor asks once at the end of a task, asked of processes as large as a task's (the models
are loaded before they fork), beside ``--busy`` others that want the same cores.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
from collections.abc import Callable

from dateline.runtime.ending import hold_output_open
from dateline.runtime.preload import preload


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--processes", type=int, default=150)
    parser.add_argument("--busy", type=int, default=3)
    asked = parser.parse_args()
    preload()
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(asked.busy)]
    try:
        for name, begin in (("as they come", lambda: None), ("output held open", hold_output_open)):
            ended = sum(ended_with_its_output(begin) for _ in range(asked.processes))
            print(f"{name:16} {ended} of {asked.processes} had ended")
    finally:
        for other in others:
            other.kill()


def ended_with_its_output(begin: Callable[[], None]) -> bool:
    """Whether a process that begins so has ended when nothing more comes from it."""
    reading, writing = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        os.dup2(writing.fileno(), sys.stdout.fileno())
        reading.close()
        writing.close()
        begin()
        os._exit(0)
    writing.close()
    with reading:
        while reading.recv(1024):
            pass
    ended, _ = os.waitpid(pid, os.WNOHANG)
    if not ended:
        os.waitpid(pid, 0)
    return bool(ended)


if __name__ == "__main__":
    main()

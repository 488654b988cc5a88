"""The end of a process, noticed when it comes by whoever waits for the end of what it writes.

Airflow's supervisor waits until a task's process has nothing more to write and then asks, once, whether the
process has ended; where it has not, nothing wakes the supervisor before its next heartbeat. A process closes
its files a moment before it ends, so on busy cores the answer is mostly "not yet", and the task holds its
slot for seconds in which nothing happens.
"""

from __future__ import annotations

import os
import subprocess

_UNTIL_ENDED = "cat; sleep 0.05"
"""``cat`` ends when the process at its pipe closes its files; it has ended when ``sleep`` is over."""


def hold_output_open() -> None:
    """Keep this process's standard output open until this process has ended, however that comes about.

    A shell shares the output and reads from a pipe whose other end is ours alone.

    Raises:
        OSError: no process can be started.
    """
    until_ended, _ours = os.pipe()
    subprocess.Popen(["sh", "-c", _UNTIL_ENDED], stdin=until_ended)
    os.close(until_ended)

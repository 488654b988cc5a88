"""A Redis of our own, between scheduler and Celery workers: on loopback, with a password, in one folder.

The program is the system's ``redis-server`` (or ``valkey-server``). What is queued is kept in a file, so that
a broker that is killed and started again has lost nothing.
"""

from __future__ import annotations

import os
import shutil
import socket
import time
from pathlib import Path

from dateline.errors import DatelineError
from dateline.runtime import processes
from dateline.runtime.ports import LOOPBACK, free_port

NAME = "redis"
PROGRAMS = ("redis-server", "valkey-server")


class RedisFailed(DatelineError):
    """Redis is not installed or did not start."""


def program() -> str | None:
    """The server's program on this machine, if there is one."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def start(*, folder: Path, password: str, preferred_port: int | None = None) -> int:
    """Start Redis as a process of the stack in ``folder``, wait until it listens, and return its port.

    Raises:
        RedisFailed: it is not installed, or ended; with the end of its log.
    """
    command = program()
    if command is None:
        raise RedisFailed(
            "The Celery executor needs a Redis, and no redis-server is installed.",
            "Install it (Debian: apt-get install redis-server), or name one of yours in "
            "AIRFLOW__CELERY__BROKER_URL.",
        )
    port = free_port(preferred_port)
    settings = folder / "redis.conf"
    settings.touch(mode=0o600)
    settings.write_text(  # no "dir": a process of the stack stays in the folder by which it is found
        f"bind {LOOPBACK}\nport {port}\nrequirepass {password}\n"
        f'appendonly yes\nappenddirname {NAME}\nappendfsync everysec\nsave ""\ndaemonize no\n'
    )
    processes.start(NAME, [command, str(settings)], env=os.environ, folder=folder)
    _wait(folder, port)
    return port


def url(port: int, password: str) -> str:
    """The broker's address for Celery."""
    return f"redis://:{password}@{LOOPBACK}:{port}/0"


def _wait(folder: Path, port: int) -> None:
    until = time.monotonic() + 60
    while processes.running(NAME, folder=folder) and time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.05)
    raise RedisFailed(
        f"Redis did not start:\n{processes.last_lines(NAME, folder=folder)}",
        f"Its log is {folder}/logs/{NAME}.log.",
    )

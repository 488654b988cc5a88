"""Long-running processes of the local stack: started in groups of their own, found again, stopped for sure.

Each process works in ``<folder>/run``, and so does all that it starts. That is how the last one is found,
whatever it forked and however it renamed itself (a title that a process sets overwrites the environment
that others could read); nothing is ever stopped by its name.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from dateline.errors import DatelineError


class ProcessFailed(DatelineError):
    """A process of the stack ended where it should have gone on."""


def start(name: str, command: Sequence[str], *, env: Mapping[str, str], folder: Path) -> int:
    """Start ``command`` in a session of its own and return its process id.

    Output goes to ``<folder>/logs/<name>.log``; the id to ``<folder>/run/<name>.pid``.
    """
    log = folder / "logs" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    work = _work_folder(folder)
    work.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=dict(env),
            cwd=work,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    (work / f"{name}.pid").write_text(str(process.pid))
    return process.pid


def running(name: str, *, folder: Path) -> psutil.Process | None:
    """The process of that name, if it runs and is ours."""
    with contextlib.suppress(FileNotFoundError, ValueError, psutil.Error):
        process = psutil.Process(int((_work_folder(folder) / f"{name}.pid").read_text()))
        if process.status() != psutil.STATUS_ZOMBIE and _belongs(process, folder):
            return process
    return None


def last_lines(name: str, *, folder: Path, count: int = 15) -> str:
    """The end of a process's log, for an error message."""
    with contextlib.suppress(OSError):
        text = (folder / "logs" / f"{name}.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-count:])
    return ""


def stop_all(*, folder: Path, grace_seconds: float = 20.0) -> int:
    """Stop every process of the stack: politely, then for sure. Return how many there were.

    Raises:
        ProcessFailed: one could not be stopped.
    """
    leaders = _leaders(folder)
    everyone = members(folder)
    for process in leaders or everyone:
        with contextlib.suppress(psutil.Error):
            process.send_signal(signal.SIGTERM)
    _wait_until_gone(folder, grace_seconds)
    for process in members(folder):
        with contextlib.suppress(psutil.Error):
            process.kill()
    _wait_until_gone(folder, 10.0)
    if left := members(folder):
        raise ProcessFailed(
            f"Process {left[0].pid} of the stack in {folder} does not end.",
            "It may wait for a disk or belong to another user; end it by its number, then try again.",
            pid=left[0].pid,
        )
    for pid_file in _work_folder(folder).glob("*.pid"):
        pid_file.unlink(missing_ok=True)
    return len(everyone)


def members(folder: Path) -> list[psutil.Process]:
    """Every living process that works in this stack's folder, but this one and those it descends from."""
    own = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    return [
        process
        for process in psutil.process_iter()
        if process.pid not in own and _alive(process) and _belongs(process, folder)
    ]


def _leaders(folder: Path) -> list[psutil.Process]:
    found = (running(pid_file.stem, folder=folder) for pid_file in _work_folder(folder).glob("*.pid"))
    return [process for process in found if process is not None]


def _alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _belongs(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.cwd() == str(_work_folder(folder))
    except (psutil.Error, OSError):
        return False


def _work_folder(folder: Path) -> Path:
    return folder.resolve() / "run"


def _wait_until_gone(folder: Path, seconds: float) -> None:
    until = time.monotonic() + seconds
    while members(folder) and time.monotonic() < until:
        time.sleep(0.2)

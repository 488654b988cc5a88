"""Breaking a local stack on purpose, in an order that a seed decides, and mending it as an engine would.

For tests and for trying out what a failure looks like. A killed process gets SIGKILL, and so does all that it
forked, as when its machine is lost; the network is the replay server, which is frozen for a while.
"""

from __future__ import annotations

import contextlib
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from dateline.runtime import processes, replaying, stack
from dateline.runtime.postgres import EmbeddedPostgres
from dateline.settings import Settings

Tell = Callable[[str], None]
PARTS = ("scheduler", "worker", "database", "network")


def disturb(
    settings: Settings,
    *,
    seed: int,
    done: Callable[[], bool],
    tell: Tell,
    parts: tuple[str, ...] = PARTS,
    pause: tuple[float, float] = (10.0, 20.0),
) -> list[str]:
    """Break one part after another, each once before any comes again, until ``done``; return which.

    Between two faults everything runs for ``pause`` seconds (least, most).
    """
    chance = random.Random(seed)
    struck: list[str] = []
    for part in _endlessly(chance, parts):
        if _passed(chance.uniform(*pause), settings, done, tell):
            break
        tell(f"breaking the {part}")
        _break(part, settings, chance)
        struck.append(part)
        _mend(settings, tell)
    return struck


def kill(name: str, *, folder: Path) -> int:
    """Kill a process of the stack and all that it forked; return how many there were."""
    process = processes.running(name, folder=folder)
    if process is None:
        return 0
    family = [process, *process.children(recursive=True)]
    for member in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()
    psutil.wait_procs(family, timeout=10)
    return len(family)


def _endlessly(chance: random.Random, parts: tuple[str, ...]) -> Iterator[str]:
    while True:
        yield from chance.sample(parts, len(parts))


def _passed(seconds: float, settings: Settings, done: Callable[[], bool], tell: Tell) -> bool:
    """Let the stack run, starting again what ended; whether ``done`` came before the time was over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if done():
            return True
        _mend(settings, tell)
        time.sleep(1.0)
    return False


def _mend(settings: Settings, tell: Tell) -> None:
    if started := stack.mend(settings):
        tell(f"started again: {', '.join(started)}")


def _break(part: str, settings: Settings, chance: random.Random) -> None:
    folder = settings.home.resolve()
    if part == "network":
        _freeze(folder, seconds=chance.uniform(5, 15))
    elif part == "database":
        if pid := EmbeddedPostgres(folder / "postgres").pid:
            psutil.Process(pid).kill()
        time.sleep(chance.uniform(1, 5))
    elif part == "worker":
        running = stack.current(settings)
        workers = [component.name for component in running.topology.celery_workers] if running else []
        kill(chance.choice(workers), folder=folder)
    else:
        kill(part, folder=folder)


def _freeze(folder: Path, *, seconds: float) -> None:
    """Nothing that is asked of the network is answered; then all of it is."""
    process = processes.running(replaying.NAME, folder=folder)
    if process is None:
        return
    process.send_signal(signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        process.send_signal(signal.SIGCONT)

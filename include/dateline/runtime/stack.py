"""Start, stop and look at the local stack: PostgreSQL and Airflow, in one folder, on loopback.

Airflow runs its tasks by the scheduler itself, or by Celery workers that take them from a Redis: the same
processes as on many machines (:mod:`dateline.runtime.topology`).

Starting again finds the data as it was left. A part that is given by URL (``DATELINE_WAREHOUSE_URL``,
``AIRFLOW__DATABASE__SQL_ALCHEMY_CONN``, ``AIRFLOW__CELERY__BROKER_URL``) is used instead of an own one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from dateline.errors import DatelineError
from dateline.runtime import processes, redis, replaying
from dateline.runtime.airflow_api import AirflowApi
from dateline.runtime.environment import LOGINS, airflow_environment, shell_exports, stack_keys
from dateline.runtime.ports import LOOPBACK, free_port
from dateline.runtime.postgres import EmbeddedPostgres
from dateline.runtime.replaying import Replaying
from dateline.runtime.topology import LOCAL, Component, Topology
from dateline.settings import Settings

Progress = Callable[[str], None]


class StackFailed(DatelineError):
    """The local stack could not be started or does not answer."""


@dataclass(frozen=True)
class Stack:
    """A running stack, as ``<folder>/stack.json`` describes it."""

    folder: str
    port: int
    metadata_url: str
    warehouse_url: str
    replaying: Replaying | None = None
    """Set where recorded or made-up sites stand in for the network."""
    topology: Topology = LOCAL
    broker_url: str | None = None
    redis_port: int | None = None
    """Set where the broker is the stack's own Redis."""

    @property
    def ui(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/"

    def api(self) -> AirflowApi:
        return AirflowApi(self.ui, user="admin", password=LOGINS["admin"])

    def environment(self, settings: Settings) -> dict[str, str]:
        """The variables by which another program joins this stack."""
        environment = airflow_environment(
            settings,
            folder=Path(self.folder),
            port=self.port,
            metadata_url=self.metadata_url,
            warehouse_url=self.warehouse_url,
            topology=self.topology,
            broker_url=self.broker_url,
        )
        return environment | (self.replaying.environment if self.replaying else {})


def up(settings: Settings, *, progress: Progress, topology: Topology | None = None) -> Stack:
    """Start what does not run yet and wait until all of it is healthy.

    Without a ``topology`` the stack gets the one that it had, at first the default.

    Raises:
        StackFailed: a part did not come up; the error holds the end of its log.
    """
    folder = settings.home.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    before = current(settings)
    topology = topology or (before.topology if before else LOCAL)
    if before and before.topology == topology and not _stopped(before):
        progress("Everything runs already.")
        return before
    processes.stop_all(folder=folder)
    metadata_url, warehouse_url = _databases(settings, folder, progress)
    broker_url, redis_port = _broker(topology, folder, before, progress)
    stack = Stack(
        folder=str(folder),
        port=free_port(before.port if before else None),
        metadata_url=metadata_url,
        warehouse_url=warehouse_url,
        replaying=_replay(settings, folder, before, progress),
        topology=topology,
        broker_url=broker_url,
        redis_port=redis_port,
    )
    environment = stack.environment(settings)
    _prepare(environment, progress)
    progress("Starting Airflow: " + ", ".join(part.name for part in topology.components))
    for component in topology.components:
        _start(component, environment, folder)
    _write_state(stack, environment)
    wait_until_healthy(stack, progress)
    return stack


def mend(settings: Settings) -> list[str]:
    """Start anew whatever part of the running stack has ended, as a container engine would; return which.

    Raises:
        StackFailed: no stack was started in this home.
    """
    stack = current(settings)
    if stack is None:
        raise StackFailed(f"No stack was started in {settings.home}.", "Start one: dateline stack up")
    folder = Path(stack.folder)
    started = []
    server = EmbeddedPostgres(folder / "postgres")
    if (server.owns(stack.metadata_url) or server.owns(stack.warehouse_url)) and not server.running():
        server.start()
        started.append("postgres")
    if stack.redis_port and not processes.running(redis.NAME, folder=folder):
        redis.start(folder=folder, password=stack_keys(folder)["redis"], preferred_port=stack.redis_port)
        started.append(redis.NAME)
    environment = stack.environment(settings)
    for component in stack.topology.components:
        if not processes.running(component.name, folder=folder):
            _start(component, environment, folder)
            started.append(component.name)
    return started


def wait_until_healthy(stack: Stack, progress: Progress, *, seconds: float = 300.0) -> None:
    """Wait until every part says so.

    Raises:
        StackFailed: one has ended, or they did not become healthy in time.
    """
    progress("Waiting until all of them are healthy")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        _check_alive(stack)
        if stack.api().healthy() and _workers_ready(stack):
            return
        time.sleep(0.5)
    raise StackFailed(
        f"Airflow is not healthy after {seconds:.0f} seconds.", f"Its logs are in {stack.folder}/logs."
    )


def down(settings: Settings) -> int:
    """Stop every process of the stack; data stays. Return how many processes ended."""
    folder = settings.home.resolve()
    try:
        ended = processes.stop_all(folder=folder)
    finally:
        servers = EmbeddedPostgres(folder / "postgres").stop()
    return ended + servers


def current(settings: Settings) -> Stack | None:
    """The stack that was last started in this home, running or not."""
    path = settings.home.resolve() / "stack.json"
    if not path.exists():
        return None
    told = json.loads(path.read_text())
    parts = {
        "replaying": Replaying(**told["replaying"]) if told["replaying"] else None,
        "topology": Topology(**told.get("topology", {})),
    }
    return Stack(**told | parts)


def status(settings: Settings) -> dict[str, str]:
    """What runs, by component: ``running`` with its process id, or ``stopped``.

    A PostgreSQL of the user's own is not ours to tell of.
    """
    folder = settings.home.resolve()
    server = EmbeddedPostgres(folder / "postgres")
    found = {}
    stack = current(settings)
    if stack is None or server.owns(stack.metadata_url) or server.owns(stack.warehouse_url):
        found["postgres"] = "running" if server.running() else "stopped"
    for name in _names(stack.topology, stack.redis_port) if stack else _names(LOCAL):
        process = processes.running(name, folder=folder)
        found[name] = f"running, process {process.pid}" if process else "stopped"
    return found


def program(name: str) -> str:
    """A console script of the running Python's environment."""
    return str(Path(sys.executable).parent / name)


def _names(topology: Topology, redis_port: int | None = None) -> list[str]:
    own_redis = [redis.NAME] if redis_port else []
    return [*own_redis, *(component.name for component in topology.components)]


def _stopped(stack: Stack) -> list[str]:
    folder = Path(stack.folder)
    return [
        name
        for name in _names(stack.topology, stack.redis_port)
        if not processes.running(name, folder=folder)
    ]


def _start(component: Component, environment: dict[str, str], folder: Path) -> None:
    command = [program("airflow"), *component.command, *component.flags]
    processes.start(component.name, command, env=environment, folder=folder)


def _databases(settings: Settings, folder: Path, progress: Progress) -> tuple[str, str]:
    metadata_url = os.environ.get("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN")
    if metadata_url and settings.warehouse_url:
        return metadata_url, settings.warehouse_url
    progress("Starting PostgreSQL")
    server = EmbeddedPostgres(folder / "postgres")
    server.start()
    return (
        metadata_url or server.ensure_database("airflow"),
        settings.warehouse_url or server.ensure_database("warehouse"),
    )


def _broker(
    topology: Topology, folder: Path, before: Stack | None, progress: Progress
) -> tuple[str | None, int | None]:
    """What Celery workers take tasks from, and the port where it is the stack's own."""
    if topology.executor != "celery":
        return None, None
    if given := os.environ.get("AIRFLOW__CELERY__BROKER_URL"):
        return given, None
    progress("Starting Redis")
    password = stack_keys(folder)["redis"]
    port = redis.start(folder=folder, password=password, preferred_port=before.redis_port if before else None)
    return redis.url(port, password), port


def _replay(settings: Settings, folder: Path, before: Stack | None, progress: Progress) -> Replaying | None:
    if not settings.replayed:
        return None
    progress("Serving " + ", ".join(path.name for path in settings.replayed) + " in place of the network")
    port = before.replaying.port if before and before.replaying else None
    return replaying.start(settings.replayed, folder=folder, preferred_port=port)


def _prepare(environment: dict[str, str], progress: Progress) -> None:
    progress("Preparing Airflow's database")
    _run([program("airflow"), "db", "migrate"], environment)
    progress("Preparing the warehouse")
    _run([program("dateline"), "init"], environment)


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StackFailed(
            f"`{' '.join(Path(command[0]).name if i == 0 else word for i, word in enumerate(command))}` "
            f"ended with {done.returncode}.\n{(done.stdout + done.stderr)[-2000:]}",
            "Mend what the lines above name; `dateline doctor` checks every part.",
        )


def _write_state(stack: Stack, environment: dict[str, str]) -> None:
    folder = Path(stack.folder)
    (folder / "stack.json").write_text(json.dumps(asdict(stack), indent=1))
    env_file = folder / "env"
    env_file.touch(mode=0o600, exist_ok=True)
    env_file.write_text(shell_exports(environment))


def _workers_ready(stack: Stack) -> bool:
    """Whether every worker has forked the processes that run its tasks."""
    folder = Path(stack.folder)
    workers = [processes.running(part.name, folder=folder) for part in stack.topology.celery_workers]
    return all(worker and len(worker.children()) >= stack.topology.concurrency for worker in workers)


def _check_alive(stack: Stack) -> None:
    for name in _stopped(stack):
        raise StackFailed(
            f"Airflow's {name} ended at once:\n{processes.last_lines(name, folder=Path(stack.folder))}",
            f"The whole log is {stack.folder}/logs/{name}.log.",
            component=name,
        )

"""Start, stop and look at the local stack: PostgreSQL and Airflow, in one folder, on loopback.

Starting again finds the data as it was left. A part that is given by URL (``DATELINE_WAREHOUSE_URL``,
``AIRFLOW__DATABASE__SQL_ALCHEMY_CONN``) is used instead of the embedded one.
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
from dateline.runtime import processes, replaying
from dateline.runtime.airflow_api import AirflowApi
from dateline.runtime.environment import LOGINS, airflow_environment, shell_exports
from dateline.runtime.ports import LOOPBACK, free_port
from dateline.runtime.postgres import EmbeddedPostgres
from dateline.runtime.replaying import Replaying
from dateline.settings import Settings

COMPONENTS = {
    "api-server": (),
    "scheduler": ("--skip-serve-logs",),
    "dag-processor": (),
    "triggerer": ("--skip-serve-logs",),
}
"""Airflow's parts and their flags. Their log servers would listen on every interface; on one machine the API
server reads the logs from the disk."""
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
        )
        return environment | (self.replaying.environment if self.replaying else {})


def up(settings: Settings, *, progress: Progress) -> Stack:
    """Start what does not run yet and wait until all of it is healthy.

    Raises:
        StackFailed: a part did not come up; the error holds the end of its log.
    """
    folder = settings.home.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if (stack := current(settings)) and all(processes.running(name, folder=folder) for name in COMPONENTS):
        progress("Everything runs already.")
        return stack
    processes.stop_all(folder=folder)
    metadata_url, warehouse_url = _databases(settings, folder, progress)
    stack = Stack(
        folder=str(folder),
        port=free_port(stack.port if stack else None),
        metadata_url=metadata_url,
        warehouse_url=warehouse_url,
        replaying=_replay(settings, folder, stack, progress),
    )
    environment = stack.environment(settings)
    _prepare(environment, progress)
    progress("Starting Airflow: " + ", ".join(COMPONENTS))
    for name, flags in COMPONENTS.items():
        processes.start(name, [_program("airflow"), name, *flags], env=environment, folder=folder)
    _write_state(stack, environment)
    _wait_until_healthy(stack, progress)
    return stack


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
    return Stack(**told | {"replaying": Replaying(**told["replaying"]) if told["replaying"] else None})


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
    for name in COMPONENTS:
        process = processes.running(name, folder=folder)
        found[name] = f"running, process {process.pid}" if process else "stopped"
    return found


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


def _replay(settings: Settings, folder: Path, before: Stack | None, progress: Progress) -> Replaying | None:
    if not settings.replayed:
        return None
    progress("Serving " + ", ".join(path.name for path in settings.replayed) + " in place of the network")
    port = before.replaying.port if before and before.replaying else None
    return replaying.start(settings.replayed, folder=folder, preferred_port=port)


def _prepare(environment: dict[str, str], progress: Progress) -> None:
    progress("Preparing Airflow's database")
    _run([_program("airflow"), "db", "migrate"], environment)
    progress("Preparing the warehouse")
    _run([_program("dateline"), "init"], environment)


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StackFailed(
            f"`{' '.join(Path(command[0]).name if i == 0 else word for i, word in enumerate(command))}` "
            f"ended with {done.returncode}.\n{(done.stdout + done.stderr)[-2000:]}",
            "Mend what the lines above name; `dateline doctor` checks every part.",
        )


def _program(name: str) -> str:
    """A console script of the running Python's environment."""
    return str(Path(sys.executable).parent / name)


def _write_state(stack: Stack, environment: dict[str, str]) -> None:
    folder = Path(stack.folder)
    (folder / "stack.json").write_text(json.dumps(asdict(stack), indent=1))
    env_file = folder / "env"
    env_file.touch(mode=0o600, exist_ok=True)
    env_file.write_text(shell_exports(environment))


def _wait_until_healthy(stack: Stack, progress: Progress, *, seconds: float = 180.0) -> None:
    progress("Waiting until scheduler, API server, DAG processor and triggerer are healthy")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        _check_alive(Path(stack.folder))
        if stack.api().healthy():
            return
        time.sleep(0.5)
    raise StackFailed(
        f"Airflow is not healthy after {seconds:.0f} seconds.", f"Its logs are in {stack.folder}/logs."
    )


def _check_alive(folder: Path) -> None:
    for name in COMPONENTS:
        if not processes.running(name, folder=folder):
            raise StackFailed(
                f"Airflow's {name} ended at once:\n{processes.last_lines(name, folder=folder)}",
                f"The whole log is {folder}/logs/{name}.log.",
                component=name,
            )

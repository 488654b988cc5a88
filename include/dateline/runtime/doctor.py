"""Look over everything that Dateline needs, and say how to mend what is not in order."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import DatelineError
from dateline.lake import open_lake
from dateline.runtime.airflow_probe import PROBE
from dateline.runtime.airflow_setup import POOLS
from dateline.runtime.environment import WAREHOUSE_CONNECTION
from dateline.settings import PROJECT, Settings
from dateline.sources import load_sources


@dataclass(frozen=True)
class Finding:
    """What one check saw; ``mend`` says what to do where it is not in order."""

    check: str
    ok: bool
    detail: str
    mend: str = ""


class NotInOrder(DatelineError):
    """A check's way of saying what is wrong and how to mend it."""


Check = Callable[[Settings], str]


def examine(settings: Settings) -> Iterator[Finding]:
    """Run every check in turn; a check that breaks is a finding, never an exception."""
    for name, check in CHECKS.items():
        try:
            yield Finding(name, True, check(settings))
        except DatelineError as fault:
            yield Finding(name, False, fault.reason, fault.instruction)
        except Exception as fault:  # noqa: BLE001 — whatever breaks here is what the operator wants to know
            yield Finding(name, False, f"{type(fault).__name__}: {fault}", "See the check's own words above.")
    yield from _airflow()


def _airflow() -> Iterator[Finding]:
    """What the probe sees of Airflow in a process of its own."""
    environment = {
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        **os.environ,
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    }
    command = [sys.executable, "-c", PROBE, str(POOLS), WAREHOUSE_CONNECTION]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    for line in done.stdout.splitlines():
        if line.startswith("PROBE "):
            yield Finding(*json.loads(line.removeprefix("PROBE ")))
    if done.returncode:
        yield Finding(
            "airflow",
            False,
            (done.stderr or done.stdout).strip()[-600:],
            "Mend what the lines above name: Airflow itself does not start.",
        )


def _python(_: Settings) -> str:
    if sys.version_info[:2] != (3, 12):
        raise NotInOrder(f"Python {sys.version.split()[0]}", "Use Python 3.12: make clean, then make up.")
    return sys.version.split()[0]


def _packages(_: Settings) -> str:
    wanted = dict(
        re.findall(r"^([\w.-]+)==([^\s;\\]+)", (PROJECT / "requirements.txt").read_text(), re.MULTILINE)
    )
    wrong = [
        f"{name} {found} (want {version})"
        for name, version in wanted.items()
        if (found := _version(name)) != version
    ]
    if wrong:
        raise NotInOrder(
            f"{len(wrong)} of {len(wanted)} packages differ from the lock: {', '.join(wrong[:5])}",
            "Install the lock: uv pip install --require-hashes -r requirements.txt",
        )
    return f"{len(wanted)} as locked"


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def _sources(settings: Settings) -> str:
    return f"{len(load_sources(settings.sources))} in {', '.join(str(path) for path in settings.sources)}"


def _models(settings: Settings) -> str:
    from dateline.annotate.parse import load_model

    for language, name in settings.annotate.models.items():
        try:
            load_model(name)
        except OSError as fault:
            raise NotInOrder(
                f"The model {name!r} for {language!r} does not load: {fault}",
                "Install the package, or name another in DATELINE_ANNOTATE__MODELS.",
            ) from fault
    return ", ".join(f"{language}: {name}" for language, name in settings.annotate.models.items())


def _lake(settings: Settings) -> str:
    probe = open_lake(settings.lake_root) / f".doctor-{uuid.uuid4().hex}"
    try:
        probe.parent.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"ok")
        probe.unlink()
    except OSError as fault:
        raise NotInOrder(
            f"{settings.lake_root} cannot be written: {fault}",
            "Set DATELINE_LAKE to a folder or bucket that can.",
        ) from fault
    return f"{settings.lake_root} can be written"


def _warehouse(settings: Settings) -> str:
    from dateline.warehouse.connection import connect
    from dateline.warehouse.migrate import current, head

    if not settings.warehouse_url:
        raise NotInOrder(
            "No warehouse is named.", "make up, then: source .dateline/env — or set DATELINE_WAREHOUSE_URL."
        )
    here, newest = current(settings.warehouse_url), head()
    if here != newest:
        raise NotInOrder(
            f"The warehouse is at {here or 'nothing'}, the code at {newest}.", "Run: dateline init"
        )
    with connect(settings.warehouse_url) as connection:
        server = connection.info.parameter_status("server_version")
    return f"PostgreSQL {server} reached, migrations at {newest}"


def _ports(settings: Settings) -> str:
    """The stack's ports: ours where it runs, free where it does not."""
    from dateline.runtime.ports import LOOPBACK, free_port
    from dateline.runtime.stack import current, status

    stack = current(settings)
    if stack is None:
        return "chosen at the first start"
    runs = status(settings).get("api-server", "").startswith("running")
    if not runs and free_port(stack.port) != stack.port:
        return f"{LOOPBACK}:{stack.port} is taken by another program; the next start chooses another"
    return f"{LOOPBACK}:{stack.port} {'serves the UI' if runs else 'is free'}"


def _stack(settings: Settings) -> str:
    from dateline.runtime.stack import current, status

    states = status(settings)
    stopped = [name for name, state in states.items() if state == "stopped"]
    if current(settings) and stopped:
        raise NotInOrder(
            f"stopped: {', '.join(stopped)}", f"make up; the logs are in {Path(settings.home)}/logs"
        )
    return "runs" if current(settings) else "not started in this home (make up)"


CHECKS: dict[str, Check] = {
    "python": _python,
    "packages": _packages,
    "sources": _sources,
    "models": _models,
    "lake": _lake,
    "warehouse": _warehouse,
    "local stack": _stack,
    "ports": _ports,
}

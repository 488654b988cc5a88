"""A real Airflow API server with our plugin, over a small warehouse."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from newsroom.filling import fill

from dateline.runtime.environment import LOGINS, airflow_environment
from dateline.runtime.ports import LOOPBACK, free_port
from dateline.settings import Settings

AIRFLOW = str(Path(sys.executable).parent / "airflow")


@pytest.fixture(scope="session")
def airflow(make_database: Callable[..., str], migrated_template: str) -> Iterator[str]:
    """Address of an API server of Airflow that serves the page."""
    folder = Path(tempfile.mkdtemp(prefix="dateline-airflow-"))
    warehouse = make_database(migrated_template)
    fill(warehouse)
    port = free_port()
    environment = airflow_environment(
        Settings(home=folder), folder=folder, port=port, metadata_url=make_database(), warehouse_url=warehouse
    )
    subprocess.run([AIRFLOW, "db", "migrate"], env=environment, check=True, capture_output=True)
    with (folder / "api-server.log").open("w") as log:
        server = subprocess.Popen(
            [AIRFLOW, "api-server"], env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield _await(f"http://{LOOPBACK}:{port}/", server, folder / "api-server.log")
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def tokens(airflow: str) -> dict[str, str]:
    """A token of each login."""
    return {
        user: httpx.post(f"{airflow}auth/token", json={"username": user, "password": password}, timeout=30)
        .raise_for_status()
        .json()["access_token"]
        for user, password in LOGINS.items()
    }


def _await(address: str, server: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"{address}api/v2/version", timeout=5).is_success:
                return address
        except httpx.TransportError:
            time.sleep(0.3)
    raise AssertionError(f"Airflow's API server did not come up:\n{log.read_text()[-4000:]}")

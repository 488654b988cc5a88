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
from newsroom.serving import SOURCES

from dateline.runtime.environment import LOGINS, airflow_environment
from dateline.runtime.ports import LOOPBACK, free_port
from dateline.settings import Settings

AIRFLOW = str(Path(sys.executable).parent / "airflow")


@pytest.fixture(scope="session")
def airflow_warehouse(make_database: Callable[..., str], migrated_template: str) -> str:
    """The small warehouse that Airflow's connection names."""
    url = make_database(migrated_template)
    fill(url)
    return url


@pytest.fixture(scope="session")
def airflow_variables(make_database: Callable[..., str], airflow_warehouse: str) -> Iterator[dict[str, str]]:
    """The environment of an Airflow whose database stands."""
    folder = Path(tempfile.mkdtemp(prefix="dateline-airflow-"))
    environment = airflow_environment(
        Settings(home=folder, sources=(SOURCES,)),
        folder=folder,
        port=free_port(),
        metadata_url=make_database(),
        warehouse_url=airflow_warehouse,
    )
    subprocess.run([AIRFLOW, "db", "migrate"], env=environment, check=True, capture_output=True)
    yield environment
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def airflow(airflow_variables: dict[str, str]) -> Iterator[str]:
    """Address of an API server of Airflow that serves the page."""
    written = Path(airflow_variables["DATELINE_HOME"]) / "api-server.log"
    with written.open("w") as log:
        server = subprocess.Popen(
            [AIRFLOW, "api-server"], env=airflow_variables, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield _await(f"http://{LOOPBACK}:{airflow_variables['AIRFLOW__API__PORT']}/", server, written)
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(30)


@pytest.fixture(scope="session")
def queued_run(airflow: str, airflow_variables: dict[str, str], tokens: dict[str, str]) -> str:
    """A run of ``ingest`` for 10 November that no scheduler takes up; its id."""
    subprocess.run([AIRFLOW, "dags", "reserialize"], env=airflow_variables, check=True, capture_output=True)
    answer = httpx.post(
        f"{airflow}api/v2/dags/ingest/dagRuns",
        json={"partition_key": "2026-11-10", "logical_date": None, "dag_run_id": "by-hand"},
        headers={"Authorization": f"Bearer {tokens['admin']}"},
        timeout=60,
    )
    return str(answer.raise_for_status().json()["dag_run_id"])


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

"""What Airflow needs to know before the DAGs run, made by its own command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from dateline.errors import ConfigError
from dateline.settings import PROJECT

POOLS = PROJECT / "include" / "airflow_pools.json"


def create_pools() -> str:
    """Create or update the pools of ``include/airflow_pools.json``; return Airflow's word on it."""
    command = [str(Path(sys.executable).parent / "airflow"), "pools", "import", str(POOLS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ConfigError(
            f"Airflow's pools could not be made: {(done.stderr or done.stdout)[-600:]}",
            "Run `airflow db migrate` first, with the environment that Airflow runs in.",
        )
    return "pools are in place"

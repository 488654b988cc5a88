"""What Airflow needs to know before the DAGs run: pools made, the warehouse's connection found.

Secrets are never written: a connection comes from the environment or from a secrets backend.
"""

from __future__ import annotations

import subprocess
import sys

from dateline.errors import ConfigError
from dateline.runtime.environment import WAREHOUSE_CONNECTION
from dateline.settings import PROJECT

POOLS = PROJECT / "include" / "airflow_pools.json"
_SETUP = """
import json
import sys

from airflow.models.connection import Connection
from airflow.models.pool import Pool
from airflow.utils.session import create_session
from sqlalchemy import select

with create_session() as session:
    there = {pool.pool: pool.slots for pool in session.scalars(select(Pool))}
    for name, pool in json.load(open(sys.argv[1])).items():
        if name not in there:
            Pool.create_or_update_pool(
                name, pool["slots"], pool["description"], include_deferred=False, session=session
            )
            print(f"SETUP pool {name}: made, {pool['slots']} slots")
        else:
            print(f"SETUP pool {name}: kept, {there[name]} slots")
try:
    found = Connection.get_connection_from_secrets(sys.argv[2])
    print(f"SETUP connection {sys.argv[2]}: found, {found.host}:{found.port or 5432}/{found.schema}")
except Exception:
    print(f"SETUP connection {sys.argv[2]}: missing, set AIRFLOW_CONN_{sys.argv[2].upper()} everywhere")
"""


def set_up_airflow() -> list[str]:
    """Make the pools of ``include/airflow_pools.json`` that are missing; return a line on each thing needed.

    The slots of a pool that is there stay as somebody set them.

    Raises:
        ConfigError: Airflow's database cannot be used.
    """
    command = [sys.executable, "-c", _SETUP, str(POOLS), WAREHOUSE_CONNECTION]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ConfigError(
            f"Airflow's pools could not be made: {(done.stderr or done.stdout)[-600:]}",
            "Run `airflow db migrate` first, with the environment that Airflow runs in.",
        )
    return [line.removeprefix("SETUP ") for line in done.stdout.splitlines() if line.startswith("SETUP ")]

"""``dateline init``: bring the warehouse, and Airflow where it is set up, to what this code needs."""

from __future__ import annotations

import os
from typing import Annotated

import typer


def init(
    airflow: Annotated[
        bool | None,
        typer.Option(help="Also set Airflow up. Default: where AIRFLOW_HOME is set."),
    ] = None,
) -> None:
    """Create or upgrade the warehouse's tables and roles, make Airflow's pools, look for its connection.

    Safe to run again at any time: what is there already stays as it is, the slots of a pool too. No secret
    is written: a connection comes from AIRFLOW_CONN_… or a secrets backend.
    """
    from dateline.pipeline.workspace import Workspace
    from dateline.warehouse.migrate import current, migrate

    workspace = Workspace.current()
    migrate(workspace.warehouse_url)
    typer.echo(f"warehouse: at revision {current(workspace.warehouse_url)}")
    typer.echo(f"sources: {len(workspace.sources)} read")
    if airflow if airflow is not None else "AIRFLOW_HOME" in os.environ:
        from dateline.runtime.airflow_setup import set_up_airflow

        for line in set_up_airflow():
            typer.echo(f"airflow: {line}")

"""``dateline init``: bring the warehouse, and Airflow where it is set up, to what this code needs."""

from __future__ import annotations

import os
from typing import Annotated

import typer


def init(
    airflow: Annotated[
        bool | None,
        typer.Option(help="Also create Airflow's pools. Default: where AIRFLOW_HOME is set."),
    ] = None,
) -> None:
    """Create or upgrade the warehouse's tables and roles, and Airflow's pools.

    Safe to run again at any time: what is there already stays as it is.
    """
    from dateline.pipeline.workspace import Workspace
    from dateline.warehouse.migrate import current, migrate

    workspace = Workspace.current()
    migrate(workspace.warehouse_url)
    typer.echo(f"warehouse: at revision {current(workspace.warehouse_url)}")
    typer.echo(f"sources: {len(workspace.sources)} read")
    if airflow if airflow is not None else "AIRFLOW_HOME" in os.environ:
        from dateline.runtime.airflow_setup import create_pools

        typer.echo(f"airflow: {create_pools()}")

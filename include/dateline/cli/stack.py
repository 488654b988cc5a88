"""``dateline stack up|down|status``: the local PostgreSQL and Airflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from dateline.runtime.stack import Stack


def up() -> None:
    """Start PostgreSQL and Airflow on loopback, in DATELINE_HOME (default .dateline).

    Data of earlier starts is kept. Nothing is reachable from other machines.
    """
    from dateline.runtime import stack
    from dateline.runtime.environment import leave_stack
    from dateline.settings import get_settings

    leave_stack()
    settings = get_settings()
    running = stack.up(settings, progress=lambda line: typer.echo(f"· {line}", err=True))
    typer.echo(where_to_look(running))


def down() -> None:
    """Stop every process of the local stack; data stays."""
    from dateline.runtime import stack
    from dateline.runtime.environment import leave_stack
    from dateline.settings import get_settings

    leave_stack()
    ended = stack.down(get_settings())
    typer.echo(f"Stopped: {ended} processes ended." if ended else "Nothing was running.")


def status() -> None:
    """Say what runs, with process ids. Exit code 1 when something is stopped."""
    from dateline.runtime import stack
    from dateline.runtime.environment import leave_stack
    from dateline.settings import get_settings

    leave_stack()
    found = stack.status(get_settings())
    for name, state in found.items():
        typer.echo(f"{name:14} {state}")
    if any(state == "stopped" for state in found.values()):
        raise typer.Exit(1)


def where_to_look(running: Stack) -> str:
    """Address and login of the UI, and how to join the stack from a shell."""
    from dateline.runtime.environment import LOGINS

    logins = ", ".join(f"{user} / {password}" for user, password in LOGINS.items())
    return (
        f"Airflow     {running.ui}   (login {logins})\n"
        f"Warehouse   {running.warehouse_url}\n"
        f"Shell       source {running.folder}/env   then: dateline quotes …, airflow dags list\n"
        f"Stop        make down"
    )

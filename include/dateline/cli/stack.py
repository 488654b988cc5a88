"""``dateline stack up|down|status``: the local PostgreSQL and Airflow."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dateline.runtime.stack import Stack


class Executor(StrEnum):
    LOCAL = "local"
    CELERY = "celery"


def up(
    executor: Annotated[
        Executor | None,
        typer.Option(help="Who runs the tasks: the scheduler's own processes, or Celery workers."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="How many Celery workers.")] = 2,
    concurrency: Annotated[int, typer.Option(min=1, help="Tasks at once in one Celery worker.")] = 2,
) -> None:
    """Start PostgreSQL and Airflow on loopback, in DATELINE_HOME (default .dateline).

    Data of earlier starts is kept. Nothing is reachable from other machines. Without --executor the stack
    comes up as it was last; at first with LocalExecutor.

    Example: dateline stack up --executor celery --workers 2
    """
    from dateline.runtime import stack
    from dateline.runtime.environment import leave_stack
    from dateline.runtime.topology import Topology
    from dateline.settings import get_settings

    leave_stack()
    settings = get_settings()
    topology = None
    if executor is Executor.CELERY:
        topology = Topology("celery", workers, concurrency)
    elif executor is Executor.LOCAL:
        topology = Topology()
    running = stack.up(settings, progress=lambda line: typer.echo(f"· {line}", err=True), topology=topology)
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

"""``dateline pages``: recorded pages through the whole pipeline, under their own host names."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from dateline.runtime.stack import Stack
    from dateline.settings import Settings


def pages(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="PAGES.jsonl…", help="Rows {id, url, html: path relative to the file}."),
    ],
    day: Annotated[
        dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="The partition that takes the pages in.")
    ] = dt.datetime(2026, 11, 15),  # noqa: DTZ001 — a calendar day
    keep: Annotated[bool, typer.Option(help="Leave the stack running, to look at it.")] = False,
) -> None:
    """Replay recorded pages and run the DAG ingest over them in real Airflow, twice.

    Works in a home of its own (DATELINE_HOME/pages), so other data stays apart. Prints the outcome of every
    page, then runs the same day again and checks that no row changed. Exit code 1 when one did.
    """
    from rich.console import Console

    from dateline.cli.outcomes import outcome_table
    from dateline.cli.stack import where_to_look
    from dateline.runtime import stack
    from dateline.runtime.environment import leave_stack
    from dateline.settings import get_settings
    from dateline.warehouse.days import fingerprint

    leave_stack()
    console = Console(highlight=False)
    settings = _settings(get_settings(), files, day.date())
    running = stack.up(settings, progress=lambda line: console.print(f"· {line}"))
    try:
        _run(running, day.date(), console, "first run")
        first = fingerprint(running.warehouse_url)
        console.print(outcome_table(running.warehouse_url, day.date(), day.date()))
        _run(running, day.date(), console, "second run")
        changed = [
            table for table, digest in fingerprint(running.warehouse_url).items() if first[table] != digest
        ]
        console.print(
            f"Second run: {', '.join(changed)} CHANGED." if changed else "Second run: no row changed."
        )
        if keep:
            console.print(where_to_look(running), soft_wrap=True)
    finally:
        if not keep:
            stack.down(settings)
    if changed:
        raise typer.Exit(1)


def _settings(settings: Settings, files: list[Path], day: dt.date) -> Settings:
    """The user's settings with a home, sources and a replay server for these pages."""
    from dateline.runtime.recorded import write_sources

    home = settings.home.resolve() / "pages"
    sources = write_sources(files, day=day, folder=home)
    return settings.model_copy(
        update={
            "home": home,
            "lake": None,
            "sources": (sources,),
            "replay": tuple(files),
            "warehouse_url": None,
        }
    )


def _run(running: Stack, day: dt.date, console: Console, what: str) -> None:
    from dateline.runtime.runs import INGEST, run_day

    api = running.api()
    api.wait_for_dag(INGEST)
    api.unpause(INGEST)
    with console.status(f"{what}: ingest of {day}"):
        run_day(api, day, tell=lambda _: None)

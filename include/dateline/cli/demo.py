"""``dateline demo``: seven days of the demo newsroom through real Airflow, then where to look."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from dateline.runtime.stack import Stack

WEEK = (dt.date(2026, 11, 9), dt.date(2026, 11, 15))
"""The demo newsroom's densest days."""


def demo() -> None:
    """Start the local stack and run a week of made-up news through it.

    Six days come as a backfill, the seventh as that day's run; by then one article has been corrected, so
    it has two versions. Running the demo again runs all seven days again and loads nothing new.
    """
    from rich.console import Console

    from dateline.cli.outcomes import outcome_table
    from dateline.cli.stack import where_to_look
    from dateline.runtime import stack
    from dateline.runtime.environment import leave_stack
    from dateline.settings import get_settings

    leave_stack()
    console = Console(highlight=False)
    settings = get_settings()
    running = stack.up(settings, progress=lambda line: console.print(f"· {line}"))
    before = _rows(running)
    _run_week(running, console, again=sum(before.values()) > 0)
    after = _rows(running)
    console.print(outcome_table(running.warehouse_url, *WEEK))
    console.print(_most_quoted(running))
    _tell_growth(console, before, after)
    console.print(f"Report      {_report(running)}", soft_wrap=True)
    console.print(where_to_look(running), soft_wrap=True)


def _run_week(running: Stack, console: Console, *, again: bool) -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from dateline.runtime.runs import INGEST, REPORT, await_partitions, backfill, days_between, run_day

    api, days = running.api(), days_between(*WEEK)
    for dag_id in (INGEST, REPORT):
        api.wait_for_dag(dag_id)
        api.unpause(dag_id)
    columns = (TextColumn("{task.description:24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        history = progress.add_task("ingest, backfill", total=len(days) - 1)
        today = progress.add_task("ingest, the last day", total=1)
        reports = progress.add_task("report", total=len(days))
        if not again:
            _set_clock(running, dt.datetime.combine(days[-1], dt.time(), dt.UTC))
        backfill(
            api, days[:-1], at_once=3, again=again, tell=lambda done: progress.update(history, completed=done)
        )
        _set_clock(running, None)
        run_day(api, days[-1], tell=lambda done: progress.update(today, completed=done))
        await_partitions(
            api,
            REPORT,
            {day.isoformat() for day in days},
            tell=lambda done: progress.update(reports, completed=done),
        )


def _set_clock(running: Stack, now: dt.datetime | None) -> None:
    if running.replaying:
        running.replaying.set_clock(now)


def _rows(running: Stack) -> dict[str, int]:
    from dateline.warehouse.days import row_counts

    return row_counts(running.warehouse_url)


def _tell_growth(console: Console, before: dict[str, int], after: dict[str, int]) -> None:
    if before == after:
        console.print("Nothing new was loaded: every row was there already.")
        return
    grown = ", ".join(f"{count - before.get(name, 0):,} {name}" for name, count in after.items())
    console.print(f"Loaded      {grown}")


def _most_quoted(running: Stack) -> object:
    from rich.table import Table
    from rich.text import Text

    from dateline.warehouse.days import most_quoted

    table = Table(title="Most quoted people", title_justify="left", show_edge=False)
    for heading in ("quotes", "outlets", "who", "in their words"):
        table.add_column(heading, justify="right" if heading in ("quotes", "outlets") else "left")
    for person in most_quoted(running.warehouse_url, *WEEK, limit=8):
        table.add_row(
            str(person.quotes), str(person.sources), Text(person.name), Text(f"“{person.words.rstrip(',')}”")
        )
    return table


def _report(running: Stack) -> str:
    from dateline.lake import open_lake
    from dateline.settings import get_settings

    return str(open_lake(get_settings().lake_root) / "reports" / f"{WEEK[1].isoformat()}.html")

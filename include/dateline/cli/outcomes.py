"""``dateline outcomes``: where every candidate of some days ended."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import RenderableType


def outcomes(
    first: Annotated[
        dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")
    ] = None,
    last: Annotated[dt.datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print rows as JSON.")] = False,
) -> None:
    """Show how many candidates of each source ended in which outcome, and that the counts add up.

    Default: yesterday. Example: dateline outcomes --from 2026-11-09 --to 2026-11-15
    """
    from rich.console import Console

    from dateline.pipeline.workspace import Workspace
    from dateline.warehouse.days import outcome_counts

    yesterday = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    since = first.date() if first else (last.date() if last else yesterday)
    until = last.date() if last else since
    url = Workspace.current().warehouse_url
    if as_json:
        rows = [
            {"source": source, "day": day.isoformat(), "outcomes": counts}
            for (source, day), counts in outcome_counts(url, since, until).items()
        ]
        typer.echo(json.dumps(rows, indent=1))
        return
    Console(highlight=False).print(outcome_table(url, since, until))


def outcome_table(url: str, first: dt.date, last: dt.date) -> RenderableType:
    """The outcomes of ``first`` to ``last``, a row a source, with sums that must agree."""
    from rich.console import Group
    from rich.table import Table

    from dateline.records import Outcome
    from dateline.warehouse.days import discovery_failures, discovery_totals, outcome_counts

    by_source: dict[str, dict[str, int]] = {}
    for (source, _), counts in outcome_counts(url, first, last).items():
        row = by_source.setdefault(source, {})
        for outcome, number in counts.items():
            row[outcome] = row.get(outcome, 0) + number
    found = discovery_totals(url, first, last)
    used = [outcome.value for outcome in Outcome if any(outcome in counts for counts in by_source.values())]
    table = Table(
        title=f"Outcomes, {first} to {last}", title_justify="left", show_edge=False, show_footer=True
    )
    table.add_column("source", "all")
    for heading in ("found", *used):
        total = (
            sum(found.values()) if heading == "found" else sum(c.get(heading, 0) for c in by_source.values())
        )
        table.add_column(heading, str(total), justify="right")
    for source in sorted(by_source.keys() | found.keys()):
        counts = by_source.get(source, {})
        table.add_row(source, str(found.get(source, 0)), *(str(counts.get(name, "")) for name in used))
    ended = sum(sum(counts.values()) for counts in by_source.values())
    total = sum(found.values())
    verdict = "the outcomes add up" if ended == total else f"{ended} outcomes: THEY DO NOT ADD UP"
    notes = [f"{total} candidates found, {ended} ended: {verdict}."]
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    notes += [
        f"{failure.source} could not be asked for {failure.day}: {failure.reason}"
        for failure in discovery_failures(url, days)
    ]
    return Group(table, *notes)

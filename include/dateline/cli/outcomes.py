"""``dateline outcomes``: where every candidate of some days ended."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.records import Outcome

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
    """The outcomes of some days, a row a source: found is loaded plus all that is named beside it."""
    from rich.console import Group
    from rich.table import Table

    from dateline.warehouse.days import discovery_failures, discovery_totals, outcome_counts

    by_source: dict[str, Counter[str]] = {}
    for (source, _), counts in outcome_counts(url, first, last).items():
        by_source.setdefault(source, Counter()).update(counts)
    found = Counter(discovery_totals(url, first, last))
    table = Table(title=f"Outcomes, {first} to {last}", title_justify="left", show_edge=False)
    table.add_column("source", no_wrap=True)
    for heading in ("found", "loaded"):
        table.add_column(heading, justify="right")
    table.add_column("the others")
    for source in sorted(by_source.keys() | found.keys()):
        table.add_row(source, *_cells(found[source], by_source.get(source, Counter())))
    everything = sum(by_source.values(), Counter())
    table.add_section()
    table.add_row("all", *_cells(found.total(), everything))
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    failures = (
        f"{failure.source} could not be asked for {failure.day}: {failure.reason}"
        for failure in discovery_failures(url, days)
    )
    return Group(table, _verdict(found.total(), everything.total()), *failures)


def _cells(found: int, counts: Counter[str]) -> tuple[str, str, str]:
    others = (f"{number} {outcome}" for outcome, number in counts.most_common() if outcome != Outcome.LOADED)
    return str(found), str(counts[Outcome.LOADED]), ", ".join(others)


def _verdict(found: int, ended: int) -> str:
    if found == ended:
        return f"{found} candidates found, {ended} outcomes: they add up."
    return f"{found} candidates found, {ended} outcomes: they do NOT add up."

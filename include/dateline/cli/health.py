"""``dateline health``: each source's latest day beside what is usual for it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import Annotated

import typer


def health(
    source: Annotated[str | None, typer.Argument(help="Only this source's id.")] = None,
    day: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Judge this day. Default: each source's latest whole day."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what is as usual.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print rows as JSON.")] = False,
) -> None:
    """Show what is off in each source, against the same weekdays of the weeks before.

    Changes nothing and sends nothing; the DAG watch does. Exit code 1 when something is off.
    Example: dateline health harbour-post --all
    """
    from dateline.pipeline.workspace import Workspace
    from dateline.warehouse.connection import connect
    from dateline.watch.sources import judge_day, judge_latest

    workspace = Workspace.current()
    with connect(workspace.warehouse_url, role="reader") as connection:
        settings = workspace.settings.watch
        judged = judge_day(connection, day.date(), settings) if day else judge_latest(connection, settings)
    if source:
        workspace.source(source)
        judged = [judgement for judgement in judged if judgement.source == source]
    off = [judgement for judgement in judged if judgement.verdict == "alert"]
    shown = judged if everything else off
    if as_json:
        typer.echo(
            json.dumps([asdict(row) | {"day": row.day.isoformat()} for row in shown], indent=1, default=str)
        )
    else:
        for row in shown:
            verdict = f"{row.verdict}: {row.because}" if row.because else row.verdict
            typer.echo(f"{row.source:20} {row.day}  {row.kind:18} {verdict:12} {row.headline}")
        sources = len({judgement.source for judgement in judged})
        unsure = sum(judgement.verdict == "not judged" for judgement in judged)
        typer.echo(
            f"{sources} sources: {len(off)} figures are off, {unsure} could not be judged"
            f"{'' if everything or not unsure else ' (--all says why)'}."
        )
    if off:
        raise typer.Exit(1)

"""``dateline alerts``: what is wrong now, and what was."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import Annotated

import typer


def alerts(
    days: Annotated[int, typer.Option(min=0, help="Also those that ended in the last so many days.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print rows as JSON.")] = False,
) -> None:
    """List the alerts that are not over, newest first, each with the first thing to look at.

    Example: dateline alerts --days 7
    """
    from dateline.pipeline.workspace import Workspace
    from dateline.warehouse.connection import connect
    from dateline.watch.alerts import alerts as known_alerts

    since = dt.datetime.now(dt.UTC) - dt.timedelta(days=days) if days else None
    with connect(Workspace.current().warehouse_url, role="reader") as connection:
        known = known_alerts(connection, since=since)
    if as_json:
        typer.echo(json.dumps([asdict(alert) for alert in known], indent=1, default=str))
        return
    for alert in known:
        until = f"{alert.closed_at:%Y-%m-%d %H:%M}" if alert.closed_at else "now"
        typer.echo(f"{alert.headline}\n  {alert.opened_at:%Y-%m-%d %H:%M} to {until} UTC")
        for line in (alert.message, f"over: {alert.closing}" if alert.closing else "", alert.link):
            if line:
                typer.echo(f"  {line}")
        if alert.look_at and not alert.closed_at:
            typer.echo(f"  look first at: {alert.look_at}")
    current = sum(alert.closed_at is None for alert in known)
    typer.echo(f"{current} alert{'' if current == 1 else 's'} open.")

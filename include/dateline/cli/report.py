"""``dateline report``: the report of any days, or the marts behind it as files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer


def report(
    first: Annotated[
        dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")
    ] = None,
    last: Annotated[dt.datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write. Default: report-<first>-<last>.html.")
    ] = None,
    export: Annotated[
        Path | None, typer.Option(help="Write the marts into this folder instead, a file each.")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="With --export: CSV instead of Parquet.")] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Make the marts of these days anew first.")
    ] = False,
) -> None:
    """Write the report of some days as one HTML page. Default: the seven days that end yesterday.

    Example: dateline report --from 2026-11-09 --to 2026-11-15 --out week.html
    """
    from upath import UPath

    from dateline.pipeline.reporting import SPAN, write_report
    from dateline.pipeline.workspace import Workspace
    from dateline.warehouse.export import export_marts
    from dateline.warehouse.marts import refresh_marts

    until = last.date() if last else dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    since = first.date() if first else until - SPAN
    workspace = Workspace.current()
    if refresh:
        days = [since + dt.timedelta(days=number) for number in range((until - since).days + 1)]
        refresh_marts(workspace.warehouse_url, days)
    if export:
        files = export_marts(
            workspace.warehouse_url, export, first=since, last=until, kind="csv" if as_csv else "parquet"
        )
        for path, rows in files.items():
            typer.echo(f"{path}  {rows} rows")
        return
    path = out or Path(f"report-{since}-{until}.html")
    write_report(workspace, since, until, UPath(path))
    typer.echo(path)

"""The steps after a day is loaded: the marts brought up to date, the report written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from upath import UPath

from dateline.lake import whole_file
from dateline.pipeline.workspace import Workspace

SPAN = dt.timedelta(days=6)
"""A day's report covers the day and so many before it."""


def publish_marts(workspace: Workspace, day: dt.date) -> list[str]:
    """Group the stories around ``day``, then make the marts of every day anew that its run touched."""
    return publish_days(workspace, [day])


def publish_days(workspace: Workspace, days: Iterable[dt.date]) -> list[str]:
    """The same for the runs of several days at once; every touched day is made once."""
    from dateline.warehouse.marts import refresh_marts, touched_days
    from dateline.warehouse.sources import record_sources
    from dateline.warehouse.stories import cluster_stories

    url, days = workspace.warehouse_url, list(days)

    def touched() -> list[dt.date]:
        return sorted({found for day in days for found in touched_days(url, day)})

    record_sources(url, workspace.sources.values())
    for first, last in _stretches(touched()):
        cluster_stories(url, first, last)
    again = touched()
    refresh_marts(url, again)
    return [day.isoformat() for day in again]


def write_day_report(workspace: Workspace, day: dt.date) -> str:
    """Write the report of the week that ends with ``day`` into the lake; return its address."""
    path = workspace.lake / "reports" / f"{day.isoformat()}.html"
    write_report(workspace, day - SPAN, day, path)
    return str(path)


def write_report(workspace: Workspace, first: dt.date, last: dt.date, path: UPath) -> None:
    """Write the report of ``first`` to ``last`` to ``path``."""
    from dateline.report import make_report

    html = make_report(workspace.warehouse_url, first, last)
    with whole_file(path) as file:
        file.write(html.encode())


def _stretches(days: list[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """Days in order as unbroken stretches, first and last day of each: one late article is no decade."""
    stretches: list[tuple[dt.date, dt.date]] = []
    for day in days:
        if stretches and day - stretches[-1][1] <= dt.timedelta(days=1):
            stretches[-1] = (stretches[-1][0], day)
        else:
            stretches.append((day, day))
    return stretches

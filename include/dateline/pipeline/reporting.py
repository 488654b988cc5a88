"""The steps after a day is loaded: its rows checked, the marts brought up to date, the report written."""

from __future__ import annotations

import datetime as dt
import logging

from upath import UPath

from dateline.errors import DatelineError
from dateline.lake import whole_file
from dateline.pipeline.workspace import Workspace

log = logging.getLogger(__name__)

SPAN = dt.timedelta(days=6)
"""A day's report covers the day and so many before it."""


class ChecksFailed(DatelineError):
    """A day's rows break a blocking rule: its marts must not be published."""


def check_day(workspace: Workspace, day: dt.date) -> dict[str, int]:
    """Run every check over ``day``; return the number of offending rows of those that did not pass.

    Raises:
        ChecksFailed: a blocking one did not pass; names its rows.
    """
    from dateline.warehouse.checks import run_checks

    results = run_checks(workspace.warehouse_url, day)
    for result in results:
        if not result.passed:
            log.warning("%s", result)
    blocking = [result for result in results if result.blocks]
    if blocking:
        raise ChecksFailed(
            f"{day} is not published:\n" + "\n".join(str(result) for result in blocking),
            "The marts keep what they had of it. Clear this task once the rows are mended.",
            day=day.isoformat(),
            checks=[result.check.name for result in blocking],
        )
    return {result.check.name: result.count for result in results if not result.passed}


def publish_marts(workspace: Workspace, day: dt.date) -> list[str]:
    """Group the stories around ``day``, then make the marts of every day anew that its run touched."""
    from dateline.warehouse.marts import refresh_marts, touched_days
    from dateline.warehouse.sources import record_sources
    from dateline.warehouse.stories import cluster_stories

    url = workspace.warehouse_url
    record_sources(url, workspace.sources.values())
    for first, last in _stretches(touched_days(url, day)):
        cluster_stories(url, first, last)
    days = touched_days(url, day)
    refresh_marts(url, days)
    return [day.isoformat() for day in days]


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

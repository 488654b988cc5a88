"""The steps after a day is loaded: the marts brought up to date, the report written and mailed."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from upath import UPath

from dateline.errors import LakeError
from dateline.lake import whole_file
from dateline.pipeline.workspace import Workspace
from dateline.report.period import long_day

SPAN = dt.timedelta(days=6)
"""A day's report covers the day and so many before it."""


def publish_marts(workspace: Workspace, day: dt.date) -> list[str]:
    """Group stories and quotes around ``day``, then make the marts of every day anew that its run touched."""
    return publish_days(workspace, [day])


def publish_days(workspace: Workspace, days: Iterable[dt.date]) -> list[str]:
    """The same for the runs of several days at once; every touched day is made once."""
    from dateline.warehouse.marts import refresh_marts, touched_days
    from dateline.warehouse.quote_clusters import cluster_quotes
    from dateline.warehouse.sources import record_sources
    from dateline.warehouse.stories import cluster_stories

    url, days = workspace.warehouse_url, list(days)

    def touched() -> list[dt.date]:
        return sorted({found for day in days for found in touched_days(url, day)})

    record_sources(url, workspace.sources.values())
    for first, last in _stretches(touched()):
        cluster_stories(url, first, last)
        cluster_quotes(url, first, last)
    again = touched()
    refresh_marts(url, again)
    return [day.isoformat() for day in again]


def write_day_report(workspace: Workspace, day: dt.date) -> str:
    """Write the report of the week that ends with ``day`` into the lake; return its address."""
    path = _day_report(workspace, day)
    write_report(workspace, day - SPAN, day, path)
    return str(path)


@dataclass(frozen=True, slots=True)
class Mail:
    """A day's report as a mail: the page as its text, and once more as a file for programs that cut it."""

    recipients: list[str]
    sender: str | None
    subject: str
    html: str
    file_name: str

    @contextmanager
    def attachment(self) -> Iterator[Path]:
        """The file, for as long as it takes to send it."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / self.file_name
            path.write_text(self.html, encoding="utf-8")
            yield path


def day_mail(workspace: Workspace, day: dt.date, *, today: dt.date | None = None) -> Mail | None:
    """The mail with the report of ``day``, or None where nobody is to have it: no address is set, or the day
    is too long past.

    Raises:
        LakeError: the report was not written.
    """
    settings = workspace.settings.report
    age = (today or dt.datetime.now(dt.UTC).date()) - day
    if not settings.recipients or age > dt.timedelta(days=settings.mail_days):
        return None
    path = _day_report(workspace, day)
    if not path.exists():
        raise LakeError(f"{path} is not there to be mailed.", "Clear the task `report` of this run.")
    html = path.read_text(encoding="utf-8")
    return Mail(
        recipients=settings.recipients,
        sender=settings.mail_from,
        subject=f"Who said what, {long_day(day)}",
        html=html,
        file_name=f"dateline-{day}.html",
    )


def _day_report(workspace: Workspace, day: dt.date) -> UPath:
    return workspace.lake / "reports" / f"{day.isoformat()}.html"


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

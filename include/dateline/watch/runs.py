"""What went wrong in Airflow as alerts: tasks and runs that failed, deadlines that were missed.

An alert gathers all mapped tasks of one task of one run. A failed run is told only where none of its tasks
was. A source that could not be asked for its latest day is the alert of that source, not of the task.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dateline.errors import DatelineError, SourceUnavailable
from dateline.warehouse.connection import Connection
from dateline.watch.alerts import Alert, close, open_alerts, see
from dateline.watch.health import Judgement
from dateline.watch.sources import alert_of

TASK_FAILED = "task failed"
RUN_FAILED = "run failed"
DEADLINE_MISSED = "deadline missed"
KINDS = (TASK_FAILED, RUN_FAILED, DEADLINE_MISSED)
LATEST = "latest"
"""In place of a run's id, for a DAG whose next run makes up for this one: one alert for all its runs."""


@dataclass(frozen=True, slots=True)
class Place:
    """A run of a DAG, or a task in it. ``partition`` is what people call the run by, mostly its day."""

    dag_id: str
    run_id: str
    task_id: str | None = None
    partition: str | None = None

    @property
    def subject(self) -> str:
        return " ".join(part for part in (self.dag_id, self.run_id, self.task_id) if part)

    @property
    def name(self) -> str:
        """DAG and partition."""
        return self.dag_id if self.run_id == LATEST else f"{self.dag_id} {self.partition or self.run_id}"

    @classmethod
    def of(cls, kind: str, subject: str) -> Place:
        """The place of an alert's subject; only a run's id may hold spaces."""
        dag_id, _, rest = subject.partition(" ")
        if kind != TASK_FAILED:
            return cls(dag_id, rest)
        run_id, _, task_id = rest.rpartition(" ")
        return cls(dag_id, run_id, task_id)


def task_failed(
    connection: Connection,
    place: Place,
    *,
    error: BaseException | str | None,
    part: str | None = None,
    source_name: str | None = None,
    link: str | None = None,
) -> bool:
    """Note that a task failed for good; say whether that is news.

    ``part`` is what a mapped task works on; ``source_name`` is set where that is a source, and is its name.
    """
    if source_name and part and isinstance(error, SourceUnavailable) and place.partition:
        day = dt.date.fromisoformat(place.partition)
        if _is_latest(connection, part, day):
            judgement = Judgement(
                "silent",
                part,
                day,
                "alert",
                figure=f"could not be asked for {day:%a} {day.day} {day:%b}",
                reason=error.reason,
            )
            return see(connection, alert_of(judgement, source_name))
    reason, instruction = _words(error)
    of_part = f" ({part})" if part else ""
    return see(
        connection,
        Alert(
            kind=TASK_FAILED,
            subject=place.subject,
            headline=f"{place.name}: {place.task_id} failed{of_part}",
            figure="failed",
            message=reason,
            look_at=instruction or "the task's log; mend what it names, then clear the task.",
            link=link,
            parts=[part] if part else [],
        ),
    )


def run_failed(
    connection: Connection, place: Place, *, reason: str | None = None, link: str | None = None
) -> bool:
    """Note that a run failed, unless one of its tasks already says so."""
    told = [Place.of(alert.kind, alert.subject) for alert in open_alerts(connection, [TASK_FAILED])]
    if any((other.dag_id, other.run_id) == (place.dag_id, place.run_id) for other in told):
        return False
    return see(
        connection,
        Alert(
            kind=RUN_FAILED,
            subject=place.subject,
            headline=f"{place.name}: the run failed",
            figure="failed",
            message=f"Airflow says: {reason}." if reason else "",
            look_at="the run's graph: the first task that is red or was never started.",
            link=link,
        ),
    )


def deadline_missed(
    connection: Connection,
    place: Place,
    *,
    queued_at: dt.datetime,
    due_at: dt.datetime,
    link: str | None = None,
) -> bool:
    """Note that a run was not done when it should have been."""
    hours = (due_at - queued_at).total_seconds() / 3600
    return see(
        connection,
        Alert(
            kind=DEADLINE_MISSED,
            subject=place.subject,
            headline=f"{place.name}: not done after {hours:.3g} h",
            figure=f"not done at {due_at:%Y-%m-%d %H:%M} UTC",
            baseline=f"{hours:.3g} h",
            message=f"The run was queued at {queued_at:%Y-%m-%d %H:%M} UTC and is not done.",
            look_at="what the run waits for: a long task, a full pool, a scheduler that stands still.",
            link=link,
        ),
    )


def broken_places(connection: Connection) -> list[tuple[str, Place]]:
    """Every place with an open alert, with its kind: what to ask Airflow about."""
    return [(alert.kind, Place.of(alert.kind, alert.subject)) for alert in open_alerts(connection, KINDS)]


def mended(connection: Connection, kind: str, place: Place, how: str) -> bool:
    """Close the alert of a place; ``how`` says how it ended, such as ``succeeded``."""
    for alert in open_alerts(connection, [kind]):
        if alert.subject == place.subject:
            what = place.task_id or "the run"
            name = alert.headline.partition(f": {'not done' if kind == DEADLINE_MISSED else what}")[0]
            return close(connection, kind, place.subject, f"{name}: {what} {how}")
    return False


def _is_latest(connection: Connection, source: str, day: dt.date) -> bool:
    later = "SELECT NOT EXISTS (SELECT FROM discovery_day WHERE source_id = %s AND day > %s)"
    return connection.execute(later, [source, day]).fetchone() == (True,)


def _words(error: BaseException | str | None) -> tuple[str, str]:
    """What happened, and what to do, as far as an error says."""
    if isinstance(error, DatelineError):
        return error.reason, error.instruction
    if isinstance(error, BaseException):
        return f"{type(error).__name__}: {error}".strip(": "), ""
    return error or "", ""

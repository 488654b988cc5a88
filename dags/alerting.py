"""How Airflow tells people: its callbacks note what went wrong, its notifiers send what waits.

An alert is a row in the warehouse first and a message after that, so that it is sent once and never lost;
see :mod:`dateline.watch`. The DAGs get the callbacks by ``DEFAULT_ARGS`` and ``WATCHED`` in ``common``.
"""

from __future__ import annotations

import datetime as dt
import html
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from airflow.configuration import conf
from airflow.sdk import BaseHook

from dateline.errors import DatelineError
from dateline.settings import get_settings
from dateline.sources import load_sources
from dateline.warehouse.connection import connect
from dateline.watch import runs
from dateline.watch.notices import Message, Send, Sent, tell
from dateline.watch.runs import LATEST, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dateline.warehouse.connection import Connection

WAREHOUSE = "dateline_warehouse"
"""Airflow connection of the warehouse."""

log = logging.getLogger(__name__)


class AlertsNotSent(DatelineError):
    """A channel took no message; what waits is sent in the next hour."""


def task_failed(context: Any) -> None:
    """``on_failure_callback`` of every task: after its last try."""
    task = context["ti"]
    place = _place(context, task_id=task.task_id)
    mapped = task.map_index is not None and task.map_index >= 0
    part = context.get("worked_on") or (str(task.map_index) if mapped else None)
    source = load_sources(get_settings().sources).get(part) if part else None
    with _noting() as connection:
        runs.task_failed(
            connection,
            place,
            error=context.get("exception") or context.get("reason"),
            part=part,
            source_name=source.name if source else None,
            link=getattr(task, "log_url", None),
        )


def run_failed(context: Any) -> None:
    """``on_failure_callback`` of every DAG."""
    place = _place(context)
    try:
        with _noting() as connection:
            runs.run_failed(connection, place, reason=context.get("reason"), link=_run_link(place))
    except DatelineError as error:
        _send_unnoted(place, error)


def deadline_missed(context: dict[str, Any]) -> None:
    """Callback of a missed deadline. Days that are made up for wait for each other: not theirs."""
    run = context["dag_run"]
    place = Place(run["dag_id"], run["dag_run_id"], partition=run.get("partition_key"))
    if place.partition and dt.date.fromisoformat(place.partition) < _yesterday() - dt.timedelta(days=1):
        return
    with _noting() as connection:
        runs.deadline_missed(
            connection,
            place,
            queued_at=_instant(run["queued_at"] or run["run_after"]),
            due_at=_instant(context["deadline"]["deadline_time"]),
            link=_run_link(place),
        )


def settle_runs(task: Any) -> int:
    """Close the alerts of tasks and runs that have succeeded since; ``task`` asks Airflow."""
    closed = 0
    with connect(warehouse_url()) as connection:
        for kind, place in runs.broken_places(connection):
            if how := _mended(task, kind, place):
                closed += runs.mended(connection, kind, place, how)
    return closed


def send_alerts() -> int:
    """Send what waits on every channel; return how many messages went out.

    Raises:
        AlertsNotSent: a channel refused.
    """
    sent = _send()
    if sent.refused:
        raise AlertsNotSent(
            "; ".join(f"{channel}: {reason}" for channel, reason in sent.refused.items()),
            "The messages wait. Mend the channel's Airflow connection or its DATELINE_ALERTS__… settings.",
        )
    return sent.messages


def warehouse_url() -> str:
    """The warehouse, as Airflow's connection names it."""
    url = BaseHook.get_connection(WAREHOUSE).get_uri()
    return url.replace("postgres://", "postgresql://", 1).partition("?")[0]


def channels() -> dict[str, Send]:
    """The channels that the settings turn on."""
    settings = get_settings().alerts
    found: dict[str, Send] = {}
    if settings.email_to:
        found["email"] = _email
    if settings.slack_connection:
        found["slack"] = _slack
    if settings.apprise_connection:
        found["apprise"] = _apprise
    return found


def _email(message: Message) -> None:
    from airflow.providers.smtp.notifications.smtp import SmtpNotifier

    settings = get_settings().alerts
    paragraphs = [f"<p>{html.escape(line)}</p>" for line in message.lines]
    if message.link:
        paragraphs.append(f'<p><a href="{html.escape(message.link)}">{html.escape(message.link)}</a></p>')
    headers = {"Message-ID": f"<{message.id}@dateline>"}
    if message.id != f"{message.thread}-opened":
        headers |= dict.fromkeys(("In-Reply-To", "References"), f"<{message.thread}-opened@dateline>")
    SmtpNotifier(
        to=[address.strip() for address in settings.email_to.split(",")],
        from_email=settings.email_from,
        subject=message.subject,
        html_content="\n".join(paragraphs),
        custom_headers=headers,
        smtp_conn_id=settings.email_connection,
    ).notify({})


def _slack(message: Message) -> None:
    from airflow.providers.slack.notifications.slack_webhook import SlackWebhookNotifier

    sign = ":large_green_circle:" if message.over else ":red_circle:"
    words = f"{message.subject}\n{message.text}"
    for plain, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        words = words.replace(plain, escaped)
    SlackWebhookNotifier(
        slack_webhook_conn_id=get_settings().alerts.slack_connection or "", text=f"{sign} {words}", timeout=30
    ).notify({})


def _apprise(message: Message) -> None:
    import apprise
    from airflow.providers.apprise.notifications.apprise import AppriseNotifier

    class Insisting(AppriseNotifier):
        """Apprise says False where a service did not take it; the provider's notifier drops that."""

        def notify(self, context: Any) -> None:
            services = apprise.Apprise()
            self.hook.set_config_from_conn(self.hook.get_connection(self.apprise_conn_id), services)
            if not services.notify(body=self.body, title=self.title, notify_type=self.notify_type):
                raise AlertsNotSent("A service of the Apprise connection did not take it.")

    kind = apprise.NotifyType.SUCCESS if message.over else apprise.NotifyType.FAILURE
    Insisting(
        title=message.subject,
        body=message.text,
        notify_type=kind,
        apprise_conn_id=get_settings().alerts.apprise_connection or "",
    ).notify({})


@contextmanager
def _noting() -> Iterator[Connection]:
    """A connection on which something is noted; once it is, everything that waits is sent."""
    with connect(warehouse_url()) as connection:
        yield connection
    _send()


def _send() -> Sent:
    on = channels()
    if not on:
        log.warning("No channel for alerts is set: they are only in the warehouse (dateline alerts).")
    return tell(warehouse_url(), on)


def _send_unnoted(place: Place, error: DatelineError) -> None:
    """The warehouse is away, so nothing can be noted: tell it all the same, once a run."""
    message = Message(
        id=f"{place.dag_id}-{quote(place.run_id)}",
        thread=quote(place.run_id),
        subject=f"{place.name}: the run failed, and the warehouse is away",
        lines=(str(error),),
        link=_run_link(place),
    )
    for name, send in channels().items():
        try:
            send(message)
        except Exception:
            log.exception("%s did not take: %s", name, message.subject)


def _mended(task: Any, kind: str, place: Place) -> str | None:
    """How a failed task or run ended well, or None while it did not."""
    asked = task.run_id if place.run_id == LATEST else place.run_id
    if not task.get_dr_count(place.dag_id, run_ids=[asked]):
        return "is gone"
    if kind != runs.TASK_FAILED:
        return "succeeded" if task.get_dagrun_state(place.dag_id, asked) == "success" else None
    states = task.get_task_states(place.dag_id, task_ids=[place.task_id], run_ids=[asked]).get(asked, {})
    good = {"success", "skipped", "removed"} | ({"running"} if place.run_id == LATEST else set())
    return "succeeded" if set(states.values()) <= good else None


def _place(context: Any, *, task_id: str | None = None) -> Place:
    dag, run = context["dag"], context.get("dag_run")
    key = context.get("partition_key") or getattr(run, "partition_key", None)
    when = getattr(run, "logical_date", None)
    run_id = context["run_id"]
    if "hourly" in dag.tags:
        return Place(dag.dag_id, LATEST, task_id)
    return Place(dag.dag_id, run_id, task_id, partition=key or (when.date().isoformat() if when else None))


def _run_link(place: Place) -> str | None:
    base = conf.get("api", "base_url", fallback="")
    return f"{base.rstrip('/')}/dags/{place.dag_id}/runs/{quote(place.run_id)}" if base else None


def _yesterday() -> dt.date:
    return dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)


def _instant(value: str | dt.datetime) -> dt.datetime:
    return value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)

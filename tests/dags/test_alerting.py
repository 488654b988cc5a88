"""Airflow's callbacks: a failure is told once, in words that say what to do."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from receiving import Mailbox, mail_server

from dateline.errors import LakeError, SourceUnavailable
from dateline.settings import get_settings
from dateline.warehouse.connection import connect
from dateline.warehouse.days import DiscoveryDay, record_discovery
from dateline.watch.alerts import Known, open_alerts

DAGS = Path(__file__).parents[2] / "dags"
DAY = "2026-11-24"


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def alerting(
    tmp_path_factory: pytest.TempPathFactory,
    warehouse_url: str,
    mailbox: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[ModuleType]:
    os.environ.setdefault("AIRFLOW_HOME", str(tmp_path_factory.mktemp("airflow")))
    monkeypatch.syspath_prepend(str(DAGS))  # as Airflow's DAG processor does
    monkeypatch.setenv("AIRFLOW_CONN_DATELINE_WAREHOUSE", warehouse_url)
    monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", mailbox.connection)
    monkeypatch.setenv("DATELINE_ALERTS__EMAIL_TO", "desk@example.org")
    get_settings.cache_clear()
    mailbox.mails.clear()
    import alerting

    yield alerting
    sys.modules.pop("alerting", None)
    get_settings.cache_clear()


def context(task_id: str = "load", *, error: Any = None, part: str | None = None, index: int = -1) -> Any:
    """What Airflow gives a callback."""
    return {
        "ti": SimpleNamespace(task_id=task_id, map_index=index, log_url="http://airflow/log"),
        "dag": SimpleNamespace(dag_id="ingest", tags={"daily"}),
        "run_id": "partitioned__2026-11-24T12:00",
        "partition_key": DAY,
        "exception": error,
        "worked_on": part,
    }


def known(url: str) -> list[Known]:
    with connect(url) as connection:
        return open_alerts(connection)


def test_a_failed_task_is_told_with_its_reason_what_to_do_and_where(
    alerting: ModuleType, warehouse_url: str, mailbox: Mailbox
) -> None:
    error = LakeError("captures.warc.gz ends in the middle <of a record>.", "Clear fetch of this batch.")
    alerting.task_failed(context(error=error, part=f"{DAY}/000-1f0c9a2b", index=0))
    assert mailbox.subjects == [f"ingest {DAY}: load failed ({DAY}/000-1f0c9a2b)"]
    text = mailbox.mails[0].get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "ends in the middle &lt;of a record&gt;." in text
    assert "Look first at: Clear fetch of this batch." in text
    assert 'href="http://airflow/log"' in text


def test_a_storm_of_mapped_tasks_is_one_alert_and_one_message(
    alerting: ModuleType, warehouse_url: str, mailbox: Mailbox
) -> None:
    for index in range(12):
        alerting.task_failed(context(error=OSError("disk full"), part=f"batch {index:02d}", index=index))
    (alert,) = known(warehouse_url)
    assert len(alert.parts) == 12
    assert alert.message == "OSError: disk full"
    assert len(mailbox.mails) == 1


def test_a_source_that_cannot_be_asked_is_that_sources_alert(
    alerting: ModuleType, warehouse_url: str, mailbox: Mailbox
) -> None:
    record_discovery(warehouse_url, DiscoveryDay("harbour-post", dt.date(2026, 11, 24), "failed", reason="x"))
    error = SourceUnavailable("No feed of it answers.")
    alerting.task_failed(context("discover", error=error, part="harbour-post", index=3))
    (alert,) = known(warehouse_url)
    assert (alert.kind, alert.subject) == ("silent", "harbour-post")
    assert mailbox.subjects == ["The Harbour Post: could not be asked for Tue 24 Nov"]


def test_for_a_day_long_past_it_is_the_tasks_alert(alerting: ModuleType, warehouse_url: str) -> None:
    record_discovery(warehouse_url, DiscoveryDay("harbour-post", dt.date(2026, 11, 25), "nothing"))
    error = SourceUnavailable("The archive does not answer.")
    alerting.task_failed(context("discover", error=error, part="harbour-post", index=3))
    assert [alert.kind for alert in known(warehouse_url)] == ["task failed"]


def test_a_failed_run_is_told_only_where_no_task_of_it_was(
    alerting: ModuleType, warehouse_url: str, mailbox: Mailbox
) -> None:
    alerting.task_failed(context(error=OSError("disk full")))
    alerting.run_failed(context() | {"reason": "task_failure"})
    alerting.run_failed(context() | {"reason": "timed_out", "run_id": "another", "partition_key": None})
    assert mailbox.subjects == [f"ingest {DAY}: load failed", "ingest another: the run failed"]


def test_a_failed_run_is_told_even_when_the_warehouse_is_away(
    alerting: ModuleType, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_DATELINE_WAREHOUSE", "postgresql://nobody@127.0.0.1:1/none")
    alerting.run_failed(context())
    assert mailbox.subjects == [f"ingest {DAY}: the run failed, and the warehouse is away"]


def late(partition: dt.date) -> dict[str, Any]:
    run = {
        "dag_id": "ingest",
        "dag_run_id": "partitioned__x",
        "partition_key": partition.isoformat(),
        "queued_at": "2026-11-25T12:00:00Z",
        "run_after": "2026-11-25T12:00:00Z",
    }
    return {"dag_run": run, "deadline": {"id": "1", "deadline_time": "2026-11-25T20:00:00+00:00"}}


def test_a_missed_deadline_is_told_for_yesterday_but_not_for_a_day_that_is_made_up_for(
    alerting: ModuleType, warehouse_url: str, mailbox: Mailbox
) -> None:
    yesterday = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    alerting.deadline_missed(late(yesterday - dt.timedelta(days=30)))
    assert known(warehouse_url) == []
    alerting.deadline_missed(late(yesterday))
    (alert,) = known(warehouse_url)
    assert mailbox.subjects == [f"ingest {yesterday}: not done after 8 h"]
    assert alert.message == "The run was queued at 2026-11-25 12:00 UTC and is not done."

"""The DAG watch in real Airflow: what is wrong reaches a mail server, a webhook and Apprise, once each."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from receiving import Mailbox, Webhook, mail_server, webhook_server

from dateline.runtime.ports import LOOPBACK
from dateline.warehouse.connection import connect
from dateline.warehouse.days import DiscoveryDay, record_discovery
from dateline.watch import runs
from dateline.watch.alerts import open_alerts
from dateline.watch.runs import Place

pytestmark = pytest.mark.airflow

HERE = Path(__file__).parent
AIRFLOW = str(Path(sys.executable).parent / "airflow")
YESTERDAY = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
Watch = Callable[..., dict[str, str]]


@pytest.fixture(scope="module")
def watching(tmp_path_factory: pytest.TempPathFactory, make_database: Callable[..., str]) -> Iterator[Any]:
    """A process that runs the DAG whenever it is told."""
    home = tmp_path_factory.mktemp("airflow")
    sources = home / "sources.yaml"
    home_page = "https://harbour.example/"
    entry = {"id": "harbour", "name": "Harbour Post", "home": home_page, "feeds": [f"{home_page}feed.xml"]}
    sources.write_text(yaml.safe_dump({"sources": [entry]}))
    environment = os.environ | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(HERE.parents[1] / "dags"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": make_database().replace(
            "postgresql://", "postgresql+psycopg2://"
        ),
        "DATELINE_SOURCES": str(sources),
        "DATELINE_RETRY_SECONDS": "0.1",
    }
    subprocess.run([AIRFLOW, "db", "migrate"], check=True, capture_output=True, env=environment)
    with (home / "watching.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, str(HERE / "watching.py")],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    process.log = home / "watching.log"  # type: ignore[attr-defined]
    yield process
    process.stdin.close()  # type: ignore[union-attr]
    process.wait(60)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with webhook_server() as webhook:
        yield webhook


@pytest.fixture
def watch(watching: Any, warehouse_url: str, mailbox: Mailbox, webhook: Webhook) -> Watch:
    """Run the DAG once, with mail and the webhook set; returns the state of each task."""

    def run(**more: str) -> dict[str, str]:
        variables = {
            "AIRFLOW_CONN_DATELINE_WAREHOUSE": warehouse_url,
            "DATELINE_ALERTS__EMAIL_TO": "desk@example.org, oncall@example.org",
            "AIRFLOW_CONN_SMTP_DEFAULT": mailbox.connection,
            "DATELINE_ALERTS__SLACK_CONNECTION": "newsroom_slack",
            "AIRFLOW_CONN_NEWSROOM_SLACK": json.dumps(
                {
                    "conn_type": "slackwebhook",
                    "schema": "http",
                    "host": f"{LOOPBACK}:{webhook.port}/services",
                    "password": "T0/B0/secret",
                }
            ),
            "DATELINE_ALERTS__APPRISE_CONNECTION": "",
            **more,
        }
        watching.stdin.write(json.dumps(variables) + "\n")
        watching.stdin.flush()
        answer = watching.stdout.readline()
        assert answer, watching.log.read_text()[-3000:]
        return dict(json.loads(answer))

    return run


def ask(url: str, state: str, *, days_ago: int = 0) -> None:
    """What discovery found of the source on the latest day: nothing, or that it does not answer."""
    day = YESTERDAY - dt.timedelta(days=days_ago)
    reason = "its feed answers 503" if state == "failed" else ""
    record_discovery(url, DiscoveryDay("harbour", day, state, reason=reason))  # type: ignore[arg-type]


def test_a_silent_source_is_told_once_on_every_channel_and_so_is_its_return(
    watch: Watch, warehouse_url: str, mailbox: Mailbox, webhook: Webhook
) -> None:
    apprise = {
        "DATELINE_ALERTS__APPRISE_CONNECTION": "newsroom_apprise",
        "AIRFLOW_CONN_NEWSROOM_APPRISE": json.dumps(
            {
                "conn_type": "apprise",
                "extra": {"config": {"path": f"json://{LOOPBACK}:{webhook.port}/apprise"}},
            }
        ),
    }
    ask(warehouse_url, "failed")
    for _ in range(2):
        states = watch(**apprise)
        assert {states[task] for task in ("sources", "runs", "send")} == {"success"}
    day = f"{YESTERDAY:%a} {YESTERDAY.day} {YESTERDAY:%b}"
    told = f"Harbour Post: could not be asked for {day}"
    assert mailbox.subjects == [told]
    (mail,) = mailbox.mails
    assert mail["To"] == "desk@example.org, oncall@example.org"
    text = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "its feed answers 503" in text
    assert "Look first at: dateline source check" in text
    assert sorted(path for path, _ in webhook.posts) == ["/apprise", "/services/T0/B0/secret"]
    assert any(told in body.decode() for path, body in webhook.posts if path == "/apprise")
    assert any(text.startswith(f":red_circle: {told}") for text in webhook.texts)

    ask(warehouse_url, "nothing")
    watch(**apprise)
    watch(**apprise)
    over, zero = f"Over: Harbour Post: was asked for {day}", f"Harbour Post: 0 articles on {day}"
    assert sorted(mailbox.subjects[1:]) == sorted([over, zero])
    returned = next(mail for mail in mailbox.mails if mail["Subject"] == over)
    assert returned["In-Reply-To"] == mail["Message-ID"]
    assert len(webhook.posts) == 6


def test_a_channel_that_refuses_gets_its_message_later_and_the_other_none_twice(
    watch: Watch, warehouse_url: str, mailbox: Mailbox, webhook: Webhook
) -> None:
    ask(warehouse_url, "nothing")
    mailbox.down = True
    assert watch()["send"] == "failed"
    zero, refuses = (text.partition("\n")[0].removeprefix(":red_circle: ") for text in webhook.texts)
    assert refuses == "email: takes no alerts"
    mailbox.down = False
    assert watch()["send"] == "success"
    assert mailbox.subjects == [zero, refuses, "Over: email: takes alerts again"]
    assert len(webhook.posts) == 3


def test_without_channels_alerts_are_kept(watch: Watch, warehouse_url: str, mailbox: Mailbox) -> None:
    ask(warehouse_url, "nothing")
    states = watch(DATELINE_ALERTS__EMAIL_TO="", DATELINE_ALERTS__SLACK_CONNECTION="")
    assert states["send"] == "success"
    assert mailbox.mails == []
    with connect(warehouse_url) as connection:
        assert [alert.kind for alert in open_alerts(connection)] == ["zero yield"]


def test_a_failed_task_that_succeeded_since_is_over(
    watch: Watch, warehouse_url: str, mailbox: Mailbox
) -> None:
    earlier = watch()["run_id"]
    with connect(warehouse_url) as connection:
        for run_id, task_id in ((earlier, "sources"), ("manual__gone", "load")):
            place = Place("watch", run_id, task_id, partition="2026-11-24")
            runs.task_failed(connection, place, error="the disk was full", part="funnel_adds_up: 1")
        runs.run_failed(connection, Place("watch", "another run"), reason="task_failure")
        runs.deadline_missed(
            connection,
            Place("watch", earlier),
            queued_at=dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC),
            due_at=dt.datetime(2026, 11, 25, 20, tzinfo=dt.UTC),
        )
    watch(DATELINE_ALERTS__SLACK_CONNECTION="")
    with connect(warehouse_url) as connection:
        assert open_alerts(connection) == []
        closings = connection.execute("SELECT closing FROM alert ORDER BY alert_id").fetchall()
    assert closings == [
        ("watch 2026-11-24: sources succeeded",),
        ("watch 2026-11-24: load is gone",),
        ("watch another run: the run is gone",),
        (f"watch {earlier}: the run succeeded",),
    ]

"""Real Airflow on a real PostgreSQL: days run through the scheduler, one source being dead."""

import contextlib
import datetime as dt
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psutil
import pytest
import requests
import yaml
from newsroom.browsing import chromium, log_in, newsroom, serious
from playwright.sync_api import expect
from receiving import mail_server
from upath import UPath

from dateline.report.period import long_day
from dateline.runtime import processes, stack
from dateline.runtime.airflow_api import FINISHED, AirflowRefused
from dateline.runtime.runs import INGEST, REPORT, await_partitions, backfill
from dateline.settings import DEMO, DEMO_SOURCES, Settings
from dateline.warehouse.connection import connect
from dateline.warehouse.days import (
    DiscoveryDay,
    discovery_failures,
    discovery_totals,
    fingerprint,
    outcome_counts,
    record_discovery,
)

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(900)]

DAYS = [dt.date(2026, 11, 12), dt.date(2026, 11, 13)]
EMPTY = dt.date(2026, 10, 1)
"""A day before the demo's first."""
TODAY = dt.datetime.now(dt.UTC).date()
LATELY = next(
    day
    for day in (TODAY - dt.timedelta(days=ago) for ago in (1, 0, 2))
    if day.weekday() not in {loaded.weekday() for loaded in DAYS}
)
"""A day without articles on whose weekday none are usual: a check says so for four weeks after ``DAYS``.

Of three days in a row one always is; a deadline is told of none that is older.
"""
ON_CALL = "oncall@example.org"
DEAD = {
    "id": "dead-post",
    "name": "The Dead Post",
    "home": "https://dead.example/",
    "feeds": ["https://dead.example/feed.xml"],
    "min_interval": 0.05,
}


@pytest.fixture(scope="module")
def settings():
    home = Path(tempfile.mkdtemp(prefix="dateline-stack-"))
    home.chmod(0o711)
    sources = home / "sources.yaml"
    entries = yaml.safe_load(DEMO_SOURCES.read_text())["sources"]
    sources.write_text(yaml.safe_dump({"sources": [*entries, DEAD]}, allow_unicode=True))
    yield Settings(home=home, sources=(sources,), replay=(DEMO,))
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def mailbox():
    with mail_server() as mailbox:
        yield mailbox


@pytest.fixture(scope="module")
def running(settings, mailbox):
    given = {
        "DATELINE_RETRY_SECONDS": "1",
        "DATELINE_FETCH__RETRIES": "0",
        "DATELINE_REPORT__MAIL_TO": "desk@example.org, night@example.org",
        "DATELINE_REPORT__MAIL_DAYS": "36500",
        "DATELINE_ALERTS__EMAIL_TO": ON_CALL,
        "DATELINE_ALERTS__REPORT_HOURS": "0.0003",
        "AIRFLOW_CONN_SMTP_DEFAULT": mailbox.connection,
    }
    os.environ.update(given)
    try:
        yield stack.up(settings, progress=lambda _: None)
    finally:
        for name in given:
            del os.environ[name]
        stack.down(settings)
        assert processes.members(settings.home) == [], "make down leaves no process"


@pytest.fixture(scope="module")
def two_days(running):
    """The stack after a backfill of two days, reports included."""
    api = running.api()
    for dag_id in (INGEST, REPORT):
        api.wait_for_dag(dag_id)
        api.unpause(dag_id)
    backfill(api, DAYS, at_once=2, tell=lambda _: None)
    await_partitions(api, REPORT, {day.isoformat() for day in DAYS}, tell=lambda _: None)
    return running


def test_every_candidate_of_the_days_has_its_outcome(two_days):
    counts = outcome_counts(two_days.warehouse_url, *DAYS)
    found = discovery_totals(two_days.warehouse_url, *DAYS)
    assert sum(sum(some.values()) for some in counts.values()) == sum(found.values()) > 30
    assert sum(some.get("loaded", 0) for some in counts.values()) > 25


def test_a_dead_source_fails_its_own_task_and_nobody_elses(two_days):
    api = two_days.api()
    run = next(run for run in api.runs(INGEST) if run["partition_key"] == DAYS[0].isoformat())
    assert run["state"] == "success"
    tasks = api.task_instances(INGEST, run["dag_run_id"])
    failed = [task for task in tasks if task["state"] == "failed"]
    assert [(task["task_id"], task["rendered_map_index"]) for task in failed] == [("discover", "dead-post")]
    assert failed[0]["try_number"] == 3, "it was tried again before it was given up"
    assert {failure.source for failure in discovery_failures(two_days.warehouse_url, DAYS)} == {"dead-post"}


def test_mapped_tasks_are_named_by_what_they_work_on(two_days):
    api = two_days.api()
    run = next(run for run in api.runs(INGEST) if run["partition_key"] == DAYS[1].isoformat())
    names = {
        task["rendered_map_index"]
        for task in api.task_instances(INGEST, run["dag_run_id"])
        if task["task_id"] in ("discover", "process.load")
    }
    assert "harbour-post" in names
    assert any(name.startswith("2026-11-13/000-") for name in names)


def test_each_day_has_its_report(two_days, settings):
    for day in DAYS:
        page = (UPath(settings.lake_root) / "reports" / f"{day}.html").read_text()
        assert "<html" in page
        assert "Harbour Post" in page


def test_each_report_comes_by_mail_as_it_lies_in_the_lake(two_days, settings, mailbox):
    by_subject = {message["Subject"]: message for message in mailbox.mails if message["To"] != ON_CALL}
    assert by_subject.keys() == {f"Who said what, {long_day(day)}" for day in DAYS}
    for day in DAYS:
        message = by_subject[f"Who said what, {long_day(day)}"]
        assert (message["From"], message["To"]) == (
            "dateline@example.org",
            "desk@example.org, night@example.org",
        )
        page = (UPath(settings.lake_root) / "reports" / f"{day}.html").read_bytes()
        text, file = [part for part in message.walk() if not part.is_multipart()]
        assert (text.get_content_type(), file.get_filename()) == ("text/html", f"dateline-{day}.html")
        assert text.get_payload(decode=True).strip() == file.get_payload(decode=True).strip() == page.strip()


def await_answer(ask, *, seconds=300.0):
    """The first answer that is not empty."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := ask():
            return found
        time.sleep(1.0)
    raise AssertionError(f"Nothing came in {seconds:.0f} seconds.")


def alerts_about(mailbox, *words):
    """Subjects of the alerts that hold all the words."""
    subjects = [message["Subject"] for message in mailbox.mails if message["To"] == ON_CALL]
    return [subject for subject in subjects if all(word in subject for word in words)]


def await_alert(mailbox, *words):
    until = time.monotonic() + 300
    while not (found := alerts_about(mailbox, *words)):
        assert time.monotonic() < until, (words, [message["Subject"] for message in mailbox.mails])
        time.sleep(0.5)
    return found


def test_a_dead_source_is_told_once_though_two_days_wanted_it(two_days, mailbox):
    told = await_alert(mailbox, "The Dead Post: could not be asked")
    assert len(told) == 1
    others = alerts_about(mailbox, "discover failed")
    assert len(others) == len(set(others)) <= 1, "only a day before its latest is the task's own alert"


def test_a_failed_check_and_a_missed_deadline_are_told_and_over_when_the_cleared_task_succeeds(
    two_days, mailbox
):
    api = two_days.api()
    source = "harbour-post"
    record_discovery(two_days.warehouse_url, DiscoveryDay(source, LATELY, "found", found=5))
    run = api.trigger(REPORT, partition=LATELY.isoformat())
    name = f"report {LATELY}"
    await_alert(mailbox, f"{name}: checks failed (funnel_adds_up")
    await_alert(mailbox, f"{name}: not done after")
    # A task tells before Airflow takes it for failed: cleared now, it would not run again.
    await_answer(lambda: api.run(REPORT, run)["state"] == "failed")

    record_discovery(two_days.warehouse_url, DiscoveryDay(source, LATELY, "nothing"))
    api.clear(REPORT, run)
    await_partitions(api, REPORT, {LATELY.isoformat()}, tell=lambda _: None)
    api.unpause("watch")
    api.trigger("watch")
    assert await_alert(mailbox, f"Over: {name}: checks succeeded")
    assert await_alert(mailbox, f"Over: {name}: the run succeeded")
    assert len(alerts_about(mailbox, name)) == 4


_OF_THE_DAY = """SELECT q.quote_id FROM current_quote q JOIN extraction USING (extraction_id)
    WHERE batch_id LIKE '2026-11-12/%' AND q.speaker_type = 'person' AND q.speaker <> 'Nobody At All'
    ORDER BY q.text LIMIT 1"""
_GIVEN_AWAY = f"UPDATE quote SET speaker = 'Nobody At All' WHERE quote_id = ({_OF_THE_DAY})"
_LOST = f"DELETE FROM quote WHERE quote_id = ({_OF_THE_DAY})"


def test_rows_point_back_to_the_task_that_loaded_them(two_days):
    with connect(two_days.warehouse_url) as connection:
        lineage = connection.execute(
            "SELECT DISTINCT dag_id, task_id, dag_run_id IS NULL FROM batch"
        ).fetchall()
    assert lineage == [("ingest", "process.load", False)]


def test_where_sites_are_replayed_only_the_days_asked_for_run(two_days):
    assert {run["partition_key"] for run in two_days.api().runs(INGEST)} == {str(day) for day in DAYS}


def test_a_task_leads_to_its_articles_its_outcomes_and_its_report(two_days):
    api, day = two_days.api(), DAYS[0].isoformat()
    run = next(run for run in api.runs(INGEST) if run["partition_key"] == day)
    load, discovery = (
        next(task for task in api.task_instances(INGEST, run["dag_run_id"]) if task["task_id"] == task_id)
        for task_id in ("process.load", "discover")
    )
    links = api.links(INGEST, run["dag_run_id"], "process.load", load["map_index"])
    batch = load["rendered_map_index"].replace("/", "%2F")
    view = f"{two_days.ui}plugin/newsroom/newsroom/#/"
    assert links == {
        "Articles": f"{view}articles?batch={batch}",
        "Outcomes": f"{view}outcomes?day={day}&batch={batch}",
    }
    links = api.links(INGEST, run["dag_run_id"], "discover", discovery["map_index"])
    assert links == {"Outcomes": f"{view}outcomes?day={day}&source={discovery['rendered_map_index']}"}
    written = next(run for run in api.runs(REPORT) if run["partition_key"] == day)
    links = api.links(REPORT, written["dag_run_id"], "report")
    assert links["Report"] == f"{two_days.ui}newsroom/reports/{day}.html"


def test_days_backfilled_again_go_backwards_beside_and_behind_a_daily_run_and_change_no_row(
    two_days, settings
):
    api, before = two_days.api(), fingerprint(two_days.warehouse_url)
    await_answer(lambda: not api.backfilling(INGEST))
    earlier = {run["dag_run_id"] for run in api.runs(INGEST)}
    command = f"backfill create --dag-id ingest --from-date {DAYS[0]} --to-date {DAYS[1]}"
    choices = ["--reprocess-behavior=completed", "--run-backwards", "--max-active-runs=1"]
    subprocess.run(
        [stack.program("airflow"), *command.split(), *choices],
        env=two_days.environment(settings),
        check=True,
        capture_output=True,
    )
    with pytest.raises(AirflowRefused, match="409"):
        api.backfill(INGEST, DAYS[0], DAYS[0], at_once=1)
    api.trigger(INGEST, partition=EMPTY.isoformat())
    runs = await_answer(lambda: ended(api, earlier))
    assert {run["state"] for run in runs.values()} == {"success"}
    newer, older, by_hand = (runs[day.isoformat()] for day in (DAYS[1], DAYS[0], EMPTY))
    assert newer["end_date"] <= older["start_date"], "one at a time, the newest first"
    assert by_hand["start_date"] < older["end_date"], "the daily run does not wait for them"
    weights = [
        {task["priority_weight"] for task in api.task_instances(INGEST, run["dag_run_id"])}
        for run in (by_hand, newer)
    ]
    assert weights == [{100}, {10}]
    after = fingerprint(two_days.warehouse_url)
    changed = {table for table, digest in after.items() if digest != before[table]}
    assert changed <= {"batch"}, "an address that failed was tried again: its batch names the newest run"


def ended(api, earlier):
    """Partition → its run, once all that began since have ended."""
    runs = [run for run in api.runs(INGEST) if run["dag_run_id"] not in earlier]
    done = all(run["state"] in FINISHED for run in runs)
    return {run["partition_key"]: run for run in runs} if done else {}


def extracted_again(api, first, last):
    """The new run and what it asks."""
    days = {"first_day": first.isoformat(), "last_day": last.isoformat()}
    run = api.trigger("reextract", conf={**days, "start": "texts"})
    (question,) = await_answer(lambda: api.questions("reextract", run))
    return run, question


def decide(api, run, option):
    """Answer as often as is asked; the states of the tasks in the end."""

    def ended():
        for question in api.questions("reextract", run):
            api.answer("reextract", run, question["task_instance"]["task_id"], option)
        return api.run("reextract", run)["state"] in FINISHED

    await_answer(ended)
    states = {task["task_id"]: task["state"] for task in api.task_instances("reextract", run)}
    assert api.run("reextract", run)["state"] == "success", states
    return states


def test_what_is_extracted_again_goes_when_somebody_discards_it(two_days):
    """One day, which is one batch."""
    api, before = two_days.api(), fingerprint(two_days.warehouse_url)
    api.unpause("reextract")
    run, question = extracted_again(api, DAYS[0], DAYS[0])
    assert "| harbour-post |" in question["body"]
    assert "**" not in question["body"], "the same code finds the same"
    states = decide(api, run, "Discard")
    assert (states["make_current"], states["discard"]) == ("skipped", "success")
    changed = before.items() ^ fingerprint(two_days.warehouse_url).items()
    assert {table for table, _ in changed} <= {"batch", "extraction_run"}, "only that it ran is kept"


def test_what_is_extracted_again_becomes_current_when_somebody_says_so(two_days):
    """One quote is given to somebody else and one is lost, as if older code had found them so."""
    quotes = "SELECT quote_id, text, speaker FROM current_quote ORDER BY 1"
    with connect(two_days.warehouse_url) as connection:
        before = connection.execute(quotes).fetchall()
        connection.execute(_GIVEN_AWAY)
        connection.execute(_LOST)
    api = two_days.api()
    api.unpause("reextract")
    run, question = extracted_again(api, *DAYS)
    assert "**gained**" in question["body"] and "**re-attributed**" in question["body"]
    assert "Nobody At All" in question["body"]
    with connect(two_days.warehouse_url) as connection:
        assert len(connection.execute(quotes).fetchall()) == len(before) - 1, "nothing is in force yet"
    states = decide(api, run, "Make current")
    assert (states["make_current"], states["discard"]) == ("success", "skipped")
    with connect(two_days.warehouse_url) as connection:
        after = connection.execute(quotes).fetchall()
    assert sorted(row[1:] for row in after) == sorted(row[1:] for row in before)


def test_the_weekly_upkeep_runs_and_takes_nothing(two_days):
    api = two_days.api()
    await_answer(lambda: not api.running([INGEST, REPORT]))
    before = fingerprint(two_days.warehouse_url)
    api.unpause("maintain")
    api.trigger("maintain")
    (run,) = await_answer(lambda: [run for run in api.runs("maintain") if run["state"] in FINISHED])
    assert run["state"] == "success"
    assert fingerprint(two_days.warehouse_url) == before


@pytest.mark.browser
def test_every_view_inside_the_ui_stands_on_the_days_data_without_serious_fault(two_days):
    day = DAYS[1]
    with connect(two_days.warehouse_url) as connection:
        article, entity = connection.execute(_SPOKEN, [day]).fetchone()
    views = [f"today?day={day}", f"outcomes?day={day}", "sources", f"sources/harbour-post?day={day}"]
    views += ["articles", f"articles/{article}", "quotes", f"speakers/{entity}", "review"]
    with chromium() as browser:
        page = log_in(browser, two_days.ui)
        for view in views:
            newsroom(page, two_days.ui, f"/newsroom/#/{view}")
            inside = page.locator("iframe[title=Newsroom]").element_handle().content_frame()
            inside.locator("main[aria-busy=false]").wait_for()
            assert serious(inside) == [], view
        funnel = newsroom(page, two_days.ui, f"/newsroom/#/{views[0]}").locator(".funnel .count")
        found = sum(discovery_totals(two_days.warehouse_url, day, day).values())
        ended = outcome_counts(two_days.warehouse_url, day, day).values()
        expect(funnel.first).to_have_text(str(found))
        expect(funnel.last).to_have_text(str(sum(some.get("loaded", 0) for some in ended)))


_SPOKEN = """SELECT article_id, speaker_entity_id FROM current_quote
    WHERE published_day = %s AND speaker_type = 'person' AND speaker_entity_id IS NOT NULL LIMIT 1"""


def test_starting_what_runs_already_changes_nothing(two_days, settings):
    said = []
    assert stack.up(settings, progress=said.append) == two_days
    assert said == ["Everything runs already."]


def test_the_ui_listens_on_loopback_and_wants_a_login(two_days):
    assert requests.get(f"{two_days.ui}api/v2/dags", timeout=10).status_code == 401
    listening = set()
    for process in processes.members(Path(two_days.folder)):
        with contextlib.suppress(psutil.NoSuchProcess):  # a task's, which ends meanwhile
            sockets = process.net_connections(kind="tcp")
            listening |= {socket.laddr.ip for socket in sockets if socket.status == "LISTEN"}
    assert listening == {"127.0.0.1"}

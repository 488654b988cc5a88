"""The figures are the warehouse's, a real Prometheus scrapes them, and the dashboard's queries find them."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families
from warehouse.making import RUN, WORDS, ended, story, together

from dateline.records import Outcome
from dateline.runtime.ports import LOOPBACK, free_port
from dateline.settings import PROJECT
from dateline.stats import Stage
from dateline.warehouse.connection import connect
from dateline.warehouse.days import DiscoveryDay, record_discovery
from dateline.warehouse.load import load_batch
from dateline.warehouse.write import Lineage
from dateline.watch.alerts import Alert, see
from dateline.watch.metrics import ALERT_KINDS, as_text
from dateline.watch.stages import record_stage

DATELINE = str(Path(sys.executable).parent / "dateline")
DASHBOARDS = PROJECT / "include" / "dashboards"
DASHBOARD = json.loads((DASHBOARDS / "dateline.json").read_text())
QUERIES = [
    (panel["title"], target["expr"].replace("$source", ".*"))
    for panel in DASHBOARD["panels"]
    for target in panel["targets"]
]
NOW = dt.datetime.now(dt.UTC)
YESTERDAY = NOW.date() - dt.timedelta(days=1)


@pytest.fixture(scope="module")
def loaded_url(make_database: Callable[..., str], migrated_template: str) -> str:
    """A warehouse with yesterday's news, an open alert, and the stages' times."""
    url = make_database(migrated_template)
    at = NOW - dt.timedelta(hours=20)
    batch = together(
        story("wall", day=YESTERDAY, at=at),
        story("lock", f"{WORDS}\n\nAgain.", day=YESTERDAY, at=at),
        ended("lost", Outcome.GONE, day=YESTERDAY),
    )
    name = f"{YESTERDAY}/000"
    load_batch(url, batch, run=RUN, lineage=Lineage(name))
    record_discovery(url, DiscoveryDay("harbour", YESTERDAY, "found", found=3))
    for stage in ("fetch", "clean", "parse", "entities", "quotes", "load"):
        record_stage(url, Stage(stage, name, {"articles": 2}, seconds=2.5, cpu_seconds=1.5))
    with connect(url) as connection:
        see(connection, Alert("low yield", "harbour", "Harbour: only 2 articles", source_id="harbour"))
    return url


def figures(text: str) -> dict[str, dict[tuple[str, ...], float]]:
    return {
        family.name: {
            tuple(value for _, value in sorted(sample.labels.items())): sample.value
            for sample in family.samples
        }
        for family in text_string_to_metric_families(text)
    }


def test_the_figures_are_those_of_the_warehouse(loaded_url: str) -> None:
    found = figures(as_text(loaded_url))
    assert found["dateline_up"] == {(): 1}
    assert found["dateline_articles"] == {("harbour",): 2}
    assert found["dateline_day_found"] == {("harbour",): 3}
    assert found["dateline_day_quotes"] == {("harbour",): 2}
    assert found["dateline_day_outcomes"] == {
        ("loaded", "harbour", ""): 2,
        ("gone", "harbour", ""): 1,
    }
    assert found["dateline_stage_seconds"][("fetch",)] == 2.5
    assert len(found["dateline_stage_cpu_seconds"]) == 6
    midnight = dt.datetime.combine(YESTERDAY, dt.time(), dt.UTC).timestamp()
    assert found["dateline_day_timestamp_seconds"] == {("harbour",): midnight}
    age = NOW.timestamp() - found["dateline_newest_article_timestamp_seconds"][("harbour",)]
    assert age == pytest.approx(21 * 3600, abs=5)


def test_every_kind_of_alert_has_a_figure(loaded_url: str) -> None:
    found = figures(as_text(loaded_url))["dateline_alerts_open"]
    assert found == {(kind,): float(kind == "low yield") for kind in ALERT_KINDS}


def test_a_stage_run_again_replaces_its_times(warehouse_url: str) -> None:
    for seconds in (9.0, 3.0):
        record_stage(warehouse_url, Stage("load", f"{YESTERDAY}/000", seconds=seconds))
    assert figures(as_text(warehouse_url))["dateline_stage_seconds"] == {("load",): 3.0}


def test_a_warehouse_that_is_away_is_said_and_no_error() -> None:
    assert figures(as_text("postgresql://nobody@127.0.0.1:1/none")) == {"dateline_up": {(): 0}}


def test_the_figures_can_be_printed_to_a_file(loaded_url: str, tmp_path: Path) -> None:
    target = tmp_path / "dateline.prom"
    environment = os.environ | {"DATELINE_WAREHOUSE_URL": loaded_url}
    subprocess.run([DATELINE, "metrics", "print", "--to", str(target)], env=environment, check=True)
    assert figures(target.read_text())["dateline_articles"] == {("harbour",): 2}


@pytest.fixture(scope="module")
def prometheus(loaded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a Prometheus that has scraped ``dateline metrics serve``."""
    program = shutil.which("prometheus")
    if program is None:
        pytest.skip("no prometheus: apt-get install prometheus")
    folder = tmp_path_factory.mktemp("prometheus")
    exporter = subprocess.Popen(
        [DATELINE, "metrics", "serve", "--port", "0"],
        env=os.environ | {"DATELINE_WAREHOUSE_URL": loaded_url},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert exporter.stdout
    target = exporter.stdout.readline().strip().removeprefix("http://").removesuffix("/metrics")
    port = free_port()
    config = {
        "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(DASHBOARDS / "alerts.rules.yaml")],
        "scrape_configs": [{"job_name": "dateline", "static_configs": [{"targets": [target]}]}],
    }
    (folder / "prometheus.yml").write_text(json.dumps(config))
    with (folder / "prometheus.log").open("w") as log:
        server = subprocess.Popen(
            [
                program,
                f"--config.file={folder / 'prometheus.yml'}",
                f"--storage.tsdb.path={folder / 'data'}",
                f"--web.listen-address={LOOPBACK}:{port}",
            ],
            stdout=log,
            stderr=log,
        )
    try:
        address = f"http://{LOOPBACK}:{port}"
        _await_scrape(address, folder / "prometheus.log")
        yield address
    finally:
        for process in (server, exporter):
            process.terminate()
            process.wait(30)


def _await_scrape(address: str, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if query(address, "dateline_up == 1"):
                return
        except requests.RequestException:
            pass
        time.sleep(0.3)
    raise AssertionError(f"nothing was scraped:\n{log.read_text()[-2000:]}")


def query(address: str, expression: str) -> list[dict[str, Any]]:
    answer = requests.get(f"{address}/api/v1/query", params={"query": expression}, timeout=10)
    answer.raise_for_status()
    return list(answer.json()["data"]["result"])


@pytest.mark.parametrize(("title", "expression"), QUERIES, ids=[title for title, _ in QUERIES])
def test_each_query_of_the_dashboard_finds_something(prometheus: str, title: str, expression: str) -> None:
    found = query(prometheus, expression)
    assert found, f"{title}: {expression}"
    assert all(result["value"][1] not in ("NaN", "+Inf") for result in found)


def test_the_choice_of_sources_is_filled(prometheus: str) -> None:
    answer = requests.get(
        f"{prometheus}/api/v1/label/source/values", params={"match[]": "dateline_articles"}, timeout=10
    )
    assert answer.json()["data"] == ["harbour"]


def test_the_rules_are_loaded_and_hold(prometheus: str) -> None:
    def states() -> dict[str, str]:
        (group,) = requests.get(f"{prometheus}/api/v1/rules", timeout=10).json()["data"]["groups"]
        return {rule["name"]: rule["state"] for rule in group["rules"]}

    wanted = {
        "DatelineMetricsAway": "inactive",
        "DatelineNothingLoaded": "inactive",
        "DatelineAlertsOpen": "pending",
    }
    until = time.monotonic() + 30
    while states() != wanted and time.monotonic() < until:
        time.sleep(0.3)
    assert states() == wanted


def test_a_dashboard_says_what_each_panel_shows() -> None:
    for panel in DASHBOARD["panels"]:
        assert panel["title"] and panel["description"].endswith("."), panel["title"]
        assert panel["targets"]
    places = [tuple(panel["gridPos"].values()) for panel in DASHBOARD["panels"]]
    assert len(places) == len(set(places))

"""The checks as Airflow runs them: blocking ones fail and name the rows, warnings say how many."""

import datetime as dt
import os
import sys
from pathlib import Path

import pytest
from warehouse.making import DAY, RUN, ended, story, together

from dateline.records import Outcome
from dateline.warehouse.checks import ChecksFailed
from dateline.warehouse.days import DiscoveryDay, record_discovery
from dateline.warehouse.load import load_batch
from dateline.warehouse.write import Lineage

DAGS = Path(__file__).parents[2] / "dags"


@pytest.fixture
def run_check(tmp_path_factory, warehouse_url, monkeypatch):
    """Runs one check's task over a day; returns what it gave and its name in the UI."""
    os.environ.setdefault("AIRFLOW_HOME", str(tmp_path_factory.mktemp("airflow")))
    monkeypatch.syspath_prepend(str(DAGS))  # as Airflow's DAG processor does
    monkeypatch.setenv("AIRFLOW_CONN_DATELINE_WAREHOUSE", warehouse_url)
    from airflow.sdk.execution_time.context import set_current_context
    from checks import DayCheck

    def run(name: str, day: dt.date = DAY):
        context = {"partition_key": day.isoformat(), "params": {}}
        with set_current_context(context):
            return DayCheck(task_id="one", check=name).execute(context), context["worked_on"]

    load_batch(
        warehouse_url, together(story("wall"), ended("lost", Outcome.GONE)), run=RUN, lineage=Lineage("b1")
    )
    record_discovery(warehouse_url, DiscoveryDay("harbour", DAY, "found", found=2))
    yield run
    sys.modules.pop("checks", None)
    sys.modules.pop("common", None)


def test_every_check_passes_on_a_good_day(run_check):
    from checks import BLOCKING, CHECKS, WARNING

    assert set(BLOCKING) | set(WARNING) == set(CHECKS)
    for name in CHECKS:
        assert run_check(name) == (0, name)


def test_a_broken_blocking_rule_fails_and_names_the_rows(run_check, warehouse_url):
    record_discovery(warehouse_url, DiscoveryDay("harbour", DAY, "found", found=3))
    with pytest.raises(ChecksFailed, match="source_id=harbour, found=3, ended=2"):
        run_check("funnel_adds_up")


def test_a_broken_warning_ends_well_and_shows_in_its_name(run_check, warehouse_url, capsys):
    record_discovery(warehouse_url, DiscoveryDay("elbe", DAY, "failed", reason="timeout"))
    assert run_check("sources_answered") == (1, "sources_answered: 1")
    assert "source_id=elbe, reason=timeout" in capsys.readouterr().out


def test_only_the_runs_own_day_is_checked(run_check, warehouse_url):
    record_discovery(warehouse_url, DiscoveryDay("harbour", DAY, "found", found=3))
    assert run_check("funnel_adds_up", DAY - dt.timedelta(days=1))[0] == 0

"""After a day is loaded: the marts follow, the report lies in the lake."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from warehouse.making import DAY, RUN, ended, story, together
from warehouse.tables import one

from dateline.pipeline import reporting
from dateline.pipeline.workspace import Workspace
from dateline.records import Outcome
from dateline.settings import Settings
from dateline.warehouse.days import DiscoveryDay, record_discovery
from dateline.warehouse.load import load_batch
from dateline.warehouse.write import Lineage


@pytest.fixture
def workspace(warehouse_url: str, tmp_path: Path) -> Workspace:
    batch = together(story("wall", source="harbour-post"), ended("lost", Outcome.GONE))
    load_batch(warehouse_url, batch, run=RUN, lineage=Lineage("b1"))
    record_discovery(warehouse_url, DiscoveryDay("harbour-post", DAY, "found", found=1))
    record_discovery(warehouse_url, DiscoveryDay("harbour", DAY, "found", found=1))
    return Workspace(settings=Settings(home=tmp_path), warehouse_url=warehouse_url)


def test_publishing_names_the_sources_and_fills_the_marts(workspace: Workspace) -> None:
    assert reporting.publish_marts(workspace, DAY) == [DAY.isoformat()]
    assert one(workspace.warehouse_url, "SELECT source FROM bi.coverage") == "The Harbour Post"


def test_the_days_report_lies_in_the_lake(workspace: Workspace) -> None:
    reporting.publish_marts(workspace, DAY)
    path = Path(reporting.write_day_report(workspace, DAY))
    assert path == Path(workspace.settings.lake_root) / "reports" / "2026-11-10.html"
    assert "The Harbour Post" in path.read_text()


def test_a_late_article_does_not_make_the_years_between_anew() -> None:
    days = [dt.date(2019, 5, 1), dt.date(2026, 11, 9), dt.date(2026, 11, 10)]
    assert reporting._stretches(days) == [(days[0], days[0]), (days[1], days[2])]

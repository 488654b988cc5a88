"""After a day is loaded: the marts follow, the report lies in the lake."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from warehouse.making import DAY, RUN, ended, story, together
from warehouse.tables import one

from dateline.errors import LakeError
from dateline.pipeline import reporting
from dateline.pipeline.workspace import Workspace
from dateline.records import Outcome
from dateline.settings import ReportSettings, Settings
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


def to_desk(workspace: Workspace, **settings: object) -> Workspace:
    report = ReportSettings.model_validate({"mail_to": "desk@example.org , night@example.org", **settings})
    return replace(workspace, settings=workspace.settings.model_copy(update={"report": report}))


def test_the_report_is_mailed_to_whom_the_settings_name(workspace: Workspace) -> None:
    reporting.write_day_report(workspace, DAY)
    assert reporting.day_mail(workspace, DAY, today=DAY) is None
    mail = reporting.day_mail(to_desk(workspace), DAY, today=DAY + dt.timedelta(days=1))
    assert mail is not None
    assert mail.recipients == ["desk@example.org", "night@example.org"]
    assert mail.subject == "Who said what, Tuesday 10 November 2026"
    with mail.attachment() as file:
        assert file.read_text() == mail.html
        assert file.name == "dateline-2026-11-10.html"


def test_a_backfill_sends_no_old_reports(workspace: Workspace) -> None:
    reporting.write_day_report(workspace, DAY)
    desk = to_desk(workspace, mail_days=2)
    assert reporting.day_mail(desk, DAY, today=DAY + dt.timedelta(days=2)) is not None
    assert reporting.day_mail(desk, DAY, today=DAY + dt.timedelta(days=3)) is None


def test_a_report_that_is_missing_is_not_mailed_silently(workspace: Workspace) -> None:
    with pytest.raises(LakeError, match="Clear the task `report`"):
        reporting.day_mail(to_desk(workspace), DAY, today=DAY)


def test_a_late_article_does_not_make_the_years_between_anew() -> None:
    days = [dt.date(2019, 5, 1), dt.date(2026, 11, 9), dt.date(2026, 11, 10)]
    assert reporting._stretches(days) == [(days[0], days[0]), (days[1], days[2])]

"""The weekly upkeep removes what it says and nothing else; with the default settings nothing of value."""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path

import pytest
from warehouse.lakes import BATCH, on_disk
from warehouse.making import NEXT_RUN, RUN, story, together
from warehouse.tables import one, rows_of

from dateline.lake import read_records
from dateline.pipeline import maintenance
from dateline.pipeline.workspace import Workspace
from dateline.records import Cleaned, Fetched
from dateline.settings import Settings
from dateline.warehouse.connection import connect
from dateline.warehouse.load import load_batch
from dateline.warehouse.takedown import takedown
from dateline.warehouse.write import Lineage

STORIES = together(
    story("wall"),
    story("tram", "The tram is back, said Priya Nair.\n\nIt ran on Monday for the first time."),
)


@pytest.fixture
def workspace(warehouse_url: str, tmp_path: Path) -> Workspace:
    """A lake with one batch of two articles, loaded long ago."""
    made = Workspace(settings=Settings(home=tmp_path), warehouse_url=warehouse_url)
    records = on_disk(Path(made.settings.lake_root), STORIES)
    load_batch(warehouse_url, records, run=RUN, lineage=Lineage(BATCH))
    return made


def folder(workspace: Workspace) -> Path:
    return Path(workspace.settings.lake_root) / "day=2026-11-10" / "batch=000"


def files(workspace: Workspace) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder(workspace).iterdir()}


def old(path: Path, text: str = "rest") -> Path:
    path.write_text(text)
    eight_days = time.time() - 8 * 86_400
    os.utime(path, (eight_days, eight_days))
    return path


def everything(workspace: Workspace, *, dry_run: bool) -> list[object]:
    return [
        maintenance.let_go(workspace, dry_run=dry_run),
        maintenance.ask_takedowns_again(workspace, dry_run=dry_run),
        maintenance.forget_old_lines(workspace, dry_run=dry_run),
        maintenance.tidy_lake(workspace, dry_run=dry_run),
    ]


def test_with_the_default_settings_nothing_goes(workspace):
    rows, lake = rows_of(workspace.warehouse_url), files(workspace)
    assert everything(workspace, dry_run=False) == [{}, {}, 0, {}]
    assert (rows_of(workspace.warehouse_url), files(workspace)) == (rows, lake)


def test_texts_go_when_the_settings_say_so_and_a_dry_run_only_counts_them(workspace):
    retention = workspace.settings.retention.model_copy(update={"text_days": 30})
    ours = Workspace(workspace.settings.model_copy(update={"retention": retention}), workspace.warehouse_url)
    texts = "SELECT count(*) FROM article_version WHERE text IS NOT NULL"
    would = maintenance.let_go(ours, today=dt.date(2027, 1, 1), dry_run=True)
    assert one(ours.warehouse_url, texts) == 2
    assert maintenance.let_go(ours, today=dt.date(2027, 1, 1), dry_run=False) == would
    assert one(ours.warehouse_url, texts) == 0
    assert would["text"]["texts"] == 2


def test_a_forgotten_speaker_in_pages_that_came_later_goes_from_the_lake(workspace):
    takedown(workspace.warehouse_url, workspace.lake, "Dana Whitlock", reason="asked", asked_by="test")
    later = "2026-11-11/000"
    target = Path(workspace.settings.lake_root) / "day=2026-11-11" / "batch=000"
    source = Path(workspace.settings.lake_root) / "copy"
    records = on_disk(source, STORIES)
    target.parent.mkdir()
    (source / "day=2026-11-10" / "batch=000").rename(target)
    load_batch(workspace.warehouse_url, records, run=RUN, lineage=Lineage(later))
    before = {path.name: path.read_bytes() for path in target.iterdir()}
    would = maintenance.ask_takedowns_again(workspace, dry_run=True)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before
    assert maintenance.ask_takedowns_again(workspace, dry_run=False) == would
    named, other = records.fetched
    left = {record.id for record in read_records(workspace.lake / str(target / "cleaned.jsonl.gz"), Cleaned)}
    assert left == {other.candidate.id}
    ended = read_records(workspace.lake / str(target / "fetched.jsonl.gz"), Fetched)
    assert {item.candidate.id for item in ended if item.ending} == {named.candidate.id}
    assert maintenance.ask_takedowns_again(workspace, dry_run=False) == {}


def test_lines_that_one_page_had_long_ago_are_forgotten_and_furniture_is_not(workspace):
    with connect(workspace.warehouse_url) as connection:
        connection.execute(
            """INSERT INTO boilerplate_line VALUES
               ('a.example', 1, '{1}', now() - interval '200 days'),
               ('a.example', 2, '{1,2,3}', now() - interval '200 days'),
               ('a.example', 3, '{1}', now())"""
        )
    assert maintenance.forget_old_lines(workspace, dry_run=True) == 1
    assert one(workspace.warehouse_url, "SELECT count(*) FROM boilerplate_line") == 3
    assert maintenance.forget_old_lines(workspace, dry_run=False) == 1
    assert one(workspace.warehouse_url, "SELECT sum(line) FROM boilerplate_line") == 5


def test_rests_of_writes_go_after_a_week_and_a_begun_capture_stays(workspace):
    gone = old(folder(workspace) / ".quotes.jsonl.gz.0a1b2c3d.partial")
    kept = [old(folder(workspace) / ".captures.warc.gz.partial")]
    kept.append(folder(workspace) / ".cleaned.jsonl.gz.0a1b2c3d.partial")
    kept[1].write_text("still being written")
    assert maintenance.tidy_lake(workspace, dry_run=True) == {"rests": 1}
    assert gone.exists()
    assert maintenance.tidy_lake(workspace, dry_run=False) == {"rests": 1}
    assert not gone.exists()
    assert all(path.exists() for path in kept)


def test_files_of_an_extraction_go_once_the_warehouse_has_no_row_of_it(workspace):
    from dateline.warehouse.reextract import discard_run, stage_run

    file = old(folder(workspace) / f"quotes.{NEXT_RUN.id}.jsonl.gz")
    stage_run(workspace.warehouse_url, STORIES, run=NEXT_RUN, lineage=Lineage(BATCH))
    assert maintenance.tidy_lake(workspace, dry_run=False) == {}, "somebody may still put it in force"
    discard_run(workspace.warehouse_url, NEXT_RUN.id)
    assert maintenance.tidy_lake(workspace, dry_run=False) == {"files of runs": 1}
    assert not file.exists()


def test_every_table_gets_statistics_anew(workspace):
    analysed = "SELECT count(last_analyze) FROM pg_stat_all_tables WHERE schemaname = 'dateline'"
    tables = maintenance.analyse(workspace, dry_run=True)
    assert one(workspace.warehouse_url, analysed) == 0
    assert maintenance.analyse(workspace, dry_run=False) == tables > 20
    assert one(workspace.warehouse_url, analysed) > 15

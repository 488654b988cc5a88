"""A lake on object storage: one address changes where every file goes, and nothing else."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator
from pipeline.s3 import BUCKET, s3_server
from pipeline.test_week import run_day

from dateline.lake import whole_file
from dateline.pipeline import reporting
from dateline.pipeline.workspace import Workspace
from dateline.warehouse.connection import connect
from dateline.warehouse.days import fingerprint, settled
from dateline.warehouse.trace import rederive, trace

DAY = dt.date(2026, 11, 8)


@pytest.fixture(scope="module")
def s3():
    with s3_server() as environment, pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        yield environment


@pytest.fixture(scope="module")
def on_s3(workspace, s3, make_database, migrated_template):
    """The demo's workspace with its lake in a bucket."""
    return Workspace(
        settings=workspace.settings.model_copy(update={"lake": f"s3://{BUCKET}/lake"}),
        warehouse_url=make_database(migrated_template),
    )


@pytest.fixture(scope="module")
def loaded(on_s3):
    run_day(on_s3, DAY)
    return on_s3


def dateline(workspace, *words):
    environment = os.environ | {
        "DATELINE_LAKE": workspace.settings.lake_root,
        "DATELINE_WAREHOUSE_URL": workspace.warehouse_url,
    }
    program = Path(sys.executable).parent / "dateline"
    return subprocess.run([program, *words], env=environment, capture_output=True, text=True, check=True)


def one(workspace, query):
    with connect(workspace.warehouse_url) as connection:
        return connection.execute(query).fetchone()[0]


def test_a_day_gives_the_same_outcomes_as_on_a_disk(loaded, workspace):
    run_day(workspace, DAY)
    assert settled(loaded.warehouse_url, DAY) == settled(workspace.warehouse_url, DAY)
    assert not (loaded.settings.home / "lake" / "reports").exists()
    names = {path.name for path in next((loaded.lake / f"day={DAY}").glob("batch=*")).iterdir()}
    local = {path.name for path in next((workspace.lake / f"day={DAY}").glob("batch=*")).iterdir()}
    assert names == local


def test_running_a_day_again_changes_no_row(loaded):
    before = fingerprint(loaded.warehouse_url)
    names, _ = run_day(loaded, DAY)
    assert names == []
    assert fingerprint(loaded.warehouse_url) == before


def test_a_capture_is_read_by_a_range_and_not_with_its_whole_warc(loaded, monkeypatch):
    from dateline.fetch import read_capture
    from dateline.fetch.archive.index import find_captures

    url = one(loaded, "SELECT url FROM current_article ORDER BY url LIMIT 1")
    capture = next(find_captures(loaded.lake, url))
    asked = []
    store = loaded.lake.fs
    fetch = store.cat_file

    def recording(path, *, start, end):
        asked.append((start, end))
        return fetch(path, start=start, end=end)

    monkeypatch.setattr(store, "cat_file", recording)
    assert b"<html" in read_capture(capture.warc, loaded.lake).body
    assert asked == [(capture.warc.offset, capture.warc.offset + capture.warc.length)]


def test_a_capture_is_printed_from_the_bucket(loaded):
    url = one(loaded, "SELECT url FROM current_article ORDER BY url LIMIT 1")
    assert "<html" in dateline(loaded, "capture", url, "--text").stdout


def test_a_quote_is_derived_anew_from_its_bytes_in_the_bucket(loaded):
    quote = one(loaded, "SELECT quote_id::text FROM current_quote ORDER BY quote_id LIMIT 1")
    checks = rederive(trace(loaded.warehouse_url, quote), loaded.settings, url=loaded.warehouse_url)
    assert {check.name for check in checks if check.ok} == {"bytes", "words", "quote", "speaker"}


def test_reports_are_written_to_the_bucket(loaded):
    address = reporting.write_day_report(loaded, DAY)
    assert address == f"s3://{BUCKET}/lake/reports/{DAY}.html"
    assert "<html" in (loaded.lake / "reports" / f"{DAY}.html").read_text()


def test_a_writer_that_breaks_leaves_the_object_as_it_was(on_s3):
    path = on_s3.lake / "kept.txt"
    with whole_file(path) as file:
        file.write(b"whole")
    with pytest.raises(RuntimeError), whole_file(path) as file:
        file.write(b"half of it")
        raise RuntimeError("the worker is gone")
    assert path.read_bytes() == b"whole"


def test_what_a_killed_worker_left_on_its_disk_does_not_replace_what_another_finished(
    on_s3, tmp_path, monkeypatch
):
    """Offsets that the warehouse points to hold, whichever machine takes the batch the next time."""
    from fetch.test_archive import ending, exchange

    from dateline.fetch.archive import WarcWriter, read_capture

    path = on_s3.lake / "day=2026-11-01" / "captures.warc.gz"
    here, there = tmp_path / "here", tmp_path / "there"
    for machine in (here, there):
        machine.mkdir()

    def on(machine):
        monkeypatch.setattr("tempfile.tempdir", str(machine))
        return WarcWriter(path, root=on_s3.lake)

    with pytest.raises(RuntimeError), on(here) as writer:
        writer.settle(ending("http://a.example/1"))
        raise RuntimeError("killed")
    with on(there) as writer:
        ref = writer.store([exchange()])
        writer.settle(ending("http://a.example/2"))
    with on(here) as writer:
        assert [fetched.candidate.url for fetched in writer.done.values()] == ["http://a.example/2"]
        writer.store([exchange()])
    assert read_capture(ref, on_s3.lake).status == 200


def test_a_takedown_reaches_the_bytes_in_the_bucket(loaded):
    url = one(loaded, "SELECT url FROM current_article ORDER BY url DESC LIMIT 1")
    dateline(loaded, "takedown", url, "--reason", "request 41", "--by", "legal", "--yes")
    with next((loaded.lake / f"day={DAY}").glob("batch=*/captures.warc.gz")).open("rb") as warc:
        stored = b"".join(record.reader.read() for record in ArchiveIterator(warc))
    assert b"Removed: taken down on request" in stored
    assert url.rsplit("/", 1)[1].encode() not in stored

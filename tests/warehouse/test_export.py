"""The marts leave the warehouse as CSV and Parquet, with their types."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from warehouse.making import DAY, RUN, story

from dateline.warehouse.export import export_marts
from dateline.warehouse.load import load_batch
from dateline.warehouse.marts import refresh_marts
from dateline.warehouse.write import Lineage


@pytest.fixture
def filled(warehouse_url: str) -> str:
    load_batch(warehouse_url, story("wall"), run=RUN, lineage=Lineage("b1"))
    refresh_marts(warehouse_url, [DAY])
    return warehouse_url


def test_parquet_keeps_days_numbers_and_names(filled: str, tmp_path: Path) -> None:
    files = export_marts(filled, tmp_path, first=DAY, last=DAY)
    assert {path.suffix for path in files} == {".parquet"}
    table = parquet.read_table(tmp_path / "people_quoted.parquet")
    assert table.schema.field("day").type == pa.date32()
    assert table.schema.field("share_of_voice").type == pa.float64()
    assert table.to_pylist()[0]["person"] == "Dana Whitlock"
    assert files[tmp_path / "people_quoted.parquet"] == 1


def test_csv_has_a_header_and_a_line_a_row(filled: str, tmp_path: Path) -> None:
    export_marts(filled, tmp_path, first=DAY, last=DAY, kind="csv")
    (row,) = csv.DictReader((tmp_path / "coverage.csv").open())
    assert (row["day"], row["source_id"], row["articles"]) == ("2026-11-10", "harbour", "1")


def test_days_outside_are_left_out_and_an_empty_mart_is_an_empty_file(filled: str, tmp_path: Path) -> None:
    later = DAY + dt.timedelta(days=1)
    files = export_marts(filled, tmp_path, first=later, last=later)
    assert files[tmp_path / "coverage.parquet"] == 0
    assert parquet.read_table(tmp_path / "coverage.parquet").num_rows == 0

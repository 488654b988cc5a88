from __future__ import annotations

import csv
import io

import pyarrow.parquet as pq
import pytest
from newsroom.filling import HOSTILE
from pydantic import BaseModel

from dateline.newsroom.exporting import Busy, Gate, all_rows, as_csv, as_parquet
from dateline.newsroom.paging import Page


class Row(BaseModel):
    name: str | None
    count: int


@pytest.mark.parametrize("what", ["articles", "quotes"])
def test_a_file_holds_what_the_list_holds(admin, what):
    listed = admin.get(f"api/{what}").json()["items"]
    table = pq.read_table(io.BytesIO(admin.get(f"api/{what}.parquet").content))
    lines = list(csv.DictReader(io.StringIO(admin.get(f"api/{what}.csv").content.decode())))
    key = "article_id" if what == "articles" else "quote_id"
    assert [row[key] for row in listed] == table.column(key).to_pylist() == [line[key] for line in lines]


def test_a_file_keeps_to_the_filters(admin):
    lines = csv.DictReader(io.StringIO(admin.get("api/articles.csv", params={"source": "ridgeline"}).text))
    assert [line["title"] for line in lines] == [HOSTILE]


def test_a_cell_is_never_a_formula():
    (_, line) = as_csv(Row, [[Row(name="=1+1", count=-3)]])
    assert line == b"'=1+1,-3\r\n"


def test_pieces_become_row_groups_of_one_file():
    data = b"".join(as_parquet(Row, [[Row(name="a", count=1)], [Row(name=None, count=2)]]))
    file = pq.ParquetFile(io.BytesIO(data))
    assert file.num_row_groups == 2
    assert file.read().to_pylist() == [{"name": "a", "count": 1}, {"name": None, "count": 2}]


def test_rows_are_asked_for_page_by_page():
    asked = []

    def find(cursor):
        asked.append(cursor)
        number = int(cursor or 0)
        return Page(items=[Row(name="x", count=number)], next=str(number + 1) if number < 2 else None)

    assert [row.count for piece in all_rows(find) for row in piece] == [0, 1, 2]
    assert asked == [None, "1", "2"]


def test_a_person_makes_one_file_at_a_time_and_a_process_a_few():
    gate = Gate(most=2)
    gate.enter("one")
    with pytest.raises(Busy):
        gate.enter("one")
    gate.enter("two")
    with pytest.raises(Busy):
        gate.enter("three")
    gate.leave("one")
    gate.enter("one")

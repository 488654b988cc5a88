"""Lists of addresses in their usual forms."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from discover.newsstand import TODAY, Desk, Site

from dateline.discover.documents import BadDocument
from dateline.discover.lists import rows
from dateline.errors import SourceUnavailable
from dateline.sources import Source

Paper = Callable[..., Source]
HOST = "https://www.paper.example"


@pytest.mark.parametrize(
    "text",
    [
        f"# our list\n{HOST}/a\n\n{HOST}/b  \n",
        f"url,date,title\n{HOST}/a,2026-11-14,A\n{HOST}/b,,\n",
        f'Title,Link\n"A, with comma",{HOST}/a\nB,{HOST}/b\n',
        f'{{"url": "{HOST}/a", "published_at": "2026-11-14"}}\n{{"url": "{HOST}/b"}}\n{{"id": 1}}\n',
        f"\ufeff{HOST}/a\r\n{HOST}/b\r\nno address\r\n",
    ],
    ids=["text", "csv", "csv with other names", "json lines", "windows text"],
)
def test_every_form(desk: Desk, paper: Paper, tmp_path: Path, text: str) -> None:
    path = tmp_path / "list"
    path.write_text(text)
    assert desk.paths(paper(addresses=[str(path)])) == {"/a", "/b"}


def test_dates_and_titles_come_along() -> None:
    assert list(rows(f"url,date,title\n{HOST}/a,2026-11-14,A\n", where="list")) == [
        {"url": f"{HOST}/a", "date": "2026-11-14", "title": "A"}
    ]


def test_a_dated_row_belongs_to_its_day(desk: Desk, paper: Paper, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"url,date\n{HOST}/a,2020-02-03\n{HOST}/2020/02/04/b,\n{HOST}/c,\n")
    source = paper(addresses=[str(path)])
    assert desk.paths(source, dt.date(2020, 2, 3)) == {"/a", "/c"}
    assert desk.paths(source, dt.date(2020, 2, 4)) == {"/2020/02/04/b"}
    assert desk.paths(source, TODAY) == set()


def test_a_gzipped_list_behind_http(site: Site, desk: Desk, paper: Paper) -> None:
    url = site.put("http://files.example/list.txt.gz", gzip.compress(f"{HOST}/a".encode()))
    assert desk.paths(paper(addresses=[url])) == {"/a"}


@pytest.mark.parametrize("text", ["name,day\nx,y\n", '{"url": "https://x.example/a"}\n{broken\n'])
def test_what_cannot_be_read_is_said(text: str) -> None:
    with pytest.raises(BadDocument):
        list(rows(text, where="list"))


def test_a_missing_list(desk: Desk, paper: Paper, tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable, match="cannot be read"):
        desk.candidates(paper(addresses=[str(tmp_path / "none.txt")]))

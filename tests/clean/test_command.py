"""``dateline clean`` writes one row for each row."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from dateline.cli.clean import clean
from dateline.errors import DatelineError

STORY = "<html><body><h1>Wall</h1>" + "".join(
    f"<p>In sentence {number} the council voted on Monday to raise the wall along the quay, it said.</p>"
    for number in range(12)
)


def run(folder: Path, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    source, target = folder / "in.jsonl", folder / "out.jsonl"
    source.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    clean(source, target, processes=1, boilerplate=True)
    return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


def test_every_row_comes_out_with_text_or_with_its_outcome(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(STORY)
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(STORY.encode()))
    (tmp_path / "torn.gz").write_bytes(gzip.compress(STORY.encode())[:60])
    names = ["a.html", "b.html.gz", "torn.gz", "missing.html"]
    rows = [{"id": name, "url": f"https://a.example/2026/11/09/{name}", "html": name} for name in names]
    out = run(tmp_path, rows)
    assert [row["id"] for row in out] == names
    assert [bool(row["text"]) for row in out] == [True, True, False, False]
    assert out[0]["published_at"] == "2026-11-09" and out[0]["kind"] == "article"
    assert out[3]["outcome"] == "no text" and out[3]["reason"]


def test_authors_are_people_or_else_another_organisation_that_is_credited(tmp_path: Path) -> None:
    for name, byline in (
        ("people", "Ana Diaz"),
        ("wire", "The Associated Press"),
        ("own", "The Harbour Post"),
    ):
        head = '<meta property="og:site_name" content="The Harbour Post">'
        head += f'<meta name="author" content="{byline}">'
        (tmp_path / name).write_text(head + STORY)
    rows = [
        {"id": name, "url": f"https://a.example/{name}", "html": name} for name in ("people", "wire", "own")
    ]
    assert [row["authors"] for row in run(tmp_path, rows)] == [["Ana Diaz"], ["The Associated Press"], []]


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "1"}', "null"])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(f'{{"id": "1", "url": "https://a.example/", "html": "x"}}\n{line}\n')
    with pytest.raises(DatelineError) as raised:
        clean(source, tmp_path / "out.jsonl", processes=1, boilerplate=False)
    assert raised.value.fields["line"] == 2
    assert not (tmp_path / "out.jsonl").exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatelineError, match="is no file"):
        clean(tmp_path / "none.jsonl", tmp_path / "out.jsonl", processes=1, boilerplate=False)

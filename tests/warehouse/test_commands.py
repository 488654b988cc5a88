"""The commands ``quotes``, ``takedown`` and ``retain``, as typed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner
from warehouse.making import RUN, story
from warehouse.tables import one
from warehouse.test_merging import renamed

from dateline.cli import entity
from dateline.cli.quotes import quotes
from dateline.cli.retain import retain
from dateline.cli.takedown import takedown
from dateline.settings import get_settings
from dateline.warehouse.load import load_batch
from dateline.warehouse.write import Lineage

Run = Callable[..., Result]


@pytest.fixture
def run(warehouse_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a command on a warehouse with one article."""
    load_batch(warehouse_url, story("wall"), run=RUN, lineage=Lineage("b"))
    monkeypatch.setenv("DATELINE_WAREHOUSE_URL", warehouse_url)
    monkeypatch.setenv("DATELINE_LAKE", str(tmp_path))
    get_settings.cache_clear()

    def invoke(command: Callable[..., None], *words: str) -> Result:
        app = typer.Typer()
        app.command()(command)
        return CliRunner().invoke(app, list(words))

    yield invoke
    get_settings.cache_clear()


def test_quotes_are_shown_with_speaker_article_and_id(run: Run, warehouse_url: str) -> None:
    shown = run(quotes, '"last lock"', "--speaker", "whitlock", "--from", "2026-11-10", "--to", "2026-11-10")
    assert "It is the town's last lock,\n  — Dana Whitlock, 2026-11-10, harbour" in shown.output
    assert one(warehouse_url, "SELECT left(replace(quote_id::text, '-', ''), 12) FROM quote") in shown.output


def test_quotes_come_as_json_a_line(run: Run) -> None:
    (line,) = run(quotes, "lock", "--json").output.splitlines()
    assert json.loads(line)["speaker"] == "Dana Whitlock"


def test_a_misspelt_speaker_is_answered_with_names_like_it(run: Run) -> None:
    assert "Names like it: Dana Whitlock" in run(quotes, "--speaker", "Dana Witlock").output


def test_a_takedown_is_a_dry_run_unless_told_otherwise(run: Run, warehouse_url: str) -> None:
    words = ("https://example.org/wall", "--reason", "request 41", "--by", "legal")
    assert "Nothing was changed" in run(takedown, *words).output
    assert one(warehouse_url, "SELECT count(*) FROM article") == 1
    assert "Removed the article" in run(takedown, *words, "--yes").output
    assert one(warehouse_url, "SELECT count(*) FROM article") == 0


def test_old_texts_are_named_first_and_go_only_when_told(run: Run, warehouse_url: str) -> None:
    old = story("old", "Words of long ago.", day=dt.date(2020, 1, 1))
    load_batch(warehouse_url, old, run=RUN, lineage=Lineage("old"))
    kept = "SELECT count(*) FROM article_version WHERE text LIKE '%%long ago%%'"
    assert run(retain).output.startswith("text: kept for good.\nraw: kept for good.")
    said = run(retain, "--text", "1500")
    assert "would remove 1 texts" in said.output and "1 candidates of harbour" in said.output
    assert one(warehouse_url, kept) == 1
    assert run(retain, "--text", "1500", "--yes").exit_code == 0
    assert one(warehouse_url, kept) == 0


def test_entities_are_merged_and_split_by_name_and_shown_with_their_history(
    run: Run, warehouse_url: str
) -> None:
    load_batch(warehouse_url, renamed("second"), run=RUN, lineage=Lineage("c"))
    merged = run(entity.merge, "Dana Whitlock", "dana m. whitlock", "--reason", "one mayor", "--by", "desk")
    assert "1 articles now name Dana Whitlock; 1 days" in merged.output
    shown = run(entity.show, "whitlock").output
    assert "  = Dana M. Whitlock" in shown
    assert "Dana M. Whitlock merged into Dana Whitlock, desk: one mayor" in shown
    assert "stands alone in 1 articles" in run(entity.split, "Dana M. Whitlock").output
    apart = run(entity.split, "Dana Whitlock", "--article", "https://example.org/wall", "--name", "Other")
    assert "Other stands alone in 1 articles" in apart.output


def test_a_name_that_nobody_or_several_bear_is_refused_with_what_there_is(
    run: Run, warehouse_url: str
) -> None:
    assert "Dana Whitlock (person)" in run(entity.merge, "Dana Witlock", "x").exception.instruction
    run(entity.split, "Dana Whitlock", "--article", "https://example.org/wall")
    assert "Several entities" in str(run(entity.split, "Dana Whitlock").exception)


def test_a_list_is_imported_after_a_look(run: Run, warehouse_url: str, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("id,label,aliases,type\nQ1,Dana Whitlock,,person\n")
    assert "1 entries: 1 person\nNothing was changed." in run(entity.import_, str(file), "--dry-run").output
    assert "1 entities joined" in run(entity.import_, str(file)).output
    assert "Q1" in run(entity.show, "Whitlock").output

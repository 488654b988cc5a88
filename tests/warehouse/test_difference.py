"""What changed between versions of an article, and the command that shows it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner
from warehouse.making import NOON, RUN, WORDS, story
from warehouse.tables import one

from dateline.cli.diff import diff
from dateline.errors import WarehouseError
from dateline.settings import get_settings
from dateline.warehouse.difference import read_history
from dateline.warehouse.load import load_batch
from dateline.warehouse.write import Lineage

URL = "https://example.org/wall"
SECOND = WORDS.replace("Monday", "Tuesday") + "\n\n“Nobody asked the people of the quay,” Whitlock said."
THIRD = SECOND.replace("“It is the town's last lock,” Whitlock told", "Whitlock told")


@pytest.fixture
def corrected(warehouse_url: str) -> str:
    """A warehouse with an article of three versions."""
    for number, text in enumerate((WORDS, SECOND, THIRD)):
        seen = story("wall", text, at=NOON + dt.timedelta(hours=number), title=f"Wall, take {number}")
        load_batch(warehouse_url, seen, run=RUN, lineage=Lineage(f"b{number}"))
    return warehouse_url


@pytest.fixture
def run(corrected: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Result]]:
    monkeypatch.setenv("DATELINE_WAREHOUSE_URL", corrected)
    get_settings.cache_clear()
    app = typer.Typer()
    app.command()(diff)
    yield lambda *words: CliRunner().invoke(app, list(words))
    get_settings.cache_clear()


def test_the_newest_version_is_compared_with_the_one_before(corrected: str) -> None:
    difference = read_history(corrected, URL).difference
    assert difference and difference.text
    assert (difference.before.number, difference.after.number) == (2, 3)
    assert [said.text for said in difference.lost] == ["It is the town's last lock,"]
    assert difference.gained == []
    gone = "".join(run.text for run in difference.text if run.kind == "gone")
    assert gone == "“It is the town's last lock,” "


def test_versions_are_chosen_by_number_or_by_id(corrected: str) -> None:
    history = read_history(corrected, URL, before="1", after="2")
    assert history.difference and history.difference.text
    assert [said.text for said in history.difference.gained] == ["Nobody asked the people of the quay,"]
    words = [(run.kind, run.text) for run in history.difference.text if run.kind != "same"]
    assert words[:2] == [("gone", "Monday"), ("new", "Tuesday")]
    first, second = (version.version_id.hex[:10] for version in history.versions[:2])
    by_id = read_history(corrected, str(history.article_id), before=first, after=second)
    assert by_id == history


def test_a_quote_that_another_is_now_said_to_have_said_is_neither_gained_nor_lost(corrected: str) -> None:
    newer = "SELECT version_id FROM article_version WHERE valid_to = %s"
    one(
        corrected,
        f"UPDATE quote SET speaker = 'Ann Roe' FROM extraction e WHERE e.extraction_id = quote.extraction_id "
        f"AND e.version_id = ({newer}) AND text LIKE 'It is%%' RETURNING 1",
        NOON + dt.timedelta(hours=2),
    )
    difference = read_history(corrected, URL, after="2").difference
    assert difference
    (moved,) = difference.reattributed
    assert (moved.speaker_before, moved.speaker_after) == ("Dana Whitlock", "Ann Roe")
    assert [said.text for said in difference.gained] == ["Nobody asked the people of the quay,"]


def test_words_that_were_dropped_are_not_shown_as_removed(corrected: str) -> None:
    one(
        corrected,
        """UPDATE article_version SET text = NULL, text_dropped_at = now()
                   WHERE title LIKE '%%1' RETURNING 1""",
    )
    difference = read_history(corrected, URL).difference
    assert difference and difference.text is None
    assert [said.text for said in difference.lost] == ["It is the town's last lock,"]


@pytest.mark.parametrize("subject", ["https://example.org/nowhere", "wall", "0" * 32])
def test_an_unknown_article_is_an_error_with_advice(corrected: str, subject: str) -> None:
    with pytest.raises(WarehouseError, match=subject) as raised:
        read_history(corrected, subject)
    assert "address" in raised.value.instruction


def test_an_unknown_version_is_an_error_that_says_how_many_there_are(corrected: str) -> None:
    with pytest.raises(WarehouseError) as raised:
        read_history(corrected, URL, after="4")
    assert "from 1 to 3" in raised.value.instruction


def test_the_command_marks_words_and_leaves_out_what_did_not_change(run: Callable[..., Result]) -> None:
    shown = run(URL, "--to", "2")
    assert shown.exit_code == 0, shown.output
    assert "Version 1 (2026-11-10 12:00 UTC, 21 words) → version 2" in shown.output
    assert "Wall, take [-0-]{+1+}" in shown.output
    assert "on [-Monday-]{+Tuesday+}." in shown.output
    assert "{+“Nobody asked the people of the quay,” Whitlock said.+}" in shown.output
    assert "… 1 paragraph unchanged …" in shown.output
    assert "not a luxury" not in shown.output
    assert "+ “Nobody asked the people of the quay,” — Dana Whitlock" in shown.output
    assert shown.output.endswith("Quotes: 1 gained, 0 lost\n")
    assert "not a luxury" in run(URL, "--to", "2", "--full").output


def test_the_command_gives_json(run: Callable[..., Result]) -> None:
    told = json.loads(run(URL, "--json").output)
    assert [version["number"] for version in told["versions"]] == [1, 2, 3]
    assert told["difference"]["lost"] == [{"text": "It is the town's last lock,", "speaker": "Dana Whitlock"}]


def test_an_article_of_one_version_has_not_changed(run: Callable[..., Result], corrected: str) -> None:
    assert "Version 1 is the oldest of 3" in run(URL, "--to", "1").output
    load_batch(corrected, story("quay"), run=RUN, lineage=Lineage("q"))
    assert "its words have not changed since" in run("https://example.org/quay").output

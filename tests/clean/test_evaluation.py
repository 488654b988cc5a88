"""Real pages keep the figures that the documentation states; a part of them, to stay quick."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from dateline.cli.clean import clean

DATA = Path(__file__).resolve().parents[3] / "shared" / "eval"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/eval, the evaluation pages, is not here")


def score(name: str, folder: Path, *, every: int) -> dict[str, Any]:
    spec = importlib.util.spec_from_file_location("score_clean", DATA / "score_clean.py")
    assert spec is not None and spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    golds = scorer.read(DATA / "data" / f"{name}.jsonl")[::every]
    rows = [{**row, "html": str(DATA / "data" / row["html"])} for row in golds]
    (folder / "in.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    clean(folder / "in.jsonl", folder / "out.jsonl", processes=2, boilerplate=True)
    result: dict[str, Any] = scorer.score(golds, scorer.read(folder / "out.jsonl"))
    return result


@pytest.mark.parametrize(
    ("name", "every", "least"),
    [
        ("pages_fundus_eval", 2, {"text": 0.955}),
        ("pages_andy_even", 5, {"text": 0.90, "title": 0.85, "day": 0.8}),
        ("pages_fundus", 6, {"text": 0.945, "day": 0.95, "instant": 0.97, "language": 0.97}),
    ],
)
def test_real_pages_are_cleaned_as_well_as_documented(
    tmp_path: Path, name: str, every: int, least: dict[str, float]
) -> None:
    found = score(name, tmp_path, every=every)
    assert found["empty"] == 0
    figures = {field: found[field]["f"] if field == "text" else found[field] for field in least}
    assert all(figures[field] >= least[field] for field in least), figures

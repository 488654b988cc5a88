"""Parsed texts for the tests of entities."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.annotate.entities import find_entities
from dateline.annotate.parse import parse
from dateline.records import Entity, Mention
from dateline.settings import AnnotateSettings

Found = tuple[tuple[Mention, ...], tuple[Entity, ...]]


@pytest.fixture(scope="session")
def entities_of() -> Callable[..., Found]:
    """Mentions and entities of a text, by the default English model."""

    def find(text: str, title: str | None = None) -> Found:
        model = AnnotateSettings().models["en"]
        ((_, doc),) = parse([("text", text)], model=model)
        return find_entities(doc, title=title)

    return find

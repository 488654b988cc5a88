"""What the words around a name say of whether it is somebody's."""

from __future__ import annotations

import pytest

from dateline.annotate.entities.cases import cases_of
from dateline.annotate.entities.found import Found


def label_of(name: str, text: str) -> str:
    """What a name is that the model takes for a body wherever it stands."""
    places = [at for at in range(len(text)) if text.startswith(name, at)]
    sightings = [(name.lower(), Found(at, at + len(name), "ORG", 1.0)) for at in places]
    return cases_of(text, sightings)[name.lower()].winner()


@pytest.mark.parametrize(
    "text",
    [
        "“I’ve grown up in Leeds,” Rioland said.",
        "“Why me?” asked Rioland. “I felt lost,” said Rioland.",
        '"I felt lost," Rioland told the paper.',
    ],
)
def test_who_says_i_is_somebody(text: str) -> None:
    assert label_of("Rioland", text) == "PERSON"


@pytest.mark.parametrize(
    "text",
    [
        "“We have grown,” Rioland said.",
        "“I felt lost,” said Rioland spokesman Leo Hart.",
        "“I felt lost,” Rioland staff were told.",
        "“I felt lost,” Leo Hart told Rioland.",
    ],
)
def test_a_body_says_we_and_has_others_who_say_i(text: str) -> None:
    assert label_of("Rioland", text) == "ORG"


def test_a_known_firm_is_no_person_whoever_writes_for_it() -> None:
    assert label_of("Google", "“I felt lost,” Google said.") == "ORG"

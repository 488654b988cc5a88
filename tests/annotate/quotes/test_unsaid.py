"""What reads like a statement and is none: no row; and the same verbs where somebody does state something."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from dateline.annotate.quotes import find_quotes

Parse = Callable[[str], Doc]


@pytest.mark.parametrize(
    "text",
    [
        "The year 2023 saw prices fall in every port of the region.",
        "I found the cabin warm enough for a night in October.",
        "We think the blue one is the best of the three.",
        "It is important to note that the harbour closes at nine.",
        "It feels like autumn has come to the valley.",
        "The army did not respond to requests for comment about any aspect of the attack.",
        "The ministry did not say whether the bridge would be closed.",
        "She has yet to say whether she will stand again.",
        "The union offered the strikers free meals and a place to stay.",
        "Ana Diaz posted a photo of the old lighthouse.",
        "Everybody knew that the harbour was closed.",
        "If all goes according to plan, the bridge will open in May.",
        "A website uses files in order to remember information about you, such as your language.",
        "If he hopes to win the seat, Ruiz must be quick.",
    ],
)
def test_what_nobody_states_is_no_quote(doc_of: Parse, text: str) -> None:
    assert find_quotes(doc_of(text), min_score=0.3) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ana Diaz sees him as a threat to the harbour.",
        "Ana Diaz said she found the cabin warm.",
        "It said the harbour would close at nine.",
        "The ministry said whether the bridge would be closed was unclear.",
        "Ana Diaz raised fears that the bridge would fall.",
        "The study shows that the river is late in spring.",
    ],
)
def test_what_somebody_states_with_such_verbs_is_one(doc_of: Parse, text: str) -> None:
    assert len(find_quotes(doc_of(text), min_score=0.3)) == 1

"""Which strings stand inside quotation marks, however the marks are kept."""

from __future__ import annotations

from functools import partial

import pytest
from growth import assert_linear
from hypothesis import given
from hypothesis import strategies as st

from dateline.annotate.quotes.marks import find_marked, without_marks


def strings(text: str) -> list[str]:
    return [text[mark.start : mark.end] for mark in find_marked(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We are ready,” she said.", ["“We are ready,”"]),
        ('"We are ready," she said. "Now go."', ['"We are ready,"', '"Now go."']),
        ("‘We are ready,’ she said.", ["‘We are ready,’"]),
        ("'We are ready,' she said.", ["'We are ready,'"]),
        ("«Nous sommes prêts», dit-elle.", ["«Nous sommes prêts»"]),
        ("„Wir sind bereit“, sagte sie.", ["„Wir sind bereit“"]),
        ("„Wir sind bereit”, powiedziała.", ["„Wir sind bereit”"]),
        ("»Wir sind bereit«, sagte sie.", ["»Wir sind bereit«"]),
    ],
)
def test_each_kind_of_mark_is_paired(text: str, expected: list[str]) -> None:
    assert strings(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It's the farmers' market, rock 'n' roll and the '90s.",
        "The Joneses’ dog didn’t see ’em coming.",
        "He is 6'2\" tall.",
        "She kept the wolves' den and the lions' den.",
        "No marks at all.",
    ],
)
def test_apostrophes_and_measures_are_no_marks(text: str) -> None:
    assert strings(text) == []


def test_an_apostrophe_inside_single_marks_does_not_close_them() -> None:
    assert strings("‘It’s the boys’ turn, isn’t it?’ she asked.") == ["‘It’s the boys’ turn, isn’t it?’"]


def test_a_plural_before_the_closing_mark_still_closes() -> None:
    assert strings("He spoke of ‘those brave girls’ again.") == ["‘those brave girls’"]


@pytest.mark.parametrize(
    "outermost",
    [
        "“He told me ‘never’ and left,”",
        "‘He told me “never” and left,’",
        '"He told me “never” and left,"',
        "“He said “no” twice,”",
    ],
)
def test_of_nested_strings_the_outermost_is_given(outermost: str) -> None:
    assert strings(f"{outermost} she said.") == [outermost]


def test_a_mark_left_open_runs_to_the_end_of_its_paragraph() -> None:
    text = "“First part.\n\n“Second part,” she said."
    first, second = find_marked(text)
    assert (text[first.start : first.end], first.closed) == ("“First part.", False)
    assert (text[second.start : second.end], second.closed) == ("“Second part,”", True)


def test_a_single_mark_left_open_runs_on_only_where_the_next_paragraph_opens_too() -> None:
    assert strings("She said: ‘First part.\n\n‘Second part,’ she said.") == ["‘First part.", "‘Second part,’"]
    assert strings("She said: ‘First part.\n\nThen she left.") == []


def test_behind_a_sentence_a_single_mark_runs_on_where_the_next_paragraph_repeats_it() -> None:
    text = "‘I wait,’ he said. ‘But I wrote, “They’ll come.” They didn’t.\n‘I wait still.’"
    assert strings(text) == ["‘I wait,’", "‘But I wrote, “They’ll come.” They didn’t.", "‘I wait still.’"]
    assert strings("He sang. ‘Tis late.\n“Go home,” she said.") == ["“Go home,”"]


def test_a_lost_mark_harms_its_own_paragraph_alone() -> None:
    text = 'He said "no.\n\n"Yes," she said.\n\nThey left.'
    assert strings(text)[1:] == ['"Yes,"']


def test_mismatched_marks_are_paired() -> None:
    assert strings('“We are ready," she said.') == ['“We are ready,"']


def test_doubled_apostrophes_are_found_and_told_apart() -> None:
    (mark,) = find_marked("''We are ready,'' she said.")
    assert mark.kind == "doubled"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("“We are ready,”", "We are ready,"),
        ("“We are ready.", "We are ready."),
        ("the plan “a disaster”", "the plan “a disaster”"),
        ("“a disaster” and “a shame”", "“a disaster” and “a shame”"),
        ("no marks", "no marks"),
    ],
)
def test_only_marks_around_the_whole_are_taken_off(text: str, bare: str) -> None:
    assert without_marks(text) == bare


@given(st.text(alphabet="“”\"'‘’«»„a s.,:\n\u200f\u0301🙂", max_size=300))
def test_strings_are_in_order_apart_and_inside_the_text(text: str) -> None:
    last = 0
    for mark in find_marked(text):
        assert last <= mark.start < mark.end <= len(text)
        assert "\n" not in text[mark.start : mark.end]
        last = mark.end


@pytest.mark.parametrize("unit", ['"', "'", "“", "‘a ", "s' ", "“a ", "”a", "‘as’ a ", "''a "])
def test_time_grows_linearly_with_the_text(unit: str) -> None:
    assert_linear(lambda count: partial(find_marked, unit * count), small=2_000, large=20_000)


def test_words_lose_the_marks_around_them_also_where_the_next_paragraph_closes_them() -> None:
    assert (
        without_marks("‘But I wrote, “They’ll come.” They didn’t.")
        == "But I wrote, “They’ll come.” They didn’t."
    )
    assert without_marks("“We wait.") == without_marks("‘We wait.’") == "We wait."
    assert without_marks("the ‘wait’ is over") == "the ‘wait’ is over"

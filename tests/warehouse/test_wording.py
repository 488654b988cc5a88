from __future__ import annotations

from functools import partial

from growth import processor_seconds
from hypothesis import given
from hypothesis import strategies as st

from dateline.warehouse.wording import word_changes

TEXTS = st.lists(st.sampled_from(["wall", "lock", " ", "\n\n", "“", "so", "é", "."]), max_size=60).map(
    "".join
)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_back_from_the_changes(before, after):
    changes = word_changes(before, after)
    assert "".join(run.text for run in changes if run.kind != "new") == before
    assert "".join(run.text for run in changes if run.kind != "gone") == after


@given(TEXTS)
def test_equal_texts_have_no_changes(text):
    assert all(run.kind == "same" for run in word_changes(text, text))


def test_only_the_words_that_changed_are_marked():
    changes = word_changes("It rose 4 per cent.\n\nNobody knew.", "It rose 5 per cent.\n\nNobody knew.")
    assert [(run.kind, run.text) for run in changes if run.kind != "same"] == [("gone", "4"), ("new", "5")]


def test_a_live_blog_of_a_megabyte_is_compared_in_a_second():
    before = "\n\n".join(f"Entry {number} said this and that." for number in range(20_000))
    assert processor_seconds(partial(word_changes, before, f"A new entry.\n\n{before}")) < 5

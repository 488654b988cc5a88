from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.newsroom.paging import BadCursor, page, place_of

NAMES = ("day", "id")


def test_a_cursor_names_the_last_row_given():
    first = page([("2026-11-10", 3), ("2026-11-09", 2), ("2026-11-08", 1)], limit=2, place=lambda row: row)
    assert first.items == [("2026-11-10", 3), ("2026-11-09", 2)]
    assert place_of(first.next, names=NAMES) == {"day": "2026-11-09", "id": 2}


def test_the_last_page_has_no_cursor():
    assert page([(1, 2)], limit=2, place=lambda row: row).next is None


def test_a_list_begins_without_a_cursor():
    assert place_of(None, names=NAMES) == {"day": None, "id": None}


@given(st.text(max_size=200))
def test_no_other_text_is_a_cursor(text):
    with pytest.raises(BadCursor):
        place_of(text, names=NAMES)

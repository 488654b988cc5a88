"""Numbers, shares and long lines as they are set on the page."""

from hypothesis import given
from hypothesis import strategies as st

from dateline.report import wording


def test_numbers_have_thousands_and_counts_their_plural() -> None:
    assert wording.number(1234567) == "1,234,567"
    assert wording.count(1, "person", "people") == "1 person"
    assert wording.count(1200, "quote") == "1,200 quotes"


def test_shares_are_whole_percents_and_small_ones_are_not_nothing() -> None:
    assert [wording.share(value) for value in (0, 0.001, 0.126, None)] == [
        "0\u202f%",
        "<1\u202f%",
        "13\u202f%",
        "–",
    ]


def test_a_quote_on_its_own_loses_the_comma_before_its_cue() -> None:
    assert wording.spoken("There were people\nin that room, ") == "There were people in that room"


def test_only_web_addresses_are_linked() -> None:
    assert wording.web_address("https://example.org/") == "https://example.org/"
    assert wording.web_address("javascript:alert(1)") is None


@given(st.text(), st.integers(1, 300))
def test_no_text_breaks_the_line_or_runs_over(text: str, longest: int) -> None:
    brief = wording.brief(text, longest)
    assert len(brief) <= longest + 1
    assert brief == " ".join(brief.split())

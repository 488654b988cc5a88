"""Bylines are taken apart into people, organisations and agencies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.clean.names import Credits, byline_sentence, read_credits


def credits(*texts: str, sure: bool = False) -> Credits:
    return read_credits(texts, site_names=["The Harbour Post", "harbourpost"], sure=sure)


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("By Jane Doe", ["Jane Doe"]),
        ("by JANE DOE and JOHN ROE", ["JANE DOE", "JOHN ROE"]),
        ("Words by Jane Doe, photos by John Roe", ["Jane Doe"]),
        ("Von Jörg Müller und Änne Groß", ["Jörg Müller", "Änne Groß"]),
        ("Par Zoé d'Arc et Luc de la Tour", ["Zoé d'Arc", "Luc de la Tour"]),
        ("By Jane Doe in Nairobi and John Roe", ["Jane Doe", "John Roe"]),
        ("Jane Doe, Political Editor", ["Jane Doe"]),
        ("Jane Doe | Reuters", ["Jane Doe"]),
        ("Jane Doe jane@harbourpost.example", ["Jane Doe"]),
        ("Jane Doe (@jdoe)", ["Jane Doe"]),
        ("By\nJane Doe\n,\nReporter\n12 November 2026\n5 min read", ["Jane Doe"]),
        ("Health\nBy\nJane Doe\nFact checked by\nJohn Roe", ["Jane Doe"]),
        ("Jane Doe MD, PhD", ["Jane Doe"]),
        ("Jane van der Berg; J. R. O'Neil-Smith", ["Jane van der Berg", "J. R. O'Neil-Smith"]),
        ("Jane Doe, Jane Doe", ["Jane Doe"]),
    ],
)
def test_people_are_named_in_order_and_once(byline: str, people: list[str]) -> None:
    assert credits(byline).people == people


@pytest.mark.parametrize(
    "byline",
    [
        "The Harbour Post",
        "Harbour Post Staff",
        "News Desk",
        "BBC News",
        "Editorial Board",
        "University of Tokyo",
    ],
)
def test_outlets_and_desks_are_organisations(byline: str) -> None:
    found = credits(byline, sure=True)
    assert (found.people, found.organisations) == ([], [byline])


def test_agencies_are_told_apart_from_people() -> None:
    found = credits("Jane Doe, dpa")
    assert (found.people, found.agency) == (["Jane Doe"], "dpa")


@pytest.mark.parametrize(
    "text", ["Share", "Link Copied", "By", "3 min read", "Follow us", "", "12 November 2026", "more"]
)
def test_labels_are_nobody(text: str) -> None:
    assert not credits(text)


def test_one_word_is_a_name_only_where_the_markup_says_so() -> None:
    assert credits("Banksy").people == []
    assert credits("Banksy", sure=True).people == ["Banksy"]
    assert credits("新間", sure=True).people == ["新間"]


def test_a_byline_ends_where_commas_and_ands_end() -> None:
    assert byline_sentence("By\nAna Diaz\nand\nBo Lee\nShare\nTop Stories") == "Ana Diaz and Bo Lee"


@given(st.text(max_size=120))
def test_any_text_is_taken_apart(text: str) -> None:
    for name in credits(text, sure=True).people:
        assert name.strip() and "@" not in name

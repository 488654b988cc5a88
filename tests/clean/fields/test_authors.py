"""People who wrote the story, with organisations and agencies apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.clean.evidence import Evidence
from dateline.clean.fields.authors import DECLARED_ORGANISATION, find_credits

Read = Callable[..., Evidence]


def linked(author: str) -> str:
    node = f'{{"@type": "NewsArticle", "headline": "Wall", "author": {author}}}'
    return f'<script type="application/ld+json">{node}</script>'


@pytest.mark.parametrize(
    "author",
    [
        '[{"@type": "Person", "name": "Ana Diaz"}, {"@type": "Person", "name": "Bo Lee"}]',
        '{"@type": "Person", "name": ["Ana Diaz", "Bo Lee"]}',
        '["Ana Diaz", "Bo Lee"]',
        '"By Ana Diaz and Bo Lee"',
        '[{"@type": ["Person", "Organization"], "name": "Ana Diaz"}, {"name": "Bo Lee, Senior Reporter"}]',
        '[{"@type": "Person", "name": "Ana Diaz"}, {"@type": "Organization", "name": "Example"}, "Bo Lee"]',
    ],
)
def test_json_ld_names_people_in_many_forms(evidence: Read, author: str) -> None:
    people = find_credits(evidence(linked(author) + "<p>x")).people
    assert (people.value, people.origin) == (("Ana Diaz", "Bo Lee"), "json-ld")


def test_authors_named_by_reference_are_found(evidence: Read) -> None:
    html = (
        '<script type="application/ld+json">{"@graph": ['
        '{"@type": "NewsArticle", "headline": "W", "author": {"@id": "#a"}},'
        '{"@id": "#a", "@type": "Person", "name": "Ana Diaz"}]}</script><p>x'
    )
    assert find_credits(evidence(html)).people.value == ("Ana Diaz",)


def test_a_byline_that_names_more_than_json_ld_wins(evidence: Read) -> None:
    html = (
        linked('"Ana Diaz"')
        + '<p class="byline">By <a>Ana Diaz</a> and Bo Lee</p><p class="byline">By Cy Poe</p>'
    )
    people = find_credits(evidence(html)).people
    assert (people.value, people.origin) == (("Ana Diaz", "Bo Lee"), "byline with json-ld")


@pytest.mark.parametrize(
    ("html", "origin"),
    [
        ('<span itemprop="author"><span itemprop="name">Ana Diaz</span></span>', "microdata or rel=author"),
        ('<a rel="author" href="/ana">Ana Diaz</a>', "microdata or rel=author"),
        ('<meta name="author" content="Ana Diaz"><p>x', "meta"),
        ('<div class="article__byline">By Ana Diaz</div>', "byline"),
        ("<p>By Ana Diaz</p><p>The council voted.</p>", "line that begins with By"),
    ],
)
def test_pages_without_json_ld_name_people_elsewhere(evidence: Read, html: str, origin: str) -> None:
    people = find_credits(evidence(f"<body>{html}")).people
    assert (people.value, people.origin) == (("Ana Diaz",), origin)


def test_outlets_are_no_people(evidence: Read) -> None:
    html = '<meta property="og:site_name" content="Example Daily">' + linked(
        '{"@type": "Person", "name": "Example Daily"}'
    )
    credited = find_credits(evidence(html + "<p>x"))
    assert (credited.people.value, credited.organisations.value) == (None, ("Example Daily",))


def test_organisations_that_json_ld_calls_so_are_told_from_bylines(evidence: Read) -> None:
    typed = find_credits(evidence(linked('{"@type": "Organization", "name": "Harbour Desk"}') + "<p>x"))
    named = find_credits(evidence(linked('{"@type": "Person", "name": "Harbour Desk"}') + "<p>x"))
    assert typed.organisations.value == named.organisations.value == ("Harbour Desk",)
    assert (typed.organisations.origin, named.organisations.origin) == (DECLARED_ORGANISATION, "json-ld")


def test_agencies_are_credited_by_their_common_name(evidence: Read) -> None:
    credited = find_credits(evidence(linked('["Ana Diaz", "The Associated Press"]') + "<p>x"))
    assert credited.people.value == ("Ana Diaz",)
    assert credited.organisations.value == ("The Associated Press",)
    assert (credited.agency.value, credited.agency.origin) == ("AP", "json-ld")


def test_profile_addresses_are_no_names(evidence: Read) -> None:
    html = '<meta property="article:author" content="https://www.facebook.com/example"><p>x'
    assert find_credits(evidence(html)).people.value is None

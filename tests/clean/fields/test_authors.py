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


def test_a_link_to_an_authors_page_names_one_where_nothing_else_does(evidence: Read) -> None:
    html = '<p><a href="/author/tex-hollywood/">Tex Hollywood</a> - December 21</p><p>x'
    people = find_credits(evidence(html)).people
    assert (people.value, people.origin) == (("Tex Hollywood",), "link to an author's page")


def test_many_links_to_authors_pages_are_a_list_of_columnists(evidence: Read) -> None:
    names = ("Ana Diaz", "Bo Lee", "Cy Roe", "Di Poe")
    html = "".join(f'<li><a href="/authors/{name[:2]}">{name}</a></li>' for name in names)
    assert find_credits(evidence(html)).people.value is None


def test_a_credited_agency_counts_for_more_than_the_outlet_that_json_ld_names(evidence: Read) -> None:
    html = linked('{"@type": "Organization", "name": "The Weather Site"}')
    credited = find_credits(evidence(f"{html}<h4>By <span>Associated Press</span></h4>"))
    assert credited.organisations.value == ("Associated Press",)
    assert credited.agency.value == "AP"


def test_a_name_that_an_agency_follows_is_cut_before_it(evidence: Read) -> None:
    credited = find_credits(evidence('<p><a rel="author">John O’Connor The Associated Press</a></p>'))
    assert (credited.people.value, credited.agency.value) == (("John O’Connor",), "AP")


def test_a_label_beside_a_name_is_a_byline(evidence: Read) -> None:
    html = "<ul><li><strong>Datum</strong> 28.4.</li><li><strong>Autor</strong> Roman Gontscharow</li></ul>"
    assert find_credits(evidence(html)).people.value == ("Roman Gontscharow",)


def test_a_headline_that_begins_with_by_is_no_byline(evidence: Read) -> None:
    assert find_credits(evidence("<h1>By Growing Cells, Scientists Make Food</h1>")).people.value is None

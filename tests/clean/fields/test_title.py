"""The headline that readers see, without the site's name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.clean.evidence import Evidence
from dateline.clean.fields.title import find_title, without_site

Read = Callable[..., Evidence]
LONG = "Council backs flood wall after winter of closures"


def page(*, h1: str = "", linked: str = "", social: str = "", tag: str = "") -> str:
    node = f'{{"@type": "NewsArticle", "headline": "{linked}", "datePublished": "2026-11-09"}}'
    return (
        f"<title>{tag}</title><meta property='og:title' content='{social}'>"
        "<meta property='og:site_name' content='The Harbour Post'>"
        f'<script type="application/ld+json">{node}</script>'
        f"<body><h1>The Harbour Post</h1><h1>{h1}</h1>"
    )


def test_the_h1_wins_where_the_page_repeats_it(evidence: Read) -> None:
    found = find_title(evidence(page(h1=LONG, linked=LONG.upper(), tag="Flood wall | The Harbour Post")))
    assert (found.value, found.origin) == (LONG, "h1 and json-ld")


def test_the_h1_wins_over_a_headline_for_search_engines(evidence: Read) -> None:
    made = page(
        h1=LONG,
        social=LONG,
        linked="Flood wall vote: what we know",
        tag="Flood wall vote: what we know | The Harbour Post",
    )
    assert find_title(evidence(made)).value == LONG


def test_two_declarations_outweigh_an_h1_that_stands_alone(evidence: Read) -> None:
    assert find_title(evidence(page(h1="In pictures today", linked=LONG, social=LONG))).value == LONG


def test_a_headline_cut_short_is_not_taken(evidence: Read) -> None:
    assert (
        find_title(evidence(page(linked=LONG[:20] + "…", social=f"{LONG} | The Harbour Post"))).value == LONG
    )


def test_the_title_tag_serves_pages_without_metadata(evidence: Read) -> None:
    found = find_title(evidence(f"<title>{LONG} - example.org</title><body><p>Text</p>"))
    assert (found.value, found.origin) == (LONG, "title tag")


def test_discovery_serves_pages_without_any_title(evidence: Read) -> None:
    found = find_title(evidence("<body><p>Text</p>", title_hint=LONG))
    assert (found.value, found.origin) == (LONG, "discovery")


@pytest.mark.parametrize(
    "title",
    [
        f"{LONG} | The Harbour Post",
        f"{LONG} – The Harbour Post",
        f"The Harbour Post: {LONG}".replace(":", " |"),
        f"{LONG} | News | The Harbour Post",
        f"{LONG} | Opinion",
        LONG,
    ],
)
def test_the_sites_name_and_labels_go(evidence: Read, title: str) -> None:
    assert without_site(title, evidence(page())) == LONG


def test_a_dash_within_a_headline_stays(evidence: Read) -> None:
    title = "Flood wall – the vote that split a town – in numbers"
    assert without_site(title, evidence(page())) == title


def test_quotation_marks_in_guillemets_part_no_title(evidence: Read) -> None:
    title = "Angriff: «Das hat viel mit den USA zu tun»"
    assert find_title(evidence(f'<meta property="og:title" content="{title}"><p>x')).value == title


def test_a_kicker_within_the_h1_stands_apart(evidence: Read) -> None:
    html = "<h1><span>Nationale Demo</span><span>Der 9. Juli naht</span></h1><p>x"
    assert find_title(evidence(html)).value == "Nationale Demo Der 9. Juli naht"

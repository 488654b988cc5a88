"""A page becomes an article whose every field says where it came from."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.clean.page import read_page
from dateline.records import Outcome, Page, PageKind

Make = Callable[..., Page]
PARAGRAPHS = [
    f"Paragraph {number} of the story tells at some length what the council did, and who said what about it."
    for number in range(5)
]
STORY = f"""<html lang="en"><head><title>Council backs wall | Example</title>
<link rel="canonical" href="/news/flood-wall">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Council backs wall",
"articleSection": "Local", "datePublished": "2026-11-09T07:30:00Z",
"author": {{"@type": "Person", "name": "Ana Diaz"}}}}</script></head>
<body><h1>Council backs wall</h1>{"".join(f"<p>{text}</p>" for text in PARAGRAPHS)}</body></html>"""


def test_an_article_has_text_blocks_and_fields_with_provenance(page: Make) -> None:
    cleaned = read_page(page(STORY, url="https://www.example.org/news/flood-wall?utm_source=feed"))
    article = cleaned.article
    assert article is not None and cleaned.ending is None
    assert (article.title, article.authors, article.section, article.language) == (
        "Council backs wall", ("Ana Diaz",), "Local", "en",
    )  # fmt: skip
    assert article.url == "https://www.example.org/news/flood-wall"
    assert [article.text[block.start : block.end] for block in article.blocks] == article.text.split("\n\n")
    assert article.text.startswith("\n\n".join(PARAGRAPHS))
    assert set(article.provenance) == {"title", "authors", "published", "section", "site_name", "language"}
    assert all(
        0 < provenance.confidence <= 1 and provenance.origin for provenance in article.provenance.values()
    )


def test_an_agency_credited_in_the_text_is_named(page: Make) -> None:
    article = read_page(page(STORY.replace("Paragraph 0 of", "HARBOUR (AP) — Paragraph 0 of"))).article
    assert article is not None and article.agency == "AP"


def test_a_page_that_is_no_article_keeps_its_words_beside_its_outcome(page: Make) -> None:
    cleaned = read_page(page(STORY, url="https://www.example.org/"))
    assert cleaned.ending is not None and cleaned.ending.outcome is Outcome.NOT_AN_ARTICLE
    assert cleaned.article is not None and cleaned.article.kind is PageKind.SECTION


@pytest.mark.parametrize(
    ("html", "outcome"),
    [
        (b"", Outcome.NO_TEXT),
        (b"%PDF-1.4", Outcome.NOT_HTML),
        (b"<html><body><div></div></body></html>", Outcome.NO_TEXT),
        (b"<html><frameset></frameset></html>", Outcome.NO_TEXT),
    ],
)
def test_what_gives_no_article_ends_with_a_reason(page: Make, html: bytes, outcome: Outcome) -> None:
    cleaned = read_page(page(html))
    assert cleaned.article is None
    assert cleaned.ending is not None and cleaned.ending.outcome is outcome and cleaned.ending.reason


@pytest.mark.parametrize("cut", [200, 500, 900, 1_100, len(STORY) - 30])
def test_a_truncated_page_gives_what_is_left(page: Make, cut: int) -> None:
    cleaned = read_page(page(STORY[:cut]))
    assert cleaned.article is not None or cleaned.ending is not None


def test_characters_that_no_text_holds_stay_out_of_every_field(page: Make) -> None:
    script = (
        '{"@type": "NewsArticle", "headline": "Wa\\ud800ll \\u0000vote", "keywords": "a\\udfff",'
        ' "image": "/w\\ud800.jpg", "author": "Ana\\u0007 Diaz"}'
    )
    html = f'<script type="application/ld+json">{script}</script>' + "".join(
        f"<p>{text}</p>" for text in PARAGRAPHS
    )
    cleaned = read_page(page(html, url="https://www.example.org/\ud800a"))
    assert cleaned.article is not None
    assert (cleaned.article.title, cleaned.article.tags, cleaned.article.authors) == (
        "Wall vote",
        ("a",),
        ("Ana Diaz",),
    )
    assert cleaned.model_dump_json()


_PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div class='related'>",
        "</div>",
        "<article>",
        "<h1>",
        "</h1>",
        "<table><tr><td>",
        "<li>",
        "<br>",
        "<blockquote>",
        "<figure>\n    ",
        '<script type=\'application/ld+json\'>{"@type":"NewsArticle","headline":',
        "</script>",
        "<svg><title>",
        "<template>\n    ",
        "<meta property='article:published_time' content='",
        "'>",
        "<time datetime='2026-13-45'>",
        "<a rel=author>",
        "<!--",
        "-->\n    ",
        "&#0;",
        "&#xD800;",
        "\x00",
        "By Ana Diaz",
        "<base href='::'>",
        "<link rel=canonical href='http://[::1'>",
        "<select><option>\n    ",
        "A sentence that is long enough to be taken for running text, with a comma. ",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=20), max_size=40))
def test_any_soup_of_tags_gives_an_article_or_an_ending(pieces: list[str]) -> None:
    html = "<html><body>" + "".join(pieces)
    cleaned = read_page(Page(id="1", url="https://www.example.org/a", html=html.encode("utf-8", "replace")))
    assert cleaned.article is not None or cleaned.ending is not None
    if cleaned.article is not None:
        text = cleaned.article.text
        assert "\n\n".join(text[block.start : block.end] for block in cleaned.article.blocks) == text
        cleaned.model_dump_json()

"""Whatever a server sends, cleaning ends with an article or with an outcome and its reason."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.clean.page import read_page
from dateline.records import Article, Cleaned, Outcome, Page

WORDS = [
    f"Absatz {number} erzählt, was der Stadtrat über die Mauer am Fluß beschloß – und wer „nein“ sagte."
    for number in range(4)
]
STORY = (
    '<!DOCTYPE html><html lang="de"><head><title>Mauer für Köln</title></head><body><article>'
    "<h1>Mauer für Köln</h1>" + "".join(f"<p>{text}</p>" for text in WORDS) + "</article></body></html>"
)
some = settings(max_examples=25, deadline=None)


def cleaned(html: str | bytes, charset: str | None = None) -> Cleaned:
    body = html.encode() if isinstance(html, str) else html
    found = read_page(Page(id="1", url="https://www.example.org/news/wall", html=body, charset=charset))
    assert found.article is not None or (found.ending is not None and found.ending.reason)
    found.model_dump_json()
    return found


def article(html: str | bytes, charset: str | None = None) -> Article:
    found = cleaned(html, charset).article
    assert found is not None
    return found


def paragraphs(html: str | bytes, charset: str | None = None) -> list[str]:
    return article(html, charset).text.split("\n\n")


@some
@given(st.text(alphabet=" \t\r\n\x00\ufeff", max_size=50))
def test_white_space_is_no_text(blank: str) -> None:
    ending = cleaned(blank).ending
    assert ending is not None and ending.outcome is Outcome.NO_TEXT


@some
@given(
    st.sampled_from([b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"PK\x03\x04"]), st.binary()
)
def test_binary_is_not_html(magic: bytes, rest: bytes) -> None:
    ending = cleaned(magic + rest).ending
    assert ending is not None and ending.outcome is Outcome.NOT_HTML


@some
@given(st.integers(0, len(STORY.encode())))
def test_of_a_page_cut_anywhere_whole_paragraphs_stay_whole(cut: int) -> None:
    kept = STORY.encode()[:cut]
    found = cleaned(kept).article
    whole = [text for text in WORDS if f"<p>{text}</p>".encode() in kept]
    if len(whole) > 1:
        assert found is not None and found.text.split("\n\n")[: len(whole)] == whole


@some
@given(st.lists(st.integers(0, len(STORY) - 1), max_size=30), st.sampled_from(["\x00", "\ud800", "\udfff"]))
def test_nul_bytes_and_lone_surrogates_leave_no_trace(places: list[int], stray: str) -> None:
    start = STORY.index("<p>") + 3
    html = STORY
    for place in sorted({max(place, start) for place in places}, reverse=True):
        if not _in_tag(html, place):
            html = html[:place] + stray + html[place:]
    text = "".join(paragraphs(html.encode("utf-8", "surrogatepass")))
    assert "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
    assert text.replace("\ufffd", "") == "".join(WORDS)


@some
@given(
    st.sampled_from(["utf-8", "cp1252", "utf-16", "utf-8-sig"]),
    st.sampled_from([None, "utf-8", "iso-8859-1", "ascii", "no-such-charset"]),
)
def test_the_words_are_right_whatever_charset_the_server_claims(real: str, claimed: str | None) -> None:
    assert paragraphs(STORY.encode(real), claimed) == WORDS


@some
@given(st.sampled_from([None, "utf-8"]))
def test_utf_8_encoded_twice_is_undone(claimed: str | None) -> None:
    twice = STORY.encode().decode("cp1252", "replace").encode()
    assert "Mauer am Fluß beschloß" in "".join(paragraphs(twice, claimed))


@some
@given(st.integers(1, 400), st.sampled_from(["div", "b", "span", "table><tr><td", "blockquote", "font"]))
def test_a_story_wrapped_any_number_of_times_ends_clearly(depth: int, tag: str) -> None:
    found = cleaned(STORY.replace("<article>", f"<article>{f'<{tag}>' * depth}"))
    if depth < 100:
        assert found.article is not None and WORDS[0] in found.article.text


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 2_000_000 + "words",
        STORY.replace("<article>", "<article " + " ".join(f"a{n}=1" for n in range(1_000_000)) + ">"),
        STORY.replace("<article>", "<article " + "a=1 " * 1_000_000 + ">"),
    ],
    ids=["10 MB of nested tags", "a million attributes", "one attribute a million times"],
)
def test_monsters_end_clearly(page: str) -> None:
    cleaned(page)


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["@id", "@type", "@graph", "author", "headline", "datePublished", "name", "image"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@some
@given(_JSON)
def test_any_json_ld_leaves_the_words_alone(value: object) -> None:
    script = f'<script type="application/ld+json">{json.dumps(value).replace("<", "&lt;")}</script>'
    assert paragraphs(STORY.replace("</head>", f"{script}</head>")) == WORDS


@some
@given(st.integers(1, 6))
def test_cycles_in_json_ld_are_followed_once(length: int) -> None:
    nodes = [
        {
            "@type": "NewsArticle",
            "@id": f"#{n}",
            "headline": "Mauer",
            "author": {"@id": f"#{(n + 1) % length}"},
        }
        for n in range(length)
    ]
    script = f'<script type="application/ld+json">{json.dumps({"@graph": nodes})}</script>'
    assert paragraphs(STORY.replace("</head>", f"{script}</head>")) == WORDS


def test_megabytes_of_json_ld_are_left_out() -> None:
    node = {"@type": "NewsArticle", "headline": "Mauer", "articleBody": "Lüge und Lärm. " * 400_000}
    script = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    assert paragraphs(STORY.replace("</head>", f"{script}</head>")) == WORDS


@some
@given(st.integers(1, 8))
def test_html_inside_json_inside_html_stays_inside(depth: int) -> None:
    inner = "<p>Nicht dies, sondern jenes steht im Inneren, und niemand soll es lesen.</p>"
    for _ in range(depth):
        inner = f"<div data-page='{json.dumps({'html': inner}).replace(chr(39), '&#39;')}'></div>"
        inner = inner.replace("<", "\\u003c")
    script = f'<script type="application/json">{json.dumps({"page": inner})}</script>'
    assert paragraphs(STORY.replace("</body>", f"{script}</body>")) == WORDS


def _in_tag(html: str, place: int) -> bool:
    return html.rfind("<", 0, place + 1) > html.rfind(">", 0, place)

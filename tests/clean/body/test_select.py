"""The story and nothing but the story."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from dateline.clean.body.select import select_story
from dateline.clean.evidence import Evidence
from dateline.records import BlockKind

Read = Callable[..., Evidence]

FIRST = (
    "The council voted on Monday to raise the wall along the quay, "
    "after a winter in which the road was closed nine times."
)
SECOND = (
    "“The wall is not a luxury, it is the town’s last lock,” "
    "said Dana Whitlock, who leads the council, before the vote."
)
THIRD = (
    "Work is to begin in March, and to cost three million pounds, "
    "of which the county will pay a third over two years."
)
STORY = [FIRST, SECOND, THIRD]
DEK = "Councillors agree on a higher barrier after nine closures of the harbour road."
ASIDE = (
    "Ferries were cancelled on Tuesday as gales swept the bay, "
    "and more are expected to be cancelled tomorrow."
)


def page(
    *, inside: str = "", before: str = "", after: str = "", paragraph: str = "<p>{}</p>", head: str = ""
) -> str:
    paragraphs = [paragraph.format(text) for text in STORY]
    body = paragraphs[0] + inside + "".join(paragraphs[1:])
    return (
        f"<html><head><title>Wall</title>{head}</head><body>"
        "<nav><a href='/'>Home</a> <a href='/l'>Local</a></nav>"
        f"<main><article><h1>Council backs flood wall</h1>{before}"
        f"<div class='story'>{body}</div>{after}</article></main>"
        f"<footer><p>{ASIDE} Harbour Post Ltd.</p></footer></body></html>"
    )


def lines(evidence: Evidence) -> list[str]:
    return [line.text for line in select_story(evidence)]


def test_the_story_comes_out_as_it_stands(evidence: Read) -> None:
    assert lines(evidence(page())) == STORY


@pytest.mark.parametrize(
    "noise",
    [
        f"<figure><img src='w.jpg'><figcaption>{ASIDE}</figcaption></figure>",
        f"<div class='wp-caption-text'>{ASIDE}</div>",
        f"<aside><h3>Related</h3><p>{ASIDE}</p></aside>",
        f"<div class='related-stories'><a href='/f'>{ASIDE}</a></div>",
        f"<section class='newsletter-signup'><p>{ASIDE}</p><form><input></form></section>",
        "<p>Sign up for our newsletter to get the morning’s news in your inbox.</p>",
        "<p class='article-byline'>By Ana Diaz, Local Reporter</p>",
        "<div class='share-bar'><span>Share this story with your friends</span></div>",
        f"<div id='onetrust-consent'><p>We and our partners use cookies. {ASIDE}</p></div>",
        f"<section id='comments'><p>{ASIDE}</p><p>I agree, {ASIDE}</p></section>",
        f"<div style='display: none'><p>{ASIDE}</p></div>",
        f"<script>var text = '{ASIDE}';</script><noscript>{ASIDE}</noscript>",
        f"<blockquote class='twitter-tweet'><p>{ASIDE}</p></blockquote>",
        "<p>ADVERTISEMENT</p>",
        "<p>Read more: Ferries cancelled as gales sweep the bay</p>",
        "<p>© 2026 Harbour Post. All rights reserved.</p>",
    ],
)
@pytest.mark.parametrize("place", ["inside", "after"])
def test_what_is_not_the_story_stays_out(evidence: Read, noise: str, place: str) -> None:
    assert lines(evidence(page(**{place: noise}))) == STORY


@pytest.mark.parametrize(
    "paragraph",
    [
        "<p class='paywall'>{}</p>",
        "<div class='content-with-sidebar__text'>{}</div>",
        "<section class='ad-free-text'><p>{}</p></section>",
        "<div class='gallery-slide'><p>{}</p></div>",
        "{}<br><br>",
        "<table role='presentation'><tr><td>{}</td></tr></table>",
    ],
)
def test_a_misleading_name_does_not_cost_the_story(evidence: Read, paragraph: str) -> None:
    assert lines(evidence(page(paragraph=paragraph))) == STORY


@pytest.mark.parametrize(
    ("before", "head"),
    [
        (f"<p class='article__dek'>{DEK}</p>", ""),
        (f"<header><h2 class='subhead'>{DEK}</h2></header>", ""),
        (f"<div class='x1'>{DEK}</div>", f"<meta name='description' content='{DEK}'>"),
    ],
)
def test_the_standfirst_opens_the_story(evidence: Read, before: str, head: str) -> None:
    assert lines(evidence(page(before=before, head=head))) == [DEK, *STORY]


def test_headings_list_items_and_quotations_are_told_apart(evidence: Read) -> None:
    inside = f"<h2>What was decided</h2><ul><li>{ASIDE}</li></ul><blockquote><p>{DEK}</p></blockquote>"
    kinds = {line.text: line.kind for line in select_story(evidence(page(inside=inside)))}
    assert kinds["What was decided"] is BlockKind.HEADING
    assert kinds[ASIDE] is BlockKind.LIST_ITEM
    assert kinds[DEK] is BlockKind.QUOTE
    assert kinds[FIRST] is BlockKind.PARAGRAPH


def test_headings_that_head_nothing_and_what_follows_the_story_go(evidence: Read) -> None:
    after = "<h2>More stories</h2><p>Ferries cancelled as gales sweep bay</p><h2>Comments</h2>"
    assert lines(evidence(page(after=after))) == STORY


def test_a_note_about_the_author_goes(evidence: Read) -> None:
    head = "<meta name='author' content='Ana Diaz'>"
    after = "<p>Ana Diaz is the Harbour Post’s local reporter. She has covered the council since 2019.</p>"
    assert lines(evidence(page(head=head, after=after))) == STORY


def test_a_line_that_stands_twice_is_kept_once(evidence: Read) -> None:
    assert lines(evidence(page(after=f"<p>{FIRST}</p>"))) == STORY


def test_json_ld_repairs_a_page_whose_markup_holds_a_teaser_only(evidence: Read) -> None:
    node = {"@type": "NewsArticle", "headline": "Wall", "articleBody": "\n\n".join([*STORY, ASIDE])}
    head = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    html = f"<html><head>{head}</head><body><article><p>{FIRST[:60]}</p></article></body></html>"
    assert lines(evidence(html)) == [*STORY, ASIDE]


@pytest.mark.parametrize(
    "script",
    ['<script id="__NEXT_DATA__" type="application/json">%s</script>', "<script>window.state = %s;</script>"],
)
def test_a_page_drawn_by_its_script_gives_the_data_it_draws(evidence: Read, script: str) -> None:
    html_body = "".join(f"<p>{text}</p>" for text in STORY) + f"<div class='caption'>{ASIDE}</div>"
    data = json.dumps(
        {"props": {"id": "x" * 1_000, "story": {"body": html_body}, "related": [{"title": ASIDE}]}}
    )
    assert lines(evidence(f"<html><body><div id='root'></div>{script % data}</body></html>")) == STORY


def test_an_empty_page_has_no_story(evidence: Read) -> None:
    assert lines(evidence("<html><body><div></div></body></html>")) == []

"""Articles and live blogs go on; media, sections and what is no news do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.clean.evidence import Evidence
from dateline.clean.kind import kind_of
from dateline.records import PageKind

STORY = ["A paragraph of the story that is long enough to be running text, or nearly so." for _ in range(12)]


def node(kind: str) -> str:
    return (
        f'<script type="application/ld+json">{{"@type": "{kind}", "name": "x", "headline": "x"}}</script><p>x'
    )


@pytest.mark.parametrize(
    ("html", "path", "story", "kind"),
    [
        (node("NewsArticle"), "/news/wall", STORY, PageKind.ARTICLE),
        ("<p>x", "/news/wall", STORY, PageKind.ARTICLE),
        (node("NewsArticle"), "/news/wall", STORY[:1], PageKind.ARTICLE),
        (node("LiveBlogPosting"), "/news/wall", STORY, PageKind.LIVE_BLOG),
        (node("NewsArticle"), "/news/live-updates-storm", STORY, PageKind.LIVE_BLOG),
        (node("VideoObject"), "/video/wall", STORY[:1], PageKind.MEDIA),
        (node("ImageGallery"), "/news/wall", [], PageKind.MEDIA),
        (node("NewsArticle"), "/gallery/wall", STORY[:1], PageKind.MEDIA),
        (node("CollectionPage"), "/news", STORY, PageKind.SECTION),
        ("<p>x", "/tag/floods", STORY, PageKind.SECTION),
        ("<p>x", "/", STORY, PageKind.SECTION),
        ("<p>x", "/about", [], PageKind.SECTION),
        (node("Product"), "/shop/boots", STORY[:5], PageKind.NOT_NEWS),
    ],
)
def test_a_pages_kind(
    evidence: Callable[..., Evidence], html: str, path: str, story: list[str], kind: PageKind
) -> None:
    assert kind_of(evidence(html, url=f"https://www.example.org{path}"), story=story).kind is kind

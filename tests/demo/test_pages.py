"""The demo newsroom's interviews, as their pages show them."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from dateline.replay.articles import ArticleFile
from dateline.replay.newsroom import Outlet, load_newsroom
from dateline.replay.rendering import Renderer

DEMO = Path(__file__).resolve().parents[2] / "include" / "demo"
PAGES = [
    (outlet, article)
    for outlet in load_newsroom(DEMO).outlets
    for article in outlet.articles
    if any(block.text.startswith("**") for block in article.blocks(None))
]


@pytest.mark.parametrize(("outlet", "article"), PAGES, ids=[article.slug for _, article in PAGES])
def test_the_speakers_of_an_interview_stand_in_bold(outlet: Outlet, article: ArticleFile) -> None:
    page = Renderer(DEMO / "templates").article(outlet, article, None)

    speakers = [element.text_content() for element in html.fromstring(page).iter("strong")]
    assert sum(speaker.endswith(":") for speaker in speakers) >= 8
    assert "**" not in page

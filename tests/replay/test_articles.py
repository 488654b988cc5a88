from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from dateline.errors import ConfigError
from dateline.replay.articles import read_article

ARTICLES = Path(__file__).parent / "newsroom" / "articles" / "tiny-times"
CORRECTED = dt.datetime(2026, 11, 10, 17, 0, tzinfo=dt.UTC)


def test_front_matter_becomes_fields() -> None:
    article = read_article(ARTICLES / "2026-11-08-bridge-opens.md")
    assert article.title == "Bridge opens & nobody falls in"
    assert article.authors == ("Ana Pike", "Tom Reed")
    assert article.published.isoformat() == "2026-11-08T23:30:00-07:00"
    assert article.slug == "bridge-opens"
    assert article.tags == ("bridges", "2026")


def test_body_becomes_blocks_with_marks_as_written() -> None:
    article = read_article(ARTICLES / "2026-11-08-bridge-opens.md")
    blocks = article.blocks(CORRECTED - dt.timedelta(seconds=1))
    assert [(block.kind, block.text or block.items) for block in blocks] == [
        ("paragraph", "“It holds,” said Mayor Vera Holt."),
        ("heading", "What it cost"),
        ("quote", "Twelve pounds and a goat."),
        ("list", ("rope", "planks, of two kinds")),
        ("picture", "The bridge <at noon>"),
    ]
    assert blocks[-1].picture == "bridge.jpg"


def test_a_correction_replaces_the_whole_text_from_its_moment_on() -> None:
    article = read_article(ARTICLES / "2026-11-08-bridge-opens.md")
    before = CORRECTED - dt.timedelta(seconds=1)
    assert article.changed(before) is None
    assert article.changed(CORRECTED) == CORRECTED
    assert [block.text for block in article.blocks(CORRECTED)] == ["“It nearly holds,” said Mayor Vera Holt."]
    assert article.blocks(None) == article.blocks(CORRECTED)


def test_it_exists_from_its_publication_on() -> None:
    article = read_article(ARTICLES / "2026-11-08-bridge-opens.md")
    assert article.exists(None)
    assert article.exists(article.published)
    assert not article.exists(article.published - dt.timedelta(seconds=1))


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("Nice Day.md", "---\ntitle: x\n---\n", "the name must be"),
        ("2026-11-09-a.md", "title: x\n", "front matter between"),
        ("2026-11-09-a.md", "---\ntitle: [\n---\n", "front matter"),
        ("2026-11-09-a.md", "---\ntitle: x\n---\n", "published"),
        (
            "2026-11-09-a.md",
            "---\ntitle: x\nsection: y\npublished: 2026-11-09T08:00:00\n---\nText.\n",
            "timezone",
        ),
        (
            "2026-11-09-a.md",
            "---\ntitle: x\nsection: y\npublished: 2026-11-10T08:00:00Z\n---\nText.\n",
            "2026-11-09",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_the_reason(
    tmp_path: Path, name: str, text: str, reason: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_article(path)
    assert name in caught.value.reason
    assert reason in caught.value.reason

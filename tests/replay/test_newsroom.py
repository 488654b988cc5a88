from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dateline.errors import ConfigError
from dateline.replay.newsroom import load_newsroom, slugged


def test_paths_take_the_day_of_the_outlets_own_zone(newsroom_folder: Path) -> None:
    outlet = load_newsroom(newsroom_folder).outlets[0]
    assert list(outlet.by_path) == [
        "/town/2026/11/08/bridge-opens",
        "/town/2026/11/09/bridge-shuts",
        "/screen/2026/11/10/bridge-film",
    ]
    assert outlet.sections == {"Town": "/town/", "Screen": "/screen/"}


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("format: atom", "format: gopher", "outlets.0.feeds.1.format"),
        ("outcome: gone", "outcome: lost", "outcome"),
        ("path: /rss.xml", "path: rss.xml", "pattern"),
        (
            "broken_json_ld: [2026-11-08-bridge-opens]",
            "broken_json_ld: [2026-11-08-ferry]",
            "2026-11-08-ferry",
        ),
        ('to: "article:2026-11-08-bridge-opens"', 'to: "article:ferry"', "no article 'ferry'"),
        ("path: /{section}/{yyyy}/{mm}/{dd}/{slug}", "path: /{yyyy}/story", "one path"),
        ("first_day: 2026-11-08", "first_day: [", "newsroom.yaml"),
    ],
)
def test_what_does_not_fit_is_refused(
    newsroom_folder: Path, tmp_path: Path, before: str, after: str, reason: str
) -> None:
    shutil.copytree(newsroom_folder / "articles", tmp_path / "articles")
    text = (newsroom_folder / "newsroom.yaml").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "newsroom.yaml").write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"newsroom\.yaml") as caught:
        load_newsroom(tmp_path)
    assert reason in caught.value.reason


def test_slugs_are_lower_case_words_joined_by_hyphens() -> None:
    assert slugged("World & Europe") == "world-europe"

"""Letting go of old texts and old bytes, while what was found in them stays."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from upath import UPath
from warehouse.lakes import BATCH, on_disk
from warehouse.making import DAY, RUN, story, together
from warehouse.tables import one, rows_of

from dateline.errors import LakeError
from dateline.fetch.archive import read_capture
from dateline.records import Outcome
from dateline.settings import RetentionSettings
from dateline.sources import Source
from dateline.warehouse.load import load_batch
from dateline.warehouse.retention import Kind, Limits, Retained, limits, retain
from dateline.warehouse.search import search_articles, search_quotes
from dateline.warehouse.write import Lineage

LATER = DAY + dt.timedelta(days=31)


def let_go(url: str, lake: Path, kind: Kind, limits: Limits, *, dry_run: bool = False) -> Counter[str]:
    return retain(url, UPath(lake), kind, limits, today=LATER, dry_run=dry_run).removed


def test_full_text_goes_and_quotes_stay(warehouse_url: str, tmp_path: Path) -> None:
    batch = on_disk(tmp_path, together(story("a"), story("b", source="other")))
    load_batch(warehouse_url, batch, run=RUN, lineage=Lineage(BATCH))
    limits = Limits(by_source={"harbour": 30})
    before = rows_of(warehouse_url)
    said = let_go(warehouse_url, tmp_path, "text", limits, dry_run=True)
    assert rows_of(warehouse_url) == before
    assert said == {"texts": 1, "records": 3}
    assert let_go(warehouse_url, tmp_path, "text", limits) == said
    assert one(warehouse_url, "SELECT count(*) FROM article_version WHERE text IS NULL") == 1
    assert len(search_quotes(warehouse_url, words="lock")) == 2
    assert len(search_articles(warehouse_url, words="luxury")) == 1
    assert load_batch(warehouse_url, story("a"), run=RUN, lineage=Lineage("again")) == {Outcome.LOADED: 1}


def test_raw_bytes_go_and_texts_stay(warehouse_url: str, tmp_path: Path) -> None:
    batch = on_disk(tmp_path, together(story("a"), story("b", source="other")))
    load_batch(warehouse_url, batch, run=RUN, lineage=Lineage(BATCH))
    assert let_go(warehouse_url, tmp_path, "raw", Limits(by_source={"harbour": 30}))["captures"] == 1
    assert one(warehouse_url, "SELECT count(*) FROM article_version WHERE text IS NULL") == 0
    gone, kept = (item.capture for item in batch.fetched)
    assert gone and kept
    with pytest.raises(LakeError):
        read_capture(gone.warc, tmp_path)
    assert read_capture(kept.warc, tmp_path)


def test_a_warc_of_which_nothing_is_left_is_deleted(warehouse_url: str, tmp_path: Path) -> None:
    load_batch(warehouse_url, on_disk(tmp_path, story("a")), run=RUN, lineage=Lineage(BATCH))
    let_go(warehouse_url, tmp_path, "raw", Limits(30), dry_run=True)
    assert list(tmp_path.rglob("*.warc.gz"))
    let_go(warehouse_url, tmp_path, "raw", Limits(30))
    assert not list(tmp_path.rglob("*.warc.gz"))


def test_what_is_young_enough_stays(warehouse_url: str, tmp_path: Path) -> None:
    load_batch(warehouse_url, story("a"), run=RUN, lineage=Lineage("b"))
    assert let_go(warehouse_url, tmp_path, "text", Limits(31)) == {}
    assert let_go(warehouse_url, tmp_path, "text", Limits(None)) == {}


def test_a_sources_own_limit_holds_in_place_of_the_settings() -> None:
    home = {"home": "https://www.example.org/", "name": "A"}
    sources = [
        Source.model_validate({"id": name, **home, "retention": own})
        for name, own in (("a", {"text_days": 7}), ("b", {"text_days": "forever"}), ("c", {}))
    ]
    assert limits(RetentionSettings(text_days=90), sources) == {
        "text": Limits(90, {"a": 7, "b": None}),
        "raw": Limits(None, {}),
    }


def test_a_source_that_keeps_for_good_keeps_while_the_others_let_go(
    warehouse_url: str, tmp_path: Path
) -> None:
    batch = on_disk(tmp_path, together(story("a"), story("b", source="other")))
    load_batch(warehouse_url, batch, run=RUN, lineage=Lineage(BATCH))
    let_go(warehouse_url, tmp_path, "text", Limits(30, {"other": None}))
    assert one(warehouse_url, "SELECT count(*) FROM article_version WHERE text IS NOT NULL") == 1


def test_what_was_let_go_is_not_looked_at_again_but_what_came_late_is(
    warehouse_url: str, tmp_path: Path
) -> None:
    load_batch(warehouse_url, story("a"), run=RUN, lineage=Lineage("b"))
    asked = partial(retain, warehouse_url, UPath(tmp_path), "text", Limits(30), today=LATER, dry_run=False)
    assert asked().candidates == {"harbour": 1}
    assert asked().candidates == {}
    load_batch(warehouse_url, story("late", "Other words."), run=RUN, lineage=Lineage("c"))
    assert asked() == Retained("text", Counter(harbour=1), Counter(texts=1))

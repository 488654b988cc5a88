"""Letting go of old texts and old bytes, while what was found in them stays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from upath import UPath
from warehouse.lakes import BATCH, on_disk
from warehouse.making import DAY, RUN, story, together
from warehouse.tables import one, rows_of

from dateline.errors import LakeError
from dateline.fetch.archive import read_capture
from dateline.records import Outcome
from dateline.warehouse.load import load_batch
from dateline.warehouse.retention import retain
from dateline.warehouse.search import search_articles, search_quotes
from dateline.warehouse.write import Lineage

LATER = DAY + dt.timedelta(days=31)


def test_full_text_goes_and_quotes_stay(warehouse_url: str, tmp_path: Path) -> None:
    batch = on_disk(tmp_path, together(story("a"), story("b", source="other")))
    load_batch(warehouse_url, batch, run=RUN, lineage=Lineage(BATCH))
    asked = {"days": 30, "today": LATER, "source": "harbour"}
    before = rows_of(warehouse_url)
    said = retain(warehouse_url, UPath(tmp_path), "text", **asked)  # type: ignore[arg-type]
    assert rows_of(warehouse_url) == before
    assert said == {"texts": 1, "records": 3}
    assert retain(warehouse_url, UPath(tmp_path), "text", **asked, dry_run=False) == said  # type: ignore[arg-type]
    assert one(warehouse_url, "SELECT count(*) FROM article_version WHERE text IS NULL") == 1
    assert len(search_quotes(warehouse_url, words="lock")) == 2
    assert len(search_articles(warehouse_url, words="luxury")) == 1
    assert load_batch(warehouse_url, story("a"), run=RUN, lineage=Lineage("again")) == {Outcome.LOADED: 1}


def test_raw_bytes_go_and_texts_stay(warehouse_url: str, tmp_path: Path) -> None:
    batch = on_disk(tmp_path, story("a"))
    load_batch(warehouse_url, batch, run=RUN, lineage=Lineage(BATCH))
    removed = retain(warehouse_url, UPath(tmp_path), "raw", days=30, today=LATER, dry_run=False)
    assert removed["captures"] == 1
    assert one(warehouse_url, "SELECT text IS NOT NULL FROM article_version")
    (item,) = batch.fetched
    assert item.capture
    with pytest.raises(LakeError):
        read_capture(item.capture.warc, tmp_path)


def test_what_is_young_enough_stays(warehouse_url: str, tmp_path: Path) -> None:
    load_batch(warehouse_url, story("a"), run=RUN, lineage=Lineage("b"))
    assert retain(warehouse_url, UPath(tmp_path), "text", days=31, today=LATER, dry_run=False) == {}

"""Loading a batch: what becomes of each candidate, and that doing it again changes nothing."""

from __future__ import annotations

import datetime as dt

from dateline.records import Outcome
from dateline.warehouse.load import load_batch
from dateline.warehouse.write import Lineage
from warehouse.making import DAY, NOON, RUN, WORDS, ended, story, together

LATER = NOON + dt.timedelta(hours=6)
B = Lineage("2026-11-10/000")


def test_a_new_article_is_loaded(warehouse_url: str) -> None:
    assert load_batch(warehouse_url, story("wall"), run=RUN, lineage=B) == {Outcome.LOADED: 1}
    assert load_batch(warehouse_url, story("wall"), run=RUN, lineage=B) == {Outcome.LOADED: 1}

"""Batches that load at the same moment, with articles, people and lines in common."""

from __future__ import annotations

import datetime as dt
import random
from concurrent.futures import ThreadPoolExecutor

from warehouse.making import NOON, RUN, WORDS, story, together
from warehouse.tables import one, rows_of

from dateline.warehouse.incoming import BatchRecords
from dateline.warehouse.load import load_batch
from dateline.warehouse.write import Lineage

COUNT = 30


def shuffled(seed: int) -> BatchRecords:
    """The same articles in an order of its own, found under addresses of its own."""
    order = random.Random(seed).sample(range(COUNT), COUNT)
    return together(
        *(
            story(f"a{n}", f"{WORDS}\n\nStory number {n}.", address=f"https://example.org/{seed}/{n}")
            for n in order
        )
    )


def test_two_batches_with_the_same_articles_load_each_once(warehouse_url: str) -> None:
    def load(seed: int) -> dict[str, int]:
        counts = load_batch(warehouse_url, shuffled(seed), run=RUN, lineage=Lineage(f"b{seed}"))
        return {outcome.value: count for outcome, count in counts.items()}

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(load, range(4)))
    assert sum(count.get("loaded", 0) for count in counts) == COUNT
    assert sum(count.get("duplicate", 0) for count in counts) == 3 * COUNT
    assert one(warehouse_url, "SELECT count(*) FROM article_version") == COUNT
    assert one(warehouse_url, "SELECT count(*) FROM entity") == 1


def test_the_same_batch_loaded_twice_at_once_equals_one_load(make_database, migrated_template: str) -> None:  # type: ignore[no-untyped-def]
    batch = shuffled(1)
    once, twice = make_database(migrated_template), make_database(migrated_template)
    load_batch(once, batch, run=RUN, lineage=Lineage("b"))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: load_batch(twice, batch, run=RUN, lineage=Lineage("b")), range(2)))
    assert rows_of(twice) == rows_of(once)


def test_versions_that_arrive_in_any_order_make_the_same_history(
    make_database, migrated_template: str
) -> None:  # type: ignore[no-untyped-def]
    states = [
        story(
            "wall",
            f"{WORDS}\n\nState {n}.",
            at=NOON + dt.timedelta(hours=n),
            address=f"https://example.org/?{n}",
        )
        for n in range(4)
    ]
    histories = []
    for order in ([0, 1, 2, 3], [3, 1, 0, 2]):
        url = make_database(migrated_template)
        for n in order:
            load_batch(url, states[n], run=RUN, lineage=Lineage(f"b{n}"))
        histories.append(
            one(url, "SELECT jsonb_agg(to_jsonb(v) - 'batch_id' ORDER BY valid_from) FROM article_version v")
        )
    assert histories[0] == histories[1]

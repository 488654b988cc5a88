"""Articles that tell the same story are found as one, with the one who had it first."""

from __future__ import annotations

import datetime as dt
import random

from warehouse.making import DAY, NOON, RUN, story, together
from warehouse.tables import one, rows_of

from dateline.warehouse.connection import connect
from dateline.warehouse.load import load_batch
from dateline.warehouse.stories import cluster_stories
from dateline.warehouse.write import Lineage


def prose(seed: int, words: int = 300) -> list[str]:
    chosen = random.Random(seed)
    return ["".join(chosen.choices("abcdefghij", k=5)) for _ in range(words)]


WIRE = prose(1)


def text(words: list[str]) -> str:
    return "\n\n".join(" ".join(words[at : at + 50]) for at in range(0, len(words), 50))


def load(url: str, name: str, words: list[str], *, source: str, day: int = 0, **fields: object) -> None:
    moment = NOON + dt.timedelta(days=day)
    when = {"day": moment.date(), "at": moment}
    values = {"source": source, "annotated": False, **when, **fields}
    batch = story(name, text(words), **values)  # type: ignore[arg-type]
    load_batch(url, batch, run=RUN, lineage=Lineage(name))


def members(url: str) -> list[tuple[str, bool, bool]]:
    with connect(url) as connection:
        return connection.execute(
            """SELECT source_id, origin, syndicated FROM story_member
               JOIN article USING (article_id) ORDER BY 1"""
        ).fetchall()


def test_a_wire_story_and_its_cut_copies_are_one_story(warehouse_url: str) -> None:
    load(warehouse_url, "w", WIRE, source="wire", day=1)
    load(warehouse_url, "a", WIRE[:220], source="alpha", agency="Wire")
    load(warehouse_url, "b", [*prose(9, 60), *WIRE[50:]], source="beta", day=1, agency="Wire")
    load(warehouse_url, "c", prose(2), source="gamma")
    with connect(warehouse_url) as connection:
        connection.execute("UPDATE source SET name = 'The Wire' WHERE source_id = 'wire'")
        connection.execute("UPDATE article SET agency = 'The Wire' WHERE agency IS NOT NULL")
    assert cluster_stories(warehouse_url, DAY, DAY + dt.timedelta(days=1)) == 1
    assert members(warehouse_url) == [("alpha", False, True), ("beta", False, True), ("wire", True, False)]


def test_without_a_credit_the_earliest_is_the_origin(warehouse_url: str) -> None:
    load(warehouse_url, "late", WIRE, source="alpha", day=1)
    load(warehouse_url, "early", WIRE, source="beta")
    cluster_stories(warehouse_url, DAY, DAY + dt.timedelta(days=1))
    assert members(warehouse_url) == [("alpha", False, True), ("beta", True, False)]


def test_a_late_article_joins_and_other_days_keep_their_stories(warehouse_url: str) -> None:
    load(warehouse_url, "one", WIRE, source="alpha")
    load(warehouse_url, "two", WIRE, source="beta", day=3)
    cluster_stories(warehouse_url, DAY, DAY)
    load(warehouse_url, "three", WIRE, source="gamma", day=6)
    last = DAY + dt.timedelta(days=6)
    assert cluster_stories(warehouse_url, last, last) == 1
    assert one(warehouse_url, "SELECT articles FROM story_cluster") == 3


def test_doing_it_again_changes_nothing(warehouse_url: str) -> None:
    for name in ("a", "b", "c"):
        load(warehouse_url, name, WIRE, source=name)
    cluster_stories(warehouse_url, DAY, DAY)
    before = rows_of(warehouse_url)
    cluster_stories(warehouse_url, DAY, DAY)
    assert rows_of(warehouse_url) == before


def test_a_text_that_changed_leaves_its_story(warehouse_url: str) -> None:
    load(warehouse_url, "a", WIRE, source="a")
    load(warehouse_url, "b", WIRE, source="b")
    cluster_stories(warehouse_url, DAY, DAY)
    changed = story("b", text(prose(3)), source="b", at=NOON + dt.timedelta(hours=1), annotated=False)
    load_batch(warehouse_url, together(changed), run=RUN, lineage=Lineage("b2"))
    assert cluster_stories(warehouse_url, DAY, DAY) == 0
    assert members(warehouse_url) == []


def test_short_texts_are_not_compared(warehouse_url: str) -> None:
    for name in ("a", "b"):
        load(warehouse_url, name, WIRE[:30], source=name)
    assert cluster_stories(warehouse_url, DAY, DAY) == 0

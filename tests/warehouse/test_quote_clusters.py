"""One utterance in several articles is one cluster: who carried it, who trimmed it, who had it first."""

from __future__ import annotations

import datetime as dt

from warehouse.making import DAY, NOON, RUN, story
from warehouse.tables import one, rows_of

from dateline.records import Quotes
from dateline.warehouse.connection import connect
from dateline.warehouse.incoming import BatchRecords
from dateline.warehouse.load import load_batch
from dateline.warehouse.quote_clusters import cluster_quotes
from dateline.warehouse.write import Lineage

WHOLE = "The wall is not a luxury, it is the town's last lock, and we shall pay for it with pride."


def load(
    url: str, name: str, text: str, *, day: int = 0, speaker: str | None = "Dana Whitlock", source: str = ""
) -> None:
    moment = NOON + dt.timedelta(days=day)
    batch = story(name, f"“{text}”", source=source or name, day=moment.date(), at=moment)
    quotes = [
        Quotes(
            id=found.id,
            quotes=tuple(
                quote.model_copy(
                    update={
                        "text": text,
                        "speaker": speaker,
                        "speaker_type": speaker and "person",
                        "speaker_score": speaker and 0.9,
                    }
                )
                for quote in found.quotes
            ),
        )
        for found in batch.quotes
    ]
    batch = BatchRecords(batch.fetched, batch.cleaned, batch.entities, quotes)
    load_batch(url, batch, run=RUN, lineage=Lineage(name))


def carried(url: str) -> list[tuple[str, bool, bool, bool]]:
    with connect(url, role="reader") as connection:
        return connection.execute(
            "SELECT source_id, first, trimmed, whole FROM same_words ORDER BY source_id"
        ).fetchall()


def test_outlets_that_carry_or_trim_the_words_are_told_apart(warehouse_url: str) -> None:
    load(warehouse_url, "alpha", WHOLE, day=1)
    load(warehouse_url, "beta", WHOLE.upper().replace(",", " —"), day=2)
    load(warehouse_url, "gamma", "It is the town's last lock")
    load(warehouse_url, "delta", "Something else entirely was said by her")
    assert cluster_quotes(warehouse_url, DAY, DAY + dt.timedelta(days=2)) == 1
    assert carried(warehouse_url) == [
        ("alpha", False, False, True),
        ("beta", False, False, False),
        ("gamma", True, True, False),
    ]
    assert one(warehouse_url, "SELECT first_day FROM quote_cluster") == DAY


def test_a_cue_or_a_cut_inside_the_words_does_not_part_them(warehouse_url: str) -> None:
    load(warehouse_url, "alpha", WHOLE)
    load(warehouse_url, "beta", WHOLE.replace("luxury, it", "luxury, … it"))
    load(warehouse_url, "gamma", "The wall is not a luxury … and we shall pay for it")
    assert cluster_quotes(warehouse_url, DAY, DAY) == 1
    assert len(carried(warehouse_url)) == 3


def test_few_words_need_the_same_speaker_and_many_forgive_a_missing_one(warehouse_url: str) -> None:
    load(warehouse_url, "alpha", "We must do better now")
    load(warehouse_url, "beta", "We must do better now", speaker="Sam Reyes")
    load(warehouse_url, "gamma", "We must do better now", speaker=None)
    assert cluster_quotes(warehouse_url, DAY, DAY) == 0
    load(warehouse_url, "delta", WHOLE)
    load(warehouse_url, "epsilon", WHOLE, speaker=None)
    load(warehouse_url, "zeta", WHOLE, speaker="Sam Reyes")
    assert cluster_quotes(warehouse_url, DAY, DAY) == 1
    names = {row[0] for row in carried(warehouse_url)}
    assert len(names) == 2 and "epsilon" in names


def test_twice_in_one_article_is_not_elsewhere(warehouse_url: str) -> None:
    load(warehouse_url, "alpha", f"{WHOLE}” “{WHOLE}")
    assert cluster_quotes(warehouse_url, DAY, DAY) == 0


def test_a_late_article_joins_and_the_same_again_changes_nothing(warehouse_url: str) -> None:
    load(warehouse_url, "alpha", WHOLE)
    load(warehouse_url, "beta", WHOLE, day=6)
    cluster_quotes(warehouse_url, DAY, DAY)
    load(warehouse_url, "gamma", WHOLE, day=12)
    last = DAY + dt.timedelta(days=12)
    assert cluster_quotes(warehouse_url, last, last) == 1
    assert one(warehouse_url, "SELECT sources FROM quote_cluster") == 3
    before = rows_of(warehouse_url)
    cluster_quotes(warehouse_url, last, last)
    assert rows_of(warehouse_url) == before

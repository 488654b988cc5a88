"""Merges and splits by an operator: read everywhere, lasting through loads, undone without a trace."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from upath import UPath
from warehouse.making import DAY, NEXT_RUN, RUN, story, together
from warehouse.tables import one, rows_of

from dateline.errors import WarehouseError
from dateline.newsroom.matching import named, one_with
from dateline.newsroom.speakers import read_speaker
from dateline.records import Entity
from dateline.warehouse.connection import connect
from dateline.warehouse.incoming import BatchRecords
from dateline.warehouse.keys import article_key, entity_key
from dateline.warehouse.load import load_batch
from dateline.warehouse.marts import refresh_marts
from dateline.warehouse.merging import (
    entity_history,
    identity_of,
    merge_entities,
    merged_entities,
    split_entity,
)
from dateline.warehouse.quote_clusters import cluster_quotes
from dateline.warehouse.search import search_quotes
from dateline.warehouse.takedown import takedown
from dateline.warehouse.write import Lineage

DANA, DANA_M, COUNCIL = (
    entity_key("Dana Whitlock", "PERSON"),
    entity_key("Dana M. Whitlock", "PERSON"),
    entity_key("Saltmere Council", "ORG"),
)
VOICES = "SELECT array_agg(DISTINCT speaker ORDER BY speaker) FROM current_quote"
SPEAKERS = "SELECT array_agg(DISTINCT speaker_entity_id) FROM current_quote"
MARTS = "SELECT array_agg(DISTINCT (entity_id, quotes)::text) FROM mart.speaker_day"


def test_a_merge_is_read_by_views_search_marts_and_page(loaded: str) -> None:
    change = merge_entities(loaded, DANA, [DANA_M], by="desk", reason="same mayor")
    assert (change.entity.name, change.articles, change.days) == ("Dana Whitlock", 1, (DAY,))
    assert one(loaded, VOICES) == ["Dana Whitlock"]
    assert one(loaded, SPEAKERS) == [DANA]
    assert one(loaded, "SELECT array_agg(DISTINCT entity_id) FROM current_mention") == [DANA]
    assert one(loaded, MARTS) == [f"({DANA},2)"]
    assert {hit.speaker for hit in search_quotes(loaded, speaker="dana m.")} == {"Dana Whitlock"}
    with connect(loaded) as connection:
        assert set(named(connection, "M. Whit")) == {DANA, DANA_M} == set(one_with(connection, [DANA_M]))
        speaker = read_speaker(connection, DANA_M)
    assert speaker and (speaker.name, speaker.quotes) == ("Dana Whitlock", 2)
    assert "Dana M. Whitlock" in speaker.aliases


def test_the_same_words_of_merged_speakers_are_one_cluster(loaded: str) -> None:
    assert cluster_quotes(loaded, DAY, DAY) == 0
    merge_entities(loaded, DANA, [DANA_M], by="desk")
    assert cluster_quotes(loaded, DAY, DAY) == 1


def test_a_merge_lasts_through_later_articles_and_extraction_again(loaded: str) -> None:
    merge_entities(loaded, DANA, [DANA_M], by="desk")
    load(loaded, renamed("third"), batch="later")
    load(loaded, story("first"), renamed("second"), run=NEXT_RUN)
    assert one(loaded, "SELECT count(*) FROM current_quote") == 3
    assert one(loaded, SPEAKERS) == [DANA]


def test_undoing_a_merge_restores_every_row(loaded: str) -> None:
    refresh_marts(loaded, [DAY])
    before = {name: rows for name, rows in rows_of(loaded).items() if name != "entity_change"}
    marts = one(loaded, MARTS)
    merge_entities(loaded, DANA, [DANA_M], by="desk")
    change = split_entity(loaded, DANA_M, by="desk", reason="two people after all")
    assert change.entity.name == "Dana M. Whitlock"
    assert {name: rows for name, rows in rows_of(loaded).items() if name != "entity_change"} == before
    assert one(loaded, MARTS) == marts


def test_a_chain_of_merges_ends_in_one_and_comes_apart_where_it_is_cut(loaded: str) -> None:
    load(loaded, renamed("third", "D. Whitlock"), batch="more")
    short = entity_key("D. Whitlock", "PERSON")
    merge_entities(loaded, DANA_M, [short], by="desk")
    merge_entities(loaded, DANA, [short], by="desk")
    assert {found.entity_id for found in merged_entities(loaded, short)} == {DANA_M, short}
    split_entity(loaded, DANA_M, by="desk")
    assert identity_of(loaded, short).entity_id == DANA_M
    assert one(loaded, VOICES) == ["Dana M. Whitlock", "Dana Whitlock"]


def test_a_name_that_means_another_in_some_articles_is_split_off_for_good(loaded: str) -> None:
    load(loaded, story("third"), batch="more")
    change = split_entity(
        loaded, DANA, articles=[article_key("https://example.org/third")], by="desk", name="An actor"
    )  # fmt: skip
    assert change.articles == 1
    load(loaded, story("third"), run=NEXT_RUN, batch="again")
    said_by = "SELECT speaker_entity_id FROM current_quote WHERE article_id = %s"
    assert one(loaded, said_by, article_key("https://example.org/third")) == change.entity.entity_id
    assert one(loaded, said_by, article_key("https://example.org/first")) == DANA
    mentioned = "SELECT DISTINCT entity_id FROM current_mention WHERE article_id = %s"
    assert one(loaded, mentioned, article_key("https://example.org/third")) == change.entity.entity_id


def test_an_article_that_was_split_off_can_be_split_again_and_merged_back(loaded: str) -> None:
    first = [article_key("https://example.org/first")]
    actor = split_entity(loaded, DANA, articles=first, by="desk", name="An actor").entity
    judge = split_entity(loaded, actor.entity_id, articles=first, by="desk", name="A judge").entity
    load(loaded, story("first"), run=NEXT_RUN, batch="again")
    said_by = "SELECT speaker_entity_id FROM current_quote WHERE article_id = %s"
    assert one(loaded, said_by, *first) == judge.entity_id
    merge_entities(loaded, DANA, [judge.entity_id], by="desk")
    assert one(loaded, said_by, *first) == DANA


def test_the_history_tells_who_decided_what_and_why(loaded: str) -> None:
    merge_entities(loaded, DANA, [DANA_M], by="ann", reason="same mayor")
    split_entity(loaded, DANA_M, by="bo", reason="her mother")
    told = [(event.change, event.name, event.other_name, event.reason, event.set_by)
            for event in entity_history(loaded, DANA)]  # fmt: skip
    assert told == [
        ("split", "Dana M. Whitlock", "Dana Whitlock", "her mother", "bo"),
        ("merged", "Dana M. Whitlock", "Dana Whitlock", "same mayor", "ann"),
    ]


def test_what_is_one_already_stays_one(loaded: str) -> None:
    merge_entities(loaded, DANA, [DANA_M], by="desk")
    assert merge_entities(loaded, DANA_M, [DANA, DANA_M], by="desk").articles == 0
    assert len(entity_history(loaded, DANA)) == 1


@pytest.mark.parametrize(
    ("into", "entity", "fault"),
    [(DANA, COUNCIL, "cannot be one"), (DANA, uuid4(), "No entity"), (uuid4(), DANA, "No entity")],
)
def test_a_merge_that_makes_no_sense_is_refused(loaded: str, into: UUID, entity: UUID, fault: str) -> None:
    with pytest.raises(WarehouseError, match=fault):
        merge_entities(loaded, into, [entity], by="desk")


def test_a_split_that_makes_no_sense_is_refused(loaded: str) -> None:
    with pytest.raises(WarehouseError, match="was not merged"):
        split_entity(loaded, DANA, by="desk")
    with pytest.raises(WarehouseError, match="neither speaks"):
        split_entity(loaded, DANA, articles=[article_key("https://example.org/second")], by="desk")
    assert one(loaded, "SELECT count(*) FROM entity_change") == 0


@pytest.fixture
def loaded(warehouse_url: str) -> str:
    """One article names Dana Whitlock, another with the same words Dana M. Whitlock and the council."""
    load(warehouse_url, story("first"), renamed("second"))
    return warehouse_url


def load(url: str, *batches: BatchRecords, run: object = RUN, batch: str = "b") -> None:
    load_batch(url, together(*batches), run=run, lineage=Lineage(batch))  # type: ignore[arg-type]


def renamed(slug: str, name: str = "Dana M. Whitlock") -> BatchRecords:
    batch = story(slug)
    council = Entity(name="Saltmere Council", label="ORG", mentions=1)
    return BatchRecords(
        batch.fetched,
        batch.cleaned,
        [
            found.model_copy(
                update={
                    "mentions": tuple(one.model_copy(update={"name": name}) for one in found.mentions),
                    "entities": (*(one.model_copy(update={"name": name}) for one in found.entities), council),
                }
            )
            for found in batch.entities
        ],
        [
            found.model_copy(
                update={"quotes": tuple(one.model_copy(update={"speaker": name}) for one in found.quotes)}
            )
            for found in batch.quotes
        ],
    )


def test_a_takedown_forgets_all_that_is_one_and_keeps_it_out(loaded: str, tmp_path: Path) -> None:
    merge_entities(loaded, DANA, [DANA_M], by="desk")
    takedown(loaded, UPath(tmp_path), "Dana Whitlock", reason="request 41", asked_by="legal")
    assert one(loaded, "SELECT count(*) FROM entity_change") == 0
    load(loaded, renamed("third"), batch="later")
    assert one(loaded, "SELECT count(*) FROM current_quote") == 0
    assert one(loaded, "SELECT count(*) FROM entity WHERE kind = 'person'") == 0

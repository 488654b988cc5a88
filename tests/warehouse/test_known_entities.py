"""An operator's list in the warehouse: its entries take the names that fit one of them alone."""

from __future__ import annotations

import pytest
from warehouse.making import DAY, NEXT_RUN, story
from warehouse.tables import one
from warehouse.test_merging import DANA, load, renamed

from dateline.warehouse.knowledge import KnownEntity, import_knowledge
from dateline.warehouse.merging import entity_history, merge_entities, merged_entities, split_entity

MAYOR = KnownEntity(id="Q1", label="Dana Whitlock", aliases=("Dana M. Whitlock",), type="person")
SPEAKERS = (
    "SELECT array_agg(DISTINCT known_id) FROM current_quote JOIN entity ON entity_id = speaker_entity_id"
)


def test_an_entry_takes_its_label_and_aliases(loaded: str) -> None:
    done = import_knowledge(loaded, [MAYOR])
    assert (done.entries, done.joined, done.ambiguous, done.days) == (1, 2, (), (DAY,))
    assert one(loaded, SPEAKERS) == ["Q1"]
    assert {one.name for one in merged_entities(loaded, DANA)} == {"Dana Whitlock", "Dana M. Whitlock"}
    assert one(loaded, "SELECT quotes FROM mart.speaker_day") == 2


def test_articles_loaded_later_join_too(loaded: str) -> None:
    import_knowledge(loaded, [MAYOR, KnownEntity(id="Q7", label="Dee W", type="person")])
    load(loaded, renamed("third", "Dee W"), batch="later")
    load(loaded, story("first"), renamed("second"), run=NEXT_RUN)
    assert one(loaded, SPEAKERS) == ["Q1", "Q7"]


def test_a_name_of_two_entries_joins_neither(loaded: str) -> None:
    other = KnownEntity(id="Q2", label="Dana Whitlock", type="person")
    done = import_knowledge(loaded, [MAYOR, other])
    assert (done.joined, done.ambiguous) == (1, ("Dana Whitlock (person)",))
    assert one(loaded, SPEAKERS) == ["Q1", None]


def test_an_entry_of_another_type_joins_nobody(loaded: str) -> None:
    wrong = KnownEntity(id="Q3", label="Dana Whitlock", type="organisation")
    assert import_knowledge(loaded, [wrong]).joined == 0


def test_importing_again_is_the_same_and_what_left_the_list_parts(loaded: str) -> None:
    import_knowledge(loaded, [MAYOR])
    assert import_knowledge(loaded, [MAYOR]).joined == 0
    done = import_knowledge(loaded, [MAYOR.model_copy(update={"aliases": ()})])
    assert (done.joined, done.parted) == (0, 1)
    assert one(loaded, SPEAKERS) == ["Q1", None]


def test_what_an_operator_took_out_stays_out(loaded: str) -> None:
    import_knowledge(loaded, [MAYOR])
    split_entity(loaded, DANA, by="desk", reason="her mother")
    assert import_knowledge(loaded, [MAYOR]).joined == 0
    load(loaded, story("third"), batch="later")
    assert one(loaded, "SELECT count(*) FROM current_quote WHERE speaker_entity_id = %s", DANA) == 2
    assert [event.set_by for event in entity_history(loaded, DANA)] == ["desk", "list", "list"]


def test_a_list_and_an_operator_agree_on_what_is_merged_already(loaded: str) -> None:
    import_knowledge(loaded, [MAYOR])
    other = KnownEntity(id="Q9", label="Mayor Whitlock", type="person")
    import_knowledge(loaded, [other])
    known = "SELECT entity_id FROM entity WHERE known_id = %s"
    merge_entities(loaded, one(loaded, known, "Q9"), [DANA], by="desk")
    assert one(loaded, SPEAKERS) == ["Q9"]
    import_knowledge(loaded, [MAYOR, other])
    assert one(loaded, SPEAKERS) == ["Q9"]


@pytest.fixture
def loaded(warehouse_url: str) -> str:
    load(warehouse_url, story("first"), renamed("second"))
    return warehouse_url

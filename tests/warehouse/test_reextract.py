"""A second run over the same captures: beside the first, compared with it, then in force or gone."""

from __future__ import annotations

import dataclasses
import datetime as dt
from concurrent.futures import ThreadPoolExecutor

from warehouse.making import DAY, NEXT_RUN, NOON, RUN, WORDS, story, together
from warehouse.tables import one, rows_of

from dateline.records import Cleaned, Ending, Outcome, Quotes
from dateline.warehouse.connection import connect
from dateline.warehouse.incoming import BatchRecords
from dateline.warehouse.load import load_batch
from dateline.warehouse.reextract import compare_runs, discard_run, make_current, stage_run
from dateline.warehouse.search import search_quotes
from dateline.warehouse.write import Lineage

B = Lineage("2026-11-10/000")
MORE = WORDS + "\n\n“A second line,” said Whitlock."
OLD = together(story("wall"), story("flood", MORE))


def renamed(batch: BatchRecords, speaker: str) -> BatchRecords:
    quotes = [
        Quotes(
            id=found.id, quotes=tuple(quote.model_copy(update={"speaker": speaker}) for quote in found.quotes)
        )
        for found in batch.quotes
    ]
    return dataclasses.replace(batch, quotes=quotes)


def test_staged_rows_change_nothing_that_is_in_force(warehouse_url: str) -> None:
    load_batch(warehouse_url, OLD, run=RUN, lineage=B)
    before = search_quotes(warehouse_url)
    made = stage_run(warehouse_url, renamed(OLD, "Sam Reyes"), run=NEXT_RUN, lineage=B)
    assert made == {"versions": 0, "extractions": 2}
    assert search_quotes(warehouse_url) == before


def test_the_comparison_names_quotes_gained_lost_and_re_attributed(warehouse_url: str) -> None:
    load_batch(warehouse_url, OLD, run=RUN, lineage=B)
    wall, flood = renamed(story("wall"), "Sam Reyes"), story("flood", MORE)
    (found,) = flood.quotes
    first, second = found.quotes
    changed = [
        found.model_copy(update={"quotes": (second.model_copy(update={"text": "A third line,"}), first)})
    ]
    stage_run(
        warehouse_url, together(wall, dataclasses.replace(flood, quotes=changed)), run=NEXT_RUN, lineage=B
    )
    changes = [
        (item.change, item.text, item.before, item.after) for item in compare_runs(warehouse_url, NEXT_RUN.id)
    ]
    assert changes == [
        ("gained", "A third line,", None, "Dana Whitlock"),
        ("lost", "A second line,", "Dana Whitlock", None),
        ("re-attributed", "It is the town's last lock,", "Dana Whitlock", "Sam Reyes"),
    ]


def test_a_run_put_in_force_equals_one_loaded_at_once(make_database, migrated_template: str) -> None:  # type: ignore[no-untyped-def]
    staged, direct = make_database(migrated_template), make_database(migrated_template)
    load_batch(staged, OLD, run=RUN, lineage=B)
    stage_run(staged, renamed(OLD, "Sam Reyes"), run=NEXT_RUN, lineage=B)
    assert make_current(staged, NEXT_RUN.id) == 2
    load_batch(direct, renamed(OLD, "Sam Reyes"), run=NEXT_RUN, lineage=B)
    for table in ("quote", "mention", "article_entity", "quote_search"):
        assert rows_of(staged)[table] == rows_of(direct)[table]
    assert compare_runs(staged, NEXT_RUN.id) == []


def test_words_that_new_code_cleans_otherwise_replace_the_version_at_its_moment(warehouse_url: str) -> None:
    load_batch(warehouse_url, OLD, run=RUN, lineage=B)
    stage_run(warehouse_url, together(story("wall", MORE), story("flood", MORE)), run=NEXT_RUN, lineage=B)
    assert one(warehouse_url, "SELECT text FROM current_article WHERE url LIKE '%%wall'") == WORDS
    make_current(warehouse_url, NEXT_RUN.id)
    assert one(warehouse_url, "SELECT text FROM current_article WHERE url LIKE '%%wall'") == MORE
    assert one(warehouse_url, "SELECT count(*) FROM article_version WHERE active") == 2
    assert one(warehouse_url, "SELECT count(*) FROM article_version WHERE NOT active") == 1
    assert len(search_quotes(warehouse_url, words='"second line"')) == 2


def test_a_page_that_only_new_code_can_read_joins_when_put_in_force(warehouse_url: str) -> None:
    load_batch(warehouse_url, story("wall"), run=RUN, lineage=B)
    stage_run(warehouse_url, OLD, run=NEXT_RUN, lineage=B)
    assert one(warehouse_url, "SELECT count(*) FROM current_article") == 1
    make_current(warehouse_url, NEXT_RUN.id)
    assert one(warehouse_url, "SELECT count(*) FROM current_article") == 2


def test_a_discarded_run_leaves_no_trace_but_its_record(warehouse_url: str) -> None:
    load_batch(warehouse_url, story("wall"), run=RUN, lineage=B)
    before = rows_of(warehouse_url)
    stage_run(warehouse_url, together(story("wall", MORE), story("flood", MORE)), run=NEXT_RUN, lineage=B)
    assert discard_run(warehouse_url, NEXT_RUN.id) == 2
    after = rows_of(warehouse_url)
    for table in set(before) - {"batch", "extraction_run"}:
        assert after[table] == before[table], table


def test_a_candidate_whose_page_only_new_code_can_read_is_loaded_from_then_on(warehouse_url: str) -> None:
    unread = story("flood", MORE)
    (page,) = unread.cleaned
    ending = Ending(outcome=Outcome.NO_TEXT, reason="nothing came out")
    load_batch(
        warehouse_url,
        dataclasses.replace(unread, cleaned=[Cleaned(id=page.id, ending=ending)], entities=[], quotes=[]),
        run=RUN,
        lineage=B,
    )
    stage_run(warehouse_url, unread, run=NEXT_RUN, lineage=B)
    assert one(warehouse_url, "SELECT outcome FROM outcome") == "no text"
    make_current(warehouse_url, NEXT_RUN.id)
    assert one(warehouse_url, "SELECT outcome FROM outcome JOIN article USING (article_id)") == "loaded"


def test_what_the_same_run_has_in_force_stays_in_force(warehouse_url: str) -> None:
    load_batch(warehouse_url, OLD, run=RUN, lineage=B)
    before = search_quotes(warehouse_url)
    assert stage_run(warehouse_url, OLD, run=RUN, lineage=B) == {"versions": 0, "extractions": 0}
    assert search_quotes(warehouse_url) == before


def test_a_page_that_was_fetched_twice_gets_each_version_anew_in_its_place(warehouse_url: str) -> None:
    later = story("wall", MORE, at=NOON + dt.timedelta(hours=3))
    again = Lineage("2026-11-10/001")
    load_batch(warehouse_url, story("wall"), run=RUN, lineage=B)
    load_batch(warehouse_url, later, run=RUN, lineage=again)
    stage_run(warehouse_url, story("wall"), run=NEXT_RUN, lineage=B)
    stage_run(warehouse_url, later, run=NEXT_RUN, lineage=again)
    assert compare_runs(warehouse_url, NEXT_RUN.id) == []
    assert make_current(warehouse_url, NEXT_RUN.id) == 2
    assert one(warehouse_url, "SELECT count(*) FROM article_version") == 2
    assert one(warehouse_url, "SELECT text FROM current_article") == MORE


def test_staging_twice_is_staging_once(warehouse_url: str) -> None:
    load_batch(warehouse_url, OLD, run=RUN, lineage=B)
    new = together(story("wall", MORE), story("flood", MORE))
    stage_run(warehouse_url, new, run=NEXT_RUN, lineage=B)
    once = rows_of(warehouse_url)
    stage_run(warehouse_url, new, run=NEXT_RUN, lineage=B)
    assert rows_of(warehouse_url) == once


def test_a_correction_by_hand_outlives_the_run_that_replaces_its_quote(warehouse_url: str) -> None:
    load_batch(warehouse_url, story("wall"), run=RUN, lineage=B)
    with connect(warehouse_url) as connection:
        connection.execute(
            """INSERT INTO speaker_override (article_id, words_key, speaker, speaker_entity_id, set_by)
               SELECT article_id, words_key, 'Ann Field', speaker_entity_id, 'desk' FROM current_quote"""
        )
    stage_run(warehouse_url, renamed(story("wall"), "Sam Reyes"), run=NEXT_RUN, lineage=B)
    make_current(warehouse_url, NEXT_RUN.id)
    assert [hit.speaker for hit in search_quotes(warehouse_url)] == ["Ann Field"]


def test_a_days_load_between_staging_and_decision_keeps_its_rows(warehouse_url: str) -> None:
    """What came in meanwhile stays the article's present state; the run takes its place in the past only."""
    load_batch(warehouse_url, story("wall"), run=RUN, lineage=B)
    stage_run(warehouse_url, renamed(story("wall"), "Sam Reyes"), run=NEXT_RUN, lineage=B)
    corrected = together(
        story("wall", MORE, day=DAY + dt.timedelta(days=1), at=NOON + dt.timedelta(days=1)), story("new")
    )
    load_batch(warehouse_url, corrected, run=RUN, lineage=Lineage("2026-11-11/000"))
    before = search_quotes(warehouse_url)
    assert make_current(warehouse_url, NEXT_RUN.id) == 1
    assert search_quotes(warehouse_url) == before
    past = """SELECT q.speaker FROM quote q JOIN extraction e USING (extraction_id)
              JOIN article_version v USING (version_id) WHERE e.current AND v.valid_to IS NOT NULL"""
    assert one(warehouse_url, past) == "Sam Reyes"


def test_loads_and_stagings_at_the_same_moment_neither_block_nor_lose_rows(warehouse_url: str) -> None:
    load_batch(warehouse_url, OLD, run=RUN, lineage=B)
    days = [story(f"day{n}", f"{WORDS}\n\nDay {n}.") for n in range(4)]

    def load(number: int) -> None:
        load_batch(warehouse_url, days[number], run=RUN, lineage=Lineage(f"2026-11-1{number}/009"))

    def stage(_: int) -> None:
        stage_run(warehouse_url, renamed(OLD, "Sam Reyes"), run=NEXT_RUN, lineage=B)

    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(work, number) for number in range(4) for work in (load, stage)]
        for future in done:
            future.result(timeout=60)
    assert one(warehouse_url, "SELECT count(*) FROM current_article") == 6
    assert one(warehouse_url, "SELECT count(*) FROM extraction WHERE NOT current") == 2
    assert make_current(warehouse_url, NEXT_RUN.id) == 2

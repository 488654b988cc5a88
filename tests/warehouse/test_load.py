"""Loading a batch: what becomes of each candidate, and that doing it again changes nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from warehouse.making import DAY, NEXT_RUN, NOON, RUN, WORDS, ended, story, together
from warehouse.tables import one, rows_of

from dateline.errors import WarehouseError
from dateline.records import Outcome
from dateline.warehouse.incoming import BatchRecords
from dateline.warehouse.load import load_batch
from dateline.warehouse.write import Lineage

LATER = NOON + dt.timedelta(hours=6)
NEXT_DAY = DAY + dt.timedelta(days=1)
CHANGED = WORDS + "\n\nThe council votes on Friday."


def load(
    url: str, *batches: BatchRecords, batch: str = "2026-11-10/000", **options: object
) -> dict[str, int]:
    run = options.pop("run", RUN)
    counts = load_batch(url, together(*batches), run=run, lineage=Lineage(batch, **options))  # type: ignore[arg-type]
    return {outcome.value: count for outcome, count in counts.items()}


def test_a_new_article_is_loaded_with_its_facts(warehouse_url: str) -> None:
    assert load(warehouse_url, story("wall")) == {"loaded": 1}
    quote = one(warehouse_url, "SELECT to_jsonb(q) FROM current_quote q")
    assert quote["text"] == "It is the town's last lock,"
    assert quote["speaker"] == "Dana Whitlock"
    assert one(warehouse_url, "SELECT count(*) FROM current_mention") == 2
    assert (
        one(warehouse_url, "SELECT name FROM author JOIN article_author USING (author_id)") == "Maren Oakley"
    )
    assert one(warehouse_url, "SELECT alias FROM entity_alias") == "Whitlock"


def test_the_same_batch_again_changes_no_row(warehouse_url: str) -> None:
    batch = [story("wall"), story("flood", CHANGED), ended("gone", Outcome.GONE, reason="404")]
    first = load(warehouse_url, *batch)
    before = rows_of(warehouse_url)
    assert load(warehouse_url, *batch) == first == {"loaded": 2, "gone": 1}
    assert rows_of(warehouse_url) == before


def test_a_batch_whose_files_are_known_is_not_looked_at(warehouse_url: str) -> None:
    first = load(warehouse_url, story("wall"), inputs_digest="d1")

    def untouchable() -> object:
        raise AssertionError("these records need not be read")
        yield

    records = BatchRecords(untouchable())  # type: ignore[arg-type]
    again = load_batch(warehouse_url, records, run=RUN, lineage=Lineage("2026-11-10/000", inputs_digest="d1"))
    assert {outcome.value: count for outcome, count in again.items()} == first


def test_changed_words_make_a_version_and_close_the_one_before(warehouse_url: str) -> None:
    load(warehouse_url, story("wall"))
    assert load(warehouse_url, story("wall", CHANGED, at=LATER, day=NEXT_DAY), batch="b2") == {"loaded": 1}
    with_text = "SELECT array_agg(valid_to ORDER BY valid_from) FROM article_version"
    assert one(warehouse_url, with_text) == [LATER, None]
    assert one(warehouse_url, "SELECT text FROM current_article") == CHANGED
    assert one(warehouse_url, "SELECT count(*) FROM current_quote") == 1
    assert one(warehouse_url, "SELECT count(*) FROM quote") == 2


def test_an_older_capture_loaded_late_takes_its_place_in_time(warehouse_url: str) -> None:
    load(warehouse_url, story("wall", CHANGED, at=LATER))
    load(warehouse_url, story("wall", day=DAY - dt.timedelta(days=1)), batch="late")
    assert one(warehouse_url, "SELECT text FROM current_article") == CHANGED
    assert one(warehouse_url, "SELECT valid_to FROM article_version WHERE text <> %s", CHANGED) == LATER


def test_changed_markup_alone_makes_no_version(warehouse_url: str) -> None:
    load(warehouse_url, story("wall"))
    spaced = WORDS.replace("\n\n", "\n\n\n").replace("said", " said")
    again = story("wall", spaced, at=LATER, day=NEXT_DAY, section="Local")
    assert load(warehouse_url, again, batch="b2") == {"unchanged": 1}
    assert one(warehouse_url, "SELECT count(*) FROM article_version") == 1
    assert one(warehouse_url, "SELECT section FROM article") == "Local"


def test_a_second_address_is_a_duplicate_on_its_day_and_unchanged_on_another(warehouse_url: str) -> None:
    twin = story("wall", address="https://example.org/amp/wall", at=LATER)
    assert load(warehouse_url, story("wall"), twin) == {"loaded": 1, "duplicate": 1}
    tomorrow = story("wall", address="https://example.org/?p=1", at=LATER, day=NEXT_DAY)
    assert load(warehouse_url, tomorrow, batch="b2") == {"unchanged": 1}


def test_a_candidate_given_twice_counts_once(warehouse_url: str) -> None:
    assert load(warehouse_url, story("wall"), story("wall", CHANGED)) == {"loaded": 1}


def test_two_texts_captured_at_the_same_instant_are_two_versions(warehouse_url: str) -> None:
    other = story("wall", CHANGED, address="https://example.org/amp/wall")
    assert load(warehouse_url, story("wall"), other) == {"loaded": 2}
    assert one(warehouse_url, "SELECT count(*) FROM article_version WHERE valid_to IS NULL") == 1


def test_a_later_refetch_leaves_the_candidate_loaded(warehouse_url: str) -> None:
    load(warehouse_url, story("wall"))
    assert load(warehouse_url, story("wall", at=LATER)) == {"loaded": 1}
    assert load(warehouse_url, ended("wall", Outcome.UNCHANGED)) == {"loaded": 1}


def test_an_article_that_failed_and_then_came_is_loaded(warehouse_url: str) -> None:
    assert load(warehouse_url, ended("wall", Outcome.FAILED, reason="timeout")) == {"failed": 1}
    assert load(warehouse_url, story("wall")) == {"loaded": 1}
    assert one(warehouse_url, "SELECT outcome FROM outcome") == "loaded"


def test_every_given_ending_is_kept_with_its_reason(warehouse_url: str) -> None:
    endings = [outcome for outcome in Outcome if outcome is not Outcome.LOADED]
    batches = [ended(outcome.name, outcome, reason=f"because {outcome}") for outcome in endings]
    assert load(warehouse_url, *batches) == {outcome.value: 1 for outcome in endings}
    assert one(warehouse_url, "SELECT count(*) FROM outcome WHERE reason = 'because ' || outcome") == len(
        endings
    )


def test_a_capture_that_no_stage_followed_up_fails_by_name(warehouse_url: str) -> None:
    captured = BatchRecords(story("wall").fetched)
    assert load(warehouse_url, captured) == {"failed": 1}
    assert "cleaning gave neither" in one(warehouse_url, "SELECT reason FROM outcome")


def test_facts_of_the_next_run_replace_those_of_the_last(warehouse_url: str) -> None:
    load(warehouse_url, story("wall"))
    load(warehouse_url, story("wall"), run=NEXT_RUN)
    assert one(warehouse_url, "SELECT count(*) FROM extraction") == 1
    assert one(warehouse_url, "SELECT extraction_run_id FROM current_article") == NEXT_RUN.id


def test_facts_that_left_an_article_leave_the_warehouse(warehouse_url: str) -> None:
    load(warehouse_url, story("wall"))
    batch = story("wall")
    silent = [found.model_copy(update={"quotes": ()}) for found in batch.quotes]
    load(warehouse_url, BatchRecords(batch.fetched, batch.cleaned, batch.entities, silent))
    assert one(warehouse_url, "SELECT count(*) FROM quote") == 0


def test_an_article_without_annotation_differs_from_one_without_quotes(warehouse_url: str) -> None:
    load(warehouse_url, story("wall", annotated=False))
    assert one(warehouse_url, "SELECT quotes FROM current_article") is None


def test_facts_outside_the_text_fail_their_article_alone(warehouse_url: str) -> None:
    long = story("wall", WORDS)
    short = story("wall", "Cut.").cleaned
    torn = BatchRecords(long.fetched, short, long.entities, long.quotes)
    assert load(warehouse_url, torn, story("flood")) == {"failed": 1, "loaded": 1}
    assert "outside the article's text" in one(
        warehouse_url, "SELECT reason FROM outcome WHERE outcome = 'failed'"
    )


def test_an_override_survives_re_extraction(warehouse_url: str) -> None:
    load(warehouse_url, story("wall"))
    one(
        warehouse_url,
        """INSERT INTO speaker_override (article_id, words_key, speaker, speaker_entity_id, set_by)
           SELECT article_id, words_key, 'Sam Reyes', speaker_entity_id, 'desk' FROM current_quote
           RETURNING 1""",
    )
    load(warehouse_url, story("wall"), run=NEXT_RUN)
    assert one(warehouse_url, "SELECT speaker FROM current_quote") == "Sam Reyes"
    assert one(warehouse_url, "SELECT speaker_method FROM current_quote") == "override"


def test_lineage_names_the_airflow_task(warehouse_url: str) -> None:
    load(warehouse_url, story("wall"), dag_id="ingest", dag_run_id="r1", task_id="load", map_index=3)
    row = one(
        warehouse_url,
        """SELECT to_jsonb(b) FROM batch b JOIN extraction USING (batch_id)
           JOIN quote USING (extraction_id)""",
    )
    assert (row["dag_id"], row["dag_run_id"], row["task_id"], row["map_index"]) == ("ingest", "r1", "load", 3)


def test_a_server_that_is_not_there_is_named_with_what_to_do() -> None:
    with pytest.raises(WarehouseError, match="cannot be reached"):
        load("postgresql://nobody@127.0.0.1:1/none", story("wall"))

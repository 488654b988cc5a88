"""Forgetting: nothing of it is left anywhere, everything else is as it was, and it does not come back."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from upath import UPath
from warehouse.lakes import BATCH, FOLDER, on_disk
from warehouse.making import DAY, RUN, WORDS, story, together
from warehouse.tables import one, rows_of

from dateline.errors import LakeError, WarehouseError
from dateline.fetch.archive import read_capture
from dateline.lake import read_records, write_records
from dateline.records import Cleaned, Fetched, Outcome
from dateline.warehouse import load as load_module
from dateline.warehouse.connection import connect
from dateline.warehouse.incoming import BatchRecords, Incoming
from dateline.warehouse.load import load_batch
from dateline.warehouse.marts import refresh_marts
from dateline.warehouse.search import search_articles, search_names, search_quotes
from dateline.warehouse.takedown import takedown
from dateline.warehouse.write import Lineage

WALL = "https://example.org/wall"
OTHER = "The bridge closes at night.\n\n“Nobody crosses it now,” Amir Sow told the paper."


@pytest.fixture
def loaded(warehouse_url: str, tmp_path: Path) -> BatchRecords:
    """Three articles in a lake and in the warehouse; the third quotes nobody we look for."""
    records = on_disk(
        tmp_path,
        together(
            story("wall"),
            story("flood", f"{WORDS}\n\nMore."),
            story("bridge", OTHER, title="Bridge", annotated=False),
        ),
    )
    load_batch(warehouse_url, records, run=RUN, lineage=Lineage(BATCH))
    return records


def everything(root: Path, url: str) -> str:
    """All that the lake and the warehouse hold, unpacked."""
    files = [
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    ]
    kept = {"takedown", "tombstone", "outcome"}
    rows = {name: rows for name, rows in rows_of(url).items() if name not in kept}
    with connect(url) as connection:
        topics = connection.execute("SELECT topic FROM mart.topic").fetchall()
        names = connection.execute("SELECT person FROM bi.people_quoted").fetchall()
    return b"\n".join(files).decode(errors="replace") + repr((rows, topics, names))


def test_an_article_leaves_every_table_and_file(
    warehouse_url: str, tmp_path: Path, loaded: BatchRecords
) -> None:
    assert WALL in everything(tmp_path, warehouse_url)
    removal = takedown(warehouse_url, UPath(tmp_path), WALL, reason="request 41", asked_by="legal")
    assert removal.articles == [WALL]
    assert removal.removed == {"articles": 1, "captures": 1, "outcomes": 1, "quotes": 1, "records": 3}
    left = everything(tmp_path, warehouse_url)
    candidates = gzip.decompress((tmp_path / FOLDER / "candidates.jsonl.gz").read_bytes()).decode()
    assert left.count(WALL) == candidates.count(WALL) + 1, "the candidate's address alone is left"
    assert one(warehouse_url, "SELECT reason || ' ' || asked_by FROM takedown") == "request 41 legal"


def test_neighbours_in_the_warc_keep_their_place(
    warehouse_url: str, tmp_path: Path, loaded: BatchRecords
) -> None:
    wall, flood, bridge = [item.capture.warc for item in loaded.fetched if item.capture]
    before = [read_capture(ref, tmp_path) for ref in (flood, bridge)]
    takedown(warehouse_url, UPath(tmp_path), WALL, reason="request", asked_by="legal")
    assert [read_capture(ref, tmp_path) for ref in (flood, bridge)] == before
    with pytest.raises(LakeError, match="metadata record"):
        read_capture(wall, tmp_path)


def test_a_tombstone_stops_it_from_coming_back(
    warehouse_url: str, tmp_path: Path, loaded: BatchRecords
) -> None:
    takedown(warehouse_url, UPath(tmp_path), WALL, reason="request", asked_by="legal")
    again = story("wall", "Other words.", address="https://example.org/amp/wall")
    assert load_batch(warehouse_url, again, run=RUN, lineage=Lineage("b2")) == {Outcome.TAKEN_DOWN: 1}
    assert load_batch(warehouse_url, loaded, run=RUN, lineage=Lineage(BATCH))[Outcome.TAKEN_DOWN] == 1
    assert one(warehouse_url, "SELECT count(*) FROM article WHERE url = %s", WALL) == 0


def test_an_address_never_seen_can_be_kept_out(warehouse_url: str, tmp_path: Path) -> None:
    takedown(warehouse_url, UPath(tmp_path), WALL, reason="request", asked_by="legal")
    assert load_batch(warehouse_url, story("wall"), run=RUN, lineage=Lineage("b")) == {Outcome.TAKEN_DOWN: 1}


def test_a_dry_run_says_the_same_and_changes_nothing(
    warehouse_url: str, tmp_path: Path, loaded: BatchRecords
) -> None:
    for subject in (WALL, "Dana Whitlock"):
        before = (
            rows_of(warehouse_url),
            {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()},
        )
        said = takedown(warehouse_url, UPath(tmp_path), subject, reason="?", asked_by="legal", dry_run=True)
        after = (
            rows_of(warehouse_url),
            {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()},
        )
        assert before == after
        done = takedown(warehouse_url, UPath(tmp_path), subject, reason="?", asked_by="legal")
        assert said == done


def test_an_interrupted_takedown_is_asked_for_again(
    warehouse_url: str, tmp_path: Path, loaded: BatchRecords
) -> None:
    takedown(warehouse_url, UPath(tmp_path), WALL, reason="request", asked_by="legal")
    takedown(warehouse_url, UPath(tmp_path), WALL, reason="request", asked_by="legal")
    assert one(warehouse_url, "SELECT count(*) FROM takedown") == 2
    assert one(warehouse_url, "SELECT count(*) FROM tombstone") == 1


def test_a_speaker_leaves_every_table_and_file(
    warehouse_url: str, tmp_path: Path, loaded: BatchRecords
) -> None:
    removal = takedown(warehouse_url, UPath(tmp_path), "Dana Whitlock", reason="request", asked_by="legal")
    assert len(removal.articles) == 2
    assert removal.removed["quotes"] == 2
    left = everything(tmp_path, warehouse_url)
    assert "Whitlock" not in left
    assert "the town's last lock" not in left
    assert search_names(warehouse_url, "Dana Whitlock") == []
    assert search_quotes(warehouse_url, words="lock") == []


def test_articles_that_named_a_forgotten_speaker_keep_their_other_words(
    warehouse_url: str, tmp_path: Path, loaded: BatchRecords
) -> None:
    takedown(warehouse_url, UPath(tmp_path), "Dana Whitlock", reason="request", asked_by="legal")
    text = one(warehouse_url, "SELECT text FROM current_article WHERE url = %s", WALL)
    assert len(text) == len(WORDS)
    assert text.startswith("The wall is not a luxury, said ████ ████████.")
    assert len(search_articles(warehouse_url, words="luxury wall")) == 2
    assert one(warehouse_url, "SELECT text FROM current_article WHERE url LIKE '%%bridge'") == OTHER


def test_a_forgotten_speaker_does_not_come_back_with_the_next_article(
    warehouse_url: str, tmp_path: Path, loaded: BatchRecords
) -> None:
    takedown(warehouse_url, UPath(tmp_path), "Dana Whitlock", reason="request", asked_by="legal")
    load_batch(
        warehouse_url, story("new", f"New. {WORDS}", title="Whitlock speaks"), run=RUN, lineage=Lineage("b2")
    )
    rows = {name: rows for name, rows in rows_of(warehouse_url).items() if name not in {"takedown"}}
    assert "Whitlock" not in repr(rows)
    assert one(warehouse_url, "SELECT title FROM current_article WHERE url LIKE '%%new'") == "████████ speaks"
    assert load_batch(warehouse_url, story("wall"), run=RUN, lineage=Lineage("b3")) == {Outcome.LOADED: 1}


def test_a_speaker_forgotten_while_a_batch_was_joined_does_not_come_with_it(
    warehouse_url: str, tmp_path: Path, loaded: BatchRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined = []

    def join_meanwhile(records: BatchRecords, **options: Any) -> list[Incoming]:
        joined.append(join(records, **options))
        if len(joined) == 1:
            takedown(warehouse_url, UPath(tmp_path), "Dana Whitlock", reason="request", asked_by="legal")
        return joined[-1]

    join = load_module.join
    monkeypatch.setattr(load_module, "join", join_meanwhile)
    load_batch(warehouse_url, story("new", f"New. {WORDS}"), run=RUN, lineage=Lineage("b2"))
    assert len(joined) == 2
    rows = {name: rows for name, rows in rows_of(warehouse_url).items() if name not in {"takedown"}}
    assert "Whitlock" not in repr(rows)


def test_a_request_without_reason_or_subject_is_refused(warehouse_url: str, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="needs a reason"):
        takedown(warehouse_url, UPath(tmp_path), WALL, reason=" ", asked_by="legal")
    with pytest.raises(WarehouseError, match="Nobody named"):
        takedown(warehouse_url, UPath(tmp_path), "No One", reason="request", asked_by="legal")


def test_what_is_left_of_the_batch_can_be_loaded_again(
    warehouse_url: str, tmp_path: Path, loaded: BatchRecords
) -> None:
    takedown(warehouse_url, UPath(tmp_path), WALL, reason="request", asked_by="legal")
    folder = UPath(tmp_path) / FOLDER
    fetched = list(read_records(folder / "fetched.jsonl.gz", Fetched))
    assert [item.ending.outcome for item in fetched if item.ending] == [Outcome.TAKEN_DOWN]
    cleaned = list(read_records(folder / "cleaned.jsonl.gz", Cleaned))
    counts = load_batch(warehouse_url, BatchRecords(fetched, cleaned), run=RUN, lineage=Lineage(BATCH))
    assert counts == {Outcome.TAKEN_DOWN: 1, Outcome.LOADED: 2}


@pytest.fixture
def wordy(warehouse_url: str, tmp_path: Path) -> None:
    """An article that names the speaker wherever one can be named, with marts, candidates and reports."""
    batch = story("wall", subtitle="Whitlock warns", tags=("Dana Whitlock", "floods"))
    (fetched,) = batch.fetched
    candidate = fetched.candidate.model_copy(update={"title": "Whitlock: the town’s last lock"})
    placed = on_disk(tmp_path, replace(batch, fetched=[fetched.model_copy(update={"candidate": candidate})]))
    load_batch(warehouse_url, placed, run=RUN, lineage=Lineage(BATCH))
    refresh_marts(warehouse_url, [DAY])
    write_records(UPath(tmp_path) / "day=2026-11-10/candidates/harbour.jsonl.gz", [candidate])
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/2026-11-10.html").write_text("<p>Dana&#32;Whitlock, https://example.org/wall")
    (tmp_path / "reports/2026-11-01.html").write_text("<p>A quiet day")


@pytest.mark.parametrize(
    ("subject", "gone"),
    [
        ("Dana Whitlock", ["Whitlock", "last lock"]),
        (WALL, ["Whitlock", "last lock", "not a luxury", "Council backs"]),
    ],
)
def test_no_headline_standfirst_tag_mart_or_report_remembers(
    warehouse_url: str, tmp_path: Path, wordy: None, subject: str, gone: list[str]
) -> None:
    before = everything(tmp_path, warehouse_url)
    assert all(words in before for words in gone)
    removal = takedown(warehouse_url, UPath(tmp_path), subject, reason="request", asked_by="legal")
    left = everything(tmp_path, warehouse_url)
    assert [words for words in gone if words in left] == []
    assert removal.removed["reports"] == 1
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["2026-11-01.html"]


def test_namesakes_keep_mentions_that_match_the_blackened_text(
    warehouse_url: str, tmp_path: Path, loaded: BatchRecords
) -> None:
    with connect(warehouse_url) as connection:
        connection.execute(
            b"""WITH twin AS (
                    INSERT INTO entity (entity_id, name, name_key, kind)
                    SELECT gen_random_uuid(), 'Whitlock Street', 'whitlock street', 'place'
                    RETURNING entity_id),
                named AS (
                    INSERT INTO article_entity
                    SELECT extraction_id, twin.entity_id, 'Whitlock Street', 'FAC', 1, false, false, 0
                    FROM extraction, twin RETURNING extraction_id, entity_id)
                INSERT INTO mention
                SELECT extraction_id, 900, entity_id, 'FAC', position('Whitlock' IN v.text) - 1,
                       position('Whitlock' IN v.text) + 7, 'Whitlock'
                FROM named JOIN extraction USING (extraction_id) JOIN article_version v USING (version_id)"""
        )
    takedown(warehouse_url, UPath(tmp_path), "Dana Whitlock", reason="request", asked_by="legal")
    assert one(warehouse_url, "SELECT string_agg(DISTINCT text, '') FROM mention") == "████████"


def test_a_speaker_goes_with_the_names_that_were_merged_into_it(
    warehouse_url: str, tmp_path: Path, loaded: BatchRecords
) -> None:
    with connect(warehouse_url) as connection:
        connection.execute(
            b"""WITH other AS (
                    INSERT INTO entity (entity_id, name, name_key, kind)
                    SELECT gen_random_uuid(), 'D. M. Whitlock', 'd. m. whitlock', 'person'
                    RETURNING entity_id)
                INSERT INTO entity_merge (entity_id, merged_into, identity_id)
                SELECT other.entity_id, e.entity_id, e.entity_id FROM other, entity e
                WHERE e.name = 'Dana Whitlock'"""
        )
    takedown(warehouse_url, UPath(tmp_path), "D. M. Whitlock", reason="request", asked_by="legal")
    assert one(warehouse_url, "SELECT count(*) FROM entity WHERE name LIKE '%%Whitlock'") == 0
    assert one(warehouse_url, "SELECT count(*) FROM tombstone") == 2

"""Seven days of the demo newsroom through every stage: all that was published is found and attributed."""

import datetime as dt
import hashlib
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import yaml
from fastwarc.warc import ArchiveIterator

from dateline.discover.urls import canonical
from dateline.fetch import read_capture
from dateline.lake import read_records
from dateline.pipeline import day as steps
from dateline.pipeline import stages
from dateline.pipeline.batches import Batch
from dateline.records import Candidate, Fetched
from dateline.replay.expected import expected_candidates
from dateline.replay.newsroom import load_newsroom
from dateline.settings import DEMO
from dateline.warehouse.connection import connect
from dateline.warehouse.days import discovery_failures, fingerprint, outcome_counts

WEEK = [dt.date(2026, 11, 9) + dt.timedelta(days=number) for number in range(7)]
STEPS = (stages.fetch, stages.clean, stages.parse, stages.entities, stages.quotes, stages.load)


def run_day(workspace, day):
    for source in steps.followed_sources(workspace):
        steps.discover_source(workspace, source, day)
    names = steps.plan(workspace, day)
    for name in names:
        for step in STEPS:
            step(workspace, name)
    return names, steps.verify(workspace, day)


@pytest.fixture(scope="module")
def week(workspace):
    """The workspace after seven daily runs, the last with the corrections that came meanwhile."""
    for day in WEEK:
        run_day(workspace, day)
    return workspace


def rows(workspace, query, *parameters):
    with connect(workspace.warehouse_url) as connection:
        return connection.execute(query, parameters).fetchall()


def test_every_address_ends_where_the_newsroom_says(week):
    """Of several addresses of one article, whichever came first is the loaded one."""
    newsroom = load_newsroom(DEMO)
    for day in WEEK:
        ended = {
            (source, url): outcome
            for source, url, outcome in rows(
                week, "SELECT source_id, url, outcome FROM outcome WHERE day = %s", day
            )
        }
        expected, found = defaultdict(list), defaultdict(list)
        for item in expected_candidates(newsroom, day, canonical=canonical):
            page = item.source, item.article or item.url
            expected[page].append(item.outcome.value)
            found[page].append(ended.get((item.source, item.url)))
        assert {page: sorted(outcomes, key=str) for page, outcomes in found.items()} == {
            page: sorted(outcomes) for page, outcomes in expected.items()
        }, day


def test_the_outcomes_of_a_day_add_up_to_what_was_found(week):
    for day in WEEK:
        found = {candidate.id for candidate in steps.found_candidates(week, day)}
        ended = sum(sum(counts.values()) for counts in outcome_counts(week.warehouse_url, day, day).values())
        assert ended == len(found) > 0


def test_running_a_day_again_loads_nothing_and_changes_no_row(week):
    before = fingerprint(week.warehouse_url)
    names, _ = run_day(week, WEEK[1])
    assert names == []
    assert fingerprint(week.warehouse_url) == before


def test_a_batch_loaded_again_changes_no_row(week):
    before = fingerprint(week.warehouse_url)
    folder = next((week.lake / f"day={WEEK[0]}").glob("batch=*"))
    stages.load(week, f"{WEEK[0]}/{folder.name.removeprefix('batch=')}")
    assert fingerprint(week.warehouse_url) == before


def test_quotes_of_the_week_go_to_those_who_spoke(week):
    """Four of five direct quotes are found with the right full name, few with a wrong one."""
    right = total = 0
    wrong = []
    for source, title, quotes in gold():
        loaded = rows(
            week,
            """SELECT q.text, CASE WHEN speaker_type IN ('person', 'organisation') THEN q.speaker END
               FROM current_quote q JOIN current_article a USING (article_id)
               WHERE a.source_id = %s AND a.title = %s""",
            source,
            title,
        )
        for words, speaker in quotes:
            total += 1
            first = folded(words.split(" … ")[0])
            speakers = {name for text, name in loaded if first in folded(text)}
            right += speaker in speakers
            wrong += [(words, speaker, name) for name in speakers - {speaker, None}]
    assert total > 200
    assert right / total >= 0.8, f"{right} of {total}"
    assert len(wrong) / total <= 0.1, wrong


def test_a_wire_story_is_kept_in_every_outlet_that_carried_it(week):
    agency = rows(week, "SELECT count(*) FROM article WHERE agency = 'Meridian Wire'")
    assert agency[0][0] >= 3


def test_pages_in_languages_without_a_model_are_loaded_without_annotation(week):
    found = rows(
        week,
        "SELECT language, extraction_id IS NULL OR quotes = 0 FROM current_article WHERE language <> 'en'",
    )
    assert sorted(found) == [("de", True), ("fr", True)]


def test_a_source_that_cannot_be_asked_is_told_apart_from_a_quiet_one(week, newsroom):
    from dateline.errors import SourceUnavailable
    from dateline.pipeline.workspace import Workspace
    from dateline.sources import Source

    dead = Source(id="dead", name="Dead", home="https://dead.example/", feeds=("https://dead.example/feed",))
    with_dead = Workspace(settings=week.settings, warehouse_url=week.warehouse_url)
    with_dead.__dict__["sources"] = {"dead": dead}
    with pytest.raises(SourceUnavailable):
        steps.discover_source(with_dead, "dead", WEEK[0])
    [failure] = discovery_failures(week.warehouse_url, WEEK)
    assert failure.source == "dead"
    assert failure.reason


def test_every_warc_of_the_week_is_sound_and_each_capture_is_read_back_by_one_seek(week):
    """By two readers: warcio's own check, and FastWARC with every digest verified."""
    warcs = sorted(str(path) for path in week.lake.glob("day=*/batch=*/captures.warc.gz"))
    subprocess.run([Path(sys.executable).with_name("warcio"), "check", *warcs], check=True)
    kinds = Counter()
    for path in warcs:
        with Path(path).open("rb") as stream:
            for record in ArchiveIterator(stream, parse_http=False):
                kind = record.headers["WARC-Type"]
                kinds[kind] += 1
                assert kind == "warcinfo" or record.verify_block_digest()
                if kind == "response":
                    record.parse_http()
                    assert record.verify_payload_digest()
    assert kinds["request"] == kinds["response"] + kinds["revisit"] > 100
    fetched = [
        item
        for path in week.lake.glob("day=*/batch=*/fetched.jsonl.gz")
        for item in read_records(path, Fetched)
    ]
    captures = [item.capture for item in fetched if item.capture]
    assert len(captures) > 100
    for capture in captures:
        assert hashlib.sha256(read_capture(capture.warc, week.lake).body).hexdigest() == capture.digest[7:]
    assert not list(week.lake.rglob("*.partial"))


def test_a_candidate_without_an_outcome_fails_the_day(week):
    path = week.lake / f"day={WEEK[2]}" / "candidates" / "harbour-post.jsonl.gz"
    kept = path.read_bytes()
    candidates = list(read_records(path, Candidate))
    lost = candidates[0].model_copy(update={"url": "https://www.harbourpost.example/never-fetched"})
    try:
        steps.write_records(path, [*candidates, lost])
        with pytest.raises(steps.CandidatesLost, match="never-fetched"):
            steps.verify(week, WEEK[2])
    finally:
        path.write_bytes(kept)


def test_a_batch_name_leads_to_its_files(week):
    folder = next((week.lake / f"day={WEEK[0]}").glob("batch=*"))
    batch = Batch.parse(f"{WEEK[0]}/{folder.name.removeprefix('batch=')}")
    names = {path.name for path in batch.folder(week.lake).iterdir()}
    assert {stages.CAPTURES, stages.FETCHED, stages.CLEANED, stages.ENTITIES, stages.QUOTES} <= names


def gold():
    """Outlet, title and labelled quotes of each English article of the week that is served whole."""
    for path in sorted((DEMO / "articles").glob("*/*.md")):
        front = yaml.safe_load(path.read_text().split("---\n")[1])
        day = dt.date.fromisoformat(path.name[:10])
        if day in WEEK and not front.get("paywall") and not front.get("language"):
            quotes = front.get("corrected_quotes") or front.get("quotes") or []
            yield path.parent.name, front["title"], [(quote["text"], quote["speaker"]) for quote in quotes]


def folded(text):
    return " ".join(text.casefold().replace("’", "'").strip(" ,.").split())

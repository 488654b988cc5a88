"""Two loaded days of the demo newsroom are extracted again: compared, then put in force or dropped."""

from __future__ import annotations

import dataclasses

import pytest
from pipeline.test_week import WEEK, run_day

from dateline.errors import ConfigError
from dateline.pipeline import reextraction, reporting, stages
from dateline.pipeline.workspace import Workspace
from dateline.warehouse.connection import connect
from dateline.warehouse.days import fingerprint

FIRST, LAST = WEEK[0], WEEK[1]
LINEAGE = {"batch", "extraction_run"}
"""Tables that remember a run even where nothing of it is left."""


@pytest.fixture(scope="module")
def loaded(workspace: Workspace) -> Workspace:
    """Two days, loaded and published."""
    for day in (FIRST, LAST):
        run_day(workspace, day)
        reporting.publish_marts(workspace, day)
    return workspace


@pytest.fixture(scope="module")
def stricter(loaded: Workspace) -> Workspace:
    """The same, with a setting by which fewer quotes are kept."""
    annotate = loaded.settings.annotate.model_copy(update={"min_quote_score": 0.97})
    return dataclasses.replace(loaded, settings=loaded.settings.model_copy(update={"annotate": annotate}))


def extract(workspace, *, start="pages", sources=()):
    """Every step of the DAG up to the decision; the run, the batches' names and what was compared."""
    run = reextraction.extraction(workspace, start)
    names = reextraction.plan(workspace, FIRST, LAST, sources=sources, start=start)
    staged = []
    for name in names:
        reextraction.clean(workspace, name, sources=sources, start=start)
        reextraction.parse(workspace, name)
        stages.entities(workspace, name)
        stages.quotes(workspace, name)
        staged.append(reextraction.stage(workspace, name, start=start))
    return run, names, reextraction.compare(workspace, run, FIRST, LAST, staged=staged)


def held(workspace):
    """What is in force: all tables but the lineage."""
    return {
        table: digest
        for table, digest in fingerprint(workspace.warehouse_url).items()
        if table not in LINEAGE
    }


def rows(workspace, query):
    with connect(workspace.warehouse_url) as connection:
        return connection.execute(query).fetchall()


def quotes_of(workspace):
    return rows(workspace, "SELECT quote_id, text, speaker FROM current_quote ORDER BY 1")


def test_what_today_code_extracted_already_is_not_extracted_again(loaded):
    assert reextraction.plan(loaded, FIRST, LAST) == []


def test_a_stricter_run_is_compared_while_nothing_changes_and_leaves_no_trace_when_discarded(stricter):
    before, quotes = held(stricter), quotes_of(stricter)
    run, names, told = extract(stricter)
    assert names
    assert quotes_of(stricter) == quotes, "what is staged is not in force"
    counts = told["counts"]
    assert counts["quotes before"] == len(quotes)
    assert counts["lost"] > 10
    assert counts["quotes after"] < counts["quotes before"]
    assert counts["new texts"] == counts["texts lost"] == 0
    assert "**lost**" in told["summary"]
    page = (stricter.lake / "reports" / f"extraction-{run.id}-{FIRST}-{LAST}.html").read_text()
    assert "The Harbour Post" in page
    assert reextraction.discard(stricter, run, names)["files"] >= 4 * len(names)
    assert held(stricter) == before
    assert not list(stricter.lake.glob(f"**/*.{run.id}.*"))


def test_put_in_force_the_range_is_as_if_it_had_been_loaded_so(stricter, loaded):
    before = quotes_of(loaded)
    run, _, told = extract(stricter, start="texts")
    reextraction.put_in_force(stricter, run, FIRST, LAST)
    after = quotes_of(loaded)
    assert len(before) - len(after) == told["counts"]["lost"] - told["counts"]["gained"]
    assert rows(loaded, "SELECT count(*) FROM extraction WHERE NOT current") == [(0,)]
    assert rows(loaded, "SELECT DISTINCT extraction_run_id FROM extraction WHERE current") == [(run.id,)]
    assert reextraction.plan(stricter, FIRST, LAST, start="texts") == []
    quotes_in_marts = rows(loaded, "SELECT sum(quotes) FROM mart.coverage")
    assert quotes_in_marts == rows(
        loaded, "SELECT count(*) FROM current_quote WHERE published_day IS NOT NULL"
    )
    back, _, _ = extract(loaded)
    reextraction.put_in_force(loaded, back, FIRST, LAST)
    assert [row[1:] for row in sorted(quotes_of(loaded))] == [row[1:] for row in sorted(before)]


def test_only_the_chosen_sources_are_extracted(stricter):
    run, names, _ = extract(stricter, sources=["harbour-post"])
    sources = {
        row[0]
        for row in rows(
            stricter,
            """SELECT DISTINCT source_id FROM extraction JOIN article_version USING (version_id)
               JOIN article USING (article_id) WHERE NOT current""",
        )
    }
    reextraction.discard(stricter, run, names)
    assert sources == {"harbour-post"}


def test_a_text_that_the_same_model_read_before_is_not_parsed_again(stricter):
    name, *_ = reextraction.plan(stricter, FIRST, LAST)
    reextraction.clean(stricter, name)
    counts = reextraction.parse(stricter, name)
    assert counts["parsed before"] == counts["en"] > 0
    reextraction.discard(stricter, reextraction.extraction(stricter, "pages"), [name])


def test_a_run_whose_settings_changed_in_the_middle_is_not_staged(stricter, loaded):
    name, *_ = reextraction.plan(stricter, FIRST, LAST)
    with pytest.raises(ConfigError, match="settings changed"):
        reextraction.stage(loaded, name)


@pytest.mark.parametrize(
    ("first", "last", "sources", "words"),
    [(LAST, FIRST, (), "before it begins"), (FIRST, LAST, ["nobody"], "No source 'nobody'")],
)
def test_a_range_that_cannot_be_is_refused_in_words(loaded, first, last, sources, words):
    with pytest.raises(ConfigError, match=words):
        reextraction.plan(loaded, first, last, sources=sources)

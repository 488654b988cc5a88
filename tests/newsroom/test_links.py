"""Where the links of a task lead."""

from __future__ import annotations

import pytest

from dateline.newsroom.links import link

VIEW = "plugin/newsroom/newsroom/#/"
BATCH = "2026-11-12/000-1f0c9a2b"


@pytest.mark.parametrize(
    ("name", "task", "works_on", "place"),
    [
        ("Articles", "process.load", BATCH, f"{VIEW}articles?batch=2026-11-12%2F000-1f0c9a2b"),
        (
            "Outcomes",
            "process.fetch",
            BATCH,
            f"{VIEW}outcomes?day=2026-11-12&batch=2026-11-12%2F000-1f0c9a2b",
        ),
        ("Outcomes", "discover", "harbour-post", f"{VIEW}outcomes?day=2026-11-13&source=harbour-post"),
        ("Outcomes", "verify", None, f"{VIEW}outcomes?day=2026-11-13"),
        ("Report", "report", None, "newsroom/reports/2026-11-13.html"),
        ("Report", "marts", None, None),
        ("Articles", "verify", None, None),
    ],
)
def test_a_task_leads_to_what_it_did(name, task, works_on, place):
    assert link(name, task=task, works_on=works_on, day="2026-11-13") == place


def test_a_batch_that_is_extracted_again_leads_to_the_batch():
    again = link("Articles", task="process.stage", works_on=f"{BATCH}#0a1b2c3d4e5f6071", day=None)
    assert again == f"{VIEW}articles?batch=2026-11-12%2F000-1f0c9a2b"


def test_a_run_without_a_day_leads_nowhere():
    assert link("Outcomes", task="plan", works_on=None, day=None) is None

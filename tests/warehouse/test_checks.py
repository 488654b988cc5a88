"""Each check lets good rows pass, names the bad ones, and says what to do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from warehouse.making import DAY, NOON, RUN, WORDS, ended, story, together

from dateline.errors import ConfigError
from dateline.records import Moment, Outcome, Precision
from dateline.warehouse.checks import CheckResult, load_checks, run_checks
from dateline.warehouse.connection import connect
from dateline.warehouse.days import DiscoveryDay, record_discovery
from dateline.warehouse.incoming import BatchRecords
from dateline.warehouse.load import load_batch
from dateline.warehouse.write import Lineage

WEEK = dt.timedelta(days=7)


def load(url: str, batch: BatchRecords, name: str = "b1") -> None:
    load_batch(url, batch, run=RUN, lineage=Lineage(name))


def broken(url: str, day: dt.date = DAY) -> dict[str, CheckResult]:
    return {result.check.name: result for result in run_checks(url, day) if not result.passed}


def change(url: str, statement: str) -> None:
    with connect(url) as connection:
        connection.execute(statement.encode())


def several(number: int, day: dt.date = DAY, **fields: object) -> BatchRecords:
    at = NOON + (day - DAY)
    batches = [
        story(f"{day}-{n}", f"{WORDS}\n\nNumber {n} of {day}.", day=day, at=at, **fields)  # type: ignore[arg-type]
        for n in range(number)
    ]
    return together(*batches)


@pytest.fixture
def good(warehouse_url: str) -> str:
    """A warehouse with a day as it should be."""
    load(warehouse_url, together(story("wall"), ended("lost", Outcome.GONE)))
    record_discovery(warehouse_url, DiscoveryDay("harbour", DAY, "found", found=2))
    return warehouse_url


def test_a_good_day_passes_and_so_does_a_day_of_nothing(good: str) -> None:
    assert broken(good) == {}
    assert broken(good, DAY - WEEK) == {}


def test_checks_say_their_rule_their_severity_and_what_to_do() -> None:
    checks = load_checks()
    assert {check.severity for check in checks} == {"blocking", "warning"}
    assert [check.severity for check in checks] == sorted(check.severity for check in checks)
    for check in checks:
        assert check.about.endswith(".") and check.advice.endswith((".", "?")), check.name


def test_a_check_without_a_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / "silent.sql").write_text("SELECT 1")
    with pytest.raises(ConfigError, match="does not say what it checks"):
        load_checks(tmp_path)


def test_a_candidate_without_outcome_blocks(good: str) -> None:
    record_discovery(good, DiscoveryDay("harbour", DAY, "found", found=3))
    result = broken(good)["funnel_adds_up"]
    assert result.blocks
    assert result.rows == [{"source_id": "harbour", "found": 3, "ended": 2}]
    assert "source_id=harbour, found=3, ended=2" in str(result)
    assert result.check.advice in str(result)


def test_an_article_without_a_version_in_force_blocks(good: str) -> None:
    change(good, "UPDATE article_version SET valid_to = valid_from + interval '1 h'")
    assert broken(good)["articles_have_a_version"].rows[0]["url"] == "https://example.org/wall"


def test_facts_that_do_not_fit_their_text_block(good: str) -> None:
    change(good, "UPDATE mention SET text = 'Whitlocks' WHERE ordinal = 0")
    assert broken(good)["mentions_match_text"].rows[0]["mention"] == "Whitlocks"
    change(good, "UPDATE quote SET part_ends = '{99999}'")
    assert broken(good)["offsets_within_text"].rows[0]["at"] == 99999


def test_a_day_without_news_blocks_where_there_always_was_some(warehouse_url: str) -> None:
    for weeks in (1, 2):
        day = DAY - weeks * WEEK
        load(warehouse_url, several(2, day), f"b{weeks}")
    assert broken(warehouse_url)["news_came_in"].blocks
    load(warehouse_url, several(1), "today")
    assert "news_came_in" not in broken(warehouse_url)


def test_a_source_with_far_fewer_or_more_articles_than_on_its_weekday_is_named(warehouse_url: str) -> None:
    for weeks in (1, 2, 3):
        load(warehouse_url, several(6, DAY - weeks * WEEK), f"b{weeks}")
    load(warehouse_url, several(2), "few")
    assert broken(warehouse_url)["volume_is_usual"].rows == [
        {"source_id": "harbour", "articles": 2, "usual_articles": 6, "weeks": 3}
    ]
    load(warehouse_url, several(6), "usual")
    assert "volume_is_usual" not in broken(warehouse_url)
    load(warehouse_url, several(16), "many")
    assert broken(warehouse_url)["volume_is_usual"].rows[0]["articles"] == 16


def test_a_source_without_a_history_is_not_judged(warehouse_url: str) -> None:
    for weeks in (1, 2):
        load(warehouse_url, several(6, DAY - weeks * WEEK), f"b{weeks}")
    load(warehouse_url, several(20, authors=()), "today")
    assert {"volume_is_usual", "quality_is_usual"}.isdisjoint(broken(warehouse_url))


def test_a_source_whose_pages_are_read_worse_than_on_its_weekday_is_named(warehouse_url: str) -> None:
    for weeks in (1, 2, 3):
        load(warehouse_url, several(5, DAY - weeks * WEEK), f"b{weeks}")
    load(warehouse_url, several(5), "as ever")
    assert "quality_is_usual" not in broken(warehouse_url)
    todays = "SELECT article_id FROM article WHERE published_day = '2026-11-10'"
    versions = f"SELECT version_id FROM article_version WHERE article_id IN ({todays})"
    change(warehouse_url, f"DELETE FROM article_author WHERE article_id IN ({todays})")
    change(warehouse_url, f"UPDATE extraction SET quotes = 0 WHERE version_id IN ({versions})")
    found = broken(warehouse_url)["quality_is_usual"]
    assert not found.blocks
    assert [(row["measure"], row["today"], row["usual"]) for row in found.rows] == [
        ("articles without author", 1, 0),
        ("quotes an article", 0, 1),
    ]


def test_twins_are_named(good: str) -> None:
    load(good, story("twin"), "b2")
    record_discovery(good, DiscoveryDay("harbour", DAY, "found", found=3))
    (result,) = broken(good).values()
    assert (result.check.name, result.blocks) == ("one_article_a_text", False)
    assert result.rows[0]["other_url"] == "https://example.org/wall"


def test_dates_in_the_future_or_long_ago_are_named(good: str) -> None:
    for number, day in enumerate((DAY + 3 * WEEK, dt.date(1921, 4, 1))):
        moment = Moment(day=day, precision=Precision.DAY)
        load(good, story(f"odd-{number}", f"{WORDS} {number}", published=moment), f"odd{number}")
    assert [row["published_day"].year for row in broken(good)["dates_are_plausible"].rows] == [2026, 1921]


def test_articles_that_no_model_read_are_named(good: str) -> None:
    load(good, story("unread", f"{WORDS}\n\nUnread.", annotated=False), "b2")
    assert [row["url"] for row in broken(good)["articles_are_annotated"].rows] == [
        "https://example.org/unread"
    ]


def test_a_source_that_could_not_be_asked_is_named(good: str) -> None:
    record_discovery(good, DiscoveryDay("ledger", DAY, "failed", reason="timeout"))
    assert broken(good)["sources_answered"].rows[0]["reason"] == "timeout"


def test_a_source_that_mostly_fails_is_named_with_its_reason(warehouse_url: str) -> None:
    failed = [ended(f"x{n}", Outcome.FAILED, reason="502 Bad Gateway") for n in range(3)]
    load(warehouse_url, together(*failed, several(4)))
    (row,) = broken(warehouse_url)["failures_are_few"].rows
    assert (row["failures"], row["candidates"], row["first_reason"]) == (3, 7, "502 Bad Gateway")


def test_a_thousand_bad_rows_are_counted_and_fifty_are_shown(good: str) -> None:
    change(
        good,
        """INSERT INTO discovery_day (source_id, day, state, reason)
           SELECT 's' || n, '2026-11-10', 'failed', 'timeout' FROM generate_series(1, 1000) n""",
    )
    result = broken(good)["sources_answered"]
    assert (result.count, len(result.rows)) == (1000, 50)
    assert "and 950 more" in str(result)

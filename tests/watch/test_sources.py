"""The warehouse's sources are judged by what it holds, and their alerts follow."""

from __future__ import annotations

import datetime as dt

import pytest
from warehouse.making import DAY, NOON, RUN, WORDS, ended, story, together
from warehouse.tables import one

from dateline.records import Moment, Outcome, Precision
from dateline.settings import WatchSettings
from dateline.warehouse.connection import connect
from dateline.warehouse.days import DiscoveryDay, record_discovery
from dateline.warehouse.incoming import BatchRecords
from dateline.warehouse.load import load_batch
from dateline.warehouse.write import Lineage
from dateline.watch.alerts import open_alerts
from dateline.watch.checked import sources_as_usual
from dateline.watch.days import read_history
from dateline.watch.sources import expected_day, watch_sources

WEEK = dt.timedelta(days=7)
SETTINGS = WatchSettings()
NAMES = {"harbour": "Harbour Post", "ledger": "Capital Ledger"}


def articles(number: int, day: dt.date, **fields: object) -> BatchRecords:
    at = NOON + (day - DAY)
    return together(
        *(
            story(f"{day}-{n}", f"{WORDS}\n\nNumber {n} of {day}.", day=day, at=at, **fields)  # type: ignore[arg-type]
            for n in range(number)
        )
    )


def load(url: str, day: dt.date, batch: BatchRecords, name: str = "b") -> None:
    load_batch(url, batch, run=RUN, lineage=Lineage(f"{day}/{name}"))
    found = one(url, "SELECT count(*)::integer FROM outcome WHERE day = %s", day)
    record_discovery(url, DiscoveryDay("harbour", day, "found" if found else "nothing", found=found))


@pytest.fixture
def history(warehouse_url: str) -> str:
    """Four weeks of six articles on the weekday of ``DAY``."""
    for weeks in range(1, 5):
        load(warehouse_url, DAY - weeks * WEEK, articles(6, DAY - weeks * WEEK, section="Town"))
    return warehouse_url


def watch(url: str, expected: dt.date = DAY, names: dict[str, str] = NAMES) -> dict[str, str]:
    """The headline of each open alert, by kind, after watching."""
    watch_sources(url, SETTINGS, followed=names, expected=expected)
    with connect(url) as connection:
        return {alert.kind: alert.headline for alert in open_alerts(connection)}


def test_the_figures_of_a_day_are_counted_from_its_rows(history: str) -> None:
    odd = Moment(day=dt.date(1921, 4, 1), precision=Precision.DAY)
    batch = together(
        articles(2, DAY, authors=(), section="Town"),
        story("odd", published=odd, title=None),
        ended("empty", Outcome.NO_TEXT),
        ended("copy", Outcome.DUPLICATE),
    )
    load(history, DAY, batch)
    with connect(history, role="reader") as connection:
        connection.execute("SELECT 1")
        today, *before = read_history(connection, {"harbour": DAY}, weeks=8)["harbour"]
    assert (today.found, today.ended, today.articles, today.loaded) == (5, 5, 3, 3)
    assert (today.empty, today.duplicates, today.unsigned, today.untitled) == (1, 1, 2, 1)
    assert (today.implausible, today.unsectioned, today.annotated, today.quotes) == (1, 1, 3, 3)
    assert [day.loaded for day in before] == [6, 6, 6, 6]


def test_a_source_as_usual_raises_nothing(history: str) -> None:
    load(history, DAY, articles(6, DAY, section="Town"))
    assert watch(history) == {}


def test_a_day_of_nothing_is_told_and_over_when_articles_come_again(history: str) -> None:
    record_discovery(history, DiscoveryDay("harbour", DAY, "nothing"))
    assert watch(history) == {"zero yield": "Harbour Post: 0 articles on Tue 10 Nov, usually 6"}
    load(history, DAY + WEEK, articles(6, DAY + WEEK, section="Town"))
    assert watch(history, DAY + WEEK) == {}
    assert one(history, "SELECT closing FROM alert") == "Harbour Post: 6 articles on Tue 17 Nov, usually 6"


def test_a_source_that_could_not_be_asked_is_told_with_its_reason(history: str) -> None:
    record_discovery(history, DiscoveryDay("harbour", DAY, "failed", reason="its feed answers 503"))
    assert watch(history) == {"silent": "Harbour Post: could not be asked for Tue 10 Nov"}
    assert "its feed answers 503" in one(history, "SELECT message FROM alert")
    assert "dateline source check" in one(history, "SELECT look_at FROM alert")


def test_a_layout_that_lost_its_authors_is_told(history: str) -> None:
    load(history, DAY, articles(6, DAY, authors=(), section="Town"))
    assert watch(history) == {
        "authors missing": "Harbour Post: 100 % of articles without author, usually 0 %"
    }


def test_a_day_that_is_being_loaded_is_not_judged_yet(history: str) -> None:
    load(history, DAY, articles(1, DAY))
    record_discovery(history, DiscoveryDay("harbour", DAY, "found", found=6))
    assert watch(history) == {}


def test_a_source_that_others_left_behind_is_told(history: str) -> None:
    load(history, DAY, articles(6, DAY, section="Town"))
    record_discovery(history, DiscoveryDay("ledger", DAY - WEEK, "nothing"))
    assert watch(history)["silent"] == "Capital Ledger: was not asked for Tue 10 Nov"


def test_a_day_that_nobody_was_asked_for_is_one_alert(history: str) -> None:
    expected = DAY + 3 * WEEK
    assert watch(history, expected) == {
        "day missing": "ingest: nothing of Tue 1 Dec, newest day is 2026-11-03"
    }
    load(history, expected, articles(6, expected, section="Town"))
    assert watch(history, expected) == {}


def test_an_empty_warehouse_says_nothing(warehouse_url: str) -> None:
    assert watch(warehouse_url) == {}


def test_the_alerts_of_a_source_that_is_not_followed_any_more_end(history: str) -> None:
    record_discovery(history, DiscoveryDay("harbour", DAY, "nothing"))
    watch(history)
    assert watch(history, names={"ledger": "Capital Ledger"}) == {}


def test_a_days_check_names_what_is_not_as_usual(history: str) -> None:
    load(history, DAY, articles(6, DAY, authors=(), section="Town"))
    result = sources_as_usual(history, DAY, SETTINGS)
    assert [(row["source_id"], row["kind"]) for row in result.rows] == [("harbour", "authors missing")]
    assert "figure=100 % of articles without author, usual=0 %" in str(result)
    assert sources_as_usual(history, DAY - WEEK, SETTINGS).passed


def test_a_day_is_expected_when_it_is_over_everywhere_and_had_time_to_load() -> None:
    at = dt.datetime(2026, 11, 25, 17, 59, tzinfo=dt.UTC)  # 05:59 at Etc/GMT+12
    assert expected_day(at, zone="Etc/GMT+12", settings=SETTINGS) == dt.date(2026, 11, 23)
    later = at + dt.timedelta(minutes=1)
    assert expected_day(later, zone="Etc/GMT+12", settings=SETTINGS) == dt.date(2026, 11, 24)

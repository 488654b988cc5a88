"""The marts say what the warehouse says, also after late articles, corrections and takedowns."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import psycopg
import pytest
from upath import UPath
from warehouse.making import DAY, NOON, RUN, WORDS, ended, story, together
from warehouse.tables import one

from dateline.records import Moment, Outcome, Precision
from dateline.warehouse.connection import connect
from dateline.warehouse.days import DiscoveryDay, record_discovery
from dateline.warehouse.incoming import BatchRecords
from dateline.warehouse.load import load_batch
from dateline.warehouse.marts import MARTS, SQL, all_days, refresh_marts, touched_days
from dateline.warehouse.stories import cluster_stories
from dateline.warehouse.takedown import takedown
from dateline.warehouse.write import Lineage

NEXT = DAY + dt.timedelta(days=1)
LONG = " ".join(f"word{number}" for number in range(120))


def load(url: str, batch: BatchRecords, name: str = "b1") -> None:
    load_batch(url, batch, run=RUN, lineage=Lineage(name))


def rows(url: str, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connect(url) as connection:
        return connection.execute(query.encode(), values).fetchall()


def marts(url: str) -> dict[str, list[tuple[Any, ...]]]:
    return {name: sorted(rows(url, f"SELECT * FROM mart.{name}"), key=repr) for name in MARTS}


def dated(day: dt.date) -> Moment:
    at = dt.datetime.combine(day, dt.time(9), dt.UTC)
    return Moment(day=day, at=at, precision=Precision.INSTANT)


def test_every_file_is_a_mart_and_every_mart_a_file() -> None:
    assert sorted(path.stem for path in (SQL / "marts").glob("*.sql")) == sorted(MARTS)


def test_an_articles_day_holds_its_numbers(warehouse_url: str) -> None:
    load(warehouse_url, together(story("wall"), ended("lost", Outcome.GONE)))
    record_discovery(warehouse_url, DiscoveryDay("harbour", DAY, "found", found=2))
    refresh_marts(warehouse_url, [DAY])
    coverage = "SELECT articles, authors, articles_with_quotes, quotes, people_quoted FROM bi.coverage"
    assert rows(warehouse_url, coverage) == [(1, 1, 1, 1, 1)]
    quoted = "SELECT person, quotes, share_of_voice FROM bi.people_quoted"
    assert rows(warehouse_url, quoted) == [("Dana Whitlock", 1, 1)]
    assert rows(warehouse_url, "SELECT found, loaded, gone, ended FROM bi.funnel") == [(2, 1, 1, 2)]


def test_making_a_day_again_changes_nothing(warehouse_url: str) -> None:
    load(warehouse_url, together(story("wall"), story("flood", f"{WORDS}\n\n{LONG}")))
    refresh_marts(warehouse_url, [DAY])
    before = marts(warehouse_url)
    refresh_marts(warehouse_url, [DAY, DAY])
    assert marts(warehouse_url) == before


def test_day_by_day_comes_to_the_same_as_all_at_once(warehouse_url: str) -> None:
    for number in range(3):
        day, at = DAY + dt.timedelta(days=number), NOON + dt.timedelta(days=number)
        batch = together(
            story(f"own-{number}", f"{WORDS}\n\nNumber {number}.", day=day, at=at, section="Local"),
            story(f"wire-{number}", f"{LONG}\n\n{WORDS}", source="wire", day=day, at=at, tags=("floods",)),
            story(f"copy-{number}", f"{LONG}\n\n{WORDS}", day=day, at=at),
        )
        load(warehouse_url, batch, f"b{number}")
        cluster_stories(warehouse_url, day, day)
        refresh_marts(warehouse_url, touched_days(warehouse_url, day))
    step_by_step = marts(warehouse_url)
    refresh_marts(warehouse_url, all_days(warehouse_url))
    assert marts(warehouse_url) == step_by_step
    assert all(step_by_step[name] for name in MARTS if name not in {"correction", "co_mention"})


def test_a_late_article_corrects_the_day_it_belongs_to(warehouse_url: str) -> None:
    load(warehouse_url, story("wall"))
    refresh_marts(warehouse_url, [DAY])
    late = story("late", f"{WORDS}\n\nLate.", day=NEXT, at=NOON + dt.timedelta(days=1), published=dated(DAY))
    load(warehouse_url, late, "b2")
    assert touched_days(warehouse_url, NEXT) == [DAY, NEXT]
    refresh_marts(warehouse_url, touched_days(warehouse_url, NEXT))
    assert rows(warehouse_url, "SELECT day, articles FROM mart.coverage") == [(DAY, 2)]
    assert rows(warehouse_url, "SELECT day, loaded FROM mart.funnel ORDER BY 1") == [(DAY, 1), (NEXT, 1)]


def test_an_article_without_date_counts_where_it_was_found_first(warehouse_url: str) -> None:
    load(warehouse_url, story("wall", published=None))
    load(warehouse_url, story("wall", published=None, day=NEXT, at=NOON + dt.timedelta(days=1)), "b2")
    refresh_marts(warehouse_url, touched_days(warehouse_url, NEXT))
    assert rows(warehouse_url, "SELECT day, articles, without_date FROM mart.quality ORDER BY 1") == [
        (DAY, 1, 1),
        (NEXT, 0, 0),
    ]


def test_an_article_that_is_dated_anew_leaves_its_old_day(warehouse_url: str) -> None:
    load(warehouse_url, story("wall"))
    refresh_marts(warehouse_url, [DAY])
    later = NOON + dt.timedelta(days=1)
    load(warehouse_url, story("wall", f"{WORDS}\n\nNew.", day=NEXT, at=later, published=dated(NEXT)), "b2")
    refresh_marts(warehouse_url, touched_days(warehouse_url, NEXT))
    assert rows(warehouse_url, "SELECT day, articles FROM mart.coverage") == [(NEXT, 1)]


def test_a_correction_says_what_vanished(warehouse_url: str) -> None:
    load(warehouse_url, story("wall"))
    later = NOON + dt.timedelta(days=1)
    changed = story("wall", "The wall is not a luxury.", day=NEXT, at=later, published=dated(DAY))
    load(warehouse_url, changed, "b2")
    refresh_marts(warehouse_url, touched_days(warehouse_url, NEXT))
    found = "SELECT changed_on, day, title_changed, quotes_removed, quotes_added FROM bi.corrections"
    assert rows(warehouse_url, found) == [(NEXT, DAY, False, 1, 0)]
    assert rows(warehouse_url, "SELECT * FROM mart.first_last") == []


def test_copies_count_towards_their_origin(warehouse_url: str) -> None:
    text = f"{LONG}\n\n{WORDS}"
    load(warehouse_url, together(story("origin", text, source="wire"), story("copy", text)))
    with connect(warehouse_url) as connection:
        connection.execute(
            "UPDATE article SET published_at = published_at - interval '1 h' WHERE source_id = 'wire'"
        )
    cluster_stories(warehouse_url, DAY, DAY)
    refresh_marts(warehouse_url, [DAY])
    shared = "SELECT source_id, origin_source_id, articles, share_of_articles FROM bi.syndication"
    assert rows(warehouse_url, shared) == [("harbour", "wire", 1, 1)]
    own = "SELECT source_id, quotes, own_quotes FROM mart.speaker_day ORDER BY 1"
    assert rows(warehouse_url, own) == [("harbour", 1, 0), ("wire", 1, 1)]


def test_a_persons_correction_of_a_speaker_counts(warehouse_url: str) -> None:
    load(warehouse_url, story("wall"))
    with connect(warehouse_url) as connection:
        connection.execute(
            """INSERT INTO speaker_override (article_id, words_key, speaker_type, set_by)
               SELECT article_id, words_key, 'unnamed', 'desk' FROM current_quote"""
        )
    refresh_marts(warehouse_url, [DAY])
    assert rows(warehouse_url, "SELECT by_people, by_unnamed FROM mart.diversity") == [(0, 1)]
    assert rows(warehouse_url, "SELECT * FROM mart.speaker_day") == []


def test_sections_and_tags_are_counted_whatever_their_case(warehouse_url: str) -> None:
    load(
        warehouse_url,
        together(
            story("one", section="Local", tags=("Floods", "floods")),
            story("two", f"{WORDS}\n\nTwo.", section="local ", tags=()),
        ),
    )
    refresh_marts(warehouse_url, [DAY])
    topics = "SELECT kind, lower(topic), articles, quotes FROM bi.topics ORDER BY 1"
    assert rows(warehouse_url, topics) == [("section", "local", 2, 2), ("tag", "floods", 1, 1)]


def test_who_is_forgotten_is_forgotten_in_the_marts(warehouse_url: str, tmp_path: Path) -> None:
    load(warehouse_url, story("wall"))
    refresh_marts(warehouse_url, [DAY])
    assert rows(warehouse_url, "SELECT speaker FROM bi.first_last_quoted") == [("Dana Whitlock",)]
    takedown(warehouse_url, UPath(tmp_path), "Dana Whitlock", reason="asked", asked_by="desk")
    for view in ("speakers", "people_quoted", "first_last_quoted", "co_mentions"):
        assert rows(warehouse_url, f"SELECT * FROM bi.{view}") == []


@pytest.mark.parametrize("schema", ["mart", "bi"])
def test_everything_is_explained_in_the_database(warehouse_url: str, schema: str) -> None:
    silent = rows(
        warehouse_url,
        """SELECT c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
           WHERE n.nspname = %s AND c.relkind IN ('r', 'v')
             AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid, 'pg_class') IS NULL)""",
        schema,
    )
    assert silent == []


def test_readers_may_read_and_not_write(warehouse_url: str) -> None:
    load(warehouse_url, story("wall"))
    refresh_marts(warehouse_url, [DAY])
    with connect(warehouse_url, role="reader") as connection:
        assert connection.execute("SELECT count(*) FROM bi.coverage").fetchone() == (1,)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("DELETE FROM mart.coverage")


def test_two_refreshes_at_once_do_not_stumble_over_each_other(warehouse_url: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    load(warehouse_url, story("wall"))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: refresh_marts(warehouse_url, [DAY]), range(8)))
    assert one(warehouse_url, "SELECT articles FROM mart.coverage") == 1

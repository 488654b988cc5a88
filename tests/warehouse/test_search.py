"""Searching quotes, articles and names."""

from __future__ import annotations

import datetime as dt

import pytest
from warehouse.making import DAY, RUN, story, together

from dateline.warehouse import search
from dateline.warehouse.connection import connect
from dateline.warehouse.load import load_batch
from dateline.warehouse.search import search_articles, search_names, search_quotes
from dateline.warehouse.write import Lineage

NEXT_DAY = DAY + dt.timedelta(days=1)


@pytest.fixture(scope="module")
def url(make_database, migrated_template: str) -> str:  # type: ignore[no-untyped-def]
    url: str = make_database(migrated_template)
    batch = together(
        story("lock", "“The town's last lock is closing,” Whitlock said.", title="Locks"),
        story(
            "tax",
            "“Taxes on locks were raised,” Whitlock said.",
            source="ledger",
            day=NEXT_DAY,
            title="Taxes",
        ),
        story("kanal", "“Die Schleuse schließt,” Whitlock sagte.", language="de", title="Schleuse"),
    )
    load_batch(url, batch, run=RUN, lineage=Lineage("b"))
    return url


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("lock", {"Locks", "Taxes"}),
        ('"last lock"', {"Locks"}),
        ("lock -tax", {"Locks"}),
        ("raising or schleuse", {"Taxes", "Schleuse"}),
        ('"schleuse schließt"', {"Schleuse"}),
        ("the", set()),
        ("' & ! ( %", set()),
    ],
)
def test_words_phrases_and_exclusions_find_quotes(url: str, words: str, found: set[str]) -> None:
    assert {hit.title for hit in search_quotes(url, words=words)} == found


def test_of_more_matches_than_are_ranked_the_newest_compete(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {hit.title for hit in search_quotes(url, words="lock or tax")} == {"Locks", "Taxes"}
    monkeypatch.setattr(search, "RANKED", 1)
    assert [hit.title for hit in search_quotes(url, words="lock or tax")] == ["Taxes"]
    assert [hit.title for hit in search_articles(url, words="lock or tax")] == ["Taxes"]
    assert [hit.title for hit in search_quotes(url, words="lock", until=DAY)] == ["Locks"]


@pytest.mark.parametrize("words", ["lock", '"last lock"', "lock -tax", "raising or schleuse", "the"])
def test_many_matches_are_answered_as_few_are(url: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    few = search_quotes(url, words=words), search_articles(url, words=words, until=DAY)
    monkeypatch.setattr(search, "FEW", 0)
    assert (search_quotes(url, words=words), search_articles(url, words=words, until=DAY)) == few


def test_filters_narrow_each_other(url: str) -> None:
    def titles(**filters: object) -> set[str | None]:
        return {hit.title for hit in search_quotes(url, **filters)}  # type: ignore[arg-type]

    assert titles() == {"Locks", "Taxes", "Schleuse"}
    assert titles(source="ledger") == {"Taxes"}
    assert titles(until=DAY) == {"Locks", "Schleuse"}
    assert titles(since=NEXT_DAY, words="lock") == {"Taxes"}
    assert titles(speaker="whitlock") == {"Locks", "Taxes", "Schleuse"}
    assert titles(speaker="DANA") == {"Locks", "Taxes", "Schleuse"}
    assert titles(speaker="100%") == set()
    assert len(search_quotes(url, limit=1)) == 1


def test_a_title_outranks_a_text(url: str) -> None:
    hits = search_articles(url, words="taxes")
    assert [hit.title for hit in hits] == ["Taxes"]
    assert hits[0].excerpt and "«Taxes»" in hits[0].excerpt
    assert search_articles(url, words="locks")[0].title == "Locks"


def test_misspelt_names_are_found(url: str) -> None:
    assert [hit.name for hit in search_names(url, "Dana Witlock")] == ["Dana Whitlock"]


def test_without_trigrams_names_are_found_by_their_parts(warehouse_url: str) -> None:
    load_batch(warehouse_url, story("wall"), run=RUN, lineage=Lineage("b"))
    with connect(warehouse_url) as connection:
        connection.execute("DROP EXTENSION IF EXISTS pg_trgm CASCADE")
    assert [hit.name for hit in search_names(warehouse_url, "WHIT")] == ["Dana Whitlock"]

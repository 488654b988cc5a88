"""What two warehouses say is compared without when and where from they were loaded."""

import datetime as dt

import pytest
from warehouse.making import DAY, NOON, RUN, story, together

from dateline.warehouse.contents import contents, differences
from dateline.warehouse.load import load_batch
from dateline.warehouse.write import Lineage

NEXT_DAY = DAY + dt.timedelta(days=1)


@pytest.fixture
def two(make_database, migrated_template):
    return make_database(migrated_template), make_database(migrated_template)


def load(url, *stories, batch="2026-11-10/000"):
    load_batch(url, together(*stories), run=RUN, lineage=Lineage(batch))
    return contents(url)


def later(records, by):
    """The same captures, fetched ``by`` later."""
    fetched = [
        item.model_copy(
            update={"capture": item.capture.model_copy(update={"fetched_at": item.capture.fetched_at + by})}
        )
        for item in records.fetched
    ]
    return type(records)(fetched, records.cleaned, records.entities, records.quotes)


def test_the_hour_and_the_batch_make_no_difference(two):
    first = load(two[0], story("wall"), story("flood"), batch="2026-11-10/000-one")
    hour = dt.timedelta(hours=1)
    second = load(two[1], later(story("flood"), hour), later(story("wall"), hour), batch="2026-11-10/000-two")
    assert first["quote"].total() > 0
    assert differences(first, second) == []


def test_which_of_two_days_comes_first_makes_no_difference(two):
    on_two_days = [story("wall", day=day, published=None) for day in (DAY, NEXT_DAY)]
    for url, days in zip(two, (on_two_days, on_two_days[::-1]), strict=True):
        for found in days:
            load(url, found, batch=f"{found.fetched[0].candidate.day}/000")
    assert differences(*map(contents, two)) == []


def test_words_loaded_by_one_of_two_days_and_by_both_are_told_apart(two):
    rewritten = story("wall", "Nothing was said.", day=NEXT_DAY, at=NOON + dt.timedelta(days=1))
    load(two[0], story("wall"), story("wall", day=NEXT_DAY))
    load(two[1], story("wall"), rewritten)
    assert any(line.startswith("loaded: 1 rows lost, 1 new") for line in differences(*map(contents, two)))


def test_a_row_too_few_too_many_or_other_is_told_by_table(two):
    first = load(two[0], story("wall"), batch="2026-11-10/000")
    second = load(two[1], story("wall"), story("flood", "Nothing was said."), batch="2026-11-10/000")
    lines = differences(first, second)
    assert any(line.startswith("article: 0 rows lost, 1 new") for line in lines)
    assert any(line.startswith("article: 1 rows lost, 0 new") for line in differences(second, first))

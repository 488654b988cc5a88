"""A day's candidates are divided so that hosts take turns and names stay the same."""

import datetime as dt
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.pipeline.batches import WORTHWHILE, Batch, divide, even_size
from dateline.records import Candidate, FoundBy

DAY = dt.date(2026, 11, 9)


def candidate(host: str, number: int) -> Candidate:
    return Candidate(
        source=host, url=f"https://{host}/{number}", day=DAY, found_by=FoundBy.FEED, found_in="feed"
    )


def hosts(members):
    return [member.url.split("/")[2] for member in members]


def test_hosts_take_turns():
    found = [candidate("a.example", number) for number in range(3)] + [candidate("b.example", 0)]
    [(_, members)] = divide(found, day=DAY, size=10)
    assert hosts(members) == ["a.example", "b.example", "a.example", "a.example"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 30)), unique=True), st.integers(1, 7))
def test_every_candidate_is_in_exactly_one_batch_of_bounded_size(keys, size):
    found = [candidate(f"{host}.example", number) for host, number in keys]
    batches = list(divide(found, day=DAY, size=size))
    members = [member.id for _, batch in batches for member in batch]
    assert sorted(members) == sorted(member.id for member in found)
    assert all(1 <= len(batch) <= size for _, batch in batches)


@given(st.permutations([candidate("a.example", n) for n in range(4)] + [candidate("b.example", 1)]))
def test_the_order_of_discovery_does_not_change_the_names(found):
    names = [batch.name for batch, _ in divide(found, day=DAY, size=2)]
    expected = sorted(found, key=lambda member: member.url)
    assert names == [batch.name for batch, _ in divide(expected, day=DAY, size=2)]


@given(st.integers(0, 50_000), st.integers(1, 2_000), st.integers(1, 64))
def test_batches_are_equal_shares_that_hold_no_more_than_the_setting(count, most, at_once):
    size = even_size(count, most=most, at_once=at_once)
    assert 1 <= size <= most
    assert ceil(count / size) <= max(at_once * ceil(count / (most * at_once)), ceil(count / most))


@pytest.mark.parametrize(
    ("count", "at_once", "shares"),
    [
        pytest.param(2000, 2, 2, id="two cores, a batch each"),
        pytest.param(2001, 2, 4, id="too many for two: each takes a second one"),
        pytest.param(2000, 10, 10, id="ten workers share a day"),
        pytest.param(2000, 80, 10, id="no batch of a handful"),
        pytest.param(WORTHWHILE * 2 - 1, 8, 1, id="a small day is one batch"),
        pytest.param(0, 8, 0, id="a day with nothing new"),
    ],
)
def test_a_day_is_cut_into_a_share_for_each_worker(count, at_once, shares):
    size = even_size(count, most=1000, at_once=at_once)
    assert ceil(count / size) == shares


def test_a_batch_is_known_by_its_name():
    batch = Batch(DAY, "003-0a1b2c3d")
    assert Batch.parse(batch.name) == batch

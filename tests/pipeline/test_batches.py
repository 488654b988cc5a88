"""A day's candidates are divided so that hosts take turns and names stay the same."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from dateline.pipeline.batches import Batch, divide
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


def test_a_batch_is_known_by_its_name():
    batch = Batch(DAY, "003-0a1b2c3d")
    assert Batch.parse(batch.name) == batch

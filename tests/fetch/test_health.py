import datetime as dt
from collections.abc import Iterator

import psycopg
import pytest

from dateline.fetch.failures import FailureKind, Resting
from dateline.fetch.health import Health, HostHealth, MemoryHealth, PostgresHealth

NOW = dt.datetime(2026, 11, 9, 7, 30, tzinfo=dt.UTC)
HARD, SOFT, TEMPORARY = FailureKind.HARD, FailureKind.SOFT, FailureKind.TEMPORARY


def after(*failures: FailureKind | None) -> Health:
    health = Health()
    for failure in failures:
        health = health.after(failure, NOW)
    return health


@pytest.mark.parametrize(("kind", "patience"), [(HARD, 2), (TEMPORARY, 5), (SOFT, 20)])
def test_each_kind_has_its_own_patience(kind: FailureKind, patience: int) -> None:
    assert after(*[kind] * (patience - 1)).resting_until is None
    assert after(*[kind] * patience).resting_until == NOW + dt.timedelta(minutes=5)


def test_kinds_are_counted_apart() -> None:
    health = after(HARD, TEMPORARY, TEMPORARY, SOFT)
    assert health.in_a_row == {HARD: 1, TEMPORARY: 2, SOFT: 1}
    assert health.resting_until is None


def test_an_answer_ends_the_row() -> None:
    assert after(HARD, HARD, HARD, None) == Health()


def test_each_failed_probe_doubles_the_rest_up_to_a_day() -> None:
    assert after(*[HARD] * 4).resting_until == NOW + dt.timedelta(minutes=20)
    assert after(*[HARD] * 40).resting_until == NOW + dt.timedelta(days=1)


@pytest.fixture(params=["memory", "postgres"])
def health(request: pytest.FixtureRequest) -> Iterator[HostHealth]:
    if request.param == "memory":
        yield MemoryHealth()
        return
    with psycopg.connect(request.getfixturevalue("crawl_url"), autocommit=True) as connection:
        connection.execute("TRUNCATE crawl.host_health")
        yield PostgresHealth(connection)


def test_a_resting_host_is_not_asked_and_others_are(health: HostHealth) -> None:
    for _ in range(2):
        health.check("dead.example")
        health.report("dead.example", "post", HARD)
    with pytest.raises(Resting, match="rests until"):
        health.check("dead.example")
    health.check("alive.example")


def test_processes_share_the_record_and_the_rest_ends_by_itself(crawl_url: str) -> None:
    with psycopg.connect(crawl_url, autocommit=True) as connection:
        first = PostgresHealth(connection)
        for failure in (HARD, HARD, TEMPORARY):
            first.report("shared.example", "post", failure)
        with pytest.raises(Resting):
            PostgresHealth(connection).check("shared.example")
        connection.execute("UPDATE crawl.host_health SET resting_until = now() WHERE host = 'shared.example'")
        probe = PostgresHealth(connection)
        probe.check("shared.example")
        probe.report("shared.example", "post", None)
        row = connection.execute(
            "SELECT hard, soft, temporary, hard_row, temporary_row, resting_until, source "
            "FROM crawl.host_health WHERE host = 'shared.example'"
        ).fetchone()
    assert row == (2, 0, 1, 0, 0, None, "post")

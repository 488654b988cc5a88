import itertools
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from fetch.misbehaving import Server, answer

from dateline.fetch.failures import Resting
from dateline.fetch.politeness import MemoryPoliteness, Politeness, PostgresPoliteness

WORKER = Path(__file__).with_name("worker.py")


@pytest.fixture(params=["memory", "postgres"])
def politeness(request: pytest.FixtureRequest) -> Iterator[Politeness]:
    if request.param == "memory":
        yield MemoryPoliteness()
        return
    with psycopg.connect(request.getfixturevalue("crawl_url"), autocommit=True) as connection:
        connection.execute("TRUNCATE crawl.host_slots")
        yield PostgresPoliteness(connection)


def take_turn(politeness: Politeness, host: str, interval: float, *, busy: float = 0.0) -> float:
    """The moment at which the turn began."""
    with politeness.turn(host, interval) as turn:
        begun = time.monotonic()
        turn.answered()
        time.sleep(busy)
    return begun


def test_turns_at_a_host_are_an_interval_apart(politeness: Politeness) -> None:
    begun = [take_turn(politeness, "a.example", 0.1) for _ in range(4)]
    assert all(0.1 <= later - earlier < 0.5 for earlier, later in itertools.pairwise(begun))


def test_the_interval_counts_from_the_answer_and_not_from_its_end(politeness: Politeness) -> None:
    first = take_turn(politeness, "a.example", 0.6, busy=0.5)
    assert 0.6 <= take_turn(politeness, "a.example", 0.6) - first < 1.0


def test_a_host_is_never_asked_twice_at_once(politeness: Politeness) -> None:
    first = take_turn(politeness, "a.example", 0.05, busy=0.3)
    assert take_turn(politeness, "a.example", 0.05) - first >= 0.3


def test_hosts_do_not_wait_for_each_other(politeness: Politeness) -> None:
    begun = [take_turn(politeness, f"{name}.example", 5.0) for name in "abc"]
    assert begun[-1] - begun[0] < 4.0


def test_threads_take_turns(politeness: Politeness) -> None:
    begun: list[float] = []
    threads = [
        threading.Thread(target=lambda: begun.append(take_turn(politeness, "a.example", 0.1)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(later - earlier >= 0.1 for earlier, later in itertools.pairwise(sorted(begun)))


def test_a_rest_pushes_the_next_turn(politeness: Politeness) -> None:
    first = take_turn(politeness, "a.example", 0.05)
    politeness.rest("a.example", 0.3)
    assert take_turn(politeness, "a.example", 0.05) - first >= 0.3


def test_a_rest_during_a_turn_is_not_lost(politeness: Politeness) -> None:
    with politeness.turn("a.example", 0.05):
        politeness.rest("a.example", 0.3)
        begun = time.monotonic()
    assert take_turn(politeness, "a.example", 0.05) - begun >= 0.29


def test_nobody_waits_for_an_hour(politeness: Politeness) -> None:
    politeness.rest("a.example", 3_600)
    with pytest.raises(Resting):
        take_turn(politeness, "a.example", 0.05)


def test_without_an_interval_the_database_is_not_asked(crawl_url: str) -> None:
    connection = psycopg.connect(crawl_url, autocommit=True)
    connection.close()
    take_turn(PostgresPoliteness(connection), "a.example", 0.0)


def test_a_rest_is_known_to_every_process(crawl_url: str) -> None:
    with (
        psycopg.connect(crawl_url, autocommit=True) as one,
        psycopg.connect(crawl_url, autocommit=True) as two,
    ):
        PostgresPoliteness(one).rest("rested.example", 0.4)
        begun = time.monotonic()
        assert take_turn(PostgresPoliteness(two), "rested.example", 0.05) - begun >= 0.35


def test_a_turn_ends_with_the_process_that_held_it(crawl_url: str) -> None:
    with psycopg.connect(crawl_url, autocommit=True) as alive:
        dead = psycopg.connect(crawl_url, autocommit=True)
        PostgresPoliteness(dead).turn("orphan.example", 0.2).__enter__()
        dead.close()
        begun = time.monotonic()
        assert 0.15 <= take_turn(PostgresPoliteness(alive), "orphan.example", 0.2) - begun < 5.0


def test_two_processes_keep_the_interval_of_one_host(server: Server, crawl_url: str, tmp_path: Path) -> None:
    for name, number in itertools.product("ab", range(8)):
        server.on(f"/{name}/{number}", answer(200, b"<p>words"))
    start = tmp_path / "start"
    workers = [
        subprocess.Popen(
            [sys.executable, WORKER, crawl_url, str(server.port), str(tmp_path / name), "0.25"]
            + [f"http://www.post.example/{name}/{number}" for number in range(8)],
            env={**os.environ, "START": str(start)},
        )
        for name in "ab"
    ]
    while len(list(tmp_path.glob("start.*"))) < len(workers):
        time.sleep(0.01)
        assert all(worker.poll() is None for worker in workers)
    start.touch()
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0]
    times = [request.at for request in server.log]
    assert len(server.paths()) == 16
    assert {path[1] for path in server.paths()[:8]} == {"a", "b"}
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert min(gaps) >= 0.25

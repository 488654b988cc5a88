"""Faults in the middle of a load, on a real server: after a retry the tables equal an undisturbed load's."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from warehouse.making import RUN, WORDS, story, together
from warehouse.tables import rows_of

from dateline.errors import WarehouseError
from dateline.runtime.postgres import SYSTEM_USER, EmbeddedPostgres
from dateline.warehouse import load as load_module
from dateline.warehouse import rows
from dateline.warehouse.connection import Connection, connect
from dateline.warehouse.load import load_batch
from dateline.warehouse.migrate import migrate
from dateline.warehouse.write import Lineage


def _prose(seed: int) -> str:
    """Sixteen kilobytes that do not compress."""
    return random.Random(seed).randbytes(8_000).hex()


B = Lineage("2026-11-10/000")
EARLIER = together(*(story(f"old{n}", f"{WORDS}\n\nOld {n}.") for n in range(5)))
BATCH = together(
    *(story(f"new{n}", f"{WORDS}\n\n{_prose(n)}") for n in range(100)),
    *(
        story(f"old{n}", f"{WORDS}\n\nChanged {n}.", address=f"https://example.org/again{n}")
        for n in range(5)
    ),
)
Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    """A server of this module's own, for it gets killed."""
    folder = Path(tempfile.mkdtemp(prefix="dateline-faults-"))
    folder.chmod(0o711)
    embedded = EmbeddedPostgres(folder, durable=False)
    try:
        embedded.start()
        yield embedded
    finally:
        embedded.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def undisturbed(server: EmbeddedPostgres) -> Tables:
    url = server.ensure_database("undisturbed")
    migrate(url)
    load_batch(url, EARLIER, run=RUN, lineage=Lineage("earlier"))
    load_batch(url, BATCH, run=RUN, lineage=B)
    return rows_of(url)


@pytest.fixture
def half_way(server: EmbeddedPostgres, undisturbed: Tables, request: pytest.FixtureRequest) -> str:
    """A warehouse that already holds the earlier batch."""
    url = server.ensure_database(f"w{abs(hash(request.node.name))}")
    migrate(url)
    load_batch(url, EARLIER, run=RUN, lineage=Lineage("earlier"))
    return url


@pytest.mark.parametrize("stage", ["write_articles", "write_versions", "write_facts", "write_outcomes"])
def test_the_server_is_killed(
    server: EmbeddedPostgres, half_way: str, undisturbed: Tables, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows_of(half_way)

    def kill() -> None:
        assert server.pid
        os.kill(server.pid, signal.SIGKILL)
        time.sleep(0.2)

    _fault_after(monkeypatch, stage, kill)
    with pytest.raises(WarehouseError, match="Nothing of it was kept"):
        load_batch(half_way, BATCH, run=RUN, lineage=B)
    monkeypatch.undo()
    server.start()
    assert rows_of(half_way) == before
    load_batch(half_way, BATCH, run=RUN, lineage=B)
    assert rows_of(half_way) == undisturbed


def test_the_connection_is_cut_in_the_middle_of_a_copy(
    half_way: str, undisturbed: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows_of(half_way)
    seen = itertools.count()

    def cut_after_some(*arguments: Any) -> Iterator[Any]:
        if next(seen) == 50:
            _terminate_loaders(half_way)
        return mention_rows(*arguments)

    mention_rows = rows.mention_rows
    monkeypatch.setattr(rows, "mention_rows", cut_after_some)
    with pytest.raises(WarehouseError, match="Nothing of it was kept"):
        load_batch(half_way, BATCH, run=RUN, lineage=B)
    monkeypatch.undo()
    assert rows_of(half_way) == before
    load_batch(half_way, BATCH, run=RUN, lineage=B)
    assert rows_of(half_way) == undisturbed


def test_the_disk_is_full(server: EmbeddedPostgres, undisturbed: Tables, small_disk: SmallDisk) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{small_disk.folder}'".encode())
        connection.execute("CREATE DATABASE on_small TABLESPACE small")
    url = server.url("on_small")
    migrate(url)
    load_batch(url, EARLIER, run=RUN, lineage=Lineage("earlier"))
    before = rows_of(url)
    small_disk.leave(megabytes=1)
    with pytest.raises(WarehouseError, match="No space left"):
        load_batch(url, BATCH, run=RUN, lineage=B)
    assert rows_of(url) == before
    small_disk.leave(megabytes=100)
    load_batch(url, BATCH, run=RUN, lineage=B)
    assert rows_of(url) == undisturbed
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE on_small")
        connection.execute("DROP TABLESPACE small")


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="util-linux's prlimit is not here")
def test_the_servers_files_may_not_grow(
    half_way: str, undisturbed: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stands in for the full disk where none can be mounted: a third of the texts fit, then writes fail."""
    before = rows_of(half_way)

    def with_little_room(connection: Connection, *arguments: Any, **options: Any) -> None:
        owner = {"user": SYSTEM_USER, "group": SYSTEM_USER, "extra_groups": []} if os.geteuid() == 0 else {}
        limit = ["prlimit", f"--pid={connection.info.backend_pid}", "--fsize=500000:"]
        subprocess.run(limit, check=True, **owner)  # type: ignore[call-overload]
        write_versions(connection, *arguments, **options)

    write_versions = load_module.write_versions
    monkeypatch.setattr(load_module, "write_versions", with_little_room)
    with pytest.raises(WarehouseError, match=r"could not extend file(.|\n)*Nothing of it was kept"):
        load_batch(half_way, BATCH, run=RUN, lineage=B)
    monkeypatch.undo()
    assert rows_of(half_way) == before
    load_batch(half_way, BATCH, run=RUN, lineage=B)
    assert rows_of(half_way) == undisturbed


class SmallDisk:
    """A file system in memory whose size can be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", str(folder)], check=True, capture_output=True
        )

    def leave(self, *, megabytes: int) -> None:
        used = shutil.disk_usage(self.folder).used
        size = f"remount,size={used + megabytes * 1_000_000}"
        subprocess.run(["mount", "-o", size, str(self.folder)], check=True)

    def close(self) -> None:
        subprocess.run(["umount", "-l", str(self.folder)], check=True)


@pytest.fixture
def small_disk() -> Iterator[SmallDisk]:
    folder = Path(tempfile.mkdtemp(prefix="dateline-small-disk-"))
    try:
        disk = SmallDisk(folder)
    except (OSError, subprocess.CalledProcessError) as error:
        folder.rmdir()
        pytest.skip(f"mounting a small tmpfs is not permitted here: {error}")
    try:
        shutil.chown(folder, user=SYSTEM_USER)
        yield disk
    finally:
        disk.close()
        folder.rmdir()


def _fault_after(monkeypatch: pytest.MonkeyPatch, stage: str, fault: Callable[[], None]) -> None:
    """Let ``fault`` happen between one step of the load and the next."""
    step = getattr(load_module, stage)

    def faulty(*arguments: Any, **options: Any) -> None:
        step(*arguments, **options)
        fault()

    monkeypatch.setattr(load_module, stage, faulty)


def _terminate_loaders(url: str) -> None:
    with connect(url) as connection:
        connection.execute(
            """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()"""
        )

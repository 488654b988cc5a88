"""The embedded server: its data outlive it, whatever ended it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dateline.runtime.postgres import EmbeddedPostgres, PostgresFailed, ensure_database


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="dateline-embedded-"))
    made.chmod(0o711)
    yield made
    EmbeddedPostgres(made).stop()
    shutil.rmtree(made)


@pytest.fixture
def server(folder: Path) -> EmbeddedPostgres:
    """The module's server, running, with one row in it."""
    server = EmbeddedPostgres(folder, durable=False)
    server.start()
    with psycopg.connect(server.ensure_database("kept")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 1 AS number")
    return server


def number(server: EmbeddedPostgres) -> int:
    with psycopg.connect(server.url("kept")) as connection:
        row = connection.execute("SELECT number FROM kept").fetchone()
        assert row
        return int(row[0])


def test_starting_again_keeps_data_and_port(server: EmbeddedPostgres) -> None:
    url = server.url()
    assert server.stop() == 1
    assert not server.running()
    assert server.stop() == 0
    assert EmbeddedPostgres(server.folder).start() == url
    assert number(server) == 1


def test_starting_a_running_server_leaves_it_alone(server: EmbeddedPostgres) -> None:
    before = server.pid
    EmbeddedPostgres(server.folder).start()
    assert server.pid == before


def test_a_killed_server_recovers(server: EmbeddedPostgres) -> None:
    assert server.pid
    os.kill(server.pid, signal.SIGKILL)
    server.start()
    assert number(server) == 1


def test_a_pid_file_that_names_somebody_else_is_no_server(server: EmbeddedPostgres) -> None:
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n")
    assert not server.running()
    server.start()
    assert number(server) == 1


def test_a_taken_port_gives_way_to_another(server: EmbeddedPostgres) -> None:
    port = int(server.url().rsplit(":", 1)[1].split("/")[0])
    server.stop()
    with socket.create_server(("127.0.0.1", port)):
        assert f":{port}/" not in server.start()
    assert number(server) == 1


def test_two_processes_that_start_it_at_once_share_one(server: EmbeddedPostgres) -> None:
    server.stop()
    program = (
        "import sys, pathlib; from dateline.runtime.postgres import EmbeddedPostgres as E; "
        "s = E(pathlib.Path(sys.argv[1])); s.start(); print(s.pid)"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(server.folder)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    assert len({process.communicate(timeout=60)[0] for process in started}) == 1


def test_only_loopback_and_only_with_the_password(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)
        assert connection.execute("SHOW timezone").fetchone() == ("UTC",)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url().replace("postgres:", "postgres:x", 1))
    assert (server.folder / "password").stat().st_mode & 0o077 == 0


def test_search_tells_letters_from_marks(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url()) as connection:
        row = connection.execute("SELECT to_tsvector('simple', '“Ärger” in São Paulo…')::text").fetchone()
    assert row == ("'in':2 'paulo':4 'são':3 'ärger':1",)


def test_writes_are_durable_unless_a_test_asks_otherwise(server: EmbeddedPostgres) -> None:
    server.stop()
    url = EmbeddedPostgres(server.folder).start()
    with psycopg.connect(url) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)


def test_a_database_is_made_once(server: EmbeddedPostgres) -> None:
    ensure_database(server.url(), 'odd "name"')
    ensure_database(server.url(), 'odd "name"')
    with psycopg.connect(server.url('odd "name"')) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ('odd "name"',)


def test_a_server_that_cannot_start_says_why(server: EmbeddedPostgres) -> None:
    server.stop()
    conf = server.data / "postgresql.conf"
    whole = conf.read_text()
    conf.write_text(whole + "nonsense = 1\n")
    try:
        with pytest.raises(PostgresFailed, match="nonsense"):
            server.start()
    finally:
        conf.write_text(whole)
    server.start()
    assert number(server) == 1


def test_a_server_knows_its_own_addresses_from_anothers(tmp_path):
    server = EmbeddedPostgres(tmp_path)
    assert not server.owns("postgresql://me:secret@127.0.0.1:5432/mine"), "it was never started"
    (tmp_path / "password").write_text("s-3cret")
    assert server.owns("postgresql+psycopg2://postgres:s-3cret@127.0.0.1:40000/airflow")
    assert not server.owns("postgresql://me:secret@127.0.0.1:40000/airflow")

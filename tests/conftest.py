"""Fixtures that more than one part's tests use: a real PostgreSQL, and a warehouse in it."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import hypothesis
import psycopg
import pytest

from dateline.runtime.postgres import EmbeddedPostgres

hypothesis.settings.register_profile(
    "dateline", deadline=None, derandomize="DATELINE_TEST_EXAMPLES" not in os.environ
)
"""No deadline: a machine that is busy is no fault of what is tested. The same examples in every run, so that
whether a change passes is no luck; DATELINE_TEST_EXAMPLES searches new ones."""
hypothesis.settings.load_profile("dateline")


@pytest.fixture(scope="session")
def postgres_admin_url() -> Iterator[str]:
    """URL of a server for all tests, as one who may make databases and roles.

    The one that ``DATELINE_TEST_POSTGRES_URL`` names; else an embedded one, stopped and removed by the
    process that started it.
    """
    if given := os.environ.get("DATELINE_TEST_POSTGRES_URL"):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="dateline-postgres-"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder, durable=False)
    owner = os.getpid()
    try:
        yield server.start()
    finally:
        if os.getpid() == owner:
            server.stop()
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def make_database(postgres_admin_url: str) -> Iterator[Callable[..., str]]:
    """Make a database, empty or as a copy of ``template``; returns its URL. All are dropped at the end."""
    made: list[str] = []

    def make(template: str = "template1") -> str:
        name = f"t_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(postgres_admin_url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY wal_log'.encode())
        made.append(name)
        return urlsplit(postgres_admin_url)._replace(path=f"/{name}").geturl()

    yield make
    if "DATELINE_TEST_POSTGRES_URL" in os.environ:
        with psycopg.connect(postgres_admin_url, autocommit=True) as connection:
            for name in made:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture(scope="module")
def postgres_url(make_database: Callable[..., str]) -> str:
    """URL of an empty database of this module's own."""
    return make_database()


@pytest.fixture(scope="session")
def migrated_template(make_database: Callable[..., str]) -> str:
    """Name of a database that holds the newest schema and nothing else."""
    from dateline.warehouse.migrate import migrate

    url = make_database()
    migrate(url)
    return urlsplit(url).path.lstrip("/")


@pytest.fixture
def warehouse_url(make_database: Callable[..., str], migrated_template: str) -> str:
    """URL of a fresh, migrated, empty warehouse of this test's own."""
    return make_database(migrated_template)

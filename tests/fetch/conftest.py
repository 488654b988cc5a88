"""A misbehaving server, settings that lead every host name to it, a lake, and the tables of fetching."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from fetch.misbehaving import Server
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


@pytest.fixture(scope="module")
def crawl_url(postgres_url: str) -> str:
    """A database with the tables of fetching."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(CRAWL_SCHEMA.read_bytes())
    return postgres_url

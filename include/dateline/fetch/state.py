"""What every process that fetches must agree on, kept in the warehouse's schema ``crawl``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from dateline.errors import WarehouseError
from dateline.fetch.health import PostgresHealth
from dateline.fetch.known import PostgresKnown
from dateline.fetch.politeness import PostgresPoliteness
from dateline.fetch.robots import PostgresRobots


@dataclass(frozen=True, slots=True)
class CrawlState:
    """The shared parts of fetching, on one connection."""

    politeness: PostgresPoliteness
    robots: PostgresRobots
    known: PostgresKnown
    health: PostgresHealth


@contextmanager
def open_state(warehouse_url: str) -> Iterator[CrawlState]:
    """Connect to the warehouse for the time of a block.

    Raises:
        WarehouseError: it cannot be reached.
    """
    try:
        connection = psycopg.connect(warehouse_url, autocommit=True, application_name="dateline fetch")
    except psycopg.OperationalError as error:
        raise WarehouseError(
            f"The warehouse cannot be reached: {error}.", "Check that it runs, with `dateline doctor`."
        ) from error
    with connection:
        connection.execute("SET synchronous_commit = off")  # a lost slot or validator costs one request
        yield CrawlState(
            politeness=PostgresPoliteness(connection),
            robots=PostgresRobots(connection),
            known=PostgresKnown(connection),
            health=PostgresHealth(connection),
        )

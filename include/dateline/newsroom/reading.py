"""Reading the warehouse for a page: as the reader, with an end to patience, each row a typed model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from psycopg.rows import class_row
from pydantic import BaseModel

from dateline.warehouse.connection import Connection, connect

PATIENCE_SECONDS = 15


class View(BaseModel):
    """Base of what the page is given."""


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """A read-only connection on which no statement runs longer than ``PATIENCE_SECONDS``.

    Its statements are short: to start parallel workers or to compile them would take longer than they do.
    """
    with connect(url, role="reader") as connection:
        connection.execute(
            f"""SET statement_timeout = '{PATIENCE_SECONDS}s';
                SET max_parallel_workers_per_gather = 0;
                SET jit = off""".encode()
        )
        yield connection


def rows[T: BaseModel](
    connection: Connection, model: type[T], statement: str, values: Mapping[str, Any] | None = None
) -> list[T]:
    """The rows of a query, each as a ``model`` whose fields are named as the columns."""
    with connection.cursor(row_factory=class_row(model)) as cursor:
        return cursor.execute(statement.encode(), values).fetchall()


def first[T: BaseModel](
    connection: Connection, model: type[T], statement: str, values: Mapping[str, Any] | None = None
) -> T | None:
    """The first row of a query, or None."""
    found = rows(connection, model, statement, values)
    return found[0] if found else None


def value(connection: Connection, statement: str, values: Mapping[str, Any] | None = None) -> Any:
    """The first column of a query's only row."""
    row = connection.execute(statement.encode(), values).fetchone()
    return row[0] if row else None

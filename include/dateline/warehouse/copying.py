"""Writing many rows at once: binary COPY, straight into a table or into a staging table for a merge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.warehouse.connection import Connection


@dataclass(frozen=True)
class Columns:
    """The columns of a table that loading writes: name → PostgreSQL type, in the order of a row."""

    table: str
    types: dict[str, str]

    @property
    def names(self) -> str:
        return ", ".join(self.types)


def copy_rows(
    connection: Connection, columns: Columns, rows: Iterable[Sequence[Any]], *, into: str | None = None
) -> int:
    """COPY ``rows`` into the table (or ``into``); return how many."""
    count = 0
    command = f"COPY {into or columns.table} ({columns.names}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(command.encode()) as copy:
        copy.set_types(list(columns.types.values()))
        write = copy.write_row
        for row in rows:
            write(row)
            count += 1
    return count


def merge_rows(
    connection: Connection,
    columns: Columns,
    rows: Iterable[Sequence[Any]],
    *,
    on_conflict: str,
    order_by: str = "1",
) -> int:
    """COPY ``rows`` into staging and insert them from there; ``on_conflict`` says what meets known keys.

    Rows go in by the order of their key, so that two merges that meet wait for each other, never mutually.
    """
    table, names, staging = columns.table, columns.names, f"incoming_{columns.table}"
    connection.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS {staging} AS SELECT {names} FROM {table} LIMIT 0".encode()
    )
    connection.execute(f"TRUNCATE {staging}".encode())
    count = copy_rows(connection, columns, rows, into=staging)
    if count:
        insert = f"INSERT INTO {table} ({names}) SELECT {names} FROM {staging} ORDER BY {order_by}"
        connection.execute(f"{insert} {on_conflict}".encode())
    return count


def replacing(columns: Columns, *key: str) -> str:
    """The ``on_conflict`` by which an incoming row takes the known one's place."""
    rest = [name for name in columns.types if name not in key]
    settings = ", ".join(f"{name} = excluded.{name}" for name in rest)
    return f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {settings}"

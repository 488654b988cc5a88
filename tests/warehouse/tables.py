"""A warehouse's rows as plain values, to compare one warehouse with another."""

from __future__ import annotations

from typing import Any

from dateline.warehouse.connection import connect

CLOCK = {"loaded_at", "learned_at", "done_at", "asked_at", "set_at", "text_dropped_at"}
"""Columns that hold when a row was written."""


def rows_of(url: str) -> dict[str, list[dict[str, Any]]]:
    """Every table's rows in a stable order, without the columns of ``CLOCK``."""
    with connect(url) as connection:
        names = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'dateline' AND tablename <> 'calendar'"
        ).fetchall()
        found = {}
        for (name,) in names:
            rows = connection.execute(f"SELECT to_jsonb(t) FROM {name} t".encode()).fetchall()
            found[name] = sorted(
                ({key: value for key, value in row.items() if key not in CLOCK} for (row,) in rows), key=repr
            )
    return found


def one(url: str, query: str, *values: Any) -> Any:
    """The first column of the only row."""
    with connect(url) as connection:
        ((value, *_),) = connection.execute(query.encode(), values).fetchall()
    return value

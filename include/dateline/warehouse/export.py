"""The marts as files: CSV or Parquet, one of each view in the schema ``bi``, with names in place of keys."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import pyarrow as pa
from psycopg import sql

from dateline.warehouse.connection import Connection, connect

ROWS_AT_ONCE = 20_000

_TYPES = {
    "date": pa.date32(),
    "int2": pa.int16(),
    "int4": pa.int32(),
    "int8": pa.int64(),
    "float4": pa.float32(),
    "float8": pa.float64(),
    "numeric": pa.float64(),
    "bool": pa.bool_(),
    "timestamptz": pa.timestamp("us", tz="UTC"),
}
"""PostgreSQL's types as Arrow's; any other is written as text."""


def export_marts(
    url: str,
    folder: Path,
    *,
    first: dt.date,
    last: dt.date,
    kind: Literal["csv", "parquet"] = "parquet",
) -> dict[Path, int]:
    """Write each view's rows of ``first`` to ``last``; return the files with their number of rows.

    ``first_last_quoted`` has no days of its own and is written whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    with connect(url, role="reader") as connection:
        for view in _views(connection):
            path = folder / f"{view}.{kind}"
            written[path] = _write(connection, view, path, first, last)
    return written


def _views(connection: Connection) -> list[str]:
    rows = connection.execute(
        "SELECT table_name FROM information_schema.views WHERE table_schema = 'bi' ORDER BY 1"
    )
    return [row[0] for row in rows]


def _write(connection: Connection, view: str, path: Path, first: dt.date, last: dt.date) -> int:
    schema = _schema(connection, view)
    days = (
        sql.SQL("WHERE day BETWEEN {} AND {}").format(first, last) if "day" in schema.names else sql.SQL("")
    )
    rows_written = 0
    with connection.cursor(f"export_{view}") as cursor, _writer(path, schema) as writer:
        cursor.itersize = ROWS_AT_ONCE
        cursor.execute(sql.SQL("SELECT * FROM bi.{} {} ORDER BY 1, 2, 3").format(sql.Identifier(view), days))
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            columns = zip(*rows, strict=True)
            arrays = [
                pa.array([_plain(value) for value in column], type=field.type)
                for column, field in zip(columns, schema, strict=True)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            rows_written += len(rows)
    return rows_written


def _schema(connection: Connection, view: str) -> pa.Schema:
    rows = connection.execute(
        """SELECT column_name, udt_name FROM information_schema.columns
           WHERE table_schema = 'bi' AND table_name = %s ORDER BY ordinal_position""",
        [view],
    )
    return pa.schema([(name, _TYPES.get(kind, pa.string())) for name, kind in rows])


def _writer(path: Path, schema: pa.Schema) -> Any:
    from pyarrow import csv, parquet

    return csv.CSVWriter(path, schema) if path.suffix == ".csv" else parquet.ParquetWriter(path, schema)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return float(value) if isinstance(value, Decimal) else value

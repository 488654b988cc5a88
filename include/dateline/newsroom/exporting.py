"""Lists as files: CSV or Parquet, read page by page and sent as they come.

A cell of a CSV file that a spreadsheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import threading
from collections.abc import Callable, Iterable, Iterator
from types import NoneType
from typing import Any, get_args

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel

from dateline.errors import DatelineError
from dateline.newsroom.paging import Page

PIECE = 2_000
"""Rows read and sent at once."""
MOST_ROWS = 1_000_000

_ARROW = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    dt.date: pa.date32(),
    dt.datetime: pa.timestamp("us", tz="UTC"),
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Busy(DatelineError):
    """Too many files are being made at once."""


class Gate:
    """Lets a person make one file at a time, and a process ``most`` of them."""

    def __init__(self, *, most: int = 3) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._inside: set[str] = set()

    def enter(self, person: str) -> None:
        """Raises:
        Busy: this person's last file is still being made, or the process has enough to do.
        """
        with self._lock:
            if person in self._inside or len(self._inside) >= self._most:
                raise Busy("A file is being made already.", "Try again when it has arrived.")
            self._inside.add(person)

    def leave(self, person: str) -> None:
        with self._lock:
            self._inside.discard(person)


def all_rows[T: BaseModel](find: Callable[[str | None], Page[T]]) -> Iterator[list[T]]:
    """Every row that ``find`` gives, page after page, up to ``MOST_ROWS``."""
    cursor: str | None = None
    for _ in range(MOST_ROWS // PIECE):
        found = find(cursor)
        yield found.items
        cursor = found.next
        if cursor is None:
            return


def as_csv(model: type[BaseModel], pieces: Iterable[list[BaseModel]]) -> Iterator[bytes]:
    """UTF-8 with a header line."""
    names = list(model.model_fields)
    yield _lines([names])
    for piece in pieces:
        yield _lines([_cell(getattr(row, name)) for name in names] for row in piece)


def as_parquet(model: type[BaseModel], pieces: Iterable[list[BaseModel]]) -> Iterator[bytes]:
    """One row group a piece."""
    schema = pa.schema([(name, _arrow_type(field.annotation)) for name, field in model.model_fields.items()])
    sink = _Drain()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for piece in pieces:
            writer.write_table(pa.Table.from_pylist([row.model_dump() for row in piece], schema=schema))
            yield sink.drained()
    yield sink.drained()


class _Drain(io.RawIOBase):
    """A file to write to, whose bytes are taken away as they come."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._taken = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._bytes += data
        return len(data)

    def tell(self) -> int:
        return self._taken + len(self._bytes)

    def drained(self) -> bytes:
        data = bytes(self._bytes)
        self._taken += len(data)
        self._bytes.clear()
        return data


def _lines(table: Iterable[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(table)
    return text.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _arrow_type(annotation: Any) -> pa.DataType:
    plain = next((part for part in get_args(annotation) if part is not NoneType), annotation)
    return _ARROW[plain]

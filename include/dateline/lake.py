"""The lake: files between the stages, in a local folder or on object storage through one path type.

A file is written whole under a temporary name and then renamed, so a reader sees all of it or nothing, and
a rerun replaces it. Records travel as gzipped JSON lines.

Layout, below the lake's root::

    day=2026-11-15/
      candidates/<source>.jsonl.gz      one file a source, by discovery
      batch=<name>/                     the unit of work between tasks
        candidates.jsonl.gz  fetched.jsonl.gz  captures.warc.gz
        cleaned.jsonl.gz  parsed.spacy  entities.jsonl.gz  quotes.jsonl.gz  loaded.json
"""

from __future__ import annotations

import contextlib
import gzip
import os
import uuid
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from pydantic import ValidationError
from upath import UPath

from dateline.errors import LakeError
from dateline.records import Record


@contextlib.contextmanager
def whole_file(path: UPath) -> Iterator[BinaryIO]:
    """Open ``path`` for writing such that it appears only when complete.

    On an error nothing appears and what ``path`` held before stays. Object stores show an object only when
    its upload ends, so there the file is written directly.
    """
    if not is_local(path):
        with path.open("wb") as remote:
            yield remote
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.partial")
    try:
        with partial.open("wb") as local:
            yield local
            local.flush()
            os.fsync(local.fileno())
        os.replace(str(partial), str(path))  # noqa: PTH105 - a UPath is no Path
    finally:
        partial.unlink(missing_ok=True)


def is_local(path: UPath) -> bool:
    """Whether ``path`` is in a file system of this machine."""
    return path.protocol in ("", "file", "local")


def write_records(path: UPath, records: Iterable[Record]) -> int:
    """Write ``records`` to ``path`` as gzipped JSON lines; return how many."""
    count = 0
    with whole_file(path) as raw, gzip.GzipFile("", "wb", 5, raw, 0) as lines:
        for record in records:
            lines.write(record.model_dump_json(exclude_defaults=True).encode("utf-8", "surrogatepass"))
            lines.write(b"\n")
            count += 1
    return count


def read_records[R: Record](path: UPath, kind: type[R]) -> Iterator[R]:
    """Yield the records of a file, one at a time.

    Raises:
        LakeError: the file is missing, torn, or holds a line that is no ``kind``.
    """
    try:
        with path.open("rb") as raw, gzip.GzipFile(fileobj=raw) as lines:
            for number, line in enumerate(lines, start=1):
                yield _parse(line, kind, path, number)
    except FileNotFoundError as error:
        raise LakeError(f"{path} is missing.", "Run the stage before it again.", path=str(path)) from error
    except (EOFError, gzip.BadGzipFile) as error:
        reason = f"{path} is torn: {error}."
        raise LakeError(reason, "Run the stage that writes it again.", path=str(path)) from error


def _parse[R: Record](line: bytes, kind: type[R], path: UPath, number: int) -> R:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        raise LakeError(
            f"{path}, line {number}: not a {kind.__name__}: {error.errors()[0]['msg']}.",
            "Run the stage that writes it again with today's code.",
            path=str(path),
            line=number,
        ) from error

"""The lake: files between the stages, in a local folder or on object storage through one path type.

A file is written whole under a temporary name and then renamed, so a reader sees all of it or nothing, and
a rerun replaces it. An object store knows no renaming: there the file is made on this machine's disk and
uploaded as one object. Records travel as gzipped JSON lines.

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
import io
import os
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError
from upath import UPath

from dateline.errors import LakeError
from dateline.records import Record


def open_lake(root: str) -> UPath:
    """The lake at ``root``, a folder or an ``s3://`` or ``gs://`` address.

    What an object store holds is asked anew each time: other workers write there, too.
    """
    path = UPath(root)
    return path if is_local(path) else UPath(root, use_listings_cache=False)


@contextlib.contextmanager
def whole_file(path: UPath) -> Iterator[BinaryIO]:
    """Open ``path`` for writing such that it appears only when complete.

    On an error nothing appears and what ``path`` held before stays.
    """
    if is_local(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(str(path.parent))
    else:
        folder = Path(tempfile.gettempdir())
    partial = folder / f".{path.name}.{uuid.uuid4().hex[:8]}.partial"
    try:
        with partial.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        put_whole(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def put_whole(local: Path, path: UPath) -> None:
    """Move a finished file of this machine to ``path``, in one step that a reader cannot see half of.

    Where ``path`` is local, both lie in one file system.
    """
    if is_local(path):
        local.replace(str(path))
        return
    path.fs.put_file(str(local), path.path)
    local.unlink()


def open_at(path: UPath, offset: int, length: int) -> BinaryIO:
    """A stream over ``path`` from ``offset`` on; of an object store only ``length`` bytes are brought."""
    if not is_local(path):
        return io.BytesIO(path.fs.cat_file(path.path, start=offset, end=offset + length))
    stream: BinaryIO = path.open("rb")
    stream.seek(offset)
    return stream


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

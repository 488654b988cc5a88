"""Removing single candidates' bytes and texts from the lake, without disturbing their neighbours.

A WARC record is replaced by a tombstone of exactly its length, so that every other offset into the file
stays right; records of later stages are left out of their files; parses, which hold whole texts, are
deleted (the parse step makes them again). Each file is rewritten whole or not at all.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import uuid
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator

from upath import UPath

from dateline.errors import LakeError
from dateline.lake import open_at, read_records, whole_file, write_records
from dateline.records import Candidate, Ending, Fetched, WarcRef

FETCHED = "fetched.jsonl.gz"
CANDIDATES = "candidates.jsonl.gz"
_KEPT_WHOLE = {CANDIDATES, FETCHED}
_GZIP_COMMENT = b"\x1f\x8b\x08\x10"
_CHUNK = 1 << 20


def forget_candidates(
    lake: UPath,
    batch: str,
    candidates: Collection[str],
    *,
    ending: Ending | None,
    dry_run: bool = False,
    keep_place: bool = True,
) -> Counter[str]:
    """Remove what a batch's folder holds of some candidates; return how many records went, by kind.

    With an ``ending`` their captures go as well and ``fetched`` says so; without, the raw bytes stay. Without
    ``keep_place`` WARCs in which no capture is left are deleted, which tombstones would only keep as large.
    """
    day, _, label = batch.partition("#")[0].partition("/")
    folder = lake / f"day={day}" / f"batch={label}"
    removed: Counter[str] = Counter()
    if not label or not folder.exists():
        return removed
    if ending and (folder / FETCHED).exists():
        fetched = list(read_records(folder / FETCHED, Fetched))
        captured = [item for item in fetched if item.candidate.id in candidates and item.capture]
        refs = [item.capture.warc for item in captured if item.capture]
        removed["captures"] += bury(lake, refs, reason=ending.reason, dry_run=dry_run)
        if captured and not dry_run:
            write_records(folder / FETCHED, (_ended(item, candidates, ending) for item in fetched))
            leftovers = ["*.journal"]
            if not keep_place and all(item.candidate.id in candidates for item in fetched if item.capture):
                leftovers.append("*.warc.gz")
            for path in [path for pattern in leftovers for path in folder.glob(pattern)]:
                path.unlink()
    if ending and not dry_run:
        _forget_titles([folder / CANDIDATES, *(folder.parent / "candidates").glob("*.jsonl.gz")], candidates)
    for path in sorted(folder.glob("*.jsonl.gz")):
        if path.name not in _KEPT_WHOLE:
            removed["records"] += _leave_out(path, candidates, dry_run=dry_run)
    if removed and not dry_run:
        for path in folder.glob("*.spacy"):
            path.unlink()
    return +removed


def bury(lake: UPath, refs: Iterable[WarcRef], *, reason: str, dry_run: bool = False) -> int:
    """Put a tombstone in the place of each record that is in the lake; return how many were there."""
    by_path: dict[str, list[WarcRef]] = defaultdict(list)
    for ref in refs:
        if "://" not in ref.path and not ref.path.startswith("/"):
            by_path[ref.path].append(ref)
    buried = 0
    for name, some in by_path.items():
        path = lake / name
        living = {ref.offset: ref for ref in some if path.exists() and not _is_buried(path, ref)}
        if living and not dry_run:
            _rewrite(path, sorted(living.values(), key=lambda ref: ref.offset), reason)
        buried += len(living)
    return buried


def _ended(item: Fetched, candidates: Collection[str], ending: Ending) -> Fetched:
    if item.candidate.id not in candidates:
        return item
    return Fetched(candidate=_untitled(item.candidate), ending=ending)


def _forget_titles(paths: Iterable[UPath], candidates: Collection[str]) -> None:
    """Candidates keep their address, by which their outcome is known; their headlines go."""
    for path in paths:
        found = list(read_records(path, Candidate)) if path.exists() else []
        if any(candidate.id in candidates and candidate.title for candidate in found):
            write_records(path, (_untitled(item) if item.id in candidates else item for item in found))


def _untitled(candidate: Candidate) -> Candidate:
    return candidate.model_copy(update={"title": None})


def _leave_out(path: UPath, candidates: Collection[str], *, dry_run: bool) -> int:
    with path.open("rb") as raw, gzip.GzipFile(fileobj=raw) as lines:
        kept, count = [], 0
        for line in lines:
            if json.loads(line)["id"] in candidates:
                count += 1
            else:
                kept.append(line)
    if count and not dry_run:
        with whole_file(path) as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as out:
            out.writelines(kept)
    return count


def _is_buried(path: UPath, ref: WarcRef) -> bool:
    with open_at(path, ref.offset, len(_GZIP_COMMENT)) as file:
        return file.read(len(_GZIP_COMMENT)) == _GZIP_COMMENT


def _rewrite(path: UPath, refs: list[WarcRef], reason: str) -> None:
    with path.open("rb") as source, whole_file(path) as target:
        for ref in refs:
            target.writelines(_read(source, ref.offset - source.tell()))
            target.write(_tombstone(ref, reason))
            source.seek(ref.offset + ref.length)
        target.writelines(_read(source, None))


def _read(source: object, count: int | None) -> Iterator[bytes]:
    """``count`` bytes from where ``source`` stands, or all that are left."""
    while count is None or count > 0:
        chunk: bytes = source.read(_CHUNK if count is None else min(_CHUNK, count))  # type: ignore[attr-defined]
        if not chunk:
            return
        if count is not None:
            count -= len(chunk)
        yield chunk


def _tombstone(ref: WarcRef, reason: str) -> bytes:
    """A WARC metadata record as one gzip member of the record's length; its gzip comment fills it up."""
    body = f"Removed: {reason}\r\n".encode()
    head = (
        f"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid4()}>\r\n"
        f"WARC-Date: {dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}\r\nContent-Type: text/plain\r\n"
    )
    for content in (body, b""):
        record = head.encode() + b"Content-Length: %d\r\n\r\n" % len(content) + content + b"\r\n\r\n"
        deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = deflate.compress(record) + deflate.flush()
        tail = zlib.crc32(record).to_bytes(4, "little") + len(record).to_bytes(4, "little")
        room = ref.length - len(_GZIP_COMMENT) - 6 - 1 - len(packed) - len(tail)
        if room >= 0:
            return _GZIP_COMMENT + b"\0\0\0\0\0\xff" + b"-" * room + b"\0" + packed + tail
    raise LakeError(
        f"{ref.path} at {ref.offset}: a record of {ref.length} bytes has no room for a tombstone.",
        "Is the file a gzipped WARC, and the offset that of a record?",
        path=ref.path,
        offset=ref.offset,
    )

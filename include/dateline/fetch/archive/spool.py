"""The files under a WARC that is being written: an append-only part and a journal of what is safely in it.

A killed process leaves both. The next one that opens the same WARC keeps every record that the journal
vouches for, cuts the torn end off, and goes on from there; offsets stay what they were. Finishing renames
both to their own names (or uploads them, where the lake is an object store).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from upath import UPath

from dateline.errors import LakeError
from dateline.fetch.archive.reader import is_whole
from dateline.lake import is_local, put_whole
from dateline.records import Fetched

JOURNAL = "{name}.journal"


class Spool:
    """The part and the journal of one WARC; one process at a time holds them."""

    def __init__(self, path: UPath) -> None:
        self._path = path
        self._final_journal = path.with_name(JOURNAL.format(name=path.name))
        folder = Path(str(path.parent)) if is_local(path) else _own_folder(path)
        folder.mkdir(parents=True, exist_ok=True)
        self._part_path = folder / f".{path.name}.partial"
        self._journal_path = folder / f".{path.name}.journal.partial"
        self.salvaged: dict[str, Fetched] = {}
        """By candidate id: what an earlier process had safely stored."""
        self._reopen_finished()
        self._part = self._lock()
        self._journal = self._journal_path.open("ab", buffering=0)
        self._salvage()

    @property
    def size(self) -> int:
        return self._part.tell()

    def append(self, block: bytes) -> int:
        """Add bytes to the WARC; return the offset of the first."""
        offset = self.size
        self._part.write(block)
        return offset

    def note(self, fetched: Fetched) -> None:
        """Vouch for a candidate whose records are in the WARC."""
        record = fetched.model_dump(mode="json", exclude_defaults=True)
        line = json.dumps({"id": fetched.candidate.id, "end": self.size, "fetched": record})
        self._journal.write(line.encode() + b"\n")

    def finish(self) -> None:
        """Put both files under their own names."""
        for file in (self._part, self._journal):
            os.fsync(file.fileno())
        put_whole(self._part_path, self._path)
        put_whole(self._journal_path, self._final_journal)
        self.close()

    def close(self) -> None:
        """Let go, keeping what was written for the next process."""
        self._part.close()
        self._journal.close()

    def _reopen_finished(self) -> None:
        """A finished WARC is added to, never replaced: what the warehouse points to stays where it is.

        On an object store it wins over what an earlier process left on this machine: another one may have
        finished the WARC since.
        """
        if self._part_path.exists():
            if is_local(self._path):
                return
            self._lock().close()
        if not (self._path.exists() and self._final_journal.exists()):
            return
        _copy(self._final_journal, self._journal_path)
        _copy(self._path, self._part_path)

    def _lock(self) -> BinaryIO:
        part = self._part_path.open("ab", buffering=0)
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            part.close()
            raise LakeError(
                f"{self._path} is being written by another process.",
                "Wait for that one to end, or stop it; then run this one again.",
                path=str(self._path),
            ) from None
        return part

    def _salvage(self) -> None:
        """Keep what is whole, up to the first entry that is not."""
        part_end = journal_end = 0
        for end, length, fetched in self._vouched():
            self.salvaged[fetched.candidate.id] = fetched
            part_end, journal_end = end, journal_end + length
        self._part.truncate(part_end)
        self._part.seek(part_end)
        self._journal.truncate(journal_end)

    def _vouched(self) -> Iterator[tuple[int, int, Fetched]]:
        size = self._part_path.stat().st_size
        with self._part_path.open("rb") as part, self._journal_path.open("rb") as journal:
            for line in journal:
                try:
                    entry = json.loads(line)
                    end, fetched = int(entry["end"]), Fetched.model_validate(entry["fetched"])
                except (ValueError, KeyError, TypeError):
                    return
                if not line.endswith(b"\n") or end > size or not _is_stored(fetched, part):
                    return
                yield end, len(line), fetched


def _is_stored(fetched: Fetched, part: BinaryIO) -> bool:
    if fetched.capture is None or fetched.candidate.stored:
        return True
    part.seek(fetched.capture.warc.offset)
    return is_whole(part.read(fetched.capture.warc.length))


def _own_folder(path: UPath) -> Path:
    name = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"dateline-spool-{os.getuid()}" / name


def _copy(source: UPath, target: Path) -> None:
    partial = target.with_name(f"{target.name}.copy")
    with source.open("rb") as finished, partial.open("wb") as local:
        shutil.copyfileobj(finished, local, 1 << 20)
    partial.replace(target)

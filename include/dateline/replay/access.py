"""The access log: one entry a request, from which a test can prove how politely a client behaved."""

from __future__ import annotations

import json
import threading
from collections import Counter, deque
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

_KEPT = 200_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One request that was answered."""

    monotonic: float
    """Seconds of the machine's monotonic clock when the request's first line had been read."""
    at: str
    """The same moment as wall time, ISO 8601 in UTC."""
    scheme: str
    host: str
    method: str
    path: str
    """Path and query as sent."""
    status: int
    sent: int
    """Bytes of the body as sent."""
    agent: str


class AccessLog:
    """Keeps the newest entries in memory and, given a file, appends each as a JSON line."""

    def __init__(self, path: Path | None = None) -> None:
        self._entries: deque[Entry] = deque(maxlen=_KEPT)
        self._by_host: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._file = _opened(path) if path else None

    def add(self, entry: Entry) -> None:
        with self._lock:
            self._entries.append(entry)
            self._by_host[entry.host] += 1
            if self._file:
                self._file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")

    def entries(self) -> list[Entry]:
        with self._lock:
            return list(self._entries)

    def by_host(self) -> dict[str, int]:
        """Requests of each host since the start."""
        with self._lock:
            return dict(self._by_host)

    def close(self) -> None:
        with self._lock:
            if self._file:
                self._file.close()
                self._file = None


def _opened(path: Path) -> TextIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("a", encoding="utf-8", buffering=1)

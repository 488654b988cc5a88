"""What all routes of the page need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from upath import UPath

from dateline.newsroom.exporting import Gate
from dateline.newsroom.reading import reading
from dateline.newsroom.runs import no_airflow
from dateline.settings import Settings
from dateline.sources import Source, load_sources
from dateline.warehouse.connection import Connection


@dataclass(frozen=True)
class Site:
    """Where the page reads and writes, and how it knows who asks.

    ``person`` is a FastAPI dependency that answers with a :class:`~dateline.newsroom.guard.Person`, or
    refuses; ``secret`` signs the tokens that changes need. ``airflow`` is a dependency that answers with an
    :data:`~dateline.newsroom.runs.AskAirflow`, or None where there is no Airflow to ask.
    """

    warehouse_url: Callable[[], str]
    person: Callable[..., Any]
    secret: str
    settings: Settings
    airflow: Callable[..., Any] = no_airflow
    gate: Gate = field(default_factory=Gate)

    def connection(self) -> Iterator[Connection]:
        """A reader's connection for the time of one request; a dependency."""
        with reading(self.warehouse_url()) as connection:
            yield connection

    def sources(self) -> dict[str, Source]:
        """The sources that the files hold, by id; a file is read again when it changed."""
        paths = self.settings.sources
        return _read(paths, tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in paths))

    @property
    def lake(self) -> UPath:
        return UPath(self.settings.lake_root)


@lru_cache(maxsize=4)
def _read(paths: tuple[Path, ...], _changed_at: tuple[int, ...]) -> dict[str, Source]:
    return load_sources(paths)

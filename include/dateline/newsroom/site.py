"""What all routes of the page need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from dateline.newsroom.exporting import Gate
from dateline.newsroom.reading import reading
from dateline.settings import Settings
from dateline.sources import load_sources
from dateline.warehouse.connection import Connection


@dataclass(frozen=True)
class Site:
    """Where the page reads and writes, and how it knows who asks.

    ``person`` is a FastAPI dependency that answers with a :class:`~dateline.newsroom.guard.Person`, or
    refuses; ``secret`` signs the tokens that changes need.
    """

    warehouse_url: Callable[[], str]
    person: Callable[..., Any]
    secret: str
    settings: Settings
    gate: Gate = field(default_factory=Gate)

    def connection(self) -> Iterator[Connection]:
        """A reader's connection for the time of one request; a dependency."""
        with reading(self.warehouse_url()) as connection:
            yield connection

    def source_names(self) -> dict[str, str]:
        """Sources by id, with the names that readers know."""
        return {source.id: source.name for source in load_sources(self.settings.sources).values()}

"""The shape of every finder: a source and a day in, addresses with hints out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from dateline.discover.found import Found
from dateline.discover.http import Http
from dateline.discover.state import DiscoveryState
from dateline.records import FoundBy
from dateline.settings import DiscoverSettings
from dateline.sources import Source


@dataclass(frozen=True, slots=True)
class Asked:
    """One feed, sitemap, page or archive that was asked, and how it went."""

    found_by: FoundBy
    where: str
    addresses: int = 0
    error: str | None = None
    status: int | None = None
    """The HTTP status that was the error, where it was one."""


@dataclass(slots=True)
class Report:
    """How the discovery of one source and day went, beside its candidates."""

    asked: list[Asked] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    cut: int = 0
    """Candidates beyond ``max_per_day``."""


@dataclass(frozen=True, slots=True)
class Context:
    """What finders work with."""

    http: Http
    state: DiscoveryState
    settings: DiscoverSettings
    report: Report


class Finder(Protocol):
    """Finds addresses in one place: one feed, one sitemap tree, one archive.

    ``find`` yields every address it sees with its hints, of whatever day; it may leave out what it knows
    not to belong to ``day``. It raises DatelineError where the place cannot be asked.
    """

    @property
    def found_by(self) -> FoundBy: ...

    @property
    def where(self) -> str:
        """Its address, path or pattern."""

    def find(self, source: Source, day: dt.date, context: Context) -> Iterator[Found]: ...

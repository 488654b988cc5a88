"""What discovery remembers from one run to the next.

Three memories, each of which leaves a rerun of a day with the same result: which day an undated address was
first seen on; the last copy of a feed or section page with its validators (so a 304 still yields its items);
and which days a sitemap's entries named when its index last gave this lastmod (so an unchanged branch that
names another day is not read again).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Copy:
    """A page as it was last answered, with what a conditional request needs."""

    body: bytes
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class SitemapMemo:
    """What one sitemap held when its index said ``lastmod``."""

    lastmod: str
    days: frozenset[dt.date]


class DiscoveryState(Protocol):
    """The memory; implementations must let several processes use it at once."""

    def claim(self, source: str, urls: Iterable[str], day: dt.date) -> set[str]:
        """Remember ``urls`` under ``day`` where they are new; return those that are (now) under ``day``."""

    def copy(self, url: str) -> Copy | None: ...

    def keep_copy(self, url: str, copy: Copy) -> None: ...

    def sitemap(self, url: str) -> SitemapMemo | None: ...

    def keep_sitemap(self, url: str, memo: SitemapMemo) -> None: ...


@dataclass(slots=True)
class MemoryState:
    """A state that lasts as long as the object: for one command, and for tests."""

    days: dict[tuple[str, str], dt.date] = field(default_factory=dict)
    copies: dict[str, Copy] = field(default_factory=dict)
    sitemaps: dict[str, SitemapMemo] = field(default_factory=dict)

    def claim(self, source: str, urls: Iterable[str], day: dt.date) -> set[str]:
        return {url for url in urls if self.days.setdefault((source, url), day) == day}

    def copy(self, url: str) -> Copy | None:
        return self.copies.get(url)

    def keep_copy(self, url: str, copy: Copy) -> None:
        self.copies[url] = copy

    def sitemap(self, url: str) -> SitemapMemo | None:
        return self.sitemaps.get(url)

    def keep_sitemap(self, url: str, memo: SitemapMemo) -> None:
        self.sitemaps[url] = memo

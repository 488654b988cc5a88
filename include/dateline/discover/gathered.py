"""What all ways together say of each address, and how far back each of them reaches."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from dateline.discover.found import Belongs, Found, belongs
from dateline.discover.hosts import host_belongs, host_of
from dateline.discover.urls import Address, resolve
from dateline.sources import Source

WEEK = dt.timedelta(days=7)


@dataclass(slots=True)
class Depth:
    """Whether what one feed or sitemap holds reaches back behind the day.

    It does if it names an article of the week before, or three older ones; one pinned item is no proof.
    """

    day: dt.date
    dated: bool = False
    near: bool = False
    older: int = 0

    def note(self, found: Found) -> None:
        if found.published:
            self.dated = True
            self.older += found.published.day < self.day
            self.near = self.near or self.day - WEEK <= found.published.day < self.day

    @property
    def enough(self) -> bool:
        return self.near or self.older >= 3


@dataclass(slots=True)
class Gathered:
    """What was said of each address so far."""

    source: Source
    day: dt.date
    recent: bool
    by_identity: dict[str, tuple[Address, Found]] = field(default_factory=dict)
    depths: list[Depth] = field(default_factory=list)
    """Of each feed and sitemap that dates its articles, or failed."""
    wanted: Callable[[str], bool] = field(init=False)

    def __post_init__(self) -> None:
        self.wanted = _filter(self.source)

    def add(self, found: Found) -> bool:
        """Keep ``found`` if it may belong to the day, or tells that it does not; return whether it does."""
        if not self._matters(found):
            return False
        address = resolve(found.url, home=self.source.home)
        if address is None or not self.wanted(address.fetch):
            return False
        known = self.by_identity.get(address.identity)
        if known is None:
            self.by_identity[address.identity] = address, found
        else:
            known[1].merge(found)
            if address.fetch == address.identity:
                self.by_identity[address.identity] = address, known[1]
        return belongs(found, self.day) is Belongs.YES

    def _matters(self, found: Found) -> bool:
        if belongs(found, self.day) is not Belongs.NO:
            return True
        told = found.published
        return told is not None and told.at is not None and abs((told.day - self.day).days) <= 1


def _filter(source: Source) -> Callable[[str], bool]:
    """Whether a spelled address belongs to the source: its host, then ``include`` and ``exclude``."""
    include = [re.compile(pattern) for pattern in source.include]
    exclude = [re.compile(pattern) for pattern in source.exclude]
    hosts: dict[str, bool] = {}

    def wanted(url: str) -> bool:
        netloc = url.split("/", 3)[2]
        if netloc not in hosts:
            hosts[netloc] = host_belongs(host_of(url), source)
        return (
            hosts[netloc]
            and (not include or any(pattern.search(url) for pattern in include))
            and not any(pattern.search(url) for pattern in exclude)
        )

    return wanted

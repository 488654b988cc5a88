"""What a finder says of one address, and to which day that makes it belong."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from dateline.discover.dates import When
from dateline.records import FoundBy, WarcRef


@dataclass(slots=True)
class Found:
    """An address with its hints, as found."""

    url: str
    found_by: FoundBy
    found_in: str
    title: str | None = None
    published: When | None = None
    modified: When | None = None
    stored: WarcRef | None = None
    fetch_url: str | None = None
    """Where the bytes are to be had if not at ``url`` (a Wayback capture)."""

    def merge(self, other: Found) -> None:
        """Take from ``other`` what this one does not know; an instant outweighs a mere day."""
        self.title = self.title or other.title
        self.published = _surer(self.published, other.published)
        self.modified = _surer(self.modified, other.modified)
        self.stored = self.stored or other.stored
        self.fetch_url = self.fetch_url and other.fetch_url


class Belongs(Enum):
    YES = "yes"
    NO = "no"
    UNDATED = "undated"
    """No hint says: it belongs to the first day that saw it."""


def belongs(found: Found, day: dt.date) -> Belongs:
    """Whether ``found`` was published on ``day``, or changed on it after an earlier publication."""
    if found.published is None and found.modified is None:
        return Belongs.UNDATED
    if found.published is not None and found.published.day == day:
        return Belongs.YES
    changed = found.modified is not None and found.modified.day == day
    corrected = changed and (found.published is None or found.published.day < day)
    return Belongs.YES if corrected else Belongs.NO


def _surer(first: When | None, second: When | None) -> When | None:
    if first is None or (first.at is None and second is not None and second.at is not None):
        return second
    return first

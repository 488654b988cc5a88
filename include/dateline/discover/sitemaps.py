"""Sitemaps: plain, news, text, gzipped, indexes of them, and dated ones by pattern.

An index can name thousands of files. A branch is left unread where it cannot name the day: its period (in
its address) is another one, its lastmod lies before the day, or it is unchanged since it was last read and
named other days then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from dateline.discover.dates import When, parse_when, url_day
from dateline.discover.finder import Context
from dateline.discover.found import Found
from dateline.discover.http import ask
from dateline.discover.patterns import fill_day, names_day
from dateline.discover.sitemap_file import Branch, Sitemap, noisy_lastmods, parse_sitemap, period_of
from dateline.discover.state import SitemapMemo
from dateline.errors import DatelineError, SourceUnavailable
from dateline.records import FoundBy
from dateline.sources import Source

MAX_DEPTH = 5
"""Indexes of indexes; the protocol allows one level."""


@dataclass(frozen=True, slots=True)
class SitemapFinder:
    """One sitemap or index, or, where its address has ``{yyyy}``, ``{mm}``, ``{dd}``, the day's."""

    where: str
    found_by: FoundBy = FoundBy.SITEMAP

    def find(self, source: Source, day: dt.date, context: Context) -> Iterator[Found]:
        if not names_day(self.where):
            yield from _Walk(source, day, context).read(fill_day(self.where, day))
            return
        found = self._of_file(source, day, day, context)
        yield from found
        if not found or any(item.published and item.published.at for item in found):
            for step in (-1, 1):
                yield from self._of_file(source, day + dt.timedelta(days=step), day, context)

    def _of_file(self, source: Source, file_day: dt.date, day: dt.date, context: Context) -> list[Found]:
        """The entries of ``file_day``'s file, which gives its day to those that tell none themselves.

        Many archives are cut at midnight of another zone than the source's, so where the entries have
        instants the files of both neighbouring days are read as well. A missing file is a day with nothing.
        """
        url = fill_day(self.where, file_day)
        try:
            found = list(_Walk(source, day, context).read(url))
        except SourceUnavailable as error:
            if error.fields.get("status") not in (404, 410):
                raise
            if file_day == day:
                context.report.warnings.append(f"{url}: no such file, taken for a day without articles")
            return []
        for item in found:
            item.published = item.published or When(file_day)
        return found


@dataclass(slots=True)
class _Walk:
    """The files of one sitemap tree that may name the day."""

    source: Source
    day: dt.date
    context: Context
    visited: set[str] = field(default_factory=set)

    def read(self, url: str) -> Iterator[Found]:
        sitemap = self._load(url)
        yield from self._entries(url, sitemap)
        yield from self._branches(sitemap, depth=1)

    def _branches(self, sitemap: Sitemap, depth: int) -> Iterator[Found]:
        for branch in sitemap.branches:
            if branch.url in self.visited or not self._may_name_day(branch):
                continue
            if depth > MAX_DEPTH or len(self.visited) >= self.context.settings.max_sitemaps:
                self.context.report.warnings.append(
                    f"{branch.url} and what follows was not read: {len(self.visited)} sitemaps, depth {depth}"
                )
                return
            try:
                below = self._load(branch.url)
            except DatelineError as error:
                self.context.report.warnings.append(f"{branch.url}: {error.reason}")
                continue
            found = list(self._entries(branch.url, below))
            if branch.lastmod and not below.branches:
                self._remember(branch.url, branch.lastmod, found)
            yield from found
            yield from self._branches(below, depth + 1)

    def _load(self, url: str) -> Sitemap:
        self.visited.add(url)
        limit = self.context.settings.max_sitemap_bytes
        response = ask(self.context.http, url, max_bytes=limit)
        return parse_sitemap(response.body, url=response.url, max_bytes=limit)

    def _may_name_day(self, branch: Branch) -> bool:
        changed = parse_when(branch.lastmod, self.source.zone)
        period = period_of(branch.url)
        if period and not period[0] <= self.day <= period[1]:
            return changed is not None and changed.day == self.day
        if changed and changed.day < self.day - dt.timedelta(days=1):
            return False
        memo = self.context.state.sitemap(branch.url)
        return memo is None or memo.lastmod != branch.lastmod or self.day in memo.days

    def _entries(self, url: str, sitemap: Sitemap) -> Iterator[Found]:
        zone = self.source.zone
        noise = noisy_lastmods(sitemap.entries)
        parsed: dict[str | None, When | None] = {}
        for entry in sitemap.entries:
            lastmod = None if entry.lastmod in noise else entry.lastmod
            if lastmod not in parsed:
                parsed[lastmod] = parse_when(lastmod, zone)
            named = url_day(entry.url)
            published = parse_when(entry.published, zone) or (When(named) if named else None)
            yield Found(entry.url, FoundBy.SITEMAP, url, entry.title, published, parsed[lastmod])

    def _remember(self, url: str, lastmod: str, found: list[Found]) -> None:
        hints = {hint.day for item in found for hint in (item.published, item.modified) if hint}
        if all(item.published or item.modified for item in found):
            self.context.state.keep_sitemap(url, SitemapMemo(lastmod, frozenset(hints)))

"""CC-NEWS: Common Crawl's archive of news pages, a list of WARC files for each month.

For one day only the files written during it, and a few hours on, are read; each as a stream, of which
only the records of the source's hosts are looked at. The candidates point into the files: nothing is copied.
The files never change, so one that was read to its end is read again only for a day that it named.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from upath import UPath

from dateline.discover.dates import start_of
from dateline.discover.documents import plain_bytes
from dateline.discover.finder import Context
from dateline.discover.found import Found
from dateline.discover.hosts import host_belongs, host_of
from dateline.discover.http import ask
from dateline.discover.state import SitemapMemo
from dateline.discover.warcs import WarcFinder, found_page, open_warc, pages
from dateline.errors import DatelineError, SourceUnavailable
from dateline.records import FoundBy
from dateline.sources import Source

ROOT = "https://data.commoncrawl.org"
_WHOLE = "read to its end"
_WRITTEN = re.compile(r"CC-NEWS-(\d{14})-")


@dataclass(frozen=True, slots=True)
class CcNewsFinder:
    """The data set at ``where``: its public address, a mirror, or a folder with the same layout."""

    where: str
    found_by: FoundBy = FoundBy.CC_NEWS

    def find(self, source: Source, day: dt.date, context: Context) -> Iterator[Found]:
        begin = start_of(day, source.zone)
        end = start_of(day + dt.timedelta(days=1), source.zone)
        end += dt.timedelta(hours=context.settings.cc_news_lag_hours)
        paths = self._paths_around(begin, end, context)
        failures: list[DatelineError] = []
        files = written_between(paths, begin, end)
        for path in files:
            try:
                yield from self._file(f"{self.where.rstrip('/')}/{path}", source, day, context)
            except DatelineError as error:
                failures.append(error)
                context.report.warnings.append(f"{path}: {error.reason}")
        if files and len(failures) == len(files):
            raise failures[0]

    def _paths_around(self, begin: dt.datetime, end: dt.datetime, context: Context) -> list[str]:
        """The files of the day's month, and of its neighbours where the day reaches into them."""
        paths = self._paths(f"{begin:%Y/%m}", context)
        neighbours = []
        if not any(written < f"{begin:%Y%m%d%H%M%S}" for written, _ in _started(paths)):
            neighbours.append(begin.replace(day=1) - dt.timedelta(days=1))
        if end.month != begin.month:
            neighbours.append(end)
        for moment in neighbours:
            try:
                paths += self._paths(f"{moment:%Y/%m}", context)
            except DatelineError as error:
                context.report.warnings.append(error.reason)
        return paths

    def _file(self, path: str, source: Source, day: dt.date, context: Context) -> Iterator[Found]:
        memory = f"{source.id} {path}"
        memo = context.state.sitemap(memory)
        if memo and day not in memo.days:
            return
        days: set[dt.date] = set()
        finder = WarcFinder(path, by_capture=True, found_by=self.found_by)
        hosts: dict[str, bool] = {}

        def wanted(url: str) -> bool:
            host = host_of(url)
            if host not in hosts:
                hosts[host] = host_belongs(host, source)
            return hosts[host]

        with open_warc(path, context) as (stream, size):
            for page in pages(stream, size, path=path, wanted=wanted):
                found = found_page(page, source, finder, path)
                if found.published:
                    days.add(found.published.day)
                yield found
        context.state.keep_sitemap(memory, SitemapMemo(_WHOLE, frozenset(days)))

    def _paths(self, month: str, context: Context) -> list[str]:
        where = f"{self.where.rstrip('/')}/crawl-data/CC-NEWS/{month}/warc.paths.gz"
        limit = context.settings.max_sitemap_bytes
        if where.startswith(("http://", "https://")):
            body = ask(context.http, where, max_bytes=limit).body
        else:
            try:
                body = UPath(where).read_bytes()
            except OSError as error:
                raise SourceUnavailable(
                    f"{where} cannot be read: {error}.", "Mend the archive's url."
                ) from error
        return plain_bytes(body, url=where, max_bytes=limit).decode("utf-8", "replace").split()


def written_between(paths: list[str], begin: dt.datetime, end: dt.datetime) -> list[str]:
    """The files that may hold records of ``begin`` to ``end``.

    A file's name tells when it was begun; it was written until about when the next one was, so the last one
    before ``begin`` belongs too.
    """
    started = _started(paths)
    first, last = f"{begin:%Y%m%d%H%M%S}", f"{end:%Y%m%d%H%M%S}"
    before = [path for moment, path in started if moment < first][-1:]
    return before + [path for moment, path in started if first <= moment < last]


def _started(paths: list[str]) -> list[tuple[str, str]]:
    return sorted((match[1], path) for path in paths if (match := _WRITTEN.search(path)))

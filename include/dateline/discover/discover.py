"""A source and a day in, that day's candidates out: one for each article, whichever way it was found.

The ways are asked in this order. *Live* ones: feeds, sitemaps, section pages (recent days only), lists and
WARC files. Then, where no live one reaches back behind the day, the source's *archives* in the order of its
entry, until one has something of the day.

Everything that is said of one address is merged before it is decided whether it belongs to the day, so a
sitemap's bare lastmod does not put an article on a day when the feed knows better.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from dateline.discover.archives import archive_finder
from dateline.discover.feeds import FeedFinder
from dateline.discover.finder import Asked, Context, Finder, Report
from dateline.discover.found import Belongs, Found, belongs
from dateline.discover.hosts import host_belongs, host_of
from dateline.discover.http import Http
from dateline.discover.lists import ListFinder
from dateline.discover.sections import SectionFinder
from dateline.discover.sitemaps import SitemapFinder
from dateline.discover.state import DiscoveryState, MemoryState
from dateline.discover.urls import Address, resolve
from dateline.discover.warcs import WarcFinder
from dateline.errors import DatelineError, SourceUnavailable
from dateline.records import Candidate, FoundBy
from dateline.settings import DiscoverSettings
from dateline.sources import Source

log = logging.getLogger(__name__)


def discover(
    source: Source,
    day: dt.date,
    *,
    http: Http,
    state: DiscoveryState | None = None,
    now: dt.datetime | None = None,
    settings: DiscoverSettings | None = None,
    report: Report | None = None,
) -> Iterator[Candidate]:
    """Yield the candidates of ``day`` (a calendar day in the source's zone).

    What went wrong in part, and what was cut, is logged as a warning and kept in ``report``.

    Raises:
        SourceUnavailable: none of the source's ways could be asked.
    """
    if source.paused:
        log.info("%s is paused; nothing is asked", source.id)
        return
    report = report if report is not None else Report()
    context = Context(http, state or MemoryState(), settings or DiscoverSettings(), report)
    today = source.day_of(now or dt.datetime.now(dt.UTC))
    recent = day >= today - dt.timedelta(days=context.settings.recent_days)
    gathered = _Gathered(source, day, recent)
    _ask_live(gathered, context)
    _ask_archives(gathered, context)
    _refuse_silence(gathered, report)
    yield from _candidates(gathered, context)


REACH = dt.timedelta(days=7)
"""A way reaches back behind a day if it names an article of the week before; a pinned old item is none."""


@dataclass(slots=True)
class _Gathered:
    """What was said of each address so far."""

    source: Source
    day: dt.date
    recent: bool
    by_identity: dict[str, tuple[Address, Found]] = field(default_factory=dict)
    reaches: bool = False

    def add(self, found: Found, wanted: Callable[[str], bool]) -> bool:
        """Keep ``found`` if it may belong to the day, or tells that it does not; return whether it does."""
        hint = found.published or found.modified
        if hint and self.day - REACH <= hint.day < self.day:
            self.reaches = True
        if not self._matters(found):
            return False
        address = resolve(found.url, home=self.source.home)
        if address is None or not wanted(address.fetch):
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
        near = found.published
        return near is not None and near.at is not None and abs((near.day - self.day).days) <= 1


def _ask_live(gathered: _Gathered, context: Context) -> None:
    source = gathered.source
    finders: list[Finder] = [FeedFinder(url) for url in source.feeds]
    if gathered.recent:
        finders += [SectionFinder(section) for section in source.sections]
    finders += [SitemapFinder(url) for url in source.sitemaps]
    finders += [ListFinder(path) for path in source.addresses]
    finders += [WarcFinder(path) for path in source.warcs]
    for finder in finders:
        _ask(finder, gathered, context)


def _ask_archives(gathered: _Gathered, context: Context) -> None:
    """Ask the archives in their order, until one has something of the day.

    For a recent day only the publisher's own files: Wayback and CC-NEWS lag behind, and are asked for a
    recent day only where the source has no other way.
    """
    source = gathered.source
    if gathered.reaches:
        return
    live = source.feeds or source.sitemaps or source.sections
    for archive in source.archives:
        if gathered.recent and live and archive.kind in ("wayback", "cc-news"):
            continue
        if _ask(archive_finder(archive, source), gathered, context):
            return


def _ask(finder: Finder, gathered: _Gathered, context: Context) -> int:
    """Gather what ``finder`` finds; return how many addresses of the day that was."""
    addresses, of_day, error = 0, 0, None
    wanted = _filter(gathered.source)
    try:
        for found in finder.find(gathered.source, gathered.day, context):
            addresses += 1
            of_day += gathered.add(found, wanted)
    except DatelineError as fault:
        error = fault.reason
        context.report.warnings.append(f"{finder.where}: {fault.reason}")
    context.report.asked.append(Asked(finder.found_by, finder.where, addresses, error))
    return of_day


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


def _refuse_silence(gathered: _Gathered, report: Report) -> None:
    errors = [asked for asked in report.asked if asked.error]
    for warning in report.warnings:
        log.warning("%s, %s: %s", gathered.source.id, gathered.day, warning)
    if errors and len(errors) == len(report.asked) and not gathered.by_identity:
        raise SourceUnavailable(
            f"{gathered.source.id}: none of its {len(errors)} ways could be asked, first: {errors[0].error}",
            f"Try again later, or look with `dateline source check {gathered.source.home}`.",
            source=gathered.source.id,
            day=gathered.day.isoformat(),
        )


def _candidates(gathered: _Gathered, context: Context) -> Iterator[Candidate]:
    dated: dict[str, tuple[Address, Found]] = {}
    undated: dict[str, tuple[Address, Found]] = {}
    for identity, known in gathered.by_identity.items():
        verdict = belongs(known[1], gathered.day)
        if verdict is Belongs.YES:
            dated[identity] = known
        elif verdict is Belongs.UNDATED and _may_take_undated(known[1], gathered):
            undated[identity] = known
    context.state.claim(gathered.source.id, dated, gathered.day)
    chosen = [*dated.values(), *_new(undated, gathered, context)]
    limit = gathered.source.max_per_day
    if limit is not None and len(chosen) > limit:
        context.report.cut = len(chosen) - limit
        log.warning(
            "%s, %s: %d candidates beyond max_per_day=%d were cut",
            gathered.source.id,
            gathered.day,
            context.report.cut,
            limit,
        )
    for address, found in chosen[:limit]:
        yield _candidate(address, found, gathered)


def _may_take_undated(found: Found, gathered: _Gathered) -> bool:
    return gathered.recent or found.found_by in (FoundBy.LIST, FoundBy.WARC)


def _new(
    undated: dict[str, tuple[Address, Found]], gathered: _Gathered, context: Context
) -> Iterable[tuple[Address, Found]]:
    """The undated addresses that this day was the first to see.

    A sitemap without dates, read for the first time, is the site's whole stock: beyond ``max_undated`` it is
    remembered and not taken, so that from then on only what is new in it becomes a candidate.
    """
    mine = context.state.claim(gathered.source.id, undated, gathered.day)
    taken = [known for identity, known in undated.items() if identity in mine]
    stock = [known for known in taken if known[1].found_by is FoundBy.SITEMAP]
    if len(stock) <= context.settings.max_undated:
        return taken
    warning = (
        f"{len(stock)} addresses of sitemaps have no date: remembered as known, not taken; new ones will be"
    )
    context.report.warnings.append(warning)
    log.warning("%s, %s: %s", gathered.source.id, gathered.day, warning)
    return [known for known in taken if known[1].found_by is not FoundBy.SITEMAP]


def _candidate(address: Address, found: Found, gathered: _Gathered) -> Candidate:
    fetch_url = found.fetch_url or address.fetch
    return Candidate(
        source=gathered.source.id,
        url=address.identity,
        day=gathered.day,
        found_by=found.found_by,
        found_in=found.found_in,
        title=found.title,
        published_at=found.published.at if found.published else None,
        modified_at=found.modified.at if found.modified else None,
        stored=found.stored,
        fetch_url=fetch_url if fetch_url != address.identity else None,
    )

"""A source and a day in, that day's candidates out: one for each article, whichever way it was found.

The ways are asked in this order. *Live* ones: feeds, sitemaps, section pages (recent days only), lists and
WARC files. Then, unless every feed and sitemap reaches back behind the day, the source's *archives* in the
order of its entry, until one has something of the day.

Everything that is said of one address is merged before it is decided whether it belongs to the day, so a
sitemap's bare lastmod does not put an article on a day when the feed knows better.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator

from dateline.discover.archives import archive_finder
from dateline.discover.choose import chosen
from dateline.discover.feeds import FeedFinder
from dateline.discover.finder import Asked, Context, Finder, Report
from dateline.discover.gathered import Depth, Gathered
from dateline.discover.http import Http
from dateline.discover.lists import ListFinder
from dateline.discover.sections import SectionFinder
from dateline.discover.sitemaps import SitemapFinder
from dateline.discover.state import DiscoveryState, MemoryState
from dateline.discover.warcs import WarcFinder
from dateline.errors import DatelineError, SourceRefused, SourceUnavailable
from dateline.records import Candidate, FoundBy
from dateline.settings import DiscoverSettings
from dateline.sources import Source

REFUSALS = frozenset({401, 403, 404, 410, 451})
"""Answers that do not change in the minutes between two tries."""

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
    gathered = Gathered(source, day, recent)
    _ask_live(gathered, context)
    _ask_archives(gathered, context)
    _refuse_silence(gathered, report)
    yield from chosen(gathered, context)


def _ask_live(gathered: Gathered, context: Context) -> None:
    source = gathered.source
    finders: list[Finder] = [FeedFinder(url) for url in source.feeds]
    if gathered.recent:
        finders += [SectionFinder(section) for section in source.sections]
    finders += [SitemapFinder(url) for url in source.sitemaps]
    finders += [ListFinder(path) for path in source.addresses]
    finders += [WarcFinder(path) for path in source.warcs]
    for finder in finders:
        depth = Depth(gathered.day)
        failed = _ask(finder, gathered, context, depth) is None
        if finder.found_by in (FoundBy.FEED, FoundBy.SITEMAP) and (depth.dated or failed):
            gathered.depths.append(depth)


def _ask_archives(gathered: Gathered, context: Context) -> None:
    """Ask the archives in their order, until one has something of the day.

    For a recent day only the publisher's own files: Wayback and CC-NEWS lag behind, and are asked for a
    recent day only where the source has no other way.
    """
    source = gathered.source
    if gathered.depths and all(depth.enough for depth in gathered.depths):
        return
    live = source.feeds or source.sitemaps or source.sections
    for archive in source.archives:
        if gathered.recent and live and archive.kind in ("wayback", "cc-news"):
            continue
        if _ask(archive_finder(archive, source), gathered, context, Depth(gathered.day)):
            return


def _ask(finder: Finder, gathered: Gathered, context: Context, depth: Depth) -> int | None:
    """Gather what ``finder`` finds; return how many addresses of the day that was, or None if it failed."""
    addresses, of_day, error, status = 0, 0, None, None
    try:
        for found in finder.find(gathered.source, gathered.day, context):
            addresses += 1
            depth.note(found)
            of_day += gathered.add(found)
    except DatelineError as fault:
        error, status = fault.reason, _status(fault)
        context.report.warnings.append(f"{finder.where}: {fault.reason}")
    context.report.asked.append(Asked(finder.found_by, finder.where, addresses, error, status))
    return None if error else of_day


def _status(fault: DatelineError) -> int | None:
    status = fault.fields.get("status")
    return status if isinstance(status, int) else None


def _refuse_silence(gathered: Gathered, report: Report) -> None:
    errors = [asked for asked in report.asked if asked.error]
    for warning in report.warnings:
        log.warning("%s, %s: %s", gathered.source.id, gathered.day, warning)
    if errors and len(errors) == len(report.asked) and not gathered.by_identity:
        refused = all(asked.status in REFUSALS for asked in errors)
        raise (SourceRefused if refused else SourceUnavailable)(
            f"{gathered.source.id}: none of its {len(errors)} ways could be asked, first: {errors[0].error}",
            f"Try again later, or look with `dateline source check {gathered.source.home}`.",
            source=gathered.source.id,
            day=gathered.day.isoformat(),
        )

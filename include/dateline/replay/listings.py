"""Which addresses an outlet lists where, as of a moment.

What the feeds and sitemaps render, and what is to be expected of a client that reads them, come from the
same functions here. A :class:`Listing` is one entry; ``now`` None is after everything was published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from dateline.replay.articles import ArticleFile
from dateline.replay.newsroom import Extra, Feed, Newsroom, Outlet, Sitemap

_NEWS_SPAN = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Listing:
    """One entry of a feed, sitemap or section page."""

    url: str
    title: str
    published: dt.datetime
    updated: dt.datetime
    article: ArticleFile | None = None
    extra: Extra | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The days that one archive sitemap covers, and its path."""

    path: str
    first: dt.date
    last: dt.date


def article_listings(outlet: Outlet, now: dt.datetime | None) -> list[Listing]:
    """Every article that exists, newest first."""
    found = [_of_article(outlet, article, now) for article in outlet.articles if article.exists(now)]
    return sorted(found, key=lambda listing: listing.published, reverse=True)


def feed_listings(outlet: Outlet, feed: Feed, now: dt.datetime | None) -> list[Listing]:
    """The feed's newest entries, second addresses of an article after its first."""
    entries = _newest_first(*article_listings(outlet, now), *_extras(outlet, "feed", now))
    return [listed for entry in entries for listed in (entry, *_twins(outlet, entry))][: feed.newest]


def news_listings(newsroom: Newsroom, outlet: Outlet, now: dt.datetime | None) -> list[Listing]:
    """What a news sitemap holds: the last two days."""
    since = (now or end_of(newsroom, outlet)) - _NEWS_SPAN
    entries = _newest_first(*article_listings(outlet, now), *_extras(outlet, "news", now))
    return [entry for entry in entries if entry.published > since]


def archive_listings(outlet: Outlet, period: Period, now: dt.datetime | None) -> list[Listing]:
    """What was published in the days of an archive sitemap."""
    entries = _newest_first(*article_listings(outlet, now), *_extras(outlet, "archive", now))
    return [entry for entry in entries if period.first <= outlet.day_of(entry.published) <= period.last]


def page_listings(outlet: Outlet, now: dt.datetime | None) -> list[Listing]:
    """What a sitemap lists besides the articles."""
    return _newest_first(*_extras(outlet, "pages", now))


def periods(newsroom: Newsroom, outlet: Outlet, sitemap: Sitemap, now: dt.datetime | None) -> list[Period]:
    """The archive sitemaps that exist by ``now``, oldest first."""
    until = min(newsroom.last_day, outlet.day_of(now) if now else newsroom.last_day)
    days = [newsroom.first_day + dt.timedelta(days=n) for n in range((until - newsroom.first_day).days + 1)]
    found: dict[str, Period] = {}
    for day in days:
        path = sitemap.path.format(yyyy=f"{day:%Y}", mm=f"{day:%m}", dd=f"{day:%d}")
        first = found[path].first if path in found else day
        found[path] = Period(path, first, day)
    return list(found.values())


def end_of(newsroom: Newsroom, outlet: Outlet) -> dt.datetime:
    """The outlet's midnight after the newsroom's last day."""
    return dt.datetime.combine(newsroom.last_day + dt.timedelta(days=1), dt.time(), outlet.zone)


def _of_article(outlet: Outlet, article: ArticleFile, now: dt.datetime | None) -> Listing:
    return Listing(
        url=outlet.root + outlet.path_of(article),
        title=article.title,
        published=article.published.astimezone(outlet.zone),
        updated=(article.changed(now) or article.published).astimezone(outlet.zone),
        article=article,
    )


def _extras(outlet: Outlet, place: str, now: dt.datetime | None) -> Iterator[Listing]:
    for extra in outlet.extras:
        if place in extra.listed_in and (now is None or extra.at <= now):
            at = extra.at.astimezone(outlet.zone)
            yield Listing(outlet.root + extra.path, extra.title, at, at, extra=extra)


def _newest_first(*listings: Listing) -> list[Listing]:
    return sorted(listings, key=lambda listing: listing.published, reverse=True)


def _twins(outlet: Outlet, listing: Listing) -> Iterator[Listing]:
    if listing.article is None:
        return
    for twin in outlet.feed_twins:
        if twin.article == listing.article.stem:
            address = twin.address.format(path=outlet.path_of(listing.article))
            yield Listing(
                outlet.root + address, listing.title, listing.published, listing.updated, listing.article
            )

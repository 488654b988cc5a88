"""Which candidates a client should find for a day of the demo newsroom, and how each should end.

The answer follows from the same data and listings that the pages are made of, so a run over the newsroom
can be compared with it address by address: what was listed, what robots.txt bars, what redirects where.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dateline.records import Outcome
from dateline.replay.listings import (
    Listing,
    Period,
    archive_listings,
    article_listings,
    feed_listings,
    news_listings,
    page_listings,
)
from dateline.replay.newsroom import Newsroom, Outlet

_NO_ARTICLE = frozenset({"video", "gallery"})


@dataclass(frozen=True, slots=True)
class Expected:
    """One candidate of a day, with its outcome on the first run over that day."""

    source: str
    url: str
    outcome: Outcome
    article: str | None = None
    """Stem of the article's file, where the address leads to one."""


def expected_candidates(
    newsroom: Newsroom,
    day: dt.date,
    *,
    now: dt.datetime | None = None,
    canonical: Callable[[str], str | None] = str,
) -> list[Expected]:
    """Everything listed for ``day`` (in each outlet's zone) as of ``now``, by outlet.

    ``canonical`` is what the client does to an address before it asks: addresses that it makes equal are one
    candidate. Of several addresses of one article, its own is loaded and the others are duplicates. Not
    counted are what a client may make of an undated link on a section page (known articles again) and of an
    article's return on the day of its correction.
    """
    return [
        found for outlet in newsroom.outlets for found in _of_outlet(newsroom, outlet, day, now, canonical)
    ]


def expected_outcomes(
    newsroom: Newsroom,
    day: dt.date,
    *,
    now: dt.datetime | None = None,
    canonical: Callable[[str], str | None] = str,
) -> Counter[Outcome]:
    """How many candidates of ``day`` end in which outcome."""
    return Counter(
        found.outcome for found in expected_candidates(newsroom, day, now=now, canonical=canonical)
    )


def _of_outlet(
    newsroom: Newsroom,
    outlet: Outlet,
    day: dt.date,
    now: dt.datetime | None,
    canonical: Callable[[str], str | None],
) -> Iterator[Expected]:
    seen: set[str] = set()
    reached: set[str] = set()
    for listing in _listed(newsroom, outlet, day, now):
        url = canonical(listing.url)
        if url is None or url in seen:
            continue
        seen.add(url)
        article = listing.article
        if article is None:
            yield Expected(outlet.id, url, _outcome(listing))
            continue
        outcome = Outcome.DUPLICATE if article.stem in reached else _outcome(listing)
        reached.add(article.stem)
        yield Expected(outlet.id, url, outcome, article.stem)


def _listed(newsroom: Newsroom, outlet: Outlet, day: dt.date, now: dt.datetime | None) -> list[Listing]:
    """Listings of ``day`` from every place that the outlet has, an article's own address before others."""
    listings = [listing for feed in outlet.feeds for listing in feed_listings(outlet, feed, now)]
    kinds = {sitemap.kind for sitemap in outlet.sitemaps}
    if "news" in kinds:
        listings += news_listings(newsroom, outlet, now)
    if "pages" in kinds:
        listings += page_listings(outlet, now)
    if "archive" in kinds:
        listings += archive_listings(outlet, Period("", day, day), now)
    listings += article_listings(outlet, now)[: outlet.section_items]
    of_day = [listing for listing in listings if outlet.day_of(listing.published) == day]
    return sorted(of_day, key=lambda listing: not _is_own_address(outlet, listing))


def _is_own_address(outlet: Outlet, listing: Listing) -> bool:
    return listing.article is not None and listing.url == outlet.root + outlet.path_of(listing.article)


def _outcome(listing: Listing) -> Outcome:
    """Of a listing whose article was not reached by another address."""
    if listing.extra:
        return listing.extra.outcome
    if listing.article and listing.article.kind in _NO_ARTICLE:
        return Outcome.NOT_AN_ARTICLE
    return Outcome.LOADED

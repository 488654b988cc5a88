"""A made-up newsroom as a site: every outlet under its own host name, as of the virtual clock."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from email.utils import format_datetime
from functools import lru_cache, partial
from pathlib import Path

from dateline.replay.articles import ArticleFile
from dateline.replay.exchange import Answer, Request
from dateline.replay.listings import (
    Listing,
    archive_listings,
    article_listings,
    feed_listings,
    news_listings,
    page_listings,
    periods,
)
from dateline.replay.newsroom import Extra, Feed, Newsroom, Outlet, Sitemap, load_newsroom
from dateline.replay.rendering import Renderer

Now = dt.datetime | None
Page = Callable[[Now], Answer]

_CACHED_ANSWERS = 4_096
_FEED_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "rdf": "application/rdf+xml; charset=utf-8",
    "json": "application/feed+json",
}
_XML = "application/xml; charset=utf-8"
_HTML = "text/html; charset=utf-8"
_ERRORS = {403: "Forbidden", 404: "Page not found", 410: "This page has gone", 500: "Something went wrong"}
_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n%%EOF\n"
)


class NewsroomSite:
    """Serves the newsroom of ``folder`` (newsroom.yaml, articles/, templates/)."""

    def __init__(self, folder: Path) -> None:
        self.newsroom = load_newsroom(folder)
        renderer = Renderer(folder / "templates")
        self._outlets = {
            outlet.host: _OutletPages(self.newsroom, outlet, renderer) for outlet in self.newsroom.outlets
        }
        self._aliases = {alias: outlet for outlet in self.newsroom.outlets for alias in outlet.aliases}
        self._answer = lru_cache(maxsize=_CACHED_ANSWERS)(self._made)

    @property
    def hosts(self) -> Collection[str]:
        return self._outlets.keys() | self._aliases.keys()

    def answer(self, request: Request, now: Now) -> Answer:
        if request.host in self._aliases:
            return _moved(301, self._aliases[request.host].root + request.target)
        return self._answer(request.host, request.path, now)

    def _made(self, host: str, path: str, now: Now) -> Answer:
        return self._outlets[host].answer(path, now)


class _OutletPages:
    """The pages of one outlet by path."""

    def __init__(self, newsroom: Newsroom, outlet: Outlet, renderer: Renderer) -> None:
        self._newsroom = newsroom
        self._outlet = outlet
        self._renderer = renderer
        self._charsets = {oddity.article: oddity for oddity in outlet.charsets}
        self._pages: dict[str, Page] = dict(self._all_pages())

    def answer(self, path: str, now: Now) -> Answer:
        page = self._pages.get(path)
        answer = page(now) if page else self._archive(path, now)
        if answer:
            return self._validated(answer)
        with_other_ending = path[:-1] if path.endswith("/") else f"{path}/"
        if with_other_ending in self._pages:
            return _moved(301, self._outlet.root + with_other_ending)
        return self._error(404)

    def _all_pages(self) -> Iterator[tuple[str, Page]]:
        outlet = self._outlet
        yield "/", partial(self._section, None)
        for name, path in outlet.sections.items():
            yield path, partial(self._section, name if "{section}" in outlet.section_path else None)
        for article in outlet.articles:
            path = outlet.path_of(article)
            yield path, partial(self._article, article, False)
            if outlet.amp_path:
                yield outlet.amp_path.format(path=path), partial(self._article, article, True)
        for extra in outlet.extras:
            if extra.status is not None:
                yield extra.path, partial(self._extra, extra)
        for redirect in outlet.redirects:
            target = outlet.root + outlet.resolved(redirect.to)
            yield redirect.path, partial(_moved_page, redirect.status, target)
        for feed in outlet.feeds:
            yield feed.path, partial(self._feed, feed)
        for sitemap in outlet.sitemaps:
            if sitemap.kind != "archive":
                yield sitemap.path, partial(self._sitemap, sitemap)
        yield "/robots.txt", self._robots

    def _article(self, article: ArticleFile, amp: bool, now: Now) -> Answer:
        if not article.exists(now):
            return self._error(404)
        text = self._renderer.article(self._outlet, article, now, amp=amp)
        changed = article.changed(now) or article.published
        oddity = self._charsets.get(article.stem)
        if oddity is None:
            return _document(_HTML, text.encode(), changed)
        return _document(
            f"text/html; charset={oddity.declared}", text.encode(oddity.written, "xmlcharrefreplace"), changed
        )

    def _section(self, name: str | None, now: Now) -> Answer:
        listings = article_listings(self._outlet, now)
        return _document(_HTML, self._renderer.section(self._outlet, name, now).encode(), _newest(listings))

    def _extra(self, extra: Extra, now: Now) -> Answer:
        if extra.status is None or (now is not None and now < extra.at):
            return self._error(404)
        if extra.status == 200:
            return Answer(200, {"Content-Type": extra.content_type}, _PDF)
        return self._error(extra.status)

    def _feed(self, feed: Feed, now: Now) -> Answer:
        listings = feed_listings(self._outlet, feed, now)
        text = self._renderer.feed(self._outlet, feed, listings)
        return _document(_FEED_TYPES[feed.format], text.encode(), _newest(listings))

    def _sitemap(self, sitemap: Sitemap, now: Now) -> Answer:
        if sitemap.kind == "index":
            text = self._renderer.sitemap_index(self._outlet, list(self._sitemaps_below(now)))
            return self._zipped(sitemap, text, None)
        news = sitemap.kind == "news"
        listings = (
            news_listings(self._newsroom, self._outlet, now) if news else page_listings(self._outlet, now)
        )
        return self._zipped(
            sitemap, self._renderer.sitemap(self._outlet, listings, news=news), _newest(listings)
        )

    def _archive(self, path: str, now: Now) -> Answer | None:
        for sitemap in self._outlet.sitemaps:
            if sitemap.kind != "archive":
                continue
            for period in periods(self._newsroom, self._outlet, sitemap, now):
                if period.path == path:
                    listings = archive_listings(self._outlet, period, now)
                    text = self._renderer.sitemap(self._outlet, listings, news=False)
                    return self._zipped(sitemap, text, _newest(listings))
        return None

    def _sitemaps_below(self, now: Now) -> Iterator[tuple[str, dt.datetime | None]]:
        """The addresses that the index names, with the last change below each."""
        outlet = self._outlet
        for sitemap in outlet.sitemaps:
            if sitemap.kind == "news":
                yield outlet.root + sitemap.path, _newest(news_listings(self._newsroom, outlet, now))
            elif sitemap.kind == "pages":
                yield outlet.root + sitemap.path, _newest(page_listings(outlet, now))
            elif sitemap.kind == "archive":
                for period in periods(self._newsroom, outlet, sitemap, now):
                    yield outlet.root + period.path, _newest(archive_listings(outlet, period, now))

    def _robots(self, now: Now) -> Answer:
        outlet = self._outlet
        named = [sitemap for sitemap in outlet.sitemaps if sitemap.kind in ("index", "news")]
        addresses = [outlet.root + sitemap.path for sitemap in named] if outlet.robots.names_sitemaps else []
        return Answer(
            200, {"Content-Type": "text/plain"}, self._renderer.robots(outlet.robots, addresses).encode()
        )

    def _zipped(self, sitemap: Sitemap, text: str, changed: Now) -> Answer:
        if sitemap.gzip:
            return _document("application/gzip", gzip.compress(text.encode(), mtime=0), changed)
        return _document(_XML, text.encode(), changed)

    def _error(self, status: int) -> Answer:
        title = _ERRORS.get(status, "Not available")
        return Answer(
            status, {"Content-Type": _HTML}, self._renderer.error(self._outlet, status, title).encode()
        )

    def _validated(self, answer: Answer) -> Answer:
        """``answer`` with the validators that this outlet's server sends, and no others."""
        if answer.status != 200:
            return answer
        headers = dict(answer.headers)
        if "last-modified" not in self._outlet.validators:
            headers.pop("Last-Modified", None)
        if "etag" in self._outlet.validators:
            headers["ETag"] = f'"{hashlib.sha256(answer.body).hexdigest()[:20]}"'
        return replace(answer, headers=headers)


def _document(content_type: str, body: bytes, changed: Now) -> Answer:
    headers = {"Content-Type": content_type}
    if changed is not None:
        headers["Last-Modified"] = format_datetime(changed.astimezone(dt.UTC), usegmt=True)
    return Answer(200, headers, body)


def _moved_page(status: int, target: str, now: Now) -> Answer:
    return _moved(status, target)


def _moved(status: int, target: str) -> Answer:
    return Answer(status, {"Location": target, "Content-Type": "text/plain"}, f"Moved to {target}\n".encode())


def _newest(listings: list[Listing]) -> Now:
    return max((listing.updated for listing in listings), default=None)

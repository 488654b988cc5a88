"""What discovery finds at a site, as a ready entry for ``sources.yaml``.

A handful of polite requests: the home page, robots.txt, the feeds and sitemaps that these name (or, where
they name none, those at the usual addresses), and two articles for their dates.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import yaml
from lxml.html import HtmlElement
from protego import Protego

from dateline.discover.dates import When, parse_when, url_day
from dateline.discover.documents import read_html
from dateline.discover.feeds import Feed, date_texts, language_tag, parse_feed
from dateline.discover.hosts import host_belongs, host_of
from dateline.discover.http import Http, HttpResponse, ask
from dateline.discover.sections import links
from dateline.discover.sitemap_file import Entry, Sitemap, parse_sitemap, period_of
from dateline.discover.urls import absolute, resolve
from dateline.errors import DatelineError, SourceUnavailable
from dateline.sources.homepage import (
    article_pattern,
    country_of,
    heard_language,
    language_code,
    named_feeds,
    site_name,
    stated_language,
)
from dateline.sources.source import Source
from dateline.sources.zones import guess_zone, is_country

USER_AGENT = "Dateline"
USUAL_FEEDS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml")
MOST = 8
"""Feeds, and sitemaps, looked at of one site."""
MAX_BYTES = 52_428_800


@dataclass(frozen=True, slots=True)
class Place:
    """A feed or sitemap that answered, with what it holds."""

    url: str
    entries: int
    branches: int = 0
    newest: dt.datetime | None = None
    oldest: dt.datetime | None = None


@dataclass(slots=True)
class SourceCheck:
    """What was found at a site."""

    home: str
    name: str
    language: str = "en"
    country: str | None = None
    timezone: str = "UTC"
    timezone_reason: str = ""
    hosts: list[str] = field(default_factory=list)
    """Where articles lie beside the home page's host."""
    feeds: list[Place] = field(default_factory=list)
    sitemaps: list[Place] = field(default_factory=list)
    archives: list[str] = field(default_factory=list)
    """Addresses of dated sitemaps, with ``{yyyy}``, ``{mm}``, ``{dd}``."""
    section_link: str | None = None
    """A pattern for articles on the home page, where there is neither feed nor sitemap."""
    crawl_delay: float | None = None
    allowed: bool = True
    """Whether robots.txt lets us read an article."""
    per_day: float | None = None
    """Articles a day over the newest week that the listings hold, and the last day of that week."""
    per_day_until: dt.date | None = None
    warnings: list[str] = field(default_factory=list)

    def entry(self) -> dict[str, object]:
        """The entry for ``sources.yaml``; empty fields are left out."""
        fields: dict[str, object] = {
            "id": _id_of(self.home),
            "name": self.name,
            "home": self.home,
            "timezone": self.timezone,
            "language": self.language,
            "country": self.country,
            "hosts": self.hosts,
            "feeds": [place.url for place in self.feeds],
            "sitemaps": [place.url for place in self.sitemaps],
            "sections": [{"url": self.home, "link": self.section_link}] if self.section_link else [],
            "archives": [{"kind": "sitemap", "url": url} for url in self.archives] + [{"kind": "wayback"}],
            "min_interval": self.crawl_delay,
        }
        entry = {name: value for name, value in fields.items() if value not in (None, [])}
        Source.model_validate(entry)
        return entry

    def yaml(self) -> str:
        """A whole ``sources.yaml`` with this one entry."""
        return yaml.safe_dump({"sources": [self.entry()]}, sort_keys=False, allow_unicode=True, width=110)


def check_source(url: str, *, http: Http, now: dt.datetime | None = None) -> SourceCheck:
    """Look at the site whose home page is ``url``.

    Raises:
        SourceUnavailable: the home page cannot be read.
    """
    now = now or dt.datetime.now(dt.UTC)
    response = _home_page(url if "://" in url else f"https://{url}", http)
    page = read_html(response.body)
    check = SourceCheck(home=response.url, name=site_name(page, response.url))
    country = country_of(page, response.url)
    check.country = country if country and is_country(country) else None
    site = _Site(check, http, now)
    sitemaps = site.read_robots()
    site.read_feeds(page)
    site.read_sitemaps(sitemaps)
    site.read_articles(response)
    check.hosts = site.other_hosts()
    language = stated_language(page) or site.language or heard_language(page)
    check.language = language or "en"
    if language is None:
        check.warnings.append("the site does not say its language: 'en' is a guess")
    check.timezone, check.timezone_reason = guess_zone(site.moments, check.country, check.language)
    measured = _yield(site.published, ZoneInfo(check.timezone), now)
    if measured:
        check.per_day, check.per_day_until = measured
    if not check.feeds and not check.sitemaps:
        check.section_link = article_pattern(response.body, response.url)
        taken = (
            "its home page's links are taken" if check.section_link else "look for a page that lists articles"
        )
        check.warnings.append(f"neither feed nor sitemap was found; {taken}")
    return check


def _home_page(url: str, http: Http) -> HttpResponse:
    try:
        response = ask(http, url)
    except SourceUnavailable:
        raise
    except DatelineError as error:
        raise SourceUnavailable(
            f"{url} cannot be looked at: {error.reason}.",
            "Look at it in a browser; what robots.txt forbids, Dateline does not ask for.",
            url=url,
        ) from error
    kind = {name.lower(): value for name, value in response.headers.items()}.get("content-type", "")
    if kind and "html" not in kind.lower():
        raise SourceUnavailable(f"{url} is no page but {kind}.", "Give the site's home page.", url=url)
    return response


@dataclass(slots=True)
class _Site:
    """The check of one site while it goes on."""

    check: SourceCheck
    http: Http
    now: dt.datetime
    moments: list[dt.datetime] = field(default_factory=list)
    """Instants with the offset in which the site wrote them."""
    published: dict[str, When] = field(default_factory=dict)
    """By canonical address."""
    asked_at: dict[str, str] = field(default_factory=dict)
    """The address to ask for, by canonical address."""
    hosts: Counter[str] = field(default_factory=Counter)
    """Of everything that is listed."""
    language: str | None = None
    """As feeds and news sitemaps say."""
    robots: Protego = field(default_factory=lambda: Protego.parse(""))

    def read_robots(self) -> list[str]:
        """The sitemaps that robots.txt names."""
        try:
            body = ask(self.http, urljoin(self.check.home, "/robots.txt")).body
        except DatelineError:
            return []
        self.robots = Protego.parse(body.decode("utf-8", "replace"))
        self.check.crawl_delay = self.robots.crawl_delay(USER_AGENT)
        return [url for name in self.robots.sitemaps if (url := absolute(self.check.home, name))]

    def read_feeds(self, page: HtmlElement | None) -> None:
        named = list(named_feeds(page, self.check.home))
        usual = [urljoin(self.check.home, path) for path in USUAL_FEEDS]
        for url in (named or usual)[:MOST]:
            feed = self._feed(url, named=bool(named))
            if feed and feed.items:
                dates = [item.published or item.modified for item in feed.items]
                self.check.feeds.append(_place(url, len(feed.items), 0, dates))
                self._remember((item.url, item.published) for item in feed.items)
                self.language = self.language or language_code(feed.language)
                if not named:
                    break

    def _feed(self, url: str, *, named: bool) -> Feed | None:
        try:
            response = ask(self.http, url)
            feed = parse_feed(response.body, url=response.url, zone=ZoneInfo("UTC"))
        except DatelineError as error:
            self._note(url, error, worth=named)
            return None
        self.moments += _with_offsets(text.decode("utf-8", "replace") for text in date_texts(response.body))
        return feed

    def read_sitemaps(self, named: list[str]) -> None:
        usual = [urljoin(self.check.home, path) for path in USUAL_SITEMAPS]
        for url in (named or usual)[:MOST]:
            sitemap = self._sitemap(url, named=bool(named))
            if sitemap is None:
                continue
            entries = sitemap.entries or self._newest_branch(sitemap)
            texts = [entry.published or entry.lastmod for entry in entries]
            dates = [parse_when(text, ZoneInfo("UTC")) for text in texts]
            self.check.sitemaps.append(_place(url, len(sitemap.entries), len(sitemap.branches), dates))
            self.moments += _with_offsets(text for text in texts[:200] if text)
            self._remember((entry.url, _published(entry)) for entry in entries)
            self.check.archives += _dated_patterns(branch.url for branch in sitemap.branches)

    def _newest_branch(self, index: Sitemap) -> list[Entry]:
        newest = max(index.branches, key=lambda branch: branch.lastmod or "")
        branch = self._sitemap(newest.url, named=True)
        return branch.entries if branch else []

    def _sitemap(self, url: str, *, named: bool) -> Sitemap | None:
        try:
            response = ask(self.http, url, max_bytes=MAX_BYTES)
            sitemap = parse_sitemap(response.body, url=response.url, max_bytes=MAX_BYTES)
        except DatelineError as error:
            self._note(url, error, worth=named)
            return None
        self.language = self.language or language_code(language_tag(response.body))
        return sitemap if sitemap.entries or sitemap.branches else None

    def _note(self, url: str, error: DatelineError, *, worth: bool) -> None:
        """Say what is wrong with an address that the site itself names; of guesses nothing is said."""
        if worth:
            self.check.warnings.append(f"left out, {_about(url, error)}")

    def _remember(self, entries: Iterable[tuple[str, When | None]]) -> None:
        for url, published in entries:
            address = resolve(url, home=self.check.home)
            if address is None:
                continue
            self.hosts[host_of(address.identity)] += 1
            if published:
                self.published.setdefault(address.identity, published)
                self.asked_at.setdefault(address.identity, address.fetch)

    def other_hosts(self) -> list[str]:
        """The hosts beside the home page's on which a tenth of what is listed lies, or more."""
        home = Source(id="home", name="home", home=self.check.home)
        enough = max(2, self.hosts.total() / 10)
        often = (host for host, count in self.hosts.items() if count >= enough)
        return [host for host in often if not host_belongs(host, home)]

    def read_articles(self, home: HttpResponse) -> None:
        """Two articles, for the offsets in their markup and for what robots.txt says of them."""
        newest = sorted(self.published, key=lambda url: self.published[url].day, reverse=True)
        pattern = article_pattern(home.body, home.url)
        on_page = [url for url, _ in links(home.body, base=home.url) if pattern and re.search(pattern, url)]
        urls = [self.asked_at.get(url, url) for url in (newest or on_page)[:2]]
        for url in urls:
            if not self.robots.can_fetch(url, USER_AGENT):
                self.check.allowed = False
                self.check.warnings.append(f"robots.txt forbids us {url}")
                continue
            try:
                body = ask(self.http, url).body
            except DatelineError as error:
                self.check.warnings.append(_about(url, error))
                continue
            self.moments += _with_offsets(_PUBLISHED.findall(body.decode("utf-8", "replace")))


def _about(url: str, error: DatelineError) -> str:
    return (error.reason if url in error.reason else f"{url}: {error.reason}").rstrip(".")


_PUBLISHED = re.compile(
    r'(?:"datePublished"\s*:\s*|(?:article:published_time|datePublished)"[^<>]{0,40}content=)"([^"]{10,40})"'
)


def _with_offsets(texts: Iterable[str]) -> Iterator[dt.datetime]:
    for text in texts:
        hint = parse_when(text, ZoneInfo("UTC"))
        if hint and hint.at and not isinstance(hint.at.tzinfo, ZoneInfo):
            yield hint.at


def _published(entry: Entry) -> When | None:
    named = url_day(entry.url)
    return parse_when(entry.published, ZoneInfo("UTC")) or (When(named) if named else None)


def _place(url: str, entries: int, branches: int, dates: Iterable[When | None]) -> Place:
    known = sorted(hint.at for hint in dates if hint and hint.at)
    return Place(url, entries, branches, known[-1] if known else None, known[0] if known else None)


def _dated_patterns(urls: Iterable[str]) -> list[str]:
    """The patterns of an index's branches that name a day or month, where several follow one."""
    patterns = Counter(pattern for url in urls if (pattern := _dated_pattern(url)))
    return [pattern for pattern, count in patterns.most_common(2) if count > 1]


_DATE_IN_URL = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-_/.]?|&(?:amp;)?mm=)(\d\d)(?:([-_/.]?|&(?:amp;)?dd=)(\d\d))?(?!\d)"
)


def _dated_pattern(url: str) -> str | None:
    if period_of(url) is None:
        return None

    def places(match: re.Match[str]) -> str:
        day = f"{match[4]}{{dd}}" if match[5] else ""
        return f"{{yyyy}}{match[2]}{{mm}}{day}"

    return _DATE_IN_URL.sub(places, url, count=1)


def _yield(published: dict[str, When], zone: ZoneInfo, now: dt.datetime) -> tuple[float, dt.date] | None:
    """Articles a day over the newest seven whole days that the listings cover, and the last of these."""
    days = Counter(hint.at.astimezone(zone).date() if hint.at else hint.day for hint in published.values())
    if not days:
        return None
    last = min(now.astimezone(zone).date() - dt.timedelta(days=1), max(days))
    if last < min(days):
        return None
    week = [last - dt.timedelta(days=back) for back in range(7)]
    covered = [day for day in week if day > min(days)] or [last]
    return round(sum(days[day] for day in covered) / len(covered), 1), last


def _id_of(home: str) -> str:
    labels = host_of(home).removeprefix("www.").split(".")
    label = max(labels[:-1] or labels, key=len)
    return re.sub(r"[^a-z0-9_-]", "-", label)[:63].strip("-_") or "source"

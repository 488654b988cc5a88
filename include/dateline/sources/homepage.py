"""What a site's home page says of the site: its name, language, country, feeds and the form of its links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml.html import HtmlElement

from dateline.discover.hosts import host_of
from dateline.discover.sections import links
from dateline.discover.urls import is_home

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")


def named_feeds(page: HtmlElement | None, home: str) -> Iterator[str]:
    if page is None:
        return
    seen = set()
    for link in page.iter("link"):
        kind, rel = (link.get("type") or "").lower(), (link.get("rel") or "").lower()
        url = urljoin(home, link.get("href") or "")
        if "alternate" in rel and kind.startswith(_FEED_TYPES) and "comments" not in url and url not in seen:
            seen.add(url)
            yield url


def site_name(page: HtmlElement | None, url: str) -> str:
    """og:site_name, else the shortest part of the title that its host resembles, else the host."""
    host = host_of(url).removeprefix("www.")
    if page is None:
        return host
    for meta in page.iter("meta"):
        if meta.get("property") == "og:site_name" and meta.get("content", "").strip():
            return str(meta.get("content")).strip()
    title = " ".join((page.findtext(".//title") or "").split())
    parts = [part.strip() for part in re.split(r"\s[|–—-]\s|:\s", title) if part.strip()]
    alike = [
        part
        for part in parts
        if _letters(part) in _letters(host) or _letters(host.split(".")[0]) in _letters(part)
    ]
    return min(alike or parts or [host], key=len)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


_COUNTRY_DOMAINS = {"uk": "GB"}
_NO_COUNTRIES = frozenset({"ai", "co", "fm", "io", "me", "tv", "cc", "eu", "ly", "to"})


def language_and_country(page: HtmlElement | None, url: str) -> tuple[str, str | None]:
    tag = "" if page is None else page.get("lang") or ""
    language, _, region = tag.replace("_", "-").partition("-")
    domain = host_of(url).rpartition(".")[2]
    country = region.upper() if re.fullmatch(r"[A-Za-z]{2}", region) else None
    if country is None and len(domain) == 2 and domain not in _NO_COUNTRIES:
        country = _COUNTRY_DOMAINS.get(domain, domain.upper())
    return (language.lower() if re.fullmatch(r"[A-Za-z]{2}", language) else _spoken(page)), country


def _spoken(page: HtmlElement | None) -> str:
    import py3langid

    text = (
        "" if page is None else " ".join(page.xpath("//body//text()[not(parent::script or parent::style)]"))
    )
    heard = str(py3langid.classify(text[:20_000])[0])
    return heard if len(heard) == 2 and text.strip() else "en"


_ARTICLE_PATTERNS = (
    r"/20\d\d/\d\d/(?:\d\d/)?[^/?#]+",
    r"-\d{5,}(?:\.html?)?/?$",
    r"/\d{5,}/[^/?#]+",
    r"/[^/?#]+-[^/?#]+-[^/?#]+\.html?$",
    r"/[^/?#]+(?:-[^/?#]+){3,}/?$",
)


def article_pattern(body: bytes, home: str) -> str | None:
    """The first usual form of an article's address that five links of the home page have."""
    host = host_of(home)
    urls = {url for url, _ in links(body, base=home) if host_of(url) == host and not is_home(url)}
    for pattern in _ARTICLE_PATTERNS:
        if sum(bool(re.search(pattern, url)) for url in urls) >= 5:
            return pattern
    return None

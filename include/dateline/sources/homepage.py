"""What a site's home page says of the site: its name, language, country, feeds and the form of its links."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from dateline.discover.hosts import host_of
from dateline.discover.sections import links
from dateline.discover.urls import absolute, is_home

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")


def named_feeds(page: HtmlElement | None, home: str) -> Iterator[str]:
    if page is None:
        return
    seen = set()
    for link in page.iter("link"):
        kind, rel = (link.get("type") or "").lower(), (link.get("rel") or "").lower()
        url = absolute(home, link.get("href"))
        if not url or url in seen or "comments" in url:
            continue
        if "alternate" in rel and kind.startswith(_FEED_TYPES):
            seen.add(url)
            yield url


def site_name(page: HtmlElement | None, url: str) -> str:
    """og:site_name, else the shortest part of the title that its host resembles, else the host."""
    host = host_of(url).removeprefix("www.")
    if page is None:
        return host
    for meta in page.iter("meta"):
        if meta.get("property") == "og:site_name" and meta.get("content", "").strip():
            return " ".join(str(meta.get("content")).split())
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


def country_of(page: HtmlElement | None, url: str) -> str | None:
    """Two capitals, from the language tag's region, else from the domain."""
    _, region = _language_tag(page)
    if re.fullmatch(r"[A-Za-z]{2}", region):
        return region.upper()
    domain = host_of(url).rpartition(".")[2]
    if len(domain) != 2 or domain in _NO_COUNTRIES:
        return None
    return _COUNTRY_DOMAINS.get(domain, domain.upper())


def stated_language(page: HtmlElement | None) -> str | None:
    """ISO 639-1, from the page's ``lang``."""
    return language_code(_language_tag(page)[0])


def language_code(tag: str | None) -> str | None:
    """ISO 639-1 of a tag such as ``pt-BR``; None where it has no such code."""
    primary = (tag or "").replace("_", "-").partition("-")[0].strip().lower()
    return primary if re.fullmatch(r"[a-z]{2}", primary) else None


_ENOUGH_TO_HEAR = 40
"""Letters; of less text, a guess at the language is worth nothing."""


def heard_language(page: HtmlElement | None) -> str | None:
    """ISO 639-1 of the words on the page."""
    import py3langid

    text = (
        "" if page is None else " ".join(page.xpath("//body//text()[not(parent::script or parent::style)]"))
    )
    if sum(map(str.isalpha, text[:20_000])) < _ENOUGH_TO_HEAR:
        return None
    return language_code(str(py3langid.classify(text[:20_000])[0]))


def _language_tag(page: HtmlElement | None) -> tuple[str, str]:
    tag = "" if page is None else page.get("lang") or ""
    language, _, region = tag.replace("_", "-").partition("-")
    return language, region


_ARTICLE_PATTERNS = (
    r"/20\d\d/\d\d/(?:\d\d/)?[^/?#]+",
    r"-\d{5,}(?:\.html?)?/?$",
    r"/\d{5,}/[^/?#]+",
    r"/[^/?#]+-[^/?#]+-[^/?#]+\.html?$",
    r"/[^/?#]+(?:-[^/?#]+){3,}/?$",
)


_ENOUGH_LINKS = 5
_HEADLINE_WORDS = 4


def article_pattern(body: bytes, home: str) -> str | None:
    """A pattern for the addresses of a home page's articles.

    The first usual form of an article's address that five links have; else the folder in which five pages lie
    whose links are as long as headlines.
    """
    host = host_of(home)
    named = {
        url: words or "" for url, words in links(body, base=home) if host_of(url) == host and not is_home(url)
    }
    for pattern in _ARTICLE_PATTERNS:
        if sum(bool(re.search(pattern, url)) for url in named) >= _ENOUGH_LINKS:
            return pattern
    folders = Counter(
        urlsplit(url).path.rpartition("/")[0]
        for url, words in named.items()
        if len(words.split()) >= _HEADLINE_WORDS
    )
    del folders[""]
    folder, count = max(folders.items(), key=lambda item: item[1], default=("", 0))
    return rf"{re.escape(folder)}/[^/?#]+$" if count >= _ENOUGH_LINKS else None

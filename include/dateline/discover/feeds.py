"""RSS 0.9x–2.0, RDF, Atom and JSON Feed, and their older pages (RFC 5005).

fastfeedparser reads them; feedparser those that it finds nothing in. Both give dates in UTC and take a date
without zone for UTC, so how the feed writes its dates is looked at first, and such dates become the source's.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from dateline.discover.dates import When, parse_when, when
from dateline.discover.documents import BadDocument, plain_bytes, refuse_entities
from dateline.discover.finder import Context
from dateline.discover.found import Found
from dateline.discover.http import ask_again
from dateline.discover.urls import absolute
from dateline.errors import DatelineError
from dateline.records import FoundBy
from dateline.sources import Source


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed."""

    url: str
    title: str | None
    published: When | None
    modified: When | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's entries, and the address of the page with older ones where it names one."""

    title: str | None
    language: str | None
    items: tuple[Item, ...]
    older: str | None


@dataclass(frozen=True, slots=True)
class FeedFinder:
    """One feed; while everything on a page is of the day or newer, its older page too."""

    where: str
    found_by: FoundBy = FoundBy.FEED

    def find(self, source: Source, day: dt.date, context: Context) -> Iterator[Found]:
        url: str | None = self.where
        visited: set[str] = set()
        while url and url not in visited:
            visited.add(url)
            feed = self._page(url, source, context, first=len(visited) == 1)
            for item in feed.items:
                yield Found(item.url, self.found_by, url, item.title, item.published, item.modified)
            if _reaches_before(feed, day):
                return
            url = feed.older
            if url and len(visited) >= context.settings.max_feed_pages:
                context.report.warnings.append(
                    f"{self.where}: stopped after {len(visited)} pages, before {day}"
                )
                return

    def _page(self, url: str, source: Source, context: Context, *, first: bool) -> Feed:
        try:
            final, body = ask_again(context.http, url, context.state)
            return parse_feed(body, url=final, zone=source.zone)
        except DatelineError as error:
            if first:
                raise
            context.report.warnings.append(f"{url}: {error.reason}")
            return Feed(None, None, (), None)


def parse_feed(body: bytes, *, url: str, zone: ZoneInfo, max_bytes: int = 50_000_000) -> Feed:
    """Read a feed of any kind; items without a usable link are left out.

    Raises:
        BadDocument: it is no feed, or declares entities.
    """
    body = plain_bytes(body, url=url, max_bytes=max_bytes).lstrip()
    refuse_entities(body, url=url)
    parsed = _parse_fast(body) or _parse_patiently(body)
    if parsed is None:
        raise BadDocument(
            f"{url} is no feed that can be read.",
            "Open it in a browser; `dateline source check` finds a site's feeds.",
            url=url,
        )
    style = date_style(body)
    items = [_item(entry, url, zone, style) for entry in parsed["entries"]]
    info = parsed["feed"]
    return Feed(
        title=info.get("title") or None,
        language=language_tag(body),
        items=tuple(item for item in items if item),
        older=_older(body, info, url),
    )


_LANGUAGE = re.compile(
    rb"""<(?:\w+:)?language>\s*([A-Za-z-]{2,20})|\bxml:lang=["']([A-Za-z-]{2,20})"""
    rb"""|"language"\s*:\s*"([A-Za-z-]{2,20})"""
)


def language_tag(body: bytes) -> str | None:
    """The language that a feed, or a news sitemap, says it is in: ``pt-BR``."""
    match = _LANGUAGE.search(body[:50_000])
    return next(tag for tag in match.groups() if tag).decode() if match else None


class DateStyle(Enum):
    """How a feed writes its dates."""

    ZONED = "with a zone"
    LOCAL = "without zone"
    DAY = "days only"


_DATE_TEXT = re.compile(
    rb"<(?:\w+:)?(?:pubDate|published|updated|date|issued|modified|created)\b[^<>]*>"
    rb"\s*(?:<!\[CDATA\[\s*)?([^<\]\s][^<\]]{5,50})"
    rb'|"date_(?:published|modified)"\s*:\s*"([^"]{6,50})"',
    re.IGNORECASE,
)
_TIME = re.compile(rb"\d\d?:\d\d")
_ZONE = re.compile(rb"(?:Z|[+-]\d\d:?\d\d|[+-]\d\d|[A-Z]{1,5})\s*$", re.IGNORECASE)


def date_texts(body: bytes) -> list[bytes]:
    """The dates of a feed as it writes them."""
    return [(first or second).strip() for first, second in _DATE_TEXT.findall(body)]


def date_style(body: bytes) -> DateStyle:
    """The style of most of a feed's dates."""
    styles = [_style(text) for text in date_texts(body)[:50]]
    return max(DateStyle, key=styles.count) if styles else DateStyle.ZONED


def _style(text: bytes) -> DateStyle:
    clock = _TIME.search(text)
    if clock is None:
        return DateStyle.DAY
    return DateStyle.ZONED if _ZONE.search(text[clock.end() :]) else DateStyle.LOCAL


def _parse_fast(body: bytes) -> dict[str, Any] | None:
    import fastfeedparser

    try:
        parsed = fastfeedparser.parse(
            body, include_content=False, include_tags=False, include_media=False, include_enclosures=False
        )
    except Exception:  # noqa: BLE001 - whatever it stumbles over, the patient parser may read
        return None
    usable = any(entry.get("link") for entry in parsed["entries"])
    return parsed if usable else None


def _parse_patiently(body: bytes) -> dict[str, Any] | None:
    import feedparser

    try:
        parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # noqa: BLE001 - what neither parser can read is no feed
        return None
    if not parsed.get("entries") and not parsed.get("version"):
        return None
    entries = [
        {
            "link": entry.get("link"),
            "title": entry.get("title"),
            "published": _utc_text(entry.get("published_parsed")),
            "updated": _utc_text(entry.get("updated_parsed")) if "updated" in entry else None,
        }
        for entry in parsed.entries
    ]
    return {"feed": parsed.feed, "entries": entries}


def _utc_text(moment: time.struct_time | None) -> str | None:
    return dt.datetime(*moment[:6], tzinfo=dt.UTC).isoformat() if moment else None


def _item(entry: dict[str, Any], base: str, zone: ZoneInfo, style: DateStyle) -> Item | None:
    url = absolute(base, entry.get("link"))
    if url is None:
        return None
    return Item(
        url=url,
        title=" ".join((entry.get("title") or "").split()) or None,
        published=_when(entry.get("published"), zone, style),
        modified=_when(entry.get("updated"), zone, style),
    )


def _when(text: str | None, zone: ZoneInfo, style: DateStyle) -> When | None:
    hint = parse_when(text, zone)
    if hint is None or hint.at is None or style is DateStyle.ZONED:
        return hint
    written = hint.at.replace(tzinfo=None)
    return When(written.date()) if style is DateStyle.DAY else when(written, zone)


_LINK = re.compile(rb"<(?:\w+:)?link\b[^<>]*>", re.IGNORECASE)
_REL = re.compile(rb"""\brel\s*=\s*["'](prev-archive|next)["']""")
_HREF = re.compile(rb"""\bhref\s*=\s*["']([^"']+)["']""")


def _older(body: bytes, info: dict[str, Any], base: str) -> str | None:
    """RFC 5005's ``prev-archive``, else ``next``; JSON Feed's ``next_url``."""
    if body[:1] == b"{":
        with suppress(ValueError, RecursionError):
            next_url = json.loads(body).get("next_url")
            return absolute(base, next_url) if isinstance(next_url, str) else None
    links: dict[bytes, bytes] = {}
    for tag in _LINK.findall(body):
        rel, href = _REL.search(tag), _HREF.search(tag)
        if rel and href:
            links.setdefault(rel[1], href[1])
    older = links.get(b"prev-archive") or links.get(b"next")
    return absolute(base, older.decode("utf-8", "replace").replace("&amp;", "&")) if older else None


def _reaches_before(feed: Feed, day: dt.date) -> bool:
    return any(item.published and item.published.day < day for item in feed.items)

"""Reading one sitemap file, and judging what its dates are worth.

A sitemap's lastmod is only a hint where an editor's work shows in it. Many systems write the moment at
which the file, or every page's footer, was made; :func:`noisy_lastmods` finds those, and they are dropped.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import ZoneInfo

from lxml import etree

from dateline.discover.dates import When, url_day
from dateline.discover.documents import BadDocument, plain_bytes, refuse_entities
from dateline.discover.feeds import parse_feed
from dateline.discover.urls import absolute


@dataclass(slots=True)
class Entry:
    """One ``<url>`` of a sitemap, its dates as written."""

    url: str
    lastmod: str | None = None
    published: str | None = None
    title: str | None = None


@dataclass(slots=True)
class Branch:
    """One ``<sitemap>`` of an index."""

    url: str
    lastmod: str | None = None


@dataclass(slots=True)
class Sitemap:
    """What one file holds."""

    entries: list[Entry] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)


def parse_sitemap(body: bytes, *, url: str, max_bytes: int) -> Sitemap:
    """Read a sitemap, an index, a feed in a sitemap's place, or a text file of addresses.

    A torn or ill-formed XML file gives what stands before the fault.

    Raises:
        BadDocument: it is none of these, too large, or declares entities.
    """
    body = plain_bytes(body, url=url, max_bytes=max_bytes).lstrip(b"\xef\xbb\xbf \t\r\n")
    refuse_entities(body, url=url)
    head = body[:2048].lower()
    if head[:4] == b"http":
        return Sitemap(
            entries=[
                Entry(line.strip()) for line in body.decode("utf-8", "replace").splitlines() if line.strip()
            ]
        )
    if b"<rss" in head or b"<feed" in head or b"<rdf:rdf" in head:
        return _from_feed(body, url)
    if b"<html" in head or b"<" not in head:
        raise _no_sitemap(url)
    return _from_xml(body, url)


def _from_feed(body: bytes, url: str) -> Sitemap:
    feed = parse_feed(body, url=url, zone=ZoneInfo("UTC"))
    return Sitemap(
        entries=[
            Entry(item.url, _text(item.modified), _text(item.published), item.title) for item in feed.items
        ]
    )


def _text(hint: When | None) -> str | None:
    return (hint.at or hint.day).isoformat() if hint else None


_HALF_CHARACTER = re.compile(
    rb"&#(?:x0*d[89a-f][0-9a-f]{2}|0*5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]));",
    re.IGNORECASE,
)
"""A reference to half of a surrogate pair: libxml2, where it recovers, lets in what lxml cannot read."""


def _from_xml(body: bytes, url: str) -> Sitemap:
    """Elements are read by their local names: namespaces are wrong or missing on many sites."""
    sitemap = Sitemap()
    known = False
    events = etree.iterparse(
        io.BytesIO(_HALF_CHARACTER.sub(b"&#xFFFD;", body)),
        events=("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    fields: dict[str, str] = {}
    try:
        for _, element in events:
            name = _local_name(element.tag) if isinstance(element.tag, str) else ""
            if name in _FIELDS:
                fields.setdefault(name, (element.text or "").strip())
            elif name in ("url", "sitemap"):
                known = True
                _take(name, fields, sitemap, url)
                fields = {}
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            elif name in ("urlset", "sitemapindex"):
                known = True
    except (etree.XMLSyntaxError, UnicodeDecodeError) as error:
        if not known:
            raise _no_sitemap(url) from error
    if not known:
        raise _no_sitemap(url)
    if not body[-64:].rstrip(b"\0 \t\r\n").endswith(b">"):
        _drop_torn(sitemap)
    return sitemap


def _drop_torn(sitemap: Sitemap) -> None:
    """Forget the last address of a file that breaks off: it may be the beginning of one."""
    rows: list[Entry] | list[Branch] = sitemap.entries or sitemap.branches
    del rows[-1:]


@cache
def _local_name(tag: str) -> str:
    """The name without namespace or prefix; empty for what describes a picture or film of the page."""
    space, _, name = tag.rpartition("}") if "}" in tag else tag.rpartition(":")
    return "" if "image" in space or "video" in space else name


_FIELDS = frozenset({"loc", "lastmod", "publication_date", "title"})


def _take(name: str, fields: dict[str, str], sitemap: Sitemap, base: str) -> None:
    location = fields.get("loc")
    if location and location[:4] != "http":
        location = absolute(base, location)
    if not location:
        return
    lastmod = fields.get("lastmod") or None
    if name == "sitemap":
        sitemap.branches.append(Branch(location, lastmod))
    else:
        sitemap.entries.append(
            Entry(location, lastmod, fields.get("publication_date") or None, fields.get("title") or None)
        )


def _no_sitemap(url: str) -> BadDocument:
    return BadDocument(
        f"{url} is no sitemap.",
        "Open it in a browser; `dateline source check` finds a site's sitemaps.",
        url=url,
    )


NOISE_COUNT = 10
NOISE_SHARE = 0.2


def noisy_lastmods(entries: list[Entry]) -> set[str]:
    """The lastmod values of a sitemap that a machine wrote, not an editor.

    Such a value stands on at least ten entries and a fifth of the file, and either has a time of day (ten
    articles are not saved in one second) or stands on articles whose address dates them days earlier.
    """
    counts = Counter(entry.lastmod for entry in entries if entry.lastmod)
    shared = {
        value for value, count in counts.items() if count >= max(NOISE_COUNT, NOISE_SHARE * len(entries))
    }
    if not shared:
        return set()
    older = Counter(entry.lastmod for entry in entries if entry.lastmod in shared and _dated_before(entry))
    return {
        value
        for value in shared
        if _has_time(value) or older[value] >= max(NOISE_COUNT, NOISE_SHARE * counts[value])
    }


def _has_time(lastmod: str) -> bool:
    return ":" in lastmod and "T00:00:00" not in lastmod


def _dated_before(entry: Entry) -> bool:
    named, changed = url_day(entry.url), (entry.lastmod or "")[:10]
    return named is not None and (named + dt.timedelta(days=1)).isoformat() < changed


_PERIOD = re.compile(
    r"(?<!\d)(19[89]\d|20\d\d)(?:[-_/.]|(?:&(?:amp;)?mm=)|)(0[1-9]|1[0-2])(?:(?:[-_/.]|(?:&(?:amp;)?dd=)|)([0-3]\d))?(?!\d)"
)


def period_of(url: str) -> tuple[dt.date, dt.date] | None:
    """First and last day of the month or day that a sitemap's address names (``sitemap-2026-11.xml``)."""
    for match in _PERIOD.finditer(url):
        year, month = int(match[1]), int(match[2])
        try:
            if match[3]:
                day = dt.date(year, month, int(match[3]))
                return day, day
            first = dt.date(year, month, 1)
        except ValueError:
            continue
        return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return None

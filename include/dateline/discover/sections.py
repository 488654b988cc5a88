"""Section pages, for sites with neither feed nor sitemap: the links that look like articles."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dateline.discover.dates import When, url_day
from dateline.discover.documents import read_html
from dateline.discover.finder import Context
from dateline.discover.found import Found
from dateline.discover.http import ask_again
from dateline.discover.urls import absolute
from dateline.records import FoundBy
from dateline.sources import Section, Source


@dataclass(frozen=True, slots=True)
class SectionFinder:
    """One page and the pattern of its articles' addresses."""

    section: Section
    found_by: FoundBy = FoundBy.SECTION

    @property
    def where(self) -> str:
        return self.section.url

    def find(self, source: Source, day: dt.date, context: Context) -> Iterator[Found]:
        final, body = ask_again(context.http, self.where, context.state)
        pattern = re.compile(self.section.link)
        for url, title in links(body, base=final):
            if pattern.search(url):
                named = url_day(url)
                yield Found(url, self.found_by, self.where, title, When(named) if named else None)


def links(body: bytes, *, base: str) -> Iterator[tuple[str, str | None]]:
    """Absolute http(s) addresses that a page links to, with their words."""
    root = read_html(body)
    if root is None:
        return
    for element in root.iter("base"):
        base = absolute(base, element.get("href")) or base
        break
    for anchor in root.iter("a"):
        url = absolute(base, anchor.get("href"))
        if url:
            yield url, " ".join("".join(str(words) for words in anchor.itertext()).split()) or None

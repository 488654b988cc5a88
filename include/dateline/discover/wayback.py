"""The Wayback Machine's CDX index, or another server that speaks its protocol.

Asked for one day: what was captured from that day on for some days (an article may be captured late), the
first capture of each address, page by page with resume keys. An address that names its day counts for that
day; any other for the day of its first capture. The candidate keeps the original address as its identity and
fetches the capture's bytes as they were stored (``id_``).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from dateline.discover.dates import When, start_of, url_day
from dateline.discover.documents import BadDocument
from dateline.discover.finder import Context
from dateline.discover.found import Found
from dateline.discover.http import ask
from dateline.discover.patterns import fill_day, names_day
from dateline.discover.urls import is_home
from dateline.records import FoundBy
from dateline.sources import Source

CDX_SERVER = "https://web.archive.org/cdx/search/cdx"
PAGE_ROWS = 10_000
_FIELDS = ("timestamp", "original")


@dataclass(frozen=True, slots=True)
class WaybackFinder:
    """One CDX server and the pattern of addresses to ask for, where ``{yyyy}{mm}{dd}`` stand for the day."""

    where: str
    match: str
    found_by: FoundBy = FoundBy.WAYBACK

    def find(self, source: Source, day: dt.date, context: Context) -> Iterator[Found]:
        pattern_day = names_day(self.match)
        for timestamp, original in self._rows(source, day, context):
            if is_home(original):
                continue
            named = url_day(original)
            captured = timestamp.astimezone(source.zone).date()
            published = named or (day if pattern_day else captured)
            capture = f"{self._root}/web/{timestamp:%Y%m%d%H%M%S}id_/{original}"
            yield Found(original, self.found_by, self.where, published=When(published), fetch_url=capture)

    @property
    def _root(self) -> str:
        server = urlsplit(self.where)
        return f"{server.scheme}://{server.netloc}"

    def _rows(self, source: Source, day: dt.date, context: Context) -> Iterator[tuple[dt.datetime, str]]:
        lag = dt.timedelta(days=1 + context.settings.wayback_lag_days)
        query = [
            ("url", fill_day(self.match, day)),
            ("from", f"{start_of(day, source.zone):%Y%m%d%H%M%S}"),
            ("to", f"{start_of(day + lag, source.zone):%Y%m%d%H%M%S}"),
            ("output", "json"),
            ("fl", ",".join(_FIELDS)),
            ("filter", "statuscode:200"),
            ("filter", "mimetype:text/html"),
            ("collapse", "urlkey"),
            ("limit", str(PAGE_ROWS)),
            ("showResumeKey", "true"),
        ]
        key: str | None = None
        while True:
            asked = [*query, ("resumeKey", key)] if key else query
            url = f"{self.where}?{urlencode(asked)}"
            response = ask(context.http, url, max_bytes=context.settings.max_sitemap_bytes)
            rows, following = _read(response.body, url)
            yield from rows
            if following is None or following == key:
                return
            key = following


def _read(body: bytes, url: str) -> tuple[list[tuple[dt.datetime, str]], str | None]:
    """The rows of one page and the key of the next: the key follows an empty row at the end."""
    if not body.strip():
        return [], None
    try:
        table = json.loads(body)
        key = table[-1][0] if len(table) > 2 and table[-2] == [] else None
        lines = table[1 : -2 if key else None]
        return [(_instant(line[0]), line[1]) for line in lines if len(line) == len(_FIELDS)], key
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise BadDocument(
            f"{url} did not answer with CDX rows: {error}.", "Try again later.", url=url
        ) from error


def _instant(timestamp: str) -> dt.datetime:
    return dt.datetime.strptime(timestamp[:14].ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)

"""The Wayback Machine's CDX index, or another server that speaks its protocol.

Asked for one day: the first capture of each address, page by page with resume keys, from some weeks before
that day (an address that was captured then is no news of the day) to some days after it (an article may be
captured late). An address that names its day counts for that day; any other for the day of its first capture.
The candidate keeps the original address as its identity and fetches the capture's bytes as they were stored
(``id_``).

Two things that the server's documentation does not say: a resume key leads nowhere unless ``urlkey`` is among
the fields, and the server decodes it once more than the rest of the query, so it is sent as it came, encoded
again like any value (internetarchive/wayback, issues 121 and 195).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from dateline.discover.dates import When, start_of, url_day
from dateline.discover.documents import BadDocument
from dateline.discover.finder import Context
from dateline.discover.found import Found
from dateline.discover.http import ask
from dateline.discover.patterns import fill_day, names_day
from dateline.discover.urls import canonical, is_home
from dateline.records import FoundBy
from dateline.sources import Source

CDX_SERVER = "https://web.archive.org/cdx/search/cdx"
PAGE_ROWS = 10_000
MAX_PAGES = 500
_FIELDS = ("urlkey", "timestamp", "original")


@dataclass(frozen=True, slots=True)
class WaybackFinder:
    """One CDX server and the pattern of addresses to ask for, where ``{yyyy}{mm}{dd}`` stand for the day."""

    where: str
    match: str
    found_by: FoundBy = FoundBy.WAYBACK

    def find(self, source: Source, day: dt.date, context: Context) -> Iterator[Found]:
        """Undated addresses come last: only then is known which of them were captured before the day."""
        of_pattern = names_day(self.match)
        captured_before: set[str | None] = set()
        first_seen: list[Found] = []
        for timestamp, original in self._rows(source, day, context):
            if is_home(original):
                continue
            named = url_day(original)
            captured = timestamp.astimezone(source.zone).date()
            found = self._found(original, timestamp, named or (day if of_pattern else captured))
            if named or of_pattern:
                yield found
            elif captured < day:
                captured_before.add(canonical(original, home=source.home))
            elif captured == day:
                first_seen.append(found)
        for found in first_seen:
            if canonical(found.url, home=source.home) not in captured_before:
                yield found

    def _found(self, original: str, timestamp: dt.datetime, published: dt.date) -> Found:
        server = urlsplit(self.where)
        capture = f"{server.scheme}://{server.netloc}/web/{timestamp:%Y%m%d%H%M%S}id_/{original}"
        return Found(original, self.found_by, self.where, published=When(published), fetch_url=capture)

    def _rows(self, source: Source, day: dt.date, context: Context) -> Iterator[tuple[dt.datetime, str]]:
        before = 0 if names_day(self.match) else context.settings.wayback_back_days
        first = day - dt.timedelta(days=before)
        end = day + dt.timedelta(days=1 + context.settings.wayback_lag_days)
        query = [
            ("url", fill_day(self.match, day)),
            ("from", f"{start_of(first, source.zone):%Y%m%d%H%M%S}"),
            ("to", f"{start_of(end, source.zone) - dt.timedelta(seconds=1):%Y%m%d%H%M%S}"),
            ("output", "json"),
            ("fl", ",".join(_FIELDS)),
            ("filter", "statuscode:200"),
            ("filter", "mimetype:text/html"),
            ("collapse", "urlkey"),
            ("limit", str(PAGE_ROWS)),
            ("showResumeKey", "true"),
        ]
        keys: set[str | None] = set()
        key: str | None = None
        while key not in keys:
            if len(keys) >= MAX_PAGES:
                context.report.warnings.append(
                    f"{self.where}: stopped after {MAX_PAGES} pages of {query[0][1]}"
                )
                return
            keys.add(key)
            asked = [*query, ("resumeKey", key)] if key else query
            url = f"{self.where}?{urlencode(asked)}"
            response = ask(context.http, url, max_bytes=context.settings.max_sitemap_bytes)
            rows, key = _read(response.body, url)
            yield from rows


def _read(body: bytes, url: str) -> tuple[list[tuple[dt.datetime, str]], str | None]:
    """The captures of one page, and the key of the next, which follows an empty row at the end.

    Rows that cannot be read (the header, a date that is none) are left out.
    """
    try:
        table = json.loads(body or b"[]")
        if not isinstance(table, list):
            raise TypeError("no list of rows")
        more = len(table) > 1 and not table[-2] and len(table[-1]) == 1
        key = str(table[-1][0]) if more else None
        return [capture for row in table if (capture := _capture(row))], key
    except (ValueError, TypeError, RecursionError) as error:
        raise BadDocument(
            f"{url} did not answer with CDX rows: {error}.", "Try again later.", url=url
        ) from error


def _capture(row: list[object]) -> tuple[dt.datetime, str] | None:
    if len(row) != len(_FIELDS):
        return None
    _, timestamp, original = map(str, row)
    with suppress(ValueError):
        original.encode()  # JSON may hold half a character
        return dt.datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC), original
    return None

"""A CDX server as the Wayback Machine's behaves, its faults included, over rows of our own.

What is imitated (internetarchive/wayback, wayback-cdx-server: README and issues 121 and 195): rows in the
order of their SURT key, then of time; ``collapse`` of neighbours only, which begins anew on each page; resume
keys that are percent-encoded, that are decoded once more than the query's own encoding, and that lead nowhere
where ``fl`` leaves out ``urlkey``.
"""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import NamedTuple
from urllib.parse import parse_qs, quote_plus, unquote_plus, urlsplit

from discover.newsstand import Answer, Site

CDX = "http://archive.example/cdx/search/cdx"


class Row(NamedTuple):
    urlkey: str
    timestamp: str
    original: str
    mimetype: str = "text/html"
    statuscode: str = "200"


class Cdx:
    """A CDX server over captures (timestamp, original) that gives few rows a page."""

    def __init__(self, site: Site, captures: list[tuple[str, str]], page: int = 2) -> None:
        self.rows = sorted(Row(surt(original), timestamp, original) for timestamp, original in captures)
        self.page = page
        self.queries: list[dict[str, list[str]]] = []
        site.answers[CDX.removeprefix("http://")] = self

    def __call__(self, address: str) -> Answer:
        query = parse_qs(address.partition("?")[2])
        self.queries.append(query)
        fields = query["fl"][0].split(",")
        rows = self._selected(query)
        start = unquote_plus(query.get("resumeKey", [""])[0])
        rows = _collapsed([row for row in rows if f"{row.urlkey} {row.timestamp}" > start])
        shown = rows[: min(self.page, int(query["limit"][0]))]
        table: list[list[str]] = [[getattr(row, name) for name in fields] for row in shown]
        if table:
            table.insert(0, fields)
        if len(rows) > len(shown):
            last = shown[-1]
            key = last.urlkey if "urlkey" in fields else "-"
            table += [[], [quote_plus(f"{key} {last.timestamp}!")]]
        return Answer(json.dumps(table).encode())

    def _selected(self, query: dict[str, list[str]]) -> list[Row]:
        first, last, wanted = query["from"][0], query["to"][0], query["url"][0]
        pattern = f"{surt(f'http://{wanted.removesuffix("*")}')}{'*' if wanted.endswith('*') else ''}"
        return [
            row
            for row in self.rows
            if first <= row.timestamp <= last and fnmatchcase(row.urlkey, pattern) and _passes(row, query)
        ]


def surt(url: str) -> str:
    """The key by which an index sorts: host reversed, without scheme, ``www``, port, and case."""
    parts = urlsplit(url.lower())
    host = (parts.hostname or "").removeprefix("www.")
    path = parts.path if parts.path in ("", "/") else parts.path.rstrip("/")
    return f"{','.join(reversed(host.split('.')))}){path or '/'}{f'?{parts.query}' if parts.query else ''}"


def _passes(row: Row, query: dict[str, list[str]]) -> bool:
    return all(getattr(row, name) == value for name, value in (item.split(":") for item in query["filter"]))


def _collapsed(rows: list[Row]) -> list[Row]:
    return [
        row
        for before, row in zip([None, *rows], rows, strict=False)
        if not before or before.urlkey != row.urlkey
    ]

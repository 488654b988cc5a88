"""A CDX server such as the Wayback Machine's, over rows of our own."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

from discover.newsstand import Answer, Site

CDX = "http://archive.example/cdx/search/cdx"


class Cdx:
    """A CDX server over rows of (timestamp, original), oldest first, that gives few rows a page."""

    def __init__(self, site: Site, rows: list[tuple[str, str]], page: int = 2) -> None:
        self.rows, self.page = rows, page
        self.queries: list[dict[str, list[str]]] = []
        site.answers[CDX.removeprefix("http://")] = self

    def __call__(self, address: str) -> Answer:
        query = parse_qs(address.partition("?")[2])
        self.queries.append(query)
        first, last = query["from"][0], query["to"][0]
        host = query["url"][0].partition("/")[0]
        rows = [row for row in self.rows if first <= row[0] <= last and host in row[1]]
        seen: dict[str, tuple[str, str]] = {}
        for row in rows:
            seen.setdefault(row[1], row)
        rows = list(seen.values())
        start = int(query.get("resumeKey", ["0"])[0])
        table: list[list[str]] = [["timestamp", "original"], *map(list, rows[start : start + self.page])]
        if start + self.page < len(rows):
            table += [[], [str(start + self.page)]]
        return Answer(json.dumps(table if len(table) > 1 else []).encode())

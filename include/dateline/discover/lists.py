"""Lists of addresses: text, CSV and JSON lines, in a file, on object storage or behind http(s).

A row may bring a date and a title (``url``, ``date``, ``title``; other usual names are understood).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from upath import UPath

from dateline.discover.dates import When, parse_when, url_day
from dateline.discover.documents import BadDocument, plain_bytes
from dateline.discover.finder import Context
from dateline.discover.found import Found
from dateline.discover.http import Http, ask
from dateline.errors import ConfigError
from dateline.records import FoundBy
from dateline.sources import Source

MAX_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class ListFinder:
    """One list."""

    where: str
    found_by: FoundBy = FoundBy.LIST

    def find(self, source: Source, day: dt.date, context: Context) -> Iterator[Found]:
        text = _read(self.where, context.http)
        for row in rows(text, where=self.where):
            named = url_day(row["url"])
            published = parse_when(row.get("date"), source.zone) or (When(named) if named else None)
            yield Found(row["url"], self.found_by, self.where, row.get("title") or None, published)


def rows(text: str, *, where: str) -> Iterator[dict[str, str]]:
    """The rows of a list as ``url``, ``date`` and ``title``, by what its first line looks like.

    Raises:
        BadDocument: a line of JSON cannot be read, or a CSV head names no column of addresses.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        return
    first = lines[0].lstrip()
    if first.startswith("{"):
        yield from _json_rows(lines, where)
    elif not first.lower().startswith("http") and "," in first:
        yield from _csv_rows(lines, where)
    else:
        yield from ({"url": line.split()[0].strip('"').split(",http")[0]} for line in lines if "://" in line)


def _read(where: str, http: Http) -> str:
    if where.startswith(("http://", "https://")):
        body = ask(http, where, max_bytes=MAX_BYTES).body
    else:
        try:
            body = UPath(where).read_bytes()
        except OSError as error:
            raise ConfigError(
                f"The list {where} cannot be read: {error}.", "Mend the path under 'addresses'.", path=where
            ) from error
    return plain_bytes(body, url=where, max_bytes=MAX_BYTES).decode("utf-8-sig", "replace")


_NAMES = {
    "url": ("url", "address", "link", "loc", "href", "uri"),
    "date": ("date", "published", "published_at", "publication_date", "day", "date_published"),
    "title": ("title", "headline"),
}


def _json_rows(lines: Iterable[str], where: str) -> Iterator[dict[str, str]]:
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadDocument(
                f"{where}, row {number}: not JSON: {error}.",
                "Mend the row; nothing of the list was taken.",
                path=where,
            ) from error
        if isinstance(row, dict):
            yield from _usual_names(row)


def _csv_rows(lines: list[str], where: str) -> Iterator[dict[str, str]]:
    head = next(csv.reader(lines[:1]))
    if not any(name.strip().lower() in _NAMES["url"] for name in head):
        raise BadDocument(
            f"{where}: no column of its head is named url, address or link.",
            "Name the column of addresses 'url'.",
            path=where,
        )
    for row in csv.DictReader(io.StringIO("\n".join(lines))):
        yield from _usual_names({(key or "").strip(): value for key, value in row.items()})


def _usual_names(row: dict[str, object]) -> Iterator[dict[str, str]]:
    lower = {key.lower(): value for key, value in row.items() if isinstance(value, str)}
    usual = {
        name: next((lower[other] for other in others if lower.get(other)), "")
        for name, others in _NAMES.items()
    }
    if usual["url"]:
        yield usual

"""What was captured before: the validators for a conditional request, and where the bytes lie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import batched
from typing import Protocol

import psycopg
from psycopg.rows import dict_row

from dateline.records import Capture, Fetched, FoundBy, WarcRef

_ROWS = 500


@dataclass(frozen=True, slots=True)
class Known:
    """The last full answer of an address."""

    url: str
    """The address that answered."""
    fetched_at: dt.datetime
    etag: str | None
    last_modified: str | None
    content_type: str
    charset: str | None
    digest: str
    size: int
    warc: WarcRef

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask for the page only if it changed."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


class KnownCaptures(Protocol):
    """Remembers, for each address, its last full answer."""

    def find(self, url: str) -> Known | None:
        """What is known of the address."""

    def remember(self, fetched: Iterable[Fetched]) -> None:
        """Take in the captures of a batch whose WARC is complete."""


class MemoryKnown:
    """Remembers within this process."""

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}

    def find(self, url: str) -> Known | None:
        return self._known.get(url)

    def remember(self, fetched: Iterable[Fetched]) -> None:
        for known in _full_answers(fetched):
            self._known[known.url] = known


class PostgresKnown:
    """Remembers in ``crawl.validators``."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def find(self, url: str) -> Known | None:
        with self._connection.cursor(row_factory=dict_row) as cursor:
            row = cursor.execute(_FIND, (url,)).fetchone()
        if row is None:
            return None
        path, offset, length = (row.pop(f"warc_{name}") for name in ("path", "offset", "length"))
        return Known(url=url, warc=WarcRef(path=path, offset=offset, length=length), **row)

    def remember(self, fetched: Iterable[Fetched]) -> None:
        for rows in batched(_full_answers(fetched), _ROWS):
            with self._connection.transaction(), self._connection.cursor() as cursor:
                cursor.executemany(_REMEMBER, [_row(known) for known in rows])


def _full_answers(fetched: Iterable[Fetched]) -> Iterable[Known]:
    for item in fetched:
        elsewhere = item.candidate.stored or item.candidate.found_by is FoundBy.WAYBACK
        if item.capture and not item.ending and not elsewhere:
            yield _known(item.capture)


def _known(capture: Capture) -> Known:
    return Known(
        url=capture.final_url,
        fetched_at=capture.fetched_at,
        etag=capture.etag,
        last_modified=capture.last_modified,
        content_type=capture.content_type,
        charset=capture.charset,
        digest=capture.digest,
        size=capture.size,
        warc=capture.revisit_of or capture.warc,
    )


def _row(known: Known) -> tuple[object, ...]:
    return (
        known.url,
        known.fetched_at,
        known.etag,
        known.last_modified,
        known.content_type,
        known.charset,
        known.digest,
        known.size,
        known.warc.path,
        known.warc.offset,
        known.warc.length,
    )


_FIND = """
SELECT fetched_at, etag, last_modified, content_type, charset, digest, size,
       warc_path, warc_offset, warc_length
FROM crawl.validators WHERE url = %s
"""
_REMEMBER = """
INSERT INTO crawl.validators AS known
    (url, fetched_at, etag, last_modified, content_type, charset, digest, size,
     warc_path, warc_offset, warc_length)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (url) DO UPDATE
SET fetched_at = excluded.fetched_at, etag = excluded.etag, last_modified = excluded.last_modified,
    content_type = excluded.content_type, charset = excluded.charset, digest = excluded.digest,
    size = excluded.size, warc_path = excluded.warc_path, warc_offset = excluded.warc_offset,
    warc_length = excluded.warc_length
WHERE known.fetched_at <= excluded.fetched_at
"""

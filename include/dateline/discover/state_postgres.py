"""Discovery's memory in the warehouse's schema ``crawl``, shared by every process."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import batched
from typing import Any

import psycopg

from dateline.discover.state import Copy, SitemapMemo
from dateline.warehouse.connection import connect

_BATCH = 5_000


@contextmanager
def open_discovery_state(warehouse_url: str) -> Iterator[PostgresState]:
    """Connect to the warehouse for the time of a block.

    Raises:
        WarehouseError: it cannot be reached.
    """
    with connect(warehouse_url) as connection:
        connection.autocommit = True
        yield PostgresState(connection)


class PostgresState:
    """A :class:`~dateline.discover.state.DiscoveryState` on one connection in autocommit mode.

    An insert decides a claim, so of two processes that see an address at once one gets it.
    """

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._connection = connection

    def claim(self, source: str, urls: Iterable[str], day: dt.date) -> set[str]:
        claimed: set[str] = set()
        by_key = {_key(url): url for url in urls}
        for keys in batched(sorted(by_key), _BATCH):
            self._connection.execute(
                "INSERT INTO crawl.discovered SELECT %s, unnest(%s::uuid[]), %s ON CONFLICT DO NOTHING",
                [source, list(keys), day],
            )
            rows = self._connection.execute(
                "SELECT key FROM crawl.discovered WHERE source = %s AND key = ANY(%s) AND day = %s",
                [source, list(keys), day],
            )
            claimed.update(by_key[row[0]] for row in rows)
        return claimed

    def copy(self, url: str) -> Copy | None:
        row = self._row("SELECT body, etag, last_modified FROM crawl.copies WHERE key = %s", url)
        return Copy(*row) if row else None

    def keep_copy(self, url: str, copy: Copy) -> None:
        self._connection.execute(
            """INSERT INTO crawl.copies (key, url, etag, last_modified, body) VALUES (%s, %s, %s, %s, %s)
            ON CONFLICT (key) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified,
                body = excluded.body, kept_at = now()""",
            [_key(url), url, copy.etag, copy.last_modified, copy.body],
        )

    def sitemap(self, url: str) -> SitemapMemo | None:
        row = self._row("SELECT lastmod, days FROM crawl.sitemaps WHERE key = %s", url)
        return SitemapMemo(row[0], frozenset(row[1])) if row else None

    def keep_sitemap(self, url: str, memo: SitemapMemo) -> None:
        self._connection.execute(
            """INSERT INTO crawl.sitemaps (key, url, lastmod, days) VALUES (%s, %s, %s, %s)
            ON CONFLICT (key) DO UPDATE
            SET lastmod = excluded.lastmod, days = excluded.days, kept_at = now()""",
            [_key(url), url, memo.lastmod, sorted(memo.days)],
        )

    def _row(self, query: str, url: str) -> tuple[Any, ...] | None:
        return self._connection.execute(query.encode(), [_key(url)]).fetchone()


def _key(url: str) -> uuid.UUID:
    return uuid.UUID(bytes=hashlib.sha256(url.encode("utf-8", "surrogatepass")).digest()[:16])

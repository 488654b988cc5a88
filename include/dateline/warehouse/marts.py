"""The marts: numbers by day and source for reports and BI tools, one file of ``include/sql/marts`` each.

A refresh makes some days anew: what the marts held of them is deleted, what the warehouse now says is
inserted, in one transaction, so a reader sees a day either as it was or as it is. A run of one day loads
articles of other days too (late ones, corrected ones, copies of an older story); ``touched_days`` finds them.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Collection

from dateline.settings import PROJECT
from dateline.warehouse.connection import Connection, connect

MARTS = (
    "coverage",
    "speaker_day",
    "first_last",
    "co_mention",
    "topic",
    "syndication",
    "diversity",
    "correction",
    "quality",
    "funnel",
)
"""In the order in which they are made: ``first_last`` reads ``speaker_day``."""
SQL = PROJECT / "include" / "sql"
REFRESH_LOCK = 0x6461_7465_6D  # "datem"

_log = logging.getLogger(__name__)


def refresh_marts(url: str, days: Collection[dt.date]) -> dict[str, float]:
    """Make the marts' rows of ``days`` anew; return the seconds that each mart took."""
    with connect(url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [REFRESH_LOCK])
        connection.execute("CREATE TEMP TABLE touched (day date PRIMARY KEY) ON COMMIT DROP")
        connection.execute("INSERT INTO touched SELECT DISTINCT unnest(%s::date[])", [list(days)])
        connection.execute("ANALYZE touched")
        seconds = {"window": _run(connection, "window.sql")}
        for name in MARTS:
            seconds[name] = _run(connection, f"marts/{name}.sql")
    _log.info("marts of %d days made in %.2f s", len(set(days)), sum(seconds.values()))
    return seconds


def touched_days(url: str, day: dt.date) -> list[dt.date]:
    """``day`` and every day whose numbers its run may have changed.

    Those are the days on which its articles were published or found, and the days of stories they belong to;
    an article that was found on one day and has since been dated to another leaves the first.
    """
    with connect(url) as connection:
        return [row[0] for row in connection.execute(_TOUCHED, {"day": day})]


def all_days(url: str) -> list[dt.date]:
    """Every day of which the warehouse knows anything."""
    with connect(url) as connection:
        return [row[0] for row in connection.execute(_ALL)]


def _run(connection: Connection, file: str) -> float:
    start = time.monotonic()
    connection.execute((SQL / file).read_bytes())
    return time.monotonic() - start


_TOUCHED = """
WITH led AS (SELECT article_id FROM outcome WHERE day = %(day)s AND article_id IS NOT NULL)
SELECT %(day)s::date AS day
UNION SELECT published_day FROM led JOIN article USING (article_id) WHERE published_day IS NOT NULL
UNION SELECT o.day FROM led JOIN outcome o USING (article_id)
UNION SELECT a.published_day
      FROM led JOIN story_member m USING (article_id) JOIN story_member other USING (story_id)
      JOIN article a ON a.article_id = other.article_id
      WHERE a.published_day IS NOT NULL
ORDER BY 1"""
_ALL = """
SELECT published_day FROM article WHERE published_day IS NOT NULL
UNION SELECT day FROM outcome UNION SELECT day FROM discovery_day ORDER BY 1"""

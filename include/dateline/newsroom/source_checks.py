"""Checking a source on request: what discovery finds at its site now, beside what is configured.

A check asks somebody else's server and may read large listings, so it runs in a process of its own
(``dateline source check``), which is ended when its time is over. Its row in the warehouse says how it went,
whichever server process is asked.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import subprocess
import sys
import threading
from typing import Any

import yaml
from pydantic import Field

from dateline.errors import DatelineError, WarehouseError
from dateline.newsroom.reading import View, first
from dateline.sources import Source
from dateline.warehouse.connection import Connection, connect
from dateline.warehouse.sources import record_sources

log = logging.getLogger(__name__)

LIMIT_SECONDS = 90.0
AT_ONCE = 2
"""Checks that one server process runs at the same time."""
LOST_AFTER = dt.timedelta(seconds=LIMIT_SECONDS + 30)
"""A check that still has no end by then belonged to a process that died."""

_places = threading.BoundedSemaphore(AT_ONCE)


class CheckRefused(DatelineError):
    """A check is not begun: one runs already."""


class Listing(View):
    """A feed or sitemap that answered; ``configured``: ``sources.yaml`` names it."""

    url: str
    entries: int
    branches: int
    newest: dt.datetime | None
    configured: bool


class SourceCheck(View):
    """A check: running where it has no end; then with what was found, or with a fault in words."""

    asked_by: str
    asked_at: dt.datetime
    ended_at: dt.datetime | None
    fault: str | None
    feeds: list[Listing] = Field(default_factory=list)
    sitemaps: list[Listing] = Field(default_factory=list)
    unseen: list[str] = Field(default_factory=list)
    """Configured feeds and sitemaps that the site did not name, or that did not answer."""
    per_day: float | None = None
    allowed: bool | None = None
    crawl_delay: float | None = None
    warnings: list[str] = Field(default_factory=list)
    entry: str = ""
    """What was found, as an entry for ``sources.yaml``."""


def start_check(url: str, source: Source, *, by: str) -> None:
    """Begin to check the source in the background; :func:`newest_check` then tells how it goes.

    Raises:
        CheckRefused: this source is being checked, or this process has enough to do.
    """
    if not _places.acquire(blocking=False):
        raise CheckRefused("Other sources are being checked.", "Try again in a minute.")
    try:
        check_id = _note_start(url, source, by)
        threading.Thread(target=_run, args=(url, check_id, source.home), daemon=True).start()
    except BaseException:
        _places.release()
        raise


def newest_check(connection: Connection, source_id: str, source: Source | None) -> SourceCheck | None:
    """The newest check of a source, or None where nobody asked for one; ``source`` is its entry."""
    row = first(connection, _Row, _NEWEST, {"source": source_id})
    if row is None:
        return None
    told = row.model_dump(include={"asked_by", "asked_at", "ended_at", "fault"})
    if row.ended_at is None and dt.datetime.now(dt.UTC) - row.asked_at > LOST_AFTER:
        told["fault"] = "The server process that ran this check was stopped. Check again."
        told["ended_at"] = row.asked_at + LOST_AFTER
    if row.found is None:
        return SourceCheck(**told)
    return SourceCheck(**told, **_told(row.found, source))


def _note_start(url: str, source: Source, by: str) -> int:
    record_sources(url, [source])
    with connect(url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('source check ' || %s))", [source.id])
        running = connection.execute(
            """SELECT FROM source_check
               WHERE source_id = %s AND ended_at IS NULL AND asked_at > now() - %s::interval""",
            [source.id, LOST_AFTER],
        ).fetchone()
        if running is not None:
            raise CheckRefused(f"{source.name} is being checked already.", "Its result will show here.")
        row = connection.execute(
            "INSERT INTO source_check (source_id, asked_by) VALUES (%s, %s) RETURNING check_id",
            [source.id, by],
        ).fetchone()
    assert row is not None
    return int(row[0])


def _run(url: str, check_id: int, home: str) -> None:
    try:
        fault, found = _outcome(home)
    finally:
        _places.release()
    try:
        with connect(url) as connection:
            connection.execute(
                "UPDATE source_check SET ended_at = now(), fault = %s, found = %s WHERE check_id = %s",
                [fault, None if found is None else json.dumps(found), check_id],
            )
    except WarehouseError as error:
        log.warning("The check %d of %s is lost: %s", check_id, home, error)


class _Row(View):
    asked_by: str
    asked_at: dt.datetime
    ended_at: dt.datetime | None
    fault: str | None
    found: dict[str, Any] | None


def _outcome(home: str) -> tuple[str | None, dict[str, Any] | None]:
    """A fault in words or what was found."""
    command = [sys.executable, "-m", "dateline", "source", "check", "--json", "--", home]
    try:
        done = subprocess.run(command, capture_output=True, timeout=LIMIT_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"The site took longer than {LIMIT_SECONDS:.0f} seconds.", None
    except OSError as error:
        return f"The check could not be started: {error}.", None
    try:
        return None, json.loads(done.stdout)
    except ValueError:
        said = done.stderr.decode("utf-8", "replace").strip().removeprefix("Error: ")
        return said[-2000:] or f"The check ended with code {done.returncode} and without a word.", None


def _told(found: dict[str, Any], source: Source | None) -> dict[str, Any]:
    configured = {*source.feeds, *source.sitemaps} if source else set()
    listings = {
        kind: [{**place, "configured": place["url"] in configured} for place in found[kind]]
        for kind in ("feeds", "sitemaps")
    }
    seen = {place["url"] for places in listings.values() for place in places}
    return {
        **listings,
        "unseen": sorted(url for url in configured - seen if "{" not in url),
        "per_day": found["per_day"],
        "allowed": found["allowed"],
        "crawl_delay": found["crawl_delay"],
        "warnings": found["warnings"],
        "entry": yaml.safe_dump([found["entry"]], sort_keys=False, allow_unicode=True, width=100),
    }


_NEWEST = """
SELECT asked_by, asked_at, ended_at, fault, found FROM source_check
WHERE source_id = %(source)s ORDER BY check_id DESC LIMIT 1"""

"""What keeps warehouse and lake in shape over the years, each step by itself and with a dry run.

Nothing that could be missed goes unless a setting says so.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections import Counter
from collections.abc import Iterator

from upath import UPath

from dateline.pipeline.workspace import Workspace

log = logging.getLogger(__name__)

UNSEEN_DAYS = 180
"""A line that so few pages had, and none since so long, is no furniture of the site."""
IDLE_DAYS = 7
"""A file that nobody finished or decided on is left alone for so long."""
_REST = re.compile(r"\..+\.[0-9a-f]{8}\.partial")
_OF_RUN = re.compile(r"[\w-]+\.([0-9a-f]{16})\.\S+")


def let_go(workspace: Workspace, *, today: dt.date | None = None, dry_run: bool) -> dict[str, dict[str, int]]:
    """Drop texts and raw pages that are older than settings and sources keep them; counts by kind."""
    from dateline.warehouse.retention import KINDS, limits, retain

    wanted = limits(workspace.settings.retention, workspace.sources.values())
    gone: dict[str, dict[str, int]] = {}
    for kind in KINDS:
        limit = wanted[kind]
        if limit.default is None and not any(limit.by_source.values()):
            log.info("%s: kept for good", kind)
            continue
        done = retain(
            workspace.warehouse_url,
            workspace.lake,
            kind,
            limit,
            today=today or dt.datetime.now(dt.UTC).date(),
            dry_run=dry_run,
        )
        gone[kind] = dict(done.removed)
        _say(kind, done.removed, dry_run=dry_run)
    return gone


def ask_takedowns_again(workspace: Workspace, *, dry_run: bool) -> dict[str, int]:
    """Remove from the lake what came after a takedown and falls under it."""
    from dateline.warehouse.honour import honour_takedowns

    removed = honour_takedowns(workspace.warehouse_url, workspace.lake, dry_run=dry_run)
    _say("takedowns", removed, dry_run=dry_run)
    return dict(removed)


def forget_old_lines(workspace: Workspace, *, dry_run: bool) -> int:
    """Forget lines of pages that never became furniture."""
    from dateline.warehouse.boilerplate import forget_lines

    count = forget_lines(
        workspace.warehouse_url,
        min_pages=workspace.settings.clean.boilerplate_min_pages,
        days=UNSEEN_DAYS,
        dry_run=dry_run,
    )
    _say("boilerplate", Counter(lines=count), dry_run=dry_run)
    return count


def tidy_lake(workspace: Workspace, *, now: dt.datetime | None = None, dry_run: bool) -> dict[str, int]:
    """Delete rests of interrupted writes, and files of extractions of which the warehouse holds no row.

    A capture that was begun stays: fetching goes on from it.
    """
    before = (now or dt.datetime.now(dt.UTC)) - dt.timedelta(days=IDLE_DAYS)
    removed: Counter[str] = Counter()
    for kind, path in _idle(workspace, before):
        removed[kind] += 1
        log.info("%s %s", "would delete" if dry_run else "deleting", path)
        if not dry_run:
            path.unlink(missing_ok=True)
    _say("lake", removed, dry_run=dry_run)
    return dict(removed)


def analyse(workspace: Workspace, *, dry_run: bool) -> int:
    """Renew the statistics of the warehouse's tables; return how many they are."""
    from dateline.warehouse.upkeep import analyse as analyse_tables

    tables = analyse_tables(workspace.warehouse_url, dry_run=dry_run)
    log.info("%s %d tables", "would analyse" if dry_run else "analysed", len(tables))
    return len(tables)


def _idle(workspace: Workspace, before: dt.datetime) -> Iterator[tuple[str, UPath]]:
    from dateline.warehouse.staged import editions_with_rows

    living = editions_with_rows(workspace.warehouse_url)
    for path in workspace.lake.glob("day=*/*/*"):
        run = _OF_RUN.fullmatch(path.name)
        if _REST.fullmatch(path.name):
            kind = "rests"
        elif run and _edition(path, run[1]) not in living:
            kind = "files of runs"
        else:
            continue
        if dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) < before:
            yield kind, path


def _edition(path: UPath, run: str) -> str:
    day, label = path.parent.parent.name.removeprefix("day="), path.parent.name.removeprefix("batch=")
    return f"{day}/{label}#{run}"


def _say(what: str, removed: Counter[str], *, dry_run: bool) -> None:
    counts = ", ".join(f"{count} {name}" for name, count in sorted(removed.items()) if count) or "nothing"
    log.info("%s: %s %s", what, "would remove" if dry_run else "removed", counts)

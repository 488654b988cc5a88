"""The step of watching: the followed sources against the day that should be loaded by now."""

from __future__ import annotations

import datetime as dt
import logging

from dateline.pipeline.day import followed_sources
from dateline.pipeline.workspace import Workspace

log = logging.getLogger(__name__)


def watch_sources(workspace: Workspace, *, now: dt.datetime | None = None) -> dict[str, int]:
    """Bring the alerts of all followed sources up to date; return how often each verdict was given."""
    from dateline.watch import sources

    settings = workspace.settings
    counts = sources.watch_sources(
        workspace.warehouse_url,
        settings.watch,
        followed={source: workspace.source(source).name for source in followed_sources(workspace)},
        expected=sources.expected_day(
            now or dt.datetime.now(dt.UTC), zone=settings.schedule_timezone, settings=settings.watch
        ),
    )
    log.info("sources: %s", ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())))
    return {str(verdict): count for verdict, count in counts.items()}

"""The same days loaded in this process, with nothing in the way: what any disturbed run must come to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipeline.test_week import run_day

from dateline.pipeline import reporting
from dateline.pipeline.workspace import Workspace
from dateline.replay import ReplayServer, load_site
from dateline.settings import DEMO, FetchSettings, Settings
from dateline.warehouse.contents import Contents, contents


def undisturbed(days: list[dt.date], *, url: str, home: Path) -> Contents:
    """Load ``days`` into the empty warehouse at ``url``, marts included; return what it then says."""
    with ReplayServer(load_site([DEMO])) as server:
        fetch = FetchSettings(
            connect_to=tuple(server.connect_to), ca_bundle=Path(server.ca_file), min_interval=0.01, retries=0
        )
        workspace = Workspace(settings=Settings(home=home, fetch=fetch), warehouse_url=url)
        for day in days:
            run_day(workspace, day)
            reporting.publish_marts(workspace, day)
    return contents(url)

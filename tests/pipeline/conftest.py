"""A workspace over the demo newsroom: its replay server, a warehouse and a lake of this module's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dateline.pipeline.workspace import Workspace
from dateline.replay import ReplayServer, load_site
from dateline.settings import DEMO, FetchSettings, Settings


@pytest.fixture(scope="module")
def newsroom() -> Iterator[ReplayServer]:
    """The demo newsroom on loopback; its clock is after everything."""
    with ReplayServer(load_site([DEMO])) as server:
        yield server


@pytest.fixture(scope="module")
def workspace(
    newsroom: ReplayServer,
    make_database: Callable[..., str],
    migrated_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Workspace:
    """The demo's sources, reached by the replay server, with nothing loaded yet."""
    fetch = FetchSettings(
        connect_to=tuple(newsroom.connect_to), ca_bundle=Path(newsroom.ca_file), min_interval=0.01, retries=0
    )
    home = tmp_path_factory.mktemp("home")
    return Workspace(
        settings=Settings(home=home, fetch=fetch, batch_captures=60),
        warehouse_url=make_database(migrated_template),
    )

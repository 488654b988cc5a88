"""A process of its own that fetches addresses, as a task of the pipeline would.

Arguments: the database, the port of the server, the lake, the interval, and the addresses. Where START
names a file, the process says beside it that it is ready, and begins when the file is there: so several
begin at once.
"""

import os
import sys
import time
from pathlib import Path

from misbehaving import candidate
from upath import UPath

from dateline.fetch import WarcWriter, fetch_all, open_state
from dateline.settings import FetchSettings


def main(database: str, port: str, lake: str, interval: str, *urls: str) -> None:
    settings = FetchSettings(connect_to=(f"::127.0.0.1:{port}",), min_interval=float(interval), retries=0)
    root = UPath(lake)
    with open_state(database) as state, WarcWriter(root / "captures.warc.gz", root=root) as writer:
        wait_for_start()
        fetched = fetch_all(
            [candidate(url) for url in urls],
            writer=writer,
            settings=settings,
            sources={},
            politeness=state.politeness,
            robots=state.robots,
            known=state.known,
            health=state.health,
        )
        for item in fetched:
            print(item.candidate.url, item.ending.outcome if item.ending else "captured", flush=True)  # noqa: T201


def wait_for_start() -> None:
    start = os.environ.get("START")
    if start is not None:
        Path(f"{start}.{os.getpid()}").touch()
        while not Path(start).exists():
            time.sleep(0.01)


if __name__ == "__main__":
    main(*sys.argv[1:])

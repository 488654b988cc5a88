"""How long a day's checks, each mart's window and the report take in a warehouse of a year's news.

    .venv/bin/python bench/marts.py                      100,000 articles, 500,000 mentions' entities,
                                                         300,000 quotes over 365 days of 40 sources
    .venv/bin/python bench/marts.py --articles 50000

The warehouse is that of bench/loading.py, in a fresh embedded server. Each figure is the median of five
days; a mart's figure is the deleting and inserting of that day's rows, ``window`` what all of them draw on.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from loading import RUN, Newsroom

from dateline.report import make_report
from dateline.runtime.postgres import EmbeddedPostgres
from dateline.warehouse.checks import load_checks, run_checks
from dateline.warehouse.connection import connect
from dateline.warehouse.load import load_batch
from dateline.warehouse.marts import all_days, refresh_marts
from dateline.warehouse.migrate import migrate
from dateline.warehouse.write import Lineage

DAYS = [dt.date(2024, 12, 30) - dt.timedelta(days=number) for number in range(5)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Time marts, checks and the report.")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=2_500)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="dateline-bench-"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder)
    server.start()
    try:
        url = server.ensure_database("marts")
        migrate(url)
        _fill(url, options.articles, options.batch)
        _measure(url)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _fill(url: str, articles: int, batch: int) -> None:
    newsroom = Newsroom(6)
    for start in range(0, articles, batch):
        lineage = Lineage(f"bench/{start:07d}")
        load_batch(url, newsroom.batch(start, batch), run=RUN, lineage=lineage, search=False)
    with connect(url) as connection:
        connection.autocommit = True
        connection.execute(
            """INSERT INTO discovery_day (source_id, day, state, found)
               SELECT source_id, day, 'found', count(*) FROM outcome GROUP BY 1, 2"""
        )
        connection.execute("VACUUM ANALYZE")


def _measure(url: str) -> None:
    print(f"{'every day at once':<24} {_seconds(lambda: refresh_marts(url, all_days(url))):8.2f} s")
    taken = defaultdict(list)
    for day in DAYS:
        for mart, seconds in refresh_marts(url, [day]).items():
            taken[mart].append(seconds)
    for mart, seconds in taken.items():
        print(f"{mart + ', one day':<24} {statistics.median(seconds):8.3f} s")
    checks = statistics.median(_seconds(lambda day=day: run_checks(url, day)) for day in DAYS)  # type: ignore[misc]
    print(f"{f'{len(load_checks())} checks of a day':<24} {checks:8.3f} s")
    week = dt.timedelta(days=6)
    report = statistics.median(
        _seconds(lambda day=day: make_report(url, day - week, day))
        for day in DAYS  # type: ignore[misc]
    )
    print(f"{'report of a day':<24} {report:8.2f} s")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()

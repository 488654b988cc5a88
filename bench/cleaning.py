"""Dateline's cleaning beside public extractors: text F on pages with gold, and pages a second of CPU.

    .venv/bin/python bench/cleaning.py                  # what is installed
    .venv/bin/python bench/cleaning.py --memory 5000    # worker memory over 5,000 pages instead

trafilatura is among the project's packages. For the others an environment that sees the project's as well::

    python3 -m venv --system-site-packages /tmp/bench && /tmp/bench/bin/pip install \\
        newspaper4k readability-lxml resiliparse
    PYTHONPATH=include:.venv/lib/python3.12/site-packages /tmp/bench/bin/python bench/cleaning.py

The pages are those of ../shared/eval; each extractor gets the same decoded text, in this process, after a
warm-up.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from types import ModuleType
from typing import Any

from dateline.clean.markup import decode
from dateline.records import Page

SHARED = Path(__file__).resolve().parents[2] / "shared" / "eval"
SETS = ("pages_fundus_eval", "pages_andy_even", "pages_fundus")
WARMING = 10

Extractor = Callable[[str, str], str]


def main() -> None:
    """Print one table."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--memory", type=int, metavar="PAGES", help="show worker memory over so many pages")
    arguments = asked.parse_args()
    if not SHARED.is_dir():
        sys.exit(f"{SHARED} is not here: the pages to measure on are not part of the project.")
    logging.disable(logging.CRITICAL)
    pages = {name: list(read_pages(name)) for name in SETS}
    if arguments.memory:
        show_memory([page for rows in pages.values() for page, _, _ in rows], arguments.memory)
    else:
        compare(pages)


def compare(pages: dict[str, list[tuple[Page, str, str]]]) -> None:
    """Text F of each set, pages a second of CPU over all, and CPU as a multiple of one trafilatura pass."""
    scorer = load(SHARED / "score_clean.py")
    print(
        f"{'':24}"
        + "".join(f"{name.removeprefix('pages_'):>13}" for name in SETS)
        + f"{'pages/s':>10}{'× CPU':>8}"
    )
    base = 0.0
    for name, make in EXTRACTORS.items():
        try:
            extract = make()
        except ImportError as error:
            print(f"{name:24}not installed: {error.name}")
            continue
        for page, text, _ in pages[SETS[0]][:WARMING]:
            attempt(extract, text, page.url)
        figures, spent = [], 0.0
        for rows in pages.values():
            started = time.process_time()
            found = [attempt(extract, text, page.url) for page, text, _ in rows]
            spent += time.process_time() - started
            pairs = [scorer.text_pr(gold, text) for (_, _, gold), text in zip(rows, found, strict=True)]
            figures.append(f_score(pairs))
        base = base or spent
        speed = sum(map(len, pages.values())) / spent
        print(
            f"{name:24}"
            + "".join(f"{figure:13.4f}" for figure in figures)
            + f"{speed:10.1f}{spent / base:8.2f}"
        )


def f_score(pairs: list[tuple[float | None, float | None]]) -> float:
    precision = sum(p or 0.0 for p, _ in pairs) / len(pairs)
    recall = sum(r or 0.0 for _, r in pairs) / len(pairs)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def show_memory(pages: list[Page], count: int) -> None:
    """Resident memory of the worker while pages pass through it."""
    from dateline.clean import clean_pages

    for number, _ in enumerate(clean_pages(islice(cycle(pages), count)), start=1):
        if number % max(1, count // 10) == 0:
            here, there = resident("self"), worker_memory()
            print(f"{number:8,} pages   this process {here:5.0f} MB   workers {there:5.0f} MB")


def worker_memory() -> float:
    children = Path("/proc/self/task")
    ids = {pid for task in children.iterdir() for pid in (task / "children").read_text().split()}
    return sum(map(resident, ids))


def resident(pid: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def read_pages(name: str) -> Iterator[tuple[Page, str, str]]:
    """``(page, decoded text, gold text)`` of one set."""
    with (SHARED / "data" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            body = gzip.decompress((SHARED / "data" / row["html"]).read_bytes())
            yield Page(id=row["id"], url=row["url"], html=body), decode(body), row["gold"].get("text") or ""


def attempt(extract: Extractor, text: str, url: str) -> str:
    try:
        return extract(text, url) or ""
    except Exception:  # noqa: BLE001  a page that an extractor fails on counts as empty
        return ""


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def trafilatura(**options: Any) -> Callable[[], Extractor]:
    def make() -> Extractor:
        extract = importlib.import_module("trafilatura").extract
        return lambda text, url: extract(text, url=url, **options)

    return make


def with_metadata() -> Extractor:
    extract = importlib.import_module("trafilatura").bare_extraction
    return lambda text, url: extract(text, url=url, with_metadata=True).text


def dateline() -> Extractor:
    from dateline.clean.page import read_page

    def extract(text: str, url: str) -> str:
        article = read_page(Page(id="1", url=url, html=text.encode("utf-8", "replace"))).article
        return article.text if article is not None else ""

    return extract


def newspaper4k() -> Extractor:
    newspaper = importlib.import_module("newspaper")
    return lambda text, url: newspaper.article(url, input_html=text, fetch_images=False).text


def readability() -> Extractor:
    document = importlib.import_module("readability").Document
    html = importlib.import_module("lxml.html")
    return lambda text, url: html.fromstring(document(text).summary()).text_content()


def resiliparse() -> Extractor:
    extract = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
    return lambda text, url: extract(text, main_content=True)


EXTRACTORS: dict[str, Callable[[], Extractor]] = {
    "trafilatura": trafilatura(),
    "trafilatura precision": trafilatura(favor_precision=True),
    "trafilatura + metadata": with_metadata,
    "Dateline, all fields": dateline,
    "newspaper4k": newspaper4k,
    "readability-lxml": readability,
    "resiliparse": resiliparse,
}


if __name__ == "__main__":
    main()

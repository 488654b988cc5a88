"""How long each request of the Newsroom page takes over a large warehouse, from asking to the last byte.

    .venv/bin/python bench/newsroom.py                      100,000 articles, 300,000 quotes, 40 sources
    .venv/bin/python bench/newsroom.py --articles 20000     the same, smaller
    .venv/bin/python bench/newsroom.py --url URL            over a warehouse that is there already

The warehouse is that of bench/loading.py with its search vectors, in a fresh embedded server. The app is
asked over HTTP on loopback, one request after the other, ``--times`` times with other parameters each time.
Words to search for are drawn as they occur, but for the 127 most frequent, which stand for stop words.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn
from loading import RUN, Newsroom
from playwright.sync_api import sync_playwright

from dateline.newsroom.app import create_app
from dateline.newsroom.guard import Person
from dateline.runtime.ports import LOOPBACK, free_port
from dateline.runtime.postgres import EmbeddedPostgres
from dateline.settings import Settings
from dateline.warehouse.connection import connect
from dateline.warehouse.load import load_batch
from dateline.warehouse.migrate import migrate
from dateline.warehouse.write import Lineage

STOP_WORDS = 127


def main() -> None:
    options = _options()
    if options.url:
        _measure(options.url, options)
        return
    folder = Path(tempfile.mkdtemp(prefix="dateline-bench-"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder)
    server.start()
    try:
        url = server.ensure_database("newsroom")
        _fill(url, options)
        _measure(url, options)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _fill(url: str, options: argparse.Namespace) -> None:
    migrate(url)
    newsroom = Newsroom(6)
    start = time.perf_counter()
    for first in range(0, options.articles, options.batch):
        lineage = Lineage(f"bench/{first:07d}", dag_id="ingest", dag_run_id=f"run {first}")
        load_batch(url, newsroom.batch(first, options.batch), run=RUN, lineage=lineage)
    with connect(url) as connection:
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
    print(f"filled in {time.perf_counter() - start:.0f} s")


def _measure(url: str, options: argparse.Namespace) -> None:
    app = create_app(
        warehouse_url=lambda: url, person=lambda: Person("bench", True), secret="bench", settings=Settings()
    )
    dice = random.Random(7)
    with _serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        things = _things(client)
        print(f"{'request':<34}{'median':>8}{'p95':>8}{'worst':>8}  ms")
        for name, request in _requests(things, dice).items():
            taken = sorted(_timed(client, *request()) for _ in range(options.times))
            p95 = taken[int(len(taken) * 0.95) - 1]
            mark = "" if p95 <= 200 else "  slower than 200 ms"
            print(f"{name:<34}{taken[len(taken) // 2]:8.0f}{p95:8.0f}{taken[-1]:8.0f}{mark}", flush=True)
        _paint(address)


def _paint(address: str) -> None:
    """When the browser first shows something of Today, and when all of it stands, with an empty cache."""
    program = shutil.which("chromium")
    if program is None:
        print("first paint: not measured, there is no chromium here")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        browser.new_page().goto("about:blank")
        page = browser.new_page()
        start = time.perf_counter()
        page.goto(address)
        page.locator("main[aria-busy=false]").wait_for()
        stands = 1000 * (time.perf_counter() - start)
        painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        print(f"{'first paint':<34}{painted:8.0f}   and all of Today after {stands:.0f}  ms")
        browser.close()


def _things(client: httpx.Client) -> dict[str, list[str]]:
    """Days, sources, articles, speakers and words that the warehouse holds, to ask for."""
    quotes = client.get("api/quotes", params={"limit": 200}).json()["items"]
    told = [row["text"].split() for row in quotes]
    seldom = _but_the_most_frequent(told)
    return {
        "days": [row["day"] for row in client.get("api/days").json()],
        "sources": list({row["source_id"] for row in quotes}),
        "articles": [row["article_id"] for row in quotes],
        "entities": [row["speaker_entity_id"] for row in quotes if row["speaker_entity_id"]],
        "speakers": [row["speaker"].split()[-1] for row in quotes if row["speaker"]],
        "words": [word for words in told for word in words if word in seldom],
        "phrases": [
            " ".join(words[at : at + 3])
            for words in told
            for at in range(1, len(words) - 3)
            if seldom.issuperset(words[at : at + 3])
        ],
    }


def _but_the_most_frequent(told: list[list[str]]) -> set[str]:
    """The words without as many of the most frequent as PostgreSQL leaves out of English texts."""
    counts = Counter(word for words in told for word in words)
    return set(counts).difference(word for word, _ in counts.most_common(STOP_WORDS))


def _requests(
    things: dict[str, list[str]], dice: random.Random
) -> dict[str, Callable[[], tuple[str, dict[str, str]]]]:
    """Each request of the page, with parameters of its own each time it is made."""

    def one(kind: str) -> str:
        return dice.choice(things[kind])

    return {
        "me": lambda: ("api/me", {}),
        "days": lambda: ("api/days", {}),
        "a day": lambda: (f"api/days/{one('days')}", {}),
        "outcomes of a day": lambda: (f"api/days/{one('days')}/outcomes", {}),
        "outcomes with a word": lambda: (f"api/days/{one('days')}/outcomes", {"words": one("words")}),
        "sources": lambda: ("api/sources", {"day": one("days")}),
        "a source": lambda: (f"api/sources/{one('sources')}", {"day": one("days")}),
        "articles, newest": lambda: ("api/articles", {}),
        "articles of a source": lambda: ("api/articles", {"source": one("sources")}),
        "articles with a word": lambda: ("api/articles", {"words": one("words")}),
        "articles with a phrase": lambda: ("api/articles", {"words": f'"{one("phrases")}"'}),
        "articles naming somebody": lambda: ("api/articles", {"entity": one("entities")}),
        "articles of a run": lambda: ("api/articles", {"run": "run 0", "dag": "ingest"}),
        "articles corrected": lambda: ("api/articles", {"corrected": "true"}),
        "an article": lambda: (f"api/articles/{one('articles')}", {}),
        "quotes, newest": lambda: ("api/quotes", {}),
        "quotes with a word": lambda: ("api/quotes", {"words": one("words")}),
        "quotes with a phrase": lambda: ("api/quotes", {"words": f'"{one("phrases")}"'}),
        "quotes with a word of a source": lambda: (
            "api/quotes",
            {"words": one("words"), "source": one("sources")},
        ),
        "quotes of a name": lambda: ("api/quotes", {"speaker": one("speakers")}),
        "quotes of a speaker": lambda: ("api/quotes", {"entity": one("entities")}),
        "quotes nearly sure": lambda: ("api/quotes", {"min_score": "0.9"}),
        "most quoted of a week": lambda: ("api/speakers", {}),
        "speakers by name": lambda: ("api/speakers", {"name": one("speakers")}),
        "a speaker": lambda: (f"api/speakers/{one('entities')}", {}),
        "doubts": lambda: ("api/review", {}),
        "doubts of a source": lambda: ("api/review", {"source": one("sources")}),
        "doubts without a speaker": lambda: ("api/review", {"unresolved": "true"}),
        "accuracy": lambda: ("api/review/accuracy", {}),
    }


def _timed(client: httpx.Client, path: str, params: dict[str, str]) -> float:
    start = time.perf_counter()
    answer = client.get(path, params=params)
    taken = 1000 * (time.perf_counter() - start)
    answer.raise_for_status()
    return taken


@contextmanager
def _serving(app: object) -> Iterator[str]:
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host=LOOPBACK, port=port, log_level="error"))  # type: ignore[arg-type]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield f"http://{LOOPBACK}:{port}/"
    server.should_exit = True
    thread.join(10)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the Newsroom page's requests.")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=2_500)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--url", help="a filled warehouse; nothing in it is changed")
    return parser.parse_args()


if __name__ == "__main__":
    main()

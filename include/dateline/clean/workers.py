"""Pages cleaned in worker processes: in order, in bounded memory, none able to stop the others.

In: pages. Out: one ``Cleaned`` a page. A page that takes too much CPU, hangs or crashes its worker is an
ending. With ``boilerplate`` the pages are gone through twice: all are read and their lines learned, then
each is freed of what recurs; between the two they wait in a temporary file.
"""

from __future__ import annotations

import pickle
import select
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from urllib.parse import urlsplit

from dateline.clean.body.story import Line, assemble
from dateline.clean.boilerplate import Boilerplate
from dateline.clean.wire import HEADER, READY, frame, length
from dateline.errors import DatelineError
from dateline.records import Article, Cleaned, Ending, Outcome, Page
from dateline.settings import CleanSettings

_PAGES_A_WORKER = 1_000
_WAITING_A_WORKER = 4
_WALL_TO_CPU = 6
_START_SECONDS = 120.0


def clean_page(
    page: Page, *, settings: CleanSettings | None = None, boilerplate: Boilerplate | None = None
) -> Cleaned:
    """Clean one page, in a process of its own."""
    return next(clean_pages([page], settings=settings, boilerplate=boilerplate))


def clean_pages(
    pages: Iterable[Page],
    *,
    settings: CleanSettings | None = None,
    boilerplate: Boilerplate | None = None,
    keep_refused: bool = False,
) -> Iterator[Cleaned]:
    """Clean pages; ``boilerplate`` is taught and asked.

    A page that is no article keeps the words that were found on it only with ``keep_refused``.
    """
    settings = settings or CleanSettings()
    read = _read_all(pages, settings)
    finished = _without_boilerplate(read, boilerplate) if boilerplate is not None else read
    for cleaned in finished:
        yield (
            cleaned
            if keep_refused or cleaned.ending is None
            else cleaned.model_copy(update={"article": None})
        )


def _without_boilerplate(cleaned: Iterable[Cleaned], boilerplate: Boilerplate) -> Iterator[Cleaned]:
    with tempfile.TemporaryFile() as waiting:
        for item in cleaned:
            if item.article is not None:
                boilerplate.learn(_host(item.article.url), item.article.url, _lines(item.article))
            pickle.dump(item, waiting, pickle.HIGHEST_PROTOCOL)
        end = waiting.tell()
        waiting.seek(0)
        while waiting.tell() < end:
            yield _freed(pickle.load(waiting), boilerplate)


def _freed(cleaned: Cleaned, boilerplate: Boilerplate) -> Cleaned:
    article = cleaned.article
    if article is None:
        return cleaned
    texts = _lines(article)
    recurring = boilerplate.recurring(_host(article.url), texts, address=article.url)
    if not any(recurring):
        return cleaned
    kept = [
        Line(text, block.kind)
        for text, block, gone in zip(texts, article.blocks, recurring, strict=True)
        if not gone
    ]
    text, blocks = assemble(kept)
    return cleaned.model_copy(update={"article": article.model_copy(update={"text": text, "blocks": blocks})})


def _lines(article: Article) -> list[str]:
    return [article.text[block.start : block.end] for block in article.blocks]


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _read_all(pages: Iterable[Page], settings: CleanSettings) -> Iterator[Cleaned]:
    count = max(1, settings.processes)
    crew = _Crew(settings.cpu_seconds)
    waiting: deque[Future[Cleaned]] = deque()
    with ThreadPoolExecutor(count, thread_name_prefix="clean") as threads:
        try:
            for page in pages:
                waiting.append(threads.submit(crew.read, page))
                if len(waiting) >= _WAITING_A_WORKER * count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
            crew.dismiss()


class _Crew:
    """One worker a thread, made when first needed and made anew when lost or old."""

    def __init__(self, cpu_seconds: float) -> None:
        self._cpu_seconds = cpu_seconds
        self._mine = threading.local()
        self._all: list[_Worker] = []

    def read(self, page: Page) -> Cleaned:
        worker: _Worker | None = getattr(self._mine, "worker", None)
        if worker is None or worker.pages >= _PAGES_A_WORKER:
            if worker is not None:
                worker.stop()
            worker = self._mine.worker = _Worker(self._cpu_seconds)
            self._all.append(worker)
        try:
            return worker.read(page)
        except _Lost as loss:
            worker.stop()
            self._mine.worker = None
            return Cleaned(id=page.id, ending=Ending(outcome=Outcome.FAILED, reason=str(loss)))

    def dismiss(self) -> None:
        for worker in self._all:
            worker.stop()


class _Lost(Exception):
    """The worker ended or hangs; the words say which."""


class _Worker:
    """A process that reads pages (``dateline.clean.worker``)."""

    def __init__(self, cpu_seconds: float) -> None:
        self.pages = 0
        self._cpu_seconds = cpu_seconds
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dateline.clean.worker", str(cpu_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        try:
            ready = self._answer(time.monotonic() + _START_SECONDS) == READY
        except _Lost:
            ready = False
        if not ready:
            self.stop()
            raise DatelineError(
                "A worker that reads pages does not start.",
                f"Run `{sys.executable} -m dateline.clean.worker 10 </dev/null` to see why.",
            )

    def read(self, page: Page) -> Cleaned:
        self.pages += 1
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(frame(pickle.dumps(page)))
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise _Lost(self._how_it_ended()) from error
        deadline = time.monotonic() + max(30.0, _WALL_TO_CPU * self._cpu_seconds)
        result: Cleaned = pickle.loads(self._answer(deadline))
        return result

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue

    def _answer(self, deadline: float) -> bytes:
        return self._take(length(self._take(HEADER.size, deadline)), deadline)

    def _take(self, size: int, deadline: float) -> bytes:
        assert self._process.stdout is not None
        taken = bytearray()
        while len(taken) < size:
            ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise _Lost("given up: no answer in the time that the machine's clock allows")
            chunk = self._process.stdout.read1(size - len(taken))  # type: ignore[attr-defined]
            if not chunk:
                raise _Lost(self._how_it_ended())
            taken += chunk
        return bytes(taken)

    def _how_it_ended(self) -> str:
        code = self._process.wait()
        if code == -24:
            return f"given up after {self._cpu_seconds:g} s of CPU"
        return (
            f"the page ended its worker (signal {-code})"
            if code < 0
            else f"the page ended its worker (exit {code})"
        )

"""WARC files as they are: read as a stream, never held or copied; each page a candidate with its place.

A file may lie in a folder, on object storage, or behind http(s), which is then read by ranges.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
from collections.abc import Buffer, Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from fastwarc.warc import ArchiveIterator, WarcRecordType
from upath import UPath

from dateline.discover.dates import When, url_day, when
from dateline.discover.documents import BadDocument
from dateline.discover.finder import Context
from dateline.discover.found import Found
from dateline.discover.http import Http, ask
from dateline.discover.state import SitemapMemo
from dateline.errors import ConfigError
from dateline.records import FoundBy, WarcRef
from dateline.sources import Source


@dataclass(frozen=True, slots=True)
class WarcFinder:
    """A file, folder or glob of WARCs.

    An article's day is the one in its address. Else, where ``by_capture`` (an archive asked for one day),
    the day of its capture; in files that the source lists to be taken in, it has none. A file that was read
    before is read again only for a day that it named, or that first saw its undated pages.
    """

    where: str
    by_capture: bool = False
    found_by: FoundBy = FoundBy.WARC

    def find(self, source: Source, day: dt.date, context: Context) -> Iterator[Found]:
        for path in warc_files(self.where):
            with open_warc(path, context) as (stream, size):
                memory = f"{source.id} {path}"
                memo = context.state.sitemap(memory)
                known = memo.days if memo and memo.lastmod == str(size) else frozenset()
                if known and day not in known:
                    continue
                days = set(known)
                for page in pages(stream, size, path=path):
                    found = found_page(page, source, self, path)
                    days.add(found.published.day if found.published else day)
                    yield found
                context.state.keep_sitemap(memory, SitemapMemo(str(size), frozenset(days)))


@dataclass(frozen=True, slots=True)
class StoredPage:
    """One HTML response of a WARC."""

    url: str
    captured: dt.datetime | None
    ref: WarcRef


def found_page(page: StoredPage, source: Source, finder: WarcFinder, path: str) -> Found:
    """The hints of a stored page."""
    named = url_day(page.url)
    captured = when(page.captured, source.zone) if finder.by_capture and page.captured else None
    published = When(named) if named else captured and When(captured.day)
    return Found(page.url, finder.found_by, path, published=published, stored=page.ref)


def pages(
    stream: IO[bytes], size: int, *, path: str, wanted: Callable[[str], bool] = lambda url: True
) -> Iterator[StoredPage]:
    """The HTML responses with status 200 whose address is ``wanted``, with offset and length in the file.

    Raises:
        BadDocument: the file is no WARC, or breaks off within one.
    """
    waiting: tuple[str, dt.datetime | None, int] | None = None
    for position, record in _records(stream, path):
        if waiting:
            yield _page(waiting, position, path)
            waiting = None
        url = record.headers.get("WARC-Target-URI", "").strip("<>")
        if record.record_type == WarcRecordType.response and wanted(url) and _is_page(record):
            waiting = url, record.record_date, position
    if waiting:
        yield _page(waiting, size, path)


def _records(stream: IO[bytes], path: str) -> Iterator[tuple[int, Any]]:
    try:
        for record in ArchiveIterator(stream, parse_http=False):
            yield record.stream_pos, record
    except OSError as error:
        raise BadDocument(
            f"{path} cannot be read as WARC: {error}.",
            "Check it with `warcio check`; fetch it again.",
            path=path,
        ) from error


def _is_page(record: Any) -> bool:
    record.parse_http()
    headers = record.http_headers
    if headers is None or headers.status_code != 200:
        return False
    kind = (headers.get("Content-Type") or "text/html").lower()
    return "html" in kind


def _page(waiting: tuple[str, dt.datetime | None, int], end: int, path: str) -> StoredPage:
    url, captured, offset = waiting
    return StoredPage(url, captured, WarcRef(path=path, offset=offset, length=max(0, end - offset)))


def warc_files(where: str) -> list[str]:
    """The files that a path, folder, glob or address means, in the order of their names.

    Raises:
        ConfigError: there is none.
    """
    if where.startswith(("http://", "https://")):
        return [where]
    path = UPath(where)
    if path.is_dir():
        found = [item for item in path.iterdir() if ".warc" in item.name]
    elif any(sign in where for sign in "*?["):
        root = UPath(path.anchor) if path.is_absolute() else UPath()
        found = list(root.glob(str(path.relative_to(root)) if path.is_absolute() else where))
    else:
        found = [path] if path.is_file() else []
    if not found:
        raise ConfigError(f"No WARC file at {where}.", "Mend the path in the source's entry.", path=where)
    return sorted(str(item) for item in found)


@contextlib.contextmanager
def open_warc(path: str, context: Context) -> Iterator[tuple[IO[bytes], int]]:
    """A WARC as a seekable stream, and its size."""
    if path.startswith(("http://", "https://")):
        remote = RemoteFile(path, context.http, context.settings.range_bytes)
        yield io.BufferedReader(remote, 65_536), remote.size
        return
    file = UPath(path)
    try:
        with file.open("rb") as stream:
            yield stream, file.stat().st_size
    except FileNotFoundError as error:
        raise ConfigError(
            f"The WARC {path} is missing.", "Mend the path in the source's entry.", path=path
        ) from error


class RemoteFile(io.RawIOBase):
    """A file behind http(s), read by ranges: one range in memory, however large the file."""

    def __init__(self, url: str, http: Http, range_bytes: int) -> None:
        super().__init__()
        self._url, self._http, self._step = url, http, range_bytes
        self._position = self._start = 0
        self._held = b""
        self.size = range_bytes
        self._load(0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer).cast("B")
        if self._position >= self.size:
            return 0
        if not self._start <= self._position < self._start + len(self._held):
            self._load(self._position)
        begin = self._position - self._start
        piece = self._held[begin : begin + len(view)]
        view[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def _load(self, start: int) -> None:
        end = min(start + self._step, self.size) - 1
        headers = {"Range": f"bytes={start}-{end}", "Accept-Encoding": "identity"}
        response = ask(self._http, self._url, headers=headers, max_bytes=self._step)
        total = {name.lower(): value for name, value in response.headers.items()}.get("content-range", "")
        if response.status == 200 and start == 0:
            self.size = len(response.body)
        elif response.status == 206 and total.rpartition("/")[2].isdigit() and response.body:
            self.size = int(total.rpartition("/")[2])
        else:
            raise BadDocument(
                f"{self._url} does not answer a request for a range.",
                "Copy the file and name the copy's path.",
                url=self._url,
            )
        self._held, self._start = response.body, start

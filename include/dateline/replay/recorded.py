"""Pages that were recorded before, served again under their own addresses.

Two kinds of record are read: WARC files (``*.warc``, ``*.warc.gz``), of which only the position of each
response is kept in memory, and pages files, JSON lines of ``{"id", "url", "html"}`` in which ``html`` is the
path of a (gzipped) HTML file relative to the pages file.

An address is looked up exactly as recorded. Failing that, an address that differs only in its query, in a
trailing slash or in percent-encoding is answered where just one page is recorded under it, because a client
that canonicalises addresses asks for it without ``?utm_source=…``. The scheme makes no difference.
"""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fastwarc.warc import ArchiveIterator, WarcRecordType
from pydantic import BaseModel, ConfigDict, ValidationError

from dateline.errors import ConfigError
from dateline.replay.exchange import Answer, Request, text_answer

Load = Callable[[], Answer]
Recorded = tuple[str, int, Load]
"""Address, status, and how to get the whole answer."""

_HTML = "text/html"
_NOT_REPLAYED = frozenset(
    {
        "alt-svc",
        "connection",
        "content-encoding",
        "content-length",
        "date",
        "keep-alive",
        "server",
        "set-cookie",
        "strict-transport-security",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)


class RecordedSite:
    """Serves recorded responses; the first with status 200 wins an address, else the first of all."""

    def __init__(self, recorded: Iterable[Recorded]) -> None:
        self._exact: dict[tuple[str, str], tuple[int, Load]] = {}
        self._loose: dict[tuple[str, str], list[Load]] = {}
        for url, status, load in recorded:
            key = _key(url)
            kept = self._exact.get(key)
            if kept is None or (kept[0] != 200 and status == 200):
                self._exact[key] = (status, load)
        for (host, target), (_, load) in self._exact.items():
            self._loose.setdefault((host, _loosened(target)), []).append(load)
        self._hosts = frozenset(host for host, _ in self._exact)

    @property
    def hosts(self) -> Collection[str]:
        return self._hosts

    def answer(self, request: Request, now: dt.datetime | None) -> Answer:
        exact = self._exact.get((request.host, request.target))
        if exact:
            return exact[1]()
        alike = self._loose.get((request.host, _loosened(request.target)), [])
        if len(alike) == 1:
            return alike[0]()
        return text_answer(404, f"Nothing was recorded under {request.host}{request.target}.")


def read_warc(path: Path) -> Iterator[Recorded]:
    """The responses of a WARC file; ``load`` seeks to one when it is asked for."""
    try:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
                url, status = record.headers.get("WARC-Target-URI"), _status(record)
                if url and status:
                    yield url.strip("<>"), status, _warc_loader(path, record.stream_pos)
    except OSError as error:
        raise _unreadable(path, error) from error


def read_pages(path: Path) -> Iterator[Recorded]:
    """The pages of a pages file; ``load`` opens an HTML file when it is asked for."""
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                row = _page_row(path, number, line)
                yield row.url, 200, _page_loader(path.parent / row.html)
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error


class _PageRow(BaseModel):
    model_config = ConfigDict(extra="ignore")
    url: str
    html: Path


def _page_row(path: Path, number: int, line: str) -> _PageRow:
    try:
        return _PageRow.model_validate_json(line)
    except ValidationError as error:
        raise ConfigError(
            f"{path}, line {number}: {error.errors()[0]['msg']}.",
            'Each line must be a JSON object with at least "url" and "html" (a path relative to the file).',
            path=str(path),
            line=number,
        ) from error


def _page_loader(path: Path) -> Load:
    def load() -> Answer:
        body = path.read_bytes()
        if path.suffix == ".gz":
            body = gzip.decompress(body)
        return Answer(200, {"Content-Type": _html_type(body)}, body)

    return load


def _html_type(body: bytes) -> str:
    """The charset is named only where the bytes prove it: saved pages are often rewritten in UTF-8."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return _HTML
    return f"{_HTML}; charset=utf-8"


def _warc_loader(path: Path, offset: int) -> Load:
    def load() -> Answer:
        with path.open("rb") as stream:
            stream.seek(offset)
            record = next(iter(ArchiveIterator(stream, auto_decode="all")))
            headers = {
                name: value
                for name, value in record.http_headers.astuples()
                if name.lower() not in _NOT_REPLAYED and not name.lower().startswith("proxy-")
            }
            return Answer(_status(record) or 502, headers, record.reader.read())

    return load


def _status(record: object) -> int | None:
    headers = getattr(record, "http_headers", None)
    return headers.status_code if headers is not None else None


def _unreadable(path: Path, error: Exception) -> ConfigError:
    return ConfigError(f"{path} cannot be read: {error}.", "Name a whole WARC or pages file.", path=str(path))


def _key(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return (parts.hostname or "").lower(), target


def _loosened(target: str) -> str:
    return unquote(target.partition("?")[0]).rstrip("/") or "/"

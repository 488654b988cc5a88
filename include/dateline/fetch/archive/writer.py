"""Writing what was fetched as WARC 1.1, one gzip member a record, digests included.

The body is stored as it travelled (its Content-Encoding kept), without chunking: the header that spoke of
chunks is kept as ``X-Archive-Orig-Transfer-Encoding``.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from upath import UPath
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from dateline import __version__
from dateline.errors import LakeError
from dateline.fetch.archive.reader import REFERS_TO_FILE, REFERS_TO_OFFSET
from dateline.fetch.archive.spool import Spool
from dateline.fetch.exchange import Exchange
from dateline.fetch.known import Known
from dateline.records import Fetched, WarcRef

_LEVEL = 6
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


class WarcWriter:
    """A context manager that writes one WARC; safe to share between threads.

    The file appears at ``path`` when the block ends well. When it does not, or the process dies, the next
    writer of the same path goes on from there: ``done`` holds what is already stored, by candidate id.
    ``root`` is the lake's root, to which the references are relative; without it they are full paths.
    """

    def __init__(self, path: UPath, *, root: UPath | None = None) -> None:
        self.root = root
        self._path = path
        self._name = str(path.relative_to(root)) if root else str(path)
        self._lock = threading.Lock()
        self._spool: Spool | None = None
        self.done: Mapping[str, Fetched] = {}

    def __enter__(self) -> Self:
        self._spool = Spool(self._path)
        self.done = self._spool.salvaged
        if self._spool.size == 0:
            self._spool.append(_packed(_warcinfo(self._path.name)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            spool, self._spool = self._open, None
            spool.finish() if kind is None else spool.close()

    def store(self, hops: Sequence[Exchange]) -> WarcRef:
        """Store each exchange's response and request; return where the last response lies."""
        return self._append([[_packed(record) for record in _pair(hop)] for hop in hops])

    def revisit(
        self, hops: Sequence[Exchange], known: Known, *, payload_digest: str | None = None
    ) -> WarcRef:
        """Store that the last exchange brought what ``known`` points to; earlier hops are stored whole.

        ``payload_digest`` is that of the full answer that came again; without it the server said 304.
        """
        *earlier, last = hops
        groups = [[_packed(record) for record in _pair(hop)] for hop in earlier]
        response = _revisit(last, known, payload_digest)
        return self._append([*groups, [_packed(response), _packed(_request(last, response))]])

    def settle(self, fetched: Fetched) -> None:
        """Vouch that a candidate needs no fetching again; call it after its records are stored."""
        with self._lock:
            self._open.note(fetched)

    @property
    def _open(self) -> Spool:
        if self._spool is None:
            raise LakeError(f"{self._path} is not open for writing.", "Use the writer in a with block.")
        return self._spool

    def _append(self, groups: list[list[bytes]]) -> WarcRef:
        block = b"".join(member for group in groups for member in group)
        response, *rest = groups[-1]
        with self._lock:
            end = self._open.append(block) + len(block)
        offset = end - len(response) - sum(map(len, rest))
        return WarcRef(path=self._name, offset=offset, length=len(response))


class _AsSent(StatusAndHeaders):
    """Headers in the bytes in which they travelled, where warcio would percent-encode what is not ASCII."""

    def to_ascii_bytes(self, filter_func: object = None) -> bytes:
        return str(self.to_str(filter_func)).encode("latin-1", "replace") + b"\r\n"


def payload_digest(payload: bytes) -> str:
    """The digest that a WARC of ours states for a body."""
    digester = Digester("sha1")
    digester.update(payload)
    return str(digester)


_BUILDER = WARCWriter(None, warc_version="1.1")


def _packed(record: ArcWarcRecord) -> bytes:
    """One gzip member; warcio's always takes level 9: half the time again for under one per cent."""
    buffer = io.BytesIO()
    WARCWriter(buffer, gzip=False, warc_version="1.1").write_record(record)
    return gzip.compress(buffer.getbuffer(), _LEVEL, mtime=0)


def _warcinfo(name: str) -> ArcWarcRecord:
    return _BUILDER.create_warcinfo_record(
        name,
        {
            "software": f"Dateline/{__version__}",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        },
    )


def _pair(hop: Exchange) -> tuple[ArcWarcRecord, ArcWarcRecord]:
    response = _BUILDER.create_warc_record(
        hop.url,
        "response",
        payload=io.BytesIO(hop.payload),
        length=len(hop.payload),
        warc_headers_dict=_warc_headers(hop),
        http_headers=_http_headers(hop),
    )
    return response, _request(hop, response)


def _request(hop: Exchange, response: ArcWarcRecord) -> ArcWarcRecord:
    parts = urlsplit(hop.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = _warc_headers(hop) | {"WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID")}
    return _BUILDER.create_warc_record(
        hop.url,
        "request",
        warc_headers_dict=headers,
        http_headers=_AsSent(f"GET {target} HTTP/1.1", list(hop.request_headers), is_http_request=True),
    )


def _revisit(hop: Exchange, known: Known, payload_digest: str | None) -> ArcWarcRecord:
    headers = _warc_headers(hop) | {
        "WARC-Profile": _SAME_PAYLOAD if payload_digest else _NOT_MODIFIED,
        "WARC-Refers-To-Target-URI": known.url,
        "WARC-Refers-To-Date": _warc_date(known.fetched_at),
        REFERS_TO_FILE: known.warc.path,
        REFERS_TO_OFFSET: str(known.warc.offset),
    }
    if payload_digest:
        headers["WARC-Payload-Digest"] = payload_digest
    return _BUILDER.create_warc_record(
        hop.url, "revisit", warc_headers_dict=headers, http_headers=_http_headers(hop)
    )


def _warc_headers(hop: Exchange) -> dict[str, str]:
    headers = {"WARC-Date": _warc_date(hop.started_at)}
    return headers | {"WARC-IP-Address": hop.peer} if hop.peer else headers


def _warc_date(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _http_headers(hop: Exchange) -> StatusAndHeaders:
    headers = [(_stored_name(name), value) for name, value in hop.headers]
    return _AsSent(f"{hop.status} {hop.reason}".rstrip(), headers, protocol=hop.http_version)


def _stored_name(name: str) -> str:
    return f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name

"""Reading one capture back with one seek, wherever its WARC lies."""

from __future__ import annotations

import datetime as dt
import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from upath import UPath
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException

from dateline.errors import LakeError
from dateline.lake import open_at
from dateline.records import WarcRef

REFERS_TO_FILE = "WARC-Refers-To-Filename"
REFERS_TO_OFFSET = "WARC-Refers-To-File-Offset"
MAX_BYTES = 50_000_000
UNKNOWN_LENGTH = 16_000_000
"""Brought from an object store for a record whose length is not known; more than the largest page stored."""


class RangeHttp(Protocol):
    """What reading over HTTP needs: ``dateline.fetch.client.Client``."""

    def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, max_bytes: int | None = None
    ) -> RangeResponse: ...


class RangeResponse(Protocol):
    @property
    def status(self) -> int: ...
    @property
    def body(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """A response as it lies in a WARC. ``body`` is decoded from its Content-Encoding."""

    url: str
    fetched_at: dt.datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    payload_digest: str | None
    """As the WARC states it, for instance ``sha1:…``; of the body before decoding."""

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def read_capture(
    ref: WarcRef, root: UPath | str, *, http: RangeHttp | None = None, max_bytes: int = MAX_BYTES
) -> StoredResponse:
    """Read the response at ``ref``; a revisit record leads on to the record that has its body.

    ``root`` is the lake's, for relative paths; ``http`` is needed for WARCs at ``http(s)://`` addresses.

    Raises:
        LakeError: there is no such file or record, or its body is larger than ``max_bytes``.
    """
    try:
        stream = _open(ref, root, http)
        with stream:
            record = next(iter(ArchiveIterator(stream)), None)
            if record is None:
                raise _fault(ref, "there is no record at that place")
            if record.rec_type == "revisit":
                return _revisited(record, ref, root, http, max_bytes)
            return _response(record, ref, max_bytes)
    except _BROKEN as error:
        raise _fault(ref, str(error)) from error


_BROKEN = (
    OSError,
    EOFError,
    ValueError,
    zlib.error,
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    AttributeError,  # warcio, of a response record without its address
)


def is_whole(member: bytes) -> bool:
    """Whether ``member`` is exactly one complete gzip member."""
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        data = member
        while data and not stream.eof:
            stream.decompress(data, 1 << 20)
            data = stream.unconsumed_tail
    except zlib.error:
        return False
    return stream.eof and not stream.unused_data


def _open(ref: WarcRef, root: UPath | str, http: RangeHttp | None) -> BinaryIO:
    if ref.path.startswith(("http://", "https://")):
        return io.BytesIO(_fetch_range(ref, http))
    path = UPath(ref.path) if "://" in ref.path or ref.path.startswith("/") else UPath(root) / ref.path
    return open_at(path, ref.offset, ref.length or UNKNOWN_LENGTH)


def _fetch_range(ref: WarcRef, http: RangeHttp | None) -> bytes:
    if http is None or not ref.length:
        raise _fault(ref, "reading over HTTP needs a client and the record's length")
    headers = {"Range": f"bytes={ref.offset}-{ref.offset + ref.length - 1}", "Accept-Encoding": "identity"}
    answer = http.get(ref.path, headers=headers, max_bytes=ref.length)
    if answer.status != 206:
        raise _fault(ref, f"the server answered {answer.status} to a request for a range")
    return answer.body


def _revisited(
    record: ArcWarcRecord, ref: WarcRef, root: UPath | str, http: RangeHttp | None, max_bytes: int
) -> StoredResponse:
    headers = record.rec_headers
    path, offset = headers.get_header(REFERS_TO_FILE), headers.get_header(REFERS_TO_OFFSET)
    if path is None or offset is None:
        raise _fault(ref, "this revisit record does not say where the body lies")
    original = WarcRef(path=path, offset=int(offset), length=0)
    if original == ref.model_copy(update={"length": 0}):
        raise _fault(ref, "this revisit record refers to itself")
    return read_capture(original, root, http=http, max_bytes=max_bytes)


def _response(record: ArcWarcRecord, ref: WarcRef, max_bytes: int) -> StoredResponse:
    if record.rec_type != "response" or record.http_headers is None:
        raise _fault(ref, f"a {record.rec_type} record, not an HTTP response")
    body = record.content_stream().read(max_bytes + 1)
    if len(body) > max_bytes:
        raise _fault(ref, f"the body is larger than {max_bytes} bytes")
    return StoredResponse(
        url=record.rec_headers.get_header("WARC-Target-URI"),
        fetched_at=_instant(record.rec_headers.get_header("WARC-Date") or ""),
        status=int(record.http_headers.get_statuscode()),
        headers=tuple(record.http_headers.headers),
        body=body,
        payload_digest=record.rec_headers.get_header("WARC-Payload-Digest"),
    )


def _instant(date: str) -> dt.datetime:
    instant = dt.datetime.fromisoformat(date)
    return instant if instant.tzinfo else instant.replace(tzinfo=dt.UTC)


def _fault(ref: WarcRef, reason: str) -> LakeError:
    return LakeError(
        f"{ref.path} at {ref.offset}: {reason}.",
        "Check that the lake holds this file as it was written.",
        path=ref.path,
        offset=ref.offset,
    )

"""Small WARC files, and one record of them by its place."""

from __future__ import annotations

import io
import os

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dateline.records import WarcRef


def make_warc(
    pages: list[tuple[str, str]],
    *,
    kind: str = "text/html; charset=utf-8",
    status: str = "200 OK",
    compressed: bool = True,
    filler: int = 0,
) -> bytes:
    """A WARC of (address, date) pages, each behind its request; first ``filler`` kilobytes of another."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=compressed)
    writer.write_record(writer.create_warcinfo_record("made.warc.gz", {"software": "tests"}))
    for _ in range(filler):
        _write(writer, "https://filler.example/", "2026-10-20T00:00:00Z", kind, status, os.urandom(1000))
    for url, date in pages:
        request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x")], is_http_request=True)
        writer.write_record(writer.create_warc_record(url, "request", http_headers=request))
        _write(writer, url, date, kind, status, f"<p>{url}</p>".encode())
    return buffer.getvalue()


def read_at(body: bytes, ref: WarcRef) -> str:
    """The address of the one record at ``ref``."""
    stream = io.BytesIO(body[ref.offset : ref.offset + ref.length])
    (record,) = ArchiveIterator(stream)
    return str(record.rec_headers.get_header("WARC-Target-URI"))


def _write(writer: WARCWriter, url: str, date: str, kind: str, status: str, body: bytes) -> None:
    headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
    record = writer.create_warc_record(
        url, "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict={"WARC-Date": date}
    )
    writer.write_record(record)

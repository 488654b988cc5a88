"""The stored answer behind an address, whatever became of it: read back out of its WARC."""

from __future__ import annotations

import datetime as dt

from upath import UPath

from dateline.errors import LakeError
from dateline.fetch import read_capture
from dateline.fetch.archive.index import find_captures
from dateline.fetch.archive.reader import StoredResponse
from dateline.newsroom.reading import View, first
from dateline.pipeline.batches import Batch
from dateline.records import Capture
from dateline.warehouse.connection import Connection

SHOWN_CHARACTERS = 200_000
_TEXTUAL = ("text/", "application/xhtml", "application/xml", "application/json", "application/rss")


class CaptureMissing(LakeError):
    """Nothing is stored of this address."""


class Header(View):
    """One line of the answer's head."""

    name: str
    value: str


class StoredCapture(View):
    """One stored answer. ``text`` is the beginning of the body where it is text, for reading only."""

    candidate_id: str
    url: str
    final_url: str
    fetched_at: dt.datetime
    status: int
    content_type: str
    size: int
    digest: str
    warc_path: str
    warc_offset: int
    warc_length: int
    unchanged: bool
    """The server said or showed that nothing changed; the body is that of an earlier capture."""
    headers: list[Header]
    text: str | None
    cut: bool
    """``text`` is not all of it."""


class _Outcome(View):
    batch_id: str


def read_stored(connection: Connection, lake: UPath, candidate_id: str) -> StoredCapture | None:
    """The answer that was stored for a candidate, or None where there is no such candidate.

    Raises:
        CaptureMissing: it was not answered with a page, or its archive was deleted.
        LakeError: the archive cannot be read.
    """
    capture = _capture(connection, lake, candidate_id)
    if capture is None:
        return None
    stored = read_capture(capture.warc, lake)
    text = _text(stored, capture)
    return StoredCapture(
        candidate_id=candidate_id,
        url=capture.url,
        final_url=capture.final_url,
        fetched_at=capture.fetched_at,
        status=stored.status,
        content_type=capture.content_type,
        size=capture.size,
        digest=capture.digest,
        warc_path=capture.warc.path,
        warc_offset=capture.warc.offset,
        warc_length=capture.warc.length,
        unchanged=capture.revisit_of is not None,
        headers=[Header(name=name, value=value) for name, value in stored.headers],
        text=None if text is None else text[:SHOWN_CHARACTERS],
        cut=text is not None and len(text) > SHOWN_CHARACTERS,
    )


def read_body(connection: Connection, lake: UPath, candidate_id: str) -> bytes | None:
    """The stored body's bytes, or None where there is no such candidate. Raises as :func:`read_stored`."""
    capture = _capture(connection, lake, candidate_id)
    return None if capture is None else read_capture(capture.warc, lake).body


def _capture(connection: Connection, lake: UPath, candidate_id: str) -> Capture | None:
    outcome = first(connection, _Outcome, _BATCH, {"candidate": candidate_id})
    if outcome is None:
        return None
    folder = Batch.parse(outcome.batch_id).folder(lake)
    found = find_captures(lake, candidate_id, folder=str(folder.relative_to(lake)))
    capture = max(found, key=lambda capture: capture.fetched_at, default=None)
    if capture is None:
        raise CaptureMissing(
            "Nothing is stored of this address.",
            "It was not answered with a page, or its archive was deleted when its time of keeping ended.",
            candidate=candidate_id,
        )
    return capture


def _text(stored: StoredResponse, capture: Capture) -> str | None:
    if not capture.content_type.lower().startswith(_TEXTUAL):
        return None
    return stored.body.decode(capture.charset or "utf-8", "replace")


_BATCH = "SELECT batch_id FROM outcome WHERE candidate_id = %(candidate)s"

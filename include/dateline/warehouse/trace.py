"""From a quote back to the bytes it came from, and forward again: does the page still say it?

``trace`` walks the lineage in the warehouse; ``rederive`` reads the capture out of its WARC, cleans and
annotates it with today's code, and compares.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from psycopg.rows import class_row

from dateline.errors import WarehouseError
from dateline.lake import open_lake
from dateline.records import Page, WarcRef
from dateline.settings import Settings
from dateline.warehouse.connection import connect
from dateline.warehouse.keys import words_key


@dataclass(frozen=True, slots=True)
class Lineage:
    """Everything between a quote and its bytes."""

    quote_id: str
    text: str
    kind: str
    speaker: str | None
    method: str
    url: str
    source_id: str
    title: str | None
    language: str | None
    article_text: str | None
    part_starts: list[int]
    part_ends: list[int]
    valid_from: dt.datetime
    valid_to: dt.datetime | None
    version_id: str
    extraction_run_id: str
    code_version: str
    model: str
    model_version: str
    candidate_id: str
    batch_id: str
    dag_id: str | None
    dag_run_id: str | None
    task_id: str | None
    map_index: int | None
    loaded_at: dt.datetime
    capture_final_url: str
    capture_status: int
    capture_charset: str | None
    capture_digest: str
    warc_path: str
    warc_offset: int
    warc_length: int
    timezone: str
    source_name: str

    @property
    def warc(self) -> WarcRef:
        return WarcRef(path=self.warc_path, offset=self.warc_offset, length=self.warc_length)


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison of what the warehouse says with what the bytes give."""

    name: str
    ok: bool
    found: str


def trace(url: str, quote: str) -> Lineage:
    """The lineage of a quote, named by its id or the first eight or more digits of it.

    Raises:
        WarehouseError: no such quote, or several.
    """
    digits = quote.replace("-", "").lower()
    if not 8 <= len(digits) <= 32 or any(digit not in "0123456789abcdef" for digit in digits):
        raise WarehouseError(
            f"{quote!r} is no quote's id.", "`dateline quotes WORDS` prints ids; eight digits are enough."
        )
    with (
        connect(url, role="reader") as connection,
        connection.cursor(row_factory=class_row(Lineage)) as cursor,
    ):
        found = cursor.execute(
            _TRACE.encode(), {"first": digits.ljust(32, "0"), "last": digits.ljust(32, "f")}
        ).fetchall()
    if len(found) != 1:
        raise WarehouseError(
            f"{'Several quotes begin' if found else 'No quote begins'} with {quote}.",
            "Give more digits of its id."
            if found
            else "`dateline quotes WORDS` finds quotes and prints their ids.",
            quote=quote,
        )
    return found[0]


def rederive(lineage: Lineage, settings: Settings, *, url: str) -> list[Check]:
    """Read the capture, clean it and find its quotes anew; compare each step with what is stored.

    ``url`` is the warehouse's, for what it learned of the host's recurring lines.

    Raises:
        LakeError: the capture is not there.
    """
    import hashlib

    from dateline.annotate.annotate import annotate_texts
    from dateline.annotate.parse import model_for
    from dateline.clean import clean_page
    from dateline.fetch.archive import read_capture
    from dateline.warehouse.boilerplate import known_boilerplate

    stored = read_capture(lineage.warc, open_lake(settings.lake_root))
    digest = f"sha256:{hashlib.sha256(stored.body).hexdigest()}"
    checks = [Check("bytes", digest == lineage.capture_digest, digest)]
    page = Page(
        id=lineage.candidate_id,
        url=lineage.capture_final_url,
        html=stored.body,
        charset=lineage.capture_charset,
        source_timezone=lineage.timezone,
        source_name=lineage.source_name,
    )
    hosts = {urlsplit(lineage.capture_final_url).hostname or ""}
    boilerplate = known_boilerplate(url, hosts, min_pages=settings.clean.boilerplate_min_pages)
    article = clean_page(page, settings=settings.clean, boilerplate=boilerplate).article
    if article is None:
        return [*checks, Check("words", False, "cleaning gives no article today")]
    checks.append(_same_words(lineage, article.text))
    model = model_for((article.language or "")[:2], settings.annotate.models)
    if model is None:
        return [*checks, Check("quote", False, f"no model is set for the language {article.language}")]
    rows: list[Any] = [(lineage.candidate_id, article.text, article.title)]
    ((_, quotes),) = annotate_texts(rows, model=model, settings=settings.annotate)
    again = [found for found in quotes.quotes if words_key(found.text) == words_key(lineage.text)]
    said = f"{again[0].text} — {again[0].speaker or 'speaker unknown'}" if again else "not found"
    return [
        *checks,
        Check("quote", bool(again), said),
        Check("speaker", any(found.speaker == lineage.speaker for found in again), said),
    ]


def _same_words(lineage: Lineage, text: str) -> Check:
    """Whether the quote's parts stand in the newly cleaned text; other lines may have moved them."""
    spans = list(zip(lineage.part_starts, lineage.part_ends, strict=True))
    known = lineage.article_text
    parts = [known[start:end] for start, end in spans] if known else lineage.text.split(" … ")
    if known and parts == [text[start:end] for start, end in spans]:
        return Check("words", True, "at the same offsets")
    return Check("words", all(part in text for part in parts), "moved, or not there any more")


_TRACE = """
SELECT q.quote_id::text, q.text, q.kind, q.speaker, q.method, a.url, a.source_id, v.title, v.language,
       v.text AS article_text, q.part_starts, q.part_ends, v.valid_from, v.valid_to, v.version_id::text,
       r.extraction_run_id, r.code_version, r.model, r.model_version, v.candidate_id, b.batch_id, b.dag_id,
       b.dag_run_id, b.task_id, b.map_index, b.loaded_at, v.capture_final_url, v.capture_status,
       v.capture_charset, v.capture_digest, v.warc_path, v.warc_offset, v.warc_length, s.timezone,
       s.name AS source_name
FROM quote q
JOIN extraction e USING (extraction_id)
JOIN extraction_run r ON r.extraction_run_id = e.extraction_run_id
JOIN batch b ON b.batch_id = e.batch_id
JOIN article_version v USING (version_id)
JOIN article a USING (article_id)
JOIN source s USING (source_id)
WHERE q.quote_id BETWEEN %(first)s::uuid AND %(last)s::uuid
LIMIT 2"""

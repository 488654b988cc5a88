"""A lake on disk with one batch in it, as fetching and the later stages leave it."""

from __future__ import annotations

from pathlib import Path

from upath import UPath
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dateline.lake import write_records
from dateline.records import Fetched, WarcRef
from dateline.warehouse.incoming import BatchRecords

BATCH = "2026-11-10/000"
FOLDER = "day=2026-11-10/batch=000"


def on_disk(root: Path, records: BatchRecords, *, bodies: dict[str, bytes] | None = None) -> BatchRecords:
    """Write a batch's files; return it with captures that point into its WARC.

    ``bodies`` are the pages by address; default: the article's text.
    """
    lake = UPath(root)
    folder = root / FOLDER
    folder.mkdir(parents=True)
    texts = {page.id: page.article.text for page in records.cleaned if page.article}
    fetched: list[Fetched] = []
    with (folder / "captures.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for item in records.fetched:
            if item.capture is None:
                fetched.append(item)
                continue
            body = (bodies or {}).get(item.capture.url) or texts[item.candidate.id].encode()
            start = file.tell()
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    item.capture.url, "response", payload=_stream(body), http_headers=head
                )
            )
            ref = WarcRef(path=f"{FOLDER}/captures.warc.gz", offset=start, length=file.tell() - start)
            fetched.append(item.model_copy(update={"capture": item.capture.model_copy(update={"warc": ref})}))
    placed = BatchRecords(fetched, records.cleaned, records.entities, records.quotes)
    for name in ("fetched", "cleaned", "entities", "quotes"):
        write_records(lake / FOLDER / f"{name}.jsonl.gz", getattr(placed, name))
    write_records(lake / FOLDER / "candidates.jsonl.gz", (item.candidate for item in fetched))
    (folder / "parsed-en.spacy").write_bytes(b"whole texts")
    return placed


def _stream(body: bytes):  # type: ignore[no-untyped-def]
    import io

    return io.BytesIO(body)

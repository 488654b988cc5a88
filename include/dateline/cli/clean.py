"""``dateline clean``: pages in a file into articles in a file."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dateline.errors import DatelineError

if TYPE_CHECKING:
    from dateline.records import Article, Cleaned, Page

_MAX_UNPACKED = 64_000_000


def clean(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="IN.jsonl", help="Rows {id, url, html}; html is a path relative to IN.jsonl, .gz allowed."
        ),
    ],
    target: Annotated[
        Path,
        typer.Argument(
            metavar="OUT.jsonl", help="Where the articles go, one row for each row of IN, in its order."
        ),
    ],
    processes: Annotated[
        int, typer.Option("--processes", "-p", min=0, help="Worker processes; 0: one a core.")
    ] = 0,
    boilerplate: Annotated[
        bool, typer.Option(help="Drop lines that recur on pages of one host within IN.")
    ] = True,
) -> None:
    """Clean pages: text, title, authors, moment of publication, language and where each of them came from.

    A row of IN may also hold charset, fetched_at, timezone (of the source), source and title.
    A row of OUT always comes out: where a page is no article, outcome and reason say why.

    Example: dateline clean pages.jsonl articles.jsonl
    """
    from rich.console import Console
    from rich.progress import Progress
    from upath import UPath

    from dateline.clean import Boilerplate, clean_pages
    from dateline.lake import whole_file
    from dateline.settings import get_settings

    rows = _rows(source)
    settings = get_settings().clean.model_copy(update={"processes": processes or os.cpu_count() or 1})
    learned = Boilerplate(min_pages=settings.boilerplate_min_pages) if boilerplate else None
    outcomes: Counter[str] = Counter()
    with Progress(console=Console(stderr=True), transient=True) as progress, whole_file(UPath(target)) as out:
        task = progress.add_task("Cleaning", total=len(rows))
        pages = progress.track(_pages(rows, source.parent), task_id=task)
        for row, cleaned in zip(
            rows, clean_pages(pages, settings=settings, boilerplate=learned, keep_refused=True), strict=True
        ):
            out.write(
                json.dumps(_output(row, cleaned), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
            )
            outcomes[cleaned.ending.outcome if cleaned.ending else "cleaned"] += 1
    typer.echo(
        ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common()) or "no rows", err=True
    )


def as_row(article: Article) -> dict[str, Any]:
    """The fields of an output row: ``authors`` as credited, ``people`` of them apart, moments in ISO 8601."""
    fields = article.model_dump(mode="json", exclude={"published", "modified"})
    fields["people"] = fields["authors"]
    fields["authors"] = [*fields["people"], *_credited_beside(article)] or _credited_instead(article)
    for name, moment in (("published", article.published), ("modified", article.modified)):
        fields[f"{name}_at"] = (moment.at or moment.day).isoformat() if moment else None
        fields[f"{name}_precision"] = moment.precision if moment else None
    return fields


def _rows(source: Path) -> list[dict[str, Any]]:
    if not source.is_file():
        raise DatelineError(
            f"{source} is no file.",
            "Name a file of JSON lines, each with id, url and html.",
            path=str(source),
        )
    rows = []
    with source.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                rows.append(_row(line, source, number))
    return rows


def _row(line: str, source: Path, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
        return {name: row[name] for name in row if name != "gold"} | {
            "id": str(row["id"]),
            "url": str(row["url"]),
            "html": str(row["html"]),
        }
    except (ValueError, TypeError, KeyError) as error:
        raise DatelineError(
            f"{source}, line {number}: not a row of id, url and html ({error}).",
            "Correct the line and run again.",
            path=str(source),
            line=number,
        ) from error


def _pages(rows: list[dict[str, Any]], folder: Path) -> Iterator[Page]:
    from dateline.records import Page

    for row in rows:
        yield Page(
            id=row["id"],
            url=row["url"],
            html=_bytes(folder / row["html"]),
            charset=row.get("charset"),
            fetched_at=row.get("fetched_at"),
            source_timezone=row.get("timezone") or "UTC",
            source_name=row.get("source"),
            title_hint=row.get("title"),
        )


def _bytes(path: Path) -> bytes:
    """The page's bytes; none where the file is missing or torn, which makes an empty page."""
    try:
        raw = path.read_bytes()
        if raw[:2] != b"\x1f\x8b":
            return raw
        with gzip.open(path) as unpacked:
            return unpacked.read(_MAX_UNPACKED)
    except (OSError, EOFError, zlib.error):
        return b""


def _output(row: dict[str, Any], cleaned: Cleaned) -> dict[str, Any]:
    ending = {"outcome": cleaned.ending.outcome, "reason": cleaned.ending.reason} if cleaned.ending else {}
    if cleaned.article is None:
        return {"id": row["id"], "url": row["url"], "text": "", **ending}
    return {"id": row["id"], **as_row(cleaned.article), **ending}


def _credited_beside(article: Article) -> list[str]:
    """Agencies that the page's own list of authors names beside people."""
    from dateline.clean.agencies import agency_named
    from dateline.clean.fields.authors import DECLARED_ORGANISATION

    lists = ("json-ld", DECLARED_ORGANISATION)
    origins = [article.provenance.get(name) for name in ("authors", "organisations")]
    if not all(said is not None and said.origin in lists for said in origins):
        return []
    return [name for name in article.organisations if agency_named(name)]


def _credited_instead(article: Article) -> list[str]:
    """Organisations that a byline without people names, but neither the outlet nor who merely publishes."""
    from dateline.clean.fields.authors import DECLARED_ORGANISATION
    from dateline.clean.wording import fold

    named_by = article.provenance.get("organisations")
    if named_by is None or named_by.origin == DECLARED_ORGANISATION:
        return []
    outlet = fold(article.site_name or "")
    return [name for name in article.organisations if not (outlet and fold(name).startswith(outlet))]

"""``dateline annotate``: entities and quotes of articles in a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dateline.errors import ConfigError, DatelineError

if TYPE_CHECKING:
    from dateline.records import Entities, Quotes


def annotate(
    source: Annotated[
        Path, typer.Argument(metavar="IN.jsonl", help="One article a line: {id, text, title?, language?}.")
    ],
    target: Annotated[
        Path, typer.Argument(metavar="OUT.jsonl", help="Where the annotated rows go, one a line.")
    ],
    language: Annotated[str, typer.Option(help="Language of rows that name none.")] = "en",
) -> None:
    """Find who said what in articles.

    IN.jsonl holds one article a line: {id, text}, and where known its title and language. Each becomes one
    line of OUT.jsonl: {id, entities, quotes}.

    entities: {start, end, label, text, name}, with the name that all mentions of one entity share.

    quotes: parts (the whole of what is attributed), verbatim (the strings inside quotation marks), kind
    (direct, mixed, indirect), text, mention (the source's words), cue, speaker (the name those words stand
    for, or null), speaker_type, score, method and more; docs/quotes.md explains each.

    Offsets count code points of the text as given. A language without a model gets empty lists:
    DATELINE_ANNOTATE__MODELS says which model reads which language.
    """
    from rich.console import Console
    from rich.progress import track

    rows = list(_read(source, language))
    annotated = _annotated(rows)
    progress = track(
        annotated, total=len(rows), description="annotate", console=Console(stderr=True), transient=True
    )
    partial = target.with_name(target.name + ".partial")
    with partial.open("w", encoding="utf-8", errors="surrogatepass") as lines:
        for row, (entities, quotes) in zip(rows, progress, strict=True):
            lines.write(json.dumps(_row(row["id"], entities, quotes), ensure_ascii=False) + "\n")
    partial.replace(target)


def _annotated(rows: list[dict[str, Any]]) -> Iterator[tuple[Entities, Quotes]]:
    """Annotate runs of rows of one language; a language without a model gives empty records."""
    from itertools import groupby

    from dateline.annotate import annotate_texts
    from dateline.annotate.parse import model_for
    from dateline.records import Entities, Quotes
    from dateline.settings import get_settings

    settings = get_settings().annotate
    for model, run in groupby(rows, lambda row: model_for(row["language"], settings.models)):
        if model is None:
            yield from ((Entities(id=str(row["id"])), Quotes(id=str(row["id"]))) for row in run)
        else:
            yield from annotate_texts(
                ((str(row["id"]), row["text"], row.get("title")) for row in run),
                model=model,
                settings=settings,
            )


def _row(identity: object, entities: Entities, quotes: Quotes) -> dict[str, Any]:
    return {
        "id": identity,
        "entities": [mention.model_dump() for mention in entities.mentions],
        "quotes": [quote.model_dump() for quote in quotes.quotes],
    }


def _read(path: Path, language: str) -> Iterable[dict[str, Any]]:
    try:
        lines = path.read_text("utf-8").split("\n")
    except OSError as error:
        raise DatelineError(
            f"{path} cannot be read: {error.strerror}.", "Name an existing file.", path=str(path)
        ) from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            row = _parsed(line, path, number)
            yield {**row, "language": row.get("language") or language}


def _parsed(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
        return {**row, "id": row["id"], "text": str(row["text"])}
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{path}, line {number}: not an object with id and text.",
            "Write one JSON object a line: {id, text, title?}.",
            path=str(path),
            line=number,
        ) from error

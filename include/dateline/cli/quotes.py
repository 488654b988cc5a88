"""``dateline quotes``: search the warehouse for who said what."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Annotated

import typer


def quotes(
    words: Annotated[
        str | None, typer.Argument(help='Words to find; "a phrase", or, -without as in web search.')
    ] = None,
    speaker: Annotated[str | None, typer.Option(help="Part of the speaker's name.")] = None,
    source: Annotated[str | None, typer.Option(help="Id of the source.")] = None,
    since: Annotated[
        dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")
    ] = None,
    until: Annotated[dt.datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Quotes at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Find quotes by words, speaker, source and days; the best match first.

    Example: dateline quotes '"flood wall" -insurance' --speaker whitlock --from 2026-11-09
    """
    from dateline.pipeline.workspace import Workspace
    from dateline.warehouse.search import search_names, search_quotes

    url = Workspace.current().warehouse_url
    hits = search_quotes(
        url,
        words=words,
        speaker=speaker,
        source=source,
        since=since.date() if since else None,
        until=until.date() if until else None,
        limit=limit,
    )
    for hit in hits:
        if as_json:
            typer.echo(json.dumps(dataclasses.asdict(hit), default=str, ensure_ascii=False))
            continue
        said = f"{hit.speaker or 'speaker unknown'}, {hit.published_day or 'no date'}, {hit.source_id}"
        typer.echo(f"{hit.text}\n  — {said}")
        typer.secho(f"  {hit.title or hit.url}\n  {hit.url}  {hit.quote_id.hex[:12]}\n", dim=True)
    if not hits and not as_json:
        typer.echo("Nothing found.")
        if speaker and (names := search_names(url, speaker, limit=5)):
            typer.echo("Names like it: " + ", ".join(name.name for name in names))

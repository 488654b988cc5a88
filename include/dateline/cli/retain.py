"""``dateline retain``: let go of texts and raw bytes that are older than the settings keep them."""

from __future__ import annotations

from typing import Annotated

import typer


def retain(
    text: Annotated[int | None, typer.Option(min=1, help="Keep full texts so many days.")] = None,
    raw: Annotated[int | None, typer.Option(min=1, help="Keep raw bytes (WARC) so many days.")] = None,
    source: Annotated[str | None, typer.Option(help="Of this source only.")] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it; without this the command only says what it would do.")
    ] = False,
) -> None:
    """Let go of old full texts and raw bytes; quotes, mentions, counts and metadata stay.

    Without numbers DATELINE_RETENTION__TEXT_DAYS and __RAW_DAYS hold, and each source's own `retention` in
    sources.yaml; numbers given here hold for all. Example: dateline retain --text 90 --source harbour-post
    """
    import datetime as dt

    from dateline.pipeline.workspace import Workspace
    from dateline.warehouse.retention import KINDS, Limits, limits
    from dateline.warehouse.retention import retain as let_go

    workspace = Workspace.current()
    sources = workspace.sources.values() if source is None else [workspace.source(source)]
    wanted = limits(workspace.settings.retention, sources)
    given = {"text": text, "raw": raw}
    for kind in KINDS:
        limit = wanted[kind]
        if any(given.values()):
            limit = Limits(default=given[kind])
        if source is not None:
            limit = Limits(by_source={source: limit.by_source.get(source, limit.default)})
        if limit.default is None and not any(limit.by_source.values()):
            typer.echo(f"{kind}: kept for good.")
            continue
        done = let_go(
            workspace.warehouse_url,
            workspace.lake,
            kind,
            limit,
            today=dt.datetime.now(dt.UTC).date(),
            dry_run=not yes,
        )
        counts = ", ".join(f"{number} {what}" for what, number in sorted(done.removed.items())) or "nothing"
        typer.echo(f"{kind}: {'removed' if yes else 'would remove'} {counts}")
        for name, number in sorted(done.candidates.items()):
            typer.echo(f"{number:>8} candidates of {name}")
    if not yes:
        typer.echo("Nothing was changed. Add --yes to do it.")

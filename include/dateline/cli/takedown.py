"""``dateline takedown``: forget an article or a speaker, everywhere and for good."""

from __future__ import annotations

from typing import Annotated

import typer


def takedown(
    subject: Annotated[str, typer.Argument(help="An article's address or id, or a speaker's name.")],
    reason: Annotated[str, typer.Option(help="Why; kept on record.")],
    asked_by: Annotated[str, typer.Option("--by", help="Who asked; kept on record.")] = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it; without this the command only says what it would do.")
    ] = False,
    rewrite: Annotated[
        bool,
        typer.Option(
            "--rewrite",
            help="Then write the tables anew, each locked meanwhile: the server's files keep deleted rows "
            "until something is written over them.",
        ),
    ] = False,
) -> None:
    """Remove an article or a speaker from tables, files and WARCs, and keep it from coming back.

    Example: dateline takedown "Dana Whitlock" --reason "request 41" --by legal@example.org --yes
    """
    import getpass

    from dateline.pipeline.workspace import Workspace
    from dateline.warehouse.rewriting import rewrite_tables
    from dateline.warehouse.takedown import takedown as forget

    workspace = Workspace.current()
    removal = forget(
        workspace.warehouse_url,
        workspace.lake,
        subject,
        reason=reason,
        asked_by=asked_by or getpass.getuser(),
        dry_run=not yes,
    )
    typer.echo(f"{'Removed' if yes else 'Would remove'} the {removal.kind} {subject}:")
    for what, count in sorted(removal.removed.items()):
        typer.echo(f"{count:>8} {what}")
    for address in removal.articles:
        typer.echo(f"         {address}")
    if yes and rewrite:
        typer.echo(f"{len(rewrite_tables(workspace.warehouse_url)):>8} tables written anew")
    if not yes:
        typer.echo("Nothing was changed. Add --yes to do it.")

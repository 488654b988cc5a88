"""``dateline capture``: what was stored of an address."""

from __future__ import annotations

import sys
from typing import Annotated

import typer


def capture(
    what: Annotated[str, typer.Argument(metavar="URL|ID", help="An address, or a candidate's id.")],
    body: Annotated[bool, typer.Option("--body", help="Print the body's bytes as they are meant.")] = False,
    text: Annotated[bool, typer.Option("--text", help="Print the body in UTF-8.")] = False,
) -> None:
    """Print the newest stored response: where it lies and its headers, or its body."""
    from dateline.discover.urls import canonical
    from dateline.errors import LakeError
    from dateline.fetch import Client, read_capture
    from dateline.fetch.archive.index import find_captures
    from dateline.lake import open_lake
    from dateline.settings import get_settings

    settings = get_settings()
    lake = open_lake(settings.lake_root)
    names = dict.fromkeys(name for name in (what, canonical(what)) if name)
    captures = (capture for name in names for capture in find_captures(lake, name))
    found = max(captures, key=lambda capture: capture.fetched_at, default=None)
    if found is None:
        raise LakeError(
            f"Nothing is stored of {what}.",
            f"Give the address as it was found, or the candidate's id; the lake is {lake}.",
            wanted=what,
        )
    stored = read_capture(found.warc, lake, http=Client(settings.fetch))
    if body:
        sys.stdout.buffer.write(stored.body)
    elif text:
        typer.echo(stored.body.decode(found.charset or "utf-8", "replace"))
    else:
        typer.echo(f"{found.final_url}")
        typer.echo(f"fetched {found.fetched_at.isoformat()}, {found.size} bytes, {found.digest}")
        typer.echo(f"stored  {found.warc.path}, offset {found.warc.offset}, length {found.warc.length}")
        if found.revisit_of:
            typer.echo(f"body in {found.revisit_of.path}, offset {found.revisit_of.offset}")
        typer.echo(f"\nstatus {stored.status}")
        for name, value in stored.headers:
            typer.echo(f"{name}: {value}")

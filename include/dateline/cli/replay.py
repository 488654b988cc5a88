"""``dateline replay``: stand in for sites on loopback, under their own host names."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dateline.replay import ReplayServer


def _instant(text: str) -> dt.datetime:
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no ISO 8601 instant") from error
    if instant.tzinfo is None:
        raise typer.BadParameter(f"{text!r} has no zone offset, such as +00:00")
    return instant


def replay(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="FOLDER|WARC|PAGES.jsonl …",
            help="A newsroom's folder, WARC files, folders of them, or pages files.",
            show_default=False,
        ),
    ],
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.", min=0, max=65_535)] = 0,
    clock: Annotated[
        dt.datetime | None,
        typer.Option(
            parser=_instant,
            metavar="INSTANT",
            help="Virtual now, such as 2026-11-12T09:00:00+00:00; default: after everything.",
        ),
    ] = None,
    ca_file: Annotated[
        Path | None, typer.Option(help="Where to write the certificate that clients must trust.")
    ] = None,
    ready_file: Annotated[
        Path | None, typer.Option(help="JSON with port, pid, ca_file and hosts, written once it listens.")
    ] = None,
    log: Annotated[Path | None, typer.Option(help="Append each request to this file as JSON.")] = None,
) -> None:
    """Serve recorded or made-up sites under their own host names, by HTTP and TLS on one loopback port.

    Runs until it gets TERM or INT.
    """
    from dateline.replay import ReplayServer, load_site

    stopped = _told_to_stop()
    with ReplayServer(load_site(paths), port=port, now=clock, ca_file=ca_file, log=log) as server:
        _tell(server)
        if ready_file:
            _write_ready(ready_file, server)
        try:
            stopped.wait()
        finally:
            if ready_file:
                ready_file.unlink(missing_ok=True)


def _told_to_stop() -> threading.Event:
    """Set by TERM or INT from now on."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    return stopped


def _tell(server: ReplayServer) -> None:
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    hosts = server.hosts
    few = ", ".join(hosts[:7]) + (f" and {len(hosts) - 7} more" if len(hosts) > 7 else "")
    console.print(f"[bold]{len(hosts)} hosts[/bold] on 127.0.0.1:{server.port}: {few}")
    console.print("Point Dateline at them:")
    console.print(f"  export DATELINE_FETCH__CONNECT_TO='{json.dumps(server.connect_to)}'", markup=False)
    console.print(f"  export DATELINE_FETCH__CA_BUNDLE={server.ca_file.resolve()}", markup=False)
    console.print("or look with curl:")
    console.print(
        f"  curl --connect-to ::127.0.0.1:{server.port} --cacert {server.ca_file.resolve()} https://{hosts[0]}/",
        markup=False,
    )


def _write_ready(path: Path, server: ReplayServer) -> None:
    """Appears whole or not at all, because another process waits for it."""
    ready = {
        "port": server.port,
        "pid": os.getpid(),
        "ca_file": str(server.ca_file.resolve()),
        "hosts": server.hosts,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    partial.write_text(json.dumps(ready), encoding="utf-8")
    partial.replace(path)

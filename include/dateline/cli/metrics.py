"""``dateline metrics serve|print``: the warehouse in figures, for Prometheus."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer


def serve(
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 9469,
    host: Annotated[str, typer.Option(help="Where to listen; nobody is asked for a login.")] = "127.0.0.1",
) -> None:
    """Serve /metrics until interrupted. The warehouse is asked at each scrape, as its reader.

    Example: dateline metrics serve --port 9469
    """
    from prometheus_client import start_http_server

    from dateline.errors import ConfigError
    from dateline.pipeline.workspace import Workspace
    from dateline.watch.metrics import registry

    url = Workspace.current().warehouse_url
    try:
        server, thread = start_http_server(port, addr=host, registry=registry(url))
    except OSError as error:
        raise ConfigError(
            f"{host}:{port} cannot be listened on: {error.strerror}.", "Choose another with --port."
        ) from error
    typer.echo(f"http://{host}:{server.server_port}/metrics")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        server.shutdown()
        thread.join()


def print_text(
    to: Annotated[
        Path | None,
        typer.Option(help="Write whole to this file instead, for node exporter's textfile collector."),
    ] = None,
) -> None:
    """Print all figures once, in Prometheus's text format.

    Example: dateline metrics print --to /var/lib/prometheus/node-exporter/dateline.prom
    """
    from upath import UPath

    from dateline.lake import whole_file
    from dateline.pipeline.workspace import Workspace
    from dateline.watch.metrics import as_text

    text = as_text(Workspace.current().warehouse_url)
    if to is None:
        typer.echo(text, nl=False)
        return
    with whole_file(UPath(to)) as file:
        file.write(text.encode())

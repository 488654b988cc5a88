"""``dateline trace``: from a quote to its bytes, and back."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated

import typer


def trace(
    quote: Annotated[str, typer.Argument(help="The quote's id, or its first eight or more digits.")],
    bytes_too: Annotated[
        bool, typer.Option("--bytes/--no-bytes", help="Read the stored bytes and derive the quote anew.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show where a quote comes from: version, extraction, Airflow task, WARC record; derive it again.

    Exit code 1 where the stored bytes no longer give what the warehouse says.
    """
    from dateline.pipeline.workspace import Workspace
    from dateline.warehouse.trace import rederive
    from dateline.warehouse.trace import trace as find

    workspace = Workspace.current()
    lineage = find(workspace.warehouse_url, quote)
    checks = rederive(lineage, workspace.settings, url=workspace.warehouse_url) if bytes_too else []
    if as_json:
        found = {**dataclasses.asdict(lineage), "checks": [dataclasses.asdict(check) for check in checks]}
        del found["article_text"]
        typer.echo(json.dumps(found, default=str, ensure_ascii=False, indent=1))
    else:
        task = " ".join(
            str(part)
            for part in (lineage.dag_id, lineage.dag_run_id, lineage.task_id, lineage.map_index)
            if part is not None
        )
        lines = {
            "quote": f"{lineage.text} ({lineage.kind}, {lineage.method})",
            "speaker": lineage.speaker or "unknown",
            "article": f"{lineage.title or ''} {lineage.url}".strip(),
            "version": f"{lineage.version_id}, from {lineage.valid_from} to {lineage.valid_to or 'now'}",
            "extraction": f"code {lineage.code_version}, {lineage.model} {lineage.model_version}",
            "batch": f"{lineage.batch_id}, loaded {lineage.loaded_at}",
            "airflow": task or "loaded outside Airflow",
            "capture": f"{lineage.capture_final_url}, {lineage.capture_status}, {lineage.capture_digest}",
            "warc": f"{lineage.warc_path}, offset {lineage.warc_offset}, {lineage.warc_length} bytes",
        }
        for name, value in lines.items():
            typer.echo(f"{name:<11}{value}")
        for check in checks:
            typer.secho(
                f"{'same' if check.ok else 'DIFFERS':<11}{check.name}: {check.found}",
                fg=None if check.ok else "red",
            )
    if not all(check.ok for check in checks):
        raise typer.Exit(1)

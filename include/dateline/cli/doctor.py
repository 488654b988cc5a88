"""``dateline doctor``: is everything in order, and if not, what to do."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check Python, packages, sources, models, lake, warehouse, Airflow and the local stack.

    Exit code 1 when something is not in order; each such line says how to mend it.
    """
    from dateline.runtime.doctor import examine
    from dateline.settings import get_settings

    findings = []
    for finding in examine(get_settings()):
        findings.append(finding)
        if not as_json:
            typer.secho(
                f"{'ok  ' if finding.ok else 'BAD '} {finding.check:12} {finding.detail}",
                fg=None if finding.ok else "red",
            )
            if finding.mend:
                typer.echo(f"     → {finding.mend}")
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], indent=1))
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)

"""Which function stands behind which word of the command line."""

from __future__ import annotations

import importlib
from collections.abc import Callable

import typer

COMMANDS = {
    "read": "dateline.cli.read:read",
    "clean": "dateline.cli.clean:clean",
    "annotate": "dateline.cli.annotate:annotate",
    "quotes": "dateline.cli.quotes:quotes",
    "trace": "dateline.cli.trace:trace",
    "diff": "dateline.cli.diff:diff",
    "capture": "dateline.cli.capture:capture",
    "takedown": "dateline.cli.takedown:takedown",
    "retain": "dateline.cli.retain:retain",
    "report": "dateline.cli.report:report",
    "outcomes": "dateline.cli.outcomes:outcomes",
    "health": "dateline.cli.health:health",
    "alerts": "dateline.cli.alerts:alerts",
    "demo": "dateline.cli.demo:demo",
    "pages": "dateline.cli.pages:pages",
    "replay": "dateline.cli.replay:replay",
    "init": "dateline.cli.init:init",
    "doctor": "dateline.cli.doctor:doctor",
}
SUBCOMMANDS = {
    "source": (
        "Look at sources, before and after they are followed.",
        {"check": "dateline.cli.source:check"},
    ),
    "entity": (
        "Say who is who across articles.",
        {
            "show": "dateline.cli.entity:show",
            "merge": "dateline.cli.entity:merge",
            "split": "dateline.cli.entity:split",
            "import": "dateline.cli.entity:import_",
        },
    ),
    "metrics": (
        "The warehouse in figures, for Prometheus.",
        {"serve": "dateline.cli.metrics:serve", "print": "dateline.cli.metrics:print_text"},
    ),
    "stack": (
        "Start, stop and look at the local PostgreSQL and Airflow.",
        {
            "up": "dateline.cli.stack:up",
            "down": "dateline.cli.stack:down",
            "status": "dateline.cli.stack:status",
        },
    ),
}


def register(app: typer.Typer) -> None:
    """Put every command on ``app``."""
    for name, target in COMMANDS.items():
        app.command(name)(_load(target))
    for group, (text, commands) in SUBCOMMANDS.items():
        sub = typer.Typer(help=text, no_args_is_help=True)
        for name, target in commands.items():
            sub.command(name)(_load(target))
        app.add_typer(sub, name=group)


def _load(target: str) -> Callable[..., None]:
    module, _, function = target.partition(":")
    command: Callable[..., None] = getattr(importlib.import_module(module), function)
    return command

"""The ``dateline`` command: one stage, or one article, without Airflow.

Exit codes: 0 done; 1 something failed, and standard error says what to do; 2 the call's words are off.
"""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer

from dateline import __version__
from dateline.errors import DatelineError

app = typer.Typer(
    name="dateline",
    help="News sites into a PostgreSQL warehouse of who said what.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"dateline {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what is being done.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    level = logging.INFO if verbose else logging.WARNING
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)


def main() -> None:
    """Entry point: run the command, and turn an error into a sentence and exit code 1."""
    from dateline.cli.commands import register

    register(app)
    try:
        app()
    except DatelineError as error:
        typer.secho(f"Error: {error.reason}", fg="red", err=True)
        if error.instruction:
            typer.echo(error.instruction, err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)

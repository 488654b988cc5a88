"""``dateline diff``: what changed between two versions of an article, word by word."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dateline.warehouse.difference import Difference, History, VersionSeen
    from dateline.warehouse.wording import Change


def diff(
    article: Annotated[str, typer.Argument(metavar="URL|ID", help="The article's address or its id.")],
    before: Annotated[
        str | None, typer.Option("--from", metavar="VERSION", help="Older version; else the one before --to.")
    ] = None,
    after: Annotated[
        str | None, typer.Option("--to", metavar="VERSION", help="Newer version; else the newest.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Print unchanged paragraphs as well.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show what changed between versions of an article, and which quotes came and went.

    VERSION is a number, 1 being the oldest, or eight or more digits of an id. In a file or pipe words are
    marked as [-gone-] and {+new+}.

    Example: dateline diff https://paper.example/news/flood-wall --from 1
    """
    from dateline.pipeline.workspace import Workspace
    from dateline.warehouse.difference import read_history

    history = read_history(Workspace.current().warehouse_url, article, before=before, after=after)
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(history), default=str, ensure_ascii=False, indent=1))
        return
    typer.secho(history.url, dim=True)
    if history.difference is None:
        typer.echo(_nothing_before(history, after))
        return
    _print_difference(history.difference, of=len(history.versions), full=full)


def _nothing_before(history: History, after: str | None) -> str:
    first = history.versions[0]
    if len(history.versions) > 1:
        return f"Version {after} is the oldest of {len(history.versions)}: nothing stands before it."
    return f"One version, of {_moment(first)}: its words have not changed since."


def _print_difference(difference: Difference, *, of: int, full: bool) -> None:
    older, newer = difference.before, difference.after
    typer.echo(
        f"Version {older.number} ({_moment(older)}, {older.words} words) → "
        f"version {newer.number} ({_moment(newer)}, {newer.words} words), of {of}\n"
    )
    if any(run.kind != "same" for run in difference.title):
        typer.echo(f"{_marked(difference.title)}\n")
    if difference.text is None:
        typer.echo("The text was dropped when its time of keeping ended.\n")
    else:
        _print_paragraphs(difference.text, full=full)
    for mark, colour, quotes in (("-", "red", difference.lost), ("+", "green", difference.gained)):
        for said in quotes:
            typer.secho(f"{mark} “{said.text}” — {said.speaker or 'speaker unknown'}", fg=colour)
    for same in difference.reattributed:
        speakers = f"{same.speaker_before or 'speaker unknown'} → {same.speaker_after or 'speaker unknown'}"
        typer.secho(f"~ “{same.text}” — {speakers}", fg="yellow")
    lost, gained, moved = len(difference.lost), len(difference.gained), len(difference.reattributed)
    others = f", {moved} with another speaker" if moved else ""
    typer.echo(f"Quotes: {gained} gained, {lost} lost{others}")


def _moment(version: VersionSeen) -> str:
    return f"{version.valid_from:%Y-%m-%d %H:%M %Z}"


def _print_paragraphs(runs: list[Change], *, full: bool) -> None:
    for unchanged, group in groupby(_paragraphs(runs), key=_unchanged):
        paragraphs = list(group)
        if unchanged and not full:
            some = "1 paragraph" if len(paragraphs) == 1 else f"{len(paragraphs)} paragraphs"
            typer.secho(f"… {some} unchanged …\n", dim=True)
            continue
        for words in filter(None, map(_marked, paragraphs)):
            typer.echo(f"{words}\n")


def _paragraphs(runs: Iterable[Change]) -> Iterator[list[Change]]:
    """The runs of each paragraph of either text."""
    paragraph: list[Change] = []
    for run in runs:
        first, *others = run.text.split("\n\n")
        paragraph.append(dataclasses.replace(run, text=first))
        for text in others:
            yield paragraph
            paragraph = [dataclasses.replace(run, text=text)]
    yield paragraph


def _unchanged(paragraph: Iterable[Change]) -> bool:
    return all(run.kind == "same" or not run.text for run in paragraph)


def _marked(runs: Iterable[Change]) -> str:
    return "".join(_styled(run) for run in runs).strip("\n")


def _styled(run: Change) -> str:
    """The words as they are shown where the terminal has colours, and with marks where it has none."""
    import sys

    if run.kind == "same" or not run.text:
        return run.text
    if sys.stdout.isatty():
        gone = run.kind == "gone"
        return typer.style(run.text, fg="red" if gone else "green", strikethrough=gone, underline=not gone)
    return f"[-{run.text}-]" if run.kind == "gone" else f"{{+{run.text}+}}"

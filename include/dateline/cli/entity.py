"""``dateline entity``: who is who across articles: looking, merging, splitting, importing a list."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from dateline.errors import WarehouseError

if TYPE_CHECKING:
    from dateline.warehouse.merging import IdentityChange
    from dateline.warehouse.search import NameHit

By = Annotated[str, typer.Option("--by", help="Who decides; kept on record (default: your login).")]
Reason = Annotated[str, typer.Option(help="Why; kept on record.")]
Subject = Annotated[str, typer.Argument(help="An entity's id, or a name that only one entity has.")]


def show(
    name: Annotated[str, typer.Argument(help="An entity's id, or a part of its name.")],
    limit: Annotated[int, typer.Option(min=1, help="Entities at most.")] = 10,
) -> None:
    """Show entities by name, what was merged into each, and the history of that.

    Example: dateline entity show whitlock
    """
    from dateline.warehouse.merging import entity_history, identity_of, merged_entities

    url = _url()
    shown: set[UUID] = set()
    for hit in _hits(url, name, limit):
        entity = identity_of(url, hit)
        if entity.entity_id in shown:
            continue
        shown.add(entity.entity_id)
        known = f", {entity.known_id}" if entity.known_id else ""
        where = f", {entity.context}" if entity.context and not entity.known_id else ""
        typer.secho(f"{entity.name}", bold=True, nl=False)
        typer.echo(f"  ({entity.kind}{known}{where})  {entity.entity_id}")
        for merged in merged_entities(url, entity.entity_id):
            typer.echo(f"  = {merged.name}  {merged.entity_id}")
        for event in entity_history(url, entity.entity_id):
            what = f"{event.name} {event.change} {'into' if event.change == 'merged' else 'from'} "
            articles = f" in {event.articles} articles" if event.articles else ""
            reason = f": {event.reason}" if event.reason else ""
            typer.secho(
                f"  {event.set_at:%Y-%m-%d %H:%M} {what}{event.other_name}{articles}, {event.set_by}{reason}",
                dim=True,
            )
    if not shown:
        typer.echo(f"No entity has a name with “{name}”.")
        raise typer.Exit(1)


def merge(into: Subject, entities: Annotated[list[str], typer.Argument(help="Those that are it.")],
          reason: Reason = "", by: By = "") -> None:  # fmt: skip
    """Say that entities are one: what is theirs counts as its, now and in articles to come.

    Example: dateline entity merge "Dana Whitlock" "Dana M. Whitlock" --reason "her passport"
    """
    from dateline.warehouse.merging import merge_entities

    url = _url()
    change = merge_entities(
        url,
        _entity(url, into),
        [_entity(url, one) for one in entities],
        by=by or getpass.getuser(),
        reason=reason,
    )
    _say(change, f"{change.articles} articles now name {change.entity.name}")


def split(
    entity: Subject,
    article: Annotated[
        list[str] | None, typer.Option(help="Address or id of an article in which it is somebody else.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="What that somebody else is called.")] = None,
    reason: Reason = "",
    by: By = "",
) -> None:
    """Undo a merge; or, with --article, say that in these articles the name means somebody else.

    Example: dateline entity split "Jo Smith" --article https://example.org/match --name "Jo Smith (striker)"
    """
    from dateline.warehouse.keys import article_key
    from dateline.warehouse.merging import split_entity

    url = _url()
    change = split_entity(
        url,
        _entity(url, entity),
        articles=[article_key(one) if "://" in one else UUID(one) for one in article or ()],
        name=name,
        by=by or getpass.getuser(),
        reason=reason,
    )
    _say(change, f"{change.entity.name} stands alone in {change.articles} articles")


def import_(
    file: Annotated[Path, typer.Argument(help="CSV or JSON lines with id, label, aliases and type.")],
    dry_run: Annotated[bool, typer.Option(help="Only read the file and say what is in it.")] = False,
) -> None:
    """Import a list of entities with ids of its own (Wikidata's, say); names that fit one entry join it.

    CSV has the columns id, label, aliases (separated by |) and type (person, organisation, place, group,
    event, work). Importing again takes the earlier entries' place.

    Example: dateline entity import people.csv
    """
    from collections import Counter

    from dateline.warehouse.knowledge import import_knowledge, read_knowledge

    entries = list(read_knowledge(file))
    kinds = ", ".join(f"{count} {kind}" for kind, count in Counter(one.type for one in entries).most_common())
    typer.echo(f"{len(entries)} entries: {kinds or 'none'}")
    if dry_run:
        typer.echo("Nothing was changed.")
        return
    done = import_knowledge(_url(), entries)
    typer.echo(f"{done.joined} entities joined, {done.parted} parted; {len(done.days)} days' marts made anew")
    if done.ambiguous:
        typer.echo(f"Names of several entries, which join nobody: {', '.join(done.ambiguous)}")


def _url() -> str:
    from dateline.pipeline.workspace import Workspace

    return Workspace.current().warehouse_url


def _hits(url: str, name: str, limit: int) -> list[UUID]:
    from dateline.warehouse.search import search_names

    if given := _id(name):
        return [given]
    return [hit.entity_id for hit in search_names(url, name, limit=limit)]


def _entity(url: str, subject: str) -> UUID:
    """The one entity that the words name, whatever it was merged into.

    Raises:
        WarehouseError: none or several do.
    """
    from dateline.warehouse.keys import name_key
    from dateline.warehouse.merging import identity_of
    from dateline.warehouse.search import search_names

    if given := _id(subject):
        return given
    hits = search_names(url, subject, limit=50)
    exact = [hit for hit in hits if name_key(hit.name) == name_key(subject)]
    if len({identity_of(url, hit.entity_id).entity_id for hit in exact}) == 1:
        return exact[0].entity_id
    if exact:
        raise WarehouseError(f"Several entities are called {subject}.", f"Give the id of one: {_list(exact)}")
    raise WarehouseError(
        f"No entity is called {subject}.", f"Names like it: {_list(hits[:5])}" if hits else "Look for a part."
    )


def _id(words: str) -> UUID | None:
    try:
        return UUID(words)
    except ValueError:
        return None


def _list(hits: list[NameHit]) -> str:
    return "; ".join(f"{hit.name} ({hit.kind}) {hit.entity_id}" for hit in hits)


def _say(change: IdentityChange, what: str) -> None:
    typer.echo(f"{what}; {len(change.days)} days' marts were made anew.")

"""Who is who: finding entities by name, saying that two are one, and that one is two.

The decisions themselves are :mod:`dateline.warehouse.merging`'s; here is what the page needs around them.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection, Sequence
from typing import Literal
from uuid import UUID

from pydantic import Field

from dateline.errors import DatelineError, WarehouseError
from dateline.newsroom.matching import named
from dateline.newsroom.reading import View, rows
from dateline.warehouse import merging
from dateline.warehouse.connection import Connection
from dateline.warehouse.marts import refresh_marts

log = logging.getLogger(__name__)


class NotOne(DatelineError):
    """A merge or split that cannot be made as asked."""


class Entity(View):
    """An entity to choose from; ``context`` tells namesakes apart."""

    entity_id: str
    name: str
    kind: str
    context: str
    articles: int
    newest_title: str | None
    """Of the newest article that names it, to know it by."""


class Change(View):
    """One merge or split, as it was decided."""

    change: Literal["merged", "split"]
    entity_id: str
    name: str
    other_id: str
    other_name: str
    articles: int
    reason: str
    set_by: str
    set_at: dt.datetime


class Identity(View):
    """What stands for one entity: the entity itself, and those that were merged into it."""

    entity_id: str
    """Other than asked for, where that was merged into this one."""
    name: str
    kind: str
    merged: list[Entity] = Field(default_factory=list)
    history: list[Change] = Field(default_factory=list)


class Decided(View):
    """The entity that a decision leaves, and how many articles it concerns."""

    entity_id: str
    name: str
    articles: int


def find_entities(
    connection: Connection, name: str, *, kind: str | None = None, limit: int = 12
) -> list[Entity]:
    """Entities whose name holds ``name``, each once however many were merged into it; most named first."""
    values = {"entities": named(connection, name), "kind": kind, "limit": limit}
    return rows(connection, Entity, _ENTITIES, values)


def read_identity(connection: Connection, url: str, entity_id: UUID) -> Identity | None:
    """Who the entity is, with its history; None where there is no such entity."""
    try:
        identity = merging.identity_of(url, entity_id)
    except WarehouseError as error:
        if error.__cause__:
            raise
        return None
    merged = [one.entity_id for one in merging.merged_entities(url, entity_id)]
    return Identity(
        entity_id=str(identity.entity_id),
        name=identity.name,
        kind=identity.kind,
        merged=rows(connection, Entity, _MERGED, {"entities": merged}),
        history=[
            Change(
                change=event.change,
                entity_id=str(event.entity_id),
                name=event.name,
                other_id=str(event.other_id),
                other_name=event.other_name,
                articles=event.articles,
                reason=event.reason,
                set_by=event.set_by,
                set_at=event.set_at,
            )
            for event in merging.entity_history(url, entity_id)
        ],
    )


def merge(
    url: str, into: UUID, entities: Collection[UUID], *, by: str, reason: str
) -> tuple[Decided, Sequence[dt.date]]:
    """Say that ``entities`` are ``into``; gives also the days whose marts are now to be made anew.

    Raises:
        NotOne: they are of different kinds, or one is unknown.
    """
    try:
        done = merging.merge_entities(url, into, entities, by=by, reason=reason, refresh=False)
    except WarehouseError as error:
        raise _told(error) from error
    return _decided(done), done.days


def split(
    url: str, entity: UUID, *, articles: Collection[UUID], name: str | None, by: str, reason: str
) -> tuple[Decided, Sequence[dt.date]]:
    """Say that ``entity`` is another in ``articles``; without articles, that a merge of it was wrong.

    Raises:
        NotOne: it was never merged, or is not named in these articles.
    """
    try:
        done = merging.split_entity(
            url, entity, by=by, reason=reason, articles=articles, name=name, refresh=False
        )
    except WarehouseError as error:
        raise _told(error) from error
    return _decided(done), done.days


def make_marts_anew(url: str, days: Sequence[dt.date]) -> None:
    """What follows a decision, when the answer was given: the marts of its days."""
    try:
        refresh_marts(url, list(days))
    except DatelineError as error:
        log.error("The marts of %d days are stale: run `dateline report --refresh`. %s", len(days), error)


def _told(error: WarehouseError) -> DatelineError:
    """A wrong request as such; a warehouse that does not answer as what it is."""
    return error if error.__cause__ else NotOne(error.reason, error.instruction)


def _decided(done: merging.IdentityChange) -> Decided:
    return Decided(entity_id=str(done.entity.entity_id), name=done.entity.name, articles=done.articles)


_SHOWN = """
SELECT e.entity_id::text, e.name, e.kind, e.context, coalesce(n.articles, 0) AS articles, n.newest_title
FROM one_of JOIN entity e USING (entity_id)
LEFT JOIN LATERAL (
    SELECT count(*) AS articles,
           (array_agg(left(a.title, 200) ORDER BY a.published_day DESC NULLS LAST))[1] AS newest_title
    FROM article_entity o JOIN current_article a USING (extraction_id)
    WHERE o.entity_id IN (SELECT e.entity_id UNION SELECT m.entity_id FROM entity_merge m
                          WHERE m.identity_id = e.entity_id)) n ON true"""
_ENTITIES = f"""
WITH one_of AS (
    SELECT DISTINCT coalesce(m.identity_id, e.entity_id) AS entity_id
    FROM unnest(%(entities)s::uuid[]) AS e(entity_id) LEFT JOIN entity_merge m USING (entity_id))
{_SHOWN}
WHERE %(kind)s::text IS NULL OR e.kind = %(kind)s
ORDER BY articles DESC, e.name, e.entity_id LIMIT %(limit)s"""
_MERGED = f"""
WITH one_of AS (SELECT unnest(%(entities)s::uuid[]) AS entity_id)
{_SHOWN}
ORDER BY e.name, e.entity_id"""

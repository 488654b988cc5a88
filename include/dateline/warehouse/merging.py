"""An operator's decisions about who is who: two entities that are one, and one that is two.

A merge says that an entity *is* another one. Articles' rows keep the entity that they name and every view
reads through the merge, so it holds for articles loaded later and for facts extracted again, and undoing it
restores what was. A split says that in some articles an entity is somebody else; it moves those articles'
rows, and later extractions of them obey it. Both are kept as history, with who did it and why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from psycopg.rows import class_row

from dateline.errors import WarehouseError
from dateline.warehouse.connection import Connection, connect
from dateline.warehouse.identities import settle_identities
from dateline.warehouse.keys import key, name_key
from dateline.warehouse.marts import refresh_marts
from dateline.warehouse.write import take_writing_lock


@dataclass(frozen=True, slots=True)
class Named:
    """An entity in short."""

    entity_id: UUID
    name: str
    kind: str
    context: str
    known_id: str | None


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """What a merge or split came to."""

    entity: Named
    """The entity that all was merged into; of a split the one that now stands for itself."""
    articles: int
    """Number of articles whose names now mean another entity than before."""
    days: tuple[dt.date, ...]
    """Days whose marts were made anew."""


@dataclass(frozen=True, slots=True)
class IdentityEvent:
    """One line of an entity's history."""

    change: Literal["merged", "split"]
    entity_id: UUID
    name: str
    """Of the entity that was merged, or split off."""
    other_id: UUID
    other_name: str
    """Of the one that it was merged into, or split from."""
    articles: int
    """Number of articles split off; 0 where a merge was made or undone."""
    reason: str
    set_by: str
    set_at: dt.datetime


def merge_entities(
    url: str,
    into: UUID,
    entities: Collection[UUID],
    *,
    by: str,
    reason: str = "",
    refresh: bool = True,
) -> IdentityChange:
    """Say that ``entities`` are ``into``: they, and what was merged into them, are one from now on.

    ``into`` and each of ``entities`` may themselves have been merged: their identity is what counts. What is
    one already stays so. ``by`` is who decides. With ``refresh`` the marts of every day on which any of them
    is named are made anew; without it the caller does that for the days returned.

    Raises:
        WarehouseError: an entity is unknown, or of another kind than ``into``. Nothing was changed.
    """
    with connect(url) as connection:
        take_writing_lock(connection)
        target = _identity(connection, into)
        merged = {found.entity_id: found for found in (_identity(connection, one) for one in entities)}
        merged.pop(target.entity_id, None)
        for one in merged.values():
            if one.kind != target.kind:
                raise WarehouseError(
                    f"{one.name} is a {one.kind}, {target.name} a {target.kind}: they cannot be one.",
                    "Merge entities of the same kind.",
                )
        articles, days = named_in(connection, merged)
        for one in merged.values():
            connection.execute(
                "INSERT INTO entity_merge (entity_id, merged_into, identity_id) VALUES (%s, %s, %s)",
                [one.entity_id, target.entity_id, target.entity_id],
            )
            _remember(connection, "merged", one, target, by=by, reason=reason)
        settle_identities(connection)
    return _changed(url, target, articles, days, refresh=refresh)


def split_entity(
    url: str,
    entity: UUID,
    *,
    by: str,
    reason: str = "",
    articles: Collection[UUID] = (),
    name: str | None = None,
    refresh: bool = True,
) -> IdentityChange:
    """Take apart what is one by mistake.

    Without ``articles``: ``entity`` was merged into another; it stands for itself again, with what had been
    merged into it. With ``articles``: in these the entity is somebody else, of the same kind, called
    ``name`` (default: the same name); the rows of these articles move to a new entity, now and whenever
    they are extracted again. To undo that, merge the new entity into the old.

    Raises:
        WarehouseError: the entity is unknown, was not merged, or is not named in any of ``articles``.
            Nothing was changed.
    """
    with connect(url) as connection:
        take_writing_lock(connection)
        if articles:
            old = _identity(connection, entity)
            new, moved, days = _split_off(connection, old, articles, name or old.name)
            _remember(connection, "split", new, old, by=by, reason=reason, articles=moved)
        else:
            new = _entity(connection, entity)
            old = _identity(connection, entity)
            if new.entity_id == old.entity_id:
                raise WarehouseError(
                    f"{new.name} was not merged into anything.",
                    "Name one of the entities that were merged into it (`dateline entity show` lists them), "
                    "or the articles in which it is somebody else.",
                )
            connection.execute("DELETE FROM entity_merge WHERE entity_id = %s", [new.entity_id])
            settle_identities(connection)
            moved, days = named_in(connection, [new.entity_id])
            _remember(connection, "split", new, old, by=by, reason=reason)
    return _changed(url, new, moved, days, refresh=refresh)


def entity_history(url: str, entity: UUID) -> list[IdentityEvent]:
    """Merges and splits of the entity and of all that were ever one with it, the newest first."""
    with (
        connect(url, role="reader") as connection,
        connection.cursor(row_factory=class_row(IdentityEvent)) as cursor,
    ):
        return cursor.execute(_HISTORY, {"entity": entity}).fetchall()


def merged_entities(url: str, entity: UUID) -> list[Named]:
    """What was merged into the entity's identity, by name; empty where it stands alone."""
    with (
        connect(url, role="reader") as connection,
        connection.cursor(row_factory=class_row(Named)) as cursor,
    ):
        identity = _identity(connection, entity).entity_id
        return cursor.execute(_MERGED, [identity]).fetchall()


def identity_of(url: str, entity: UUID) -> Named:
    """The entity that ``entity`` is: itself, or what it was merged into.

    Raises:
        WarehouseError: there is no such entity.
    """
    with connect(url, role="reader") as connection:
        return _identity(connection, entity)


def named_in(connection: Connection, identities: Collection[UUID]) -> tuple[int, list[dt.date]]:
    """In how many articles any of the identities speaks or is named, and those articles' days."""
    row = connection.execute(_NAMED_IN, {"identities": list(identities)}).fetchone()
    assert row is not None
    return row[0], row[1]


def _identity(connection: Connection, entity: UUID) -> Named:
    merged = connection.execute(
        "SELECT identity_id FROM entity_merge WHERE entity_id = %s", [entity]
    ).fetchone()
    return _entity(connection, merged[0] if merged else entity)


def _entity(connection: Connection, entity: UUID) -> Named:
    with connection.cursor(row_factory=class_row(Named)) as cursor:
        found = cursor.execute(
            "SELECT entity_id, name, kind, context, known_id FROM entity WHERE entity_id = %s", [entity]
        ).fetchone()
    if found is None:
        raise WarehouseError(
            f"No entity has the id {entity}.", "`dateline entity show NAME` finds entities by name."
        )
    return found


def _split_off(
    connection: Connection, old: Named, articles: Collection[UUID], name: str
) -> tuple[Named, int, list[dt.date]]:
    """Move the entity's rows of the articles to a new entity; return it, their number and their days."""
    context = f"split:{key(old.entity_id.hex, *sorted(article.hex for article in articles)).hex[:12]}"
    new = Named(key(old.kind, name_key(name), context), name, old.kind, context, None)
    values = {"old": old.entity_id, "new": new.entity_id, "articles": list(articles)}
    connection.execute(
        """INSERT INTO entity (entity_id, name, name_key, kind, context) VALUES (%s, %s, %s, %s, %s)
           ON CONFLICT DO NOTHING""",
        [new.entity_id, name, name_key(name), new.kind, context],
    )
    moved = connection.execute(_NOTE_SPLIT, values).rowcount
    if not moved:
        raise WarehouseError(
            f"{old.name} neither speaks nor is named in these articles.",
            "Give ids of articles in which the name stands.",
        )
    for statement in (_RENOTE, _COPY_NAMES, _MOVE_MENTIONS, _DROP_NAMES, _MOVE_QUOTES, _MOVE_OVERRIDES):
        connection.execute(statement, values)
    _, days = named_in(connection, [new.entity_id])
    return new, moved, days


def _remember(
    connection: Connection,
    change: Literal["merged", "split"],
    one: Named,
    other: Named,
    *,
    by: str,
    reason: str,
    articles: int = 0,
) -> None:
    connection.execute(
        """INSERT INTO entity_change (change, entity_id, other_id, articles, reason, set_by)
           VALUES (%s, %s, %s, %s, %s, %s)""",
        [change, one.entity_id, other.entity_id, articles, reason, by],
    )


def _changed(url: str, entity: Named, articles: int, days: list[dt.date], *, refresh: bool) -> IdentityChange:
    if refresh and days:
        refresh_marts(url, days)
    return IdentityChange(entity, articles, tuple(days))


_GROUP = """
    SELECT entity_id FROM entity_merge WHERE identity_id = ANY(%(identities)s)
    UNION SELECT unnest(%(identities)s::uuid[])"""
_NAMED_IN = f"""
WITH one_of AS ({_GROUP}),
extractions AS (
    SELECT extraction_id FROM article_entity JOIN one_of USING (entity_id)
    UNION SELECT extraction_id FROM quote JOIN one_of ON speaker_entity_id = entity_id),
named AS (
    SELECT article_id
    FROM extractions JOIN extraction USING (extraction_id) JOIN article_version USING (version_id)
    UNION SELECT article_id FROM speaker_override JOIN one_of ON speaker_entity_id = entity_id),
dated AS (
    SELECT article_id, published_day AS day FROM named JOIN article USING (article_id)
    UNION SELECT article_id, day FROM named JOIN outcome USING (article_id))
SELECT count(DISTINCT article_id), coalesce(array_agg(DISTINCT day) FILTER (WHERE day IS NOT NULL), '{{}}')
FROM dated"""
_SPLIT_GROUP = """
    SELECT entity_id FROM entity_merge WHERE identity_id = %(old)s UNION SELECT %(old)s"""
_OF_ARTICLES = """
    SELECT extraction_id FROM extraction JOIN article_version USING (version_id)
    WHERE article_id = ANY(%(articles)s)"""
_NOTE_SPLIT = f"""
WITH noted AS (
    INSERT INTO entity_split
    SELECT article_id, entity_id, %(new)s FROM (
        SELECT article_id, entity_id
        FROM article_entity JOIN extraction USING (extraction_id) JOIN article_version USING (version_id)
        UNION SELECT article_id, speaker_entity_id
        FROM quote JOIN extraction USING (extraction_id) JOIN article_version USING (version_id)
        UNION SELECT article_id, speaker_entity_id FROM speaker_override) AS named
    WHERE article_id = ANY(%(articles)s) AND entity_id IN ({_SPLIT_GROUP})
    ON CONFLICT (article_id, entity_id) DO UPDATE SET means_id = excluded.means_id
    RETURNING article_id)
SELECT DISTINCT article_id FROM noted"""
_RENOTE = f"""
UPDATE entity_split SET means_id = %(new)s
WHERE article_id = ANY(%(articles)s) AND means_id IN ({_SPLIT_GROUP})"""
_COPY_NAMES = f"""
INSERT INTO article_entity
SELECT extraction_id, %(new)s, min(name), min(label), sum(mentions), bool_or(in_title),
       bool_or(in_first_paragraph), max(salience)
FROM article_entity WHERE extraction_id IN ({_OF_ARTICLES}) AND entity_id IN ({_SPLIT_GROUP})
GROUP BY extraction_id"""
_MOVE_MENTIONS = f"""
UPDATE mention SET entity_id = %(new)s
WHERE extraction_id IN ({_OF_ARTICLES}) AND entity_id IN ({_SPLIT_GROUP})"""
_DROP_NAMES = f"""
DELETE FROM article_entity WHERE extraction_id IN ({_OF_ARTICLES}) AND entity_id IN ({_SPLIT_GROUP})"""
_MOVE_QUOTES = f"""
UPDATE quote SET speaker_entity_id = %(new)s
WHERE extraction_id IN ({_OF_ARTICLES}) AND speaker_entity_id IN ({_SPLIT_GROUP})"""
_MOVE_OVERRIDES = f"""
UPDATE speaker_override SET speaker_entity_id = %(new)s
WHERE article_id = ANY(%(articles)s) AND speaker_entity_id IN ({_SPLIT_GROUP})"""
_HISTORY = """
WITH RECURSIVE one_of AS (
    SELECT %(entity)s::uuid AS entity_id
    UNION SELECT CASE WHEN c.entity_id = o.entity_id THEN c.other_id ELSE c.entity_id END
    FROM one_of o JOIN entity_change c ON o.entity_id IN (c.entity_id, c.other_id))
SELECT c.change, c.entity_id, e.name, c.other_id, other.name AS other_name, c.articles, c.reason, c.set_by,
       c.set_at
FROM entity_change c JOIN entity e USING (entity_id) JOIN entity other ON other.entity_id = c.other_id
WHERE c.entity_id IN (SELECT entity_id FROM one_of)
ORDER BY c.change_id DESC"""
_MERGED = """
SELECT e.entity_id, e.name, e.kind, e.context, e.known_id
FROM entity_merge JOIN entity e USING (entity_id) WHERE identity_id = %s ORDER BY e.name, e.entity_id"""

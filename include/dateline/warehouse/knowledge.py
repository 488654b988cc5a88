"""An operator's own list of entities, from CSV or JSON lines: ids (Wikidata's, say), labels, aliases, types.

CSV has the columns ``id``, ``label``, ``aliases`` (separated by ``|``) and ``type``; JSON lines have the same
keys, ``aliases`` as a list. A name that two entries of one type share is ambiguous and finds neither.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import ValidationError, field_validator

from dateline.errors import ConfigError
from dateline.records import Record
from dateline.warehouse.connection import Connection, connect
from dateline.warehouse.identities import join_known_names, settle_identities
from dateline.warehouse.keys import key, name_key
from dateline.warehouse.marts import refresh_marts
from dateline.warehouse.merging import named_in
from dateline.warehouse.write import take_writing_lock

EntityType = Literal["person", "organisation", "place", "group", "event", "work"]


class KnownEntity(Record):
    """One entry of the operator's list."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    type: EntityType

    @field_validator("id", "label")
    @classmethod
    def _not_empty(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("must not be empty")
        return value.strip()


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to."""

    entries: int
    joined: int
    """Entities of the warehouse that are an entry's from now on."""
    parted: int
    """Entities that an earlier import had joined and this one no longer does."""
    ambiguous: tuple[str, ...]
    """Names that several entries of one type share: they join nobody."""
    days: tuple[dt.date, ...]
    """Days whose marts were made anew."""


def import_knowledge(url: str, entries: Iterable[KnownEntity], *, refresh: bool = True) -> Imported:
    """Put the entries into the warehouse and join to each the entities that bear its label or an alias.

    An entry whose id is known takes the earlier one's place. Articles loaded later join in the same way. What
    an operator took out of a merge is left alone. With ``refresh`` the marts of all days on which a joined or
    parted entity is named are made anew.

    Raises:
        WarehouseError: the server cannot be reached, or refuses. Nothing was imported.
    """
    known = {entry.id: entry for entry in entries}
    with connect(url) as connection:
        take_writing_lock(connection)
        _keep(connection, known.values())
        parted = [row[0] for row in connection.execute(_PART)]
        settle_identities(connection)
        before = {row[0] for row in connection.execute(_JOINED)}
        joined = join_known_names(connection, "entity")
        new = {row[0] for row in connection.execute(_JOINED)} - before
        _, days = named_in(connection, [*parted, *new])
        ambiguous = tuple(row[0] for row in connection.execute(_AMBIGUOUS))
    if refresh and days:
        refresh_marts(url, days)
    return Imported(len(known), joined, len(parted), ambiguous, tuple(days))


def read_knowledge(path: Path) -> Iterator[KnownEntity]:
    """Yield the entries of a ``.csv``, ``.jsonl`` or ``.ndjson`` file.

    Raises:
        ConfigError: the file cannot be read, or a line of it is no entry; names the line.
    """
    entries = _csv_entries if path.suffix.lower() == ".csv" else _json_entries
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for number, entry in entries(lines):
                yield _entry(entry, path, number)
    except OSError as error:
        reason = f"{path} cannot be read: {error.strerror}."
        raise ConfigError(reason, "Check the path and its permissions.", path=str(path)) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8.", "Save it as UTF-8.", path=str(path)) from error


def _keep(connection: Connection, entries: Iterable[KnownEntity]) -> None:
    keyed = [(key("known", entry.id), entry) for entry in entries]
    names = [
        (entity_id, entry, name)
        for entity_id, entry in keyed
        for name in dict.fromkeys((entry.label, *entry.aliases))
    ]
    connection.execute("DELETE FROM known_name WHERE entity_id = ANY(%s)", [[one for one, _ in keyed]])
    with connection.cursor() as cursor:
        cursor.executemany(
            _KEEP_ENTITY,
            [
                (one, entry.label, name_key(entry.label), entry.type, f"known:{entry.id}", entry.id)
                for one, entry in keyed
            ],
        )
        cursor.executemany(
            "INSERT INTO known_name VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [(entry.type, name_key(name), one) for one, entry, name in names],
        )
        cursor.executemany(
            "INSERT INTO entity_alias VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [(one, key(name), name) for one, entry, name in names if name != entry.label],
        )


_KEEP_ENTITY = """
INSERT INTO entity (entity_id, name, name_key, kind, context, known_id) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (entity_id) DO UPDATE
    SET (name, name_key, kind) = (excluded.name, excluded.name_key, excluded.kind)"""
_PART = """
DELETE FROM entity_merge m USING entity e
WHERE m.from_list AND e.entity_id = m.entity_id AND NOT EXISTS (
    SELECT FROM known_name k WHERE k.kind = e.kind AND k.name_key = e.name_key
    GROUP BY k.kind HAVING count(*) = 1 AND bool_and(k.entity_id = m.merged_into))
RETURNING m.entity_id"""
_JOINED = "SELECT entity_id FROM entity_merge WHERE from_list"
_AMBIGUOUS = """
SELECT min(e.name) || ' (' || k.kind || ')' FROM known_name k JOIN entity e USING (entity_id)
GROUP BY k.kind, k.name_key HAVING count(*) > 1 ORDER BY 1"""


def _csv_entries(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(lines)
    for row in reader:
        aliases = tuple(alias.strip() for alias in (row.get("aliases") or "").split("|") if alias.strip())
        wanted = {key: row.get(key) for key in ("id", "label", "type")}
        yield reader.line_num, {**wanted, "aliases": aliases}


def _json_entries(lines: Iterable[str]) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError:
                yield number, None


def _entry(entry: Any, path: Path, number: int) -> KnownEntity:
    try:
        return KnownEntity.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "entry"
        raise ConfigError(
            f"{path}, line {number}: {where}: {first['msg']}.",
            f"Give id, label, type (one of {', '.join(get_args(EntityType))}) and perhaps aliases.",
            path=str(path),
            line=number,
        ) from error

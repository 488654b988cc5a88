"""An operator's own list of entities, from CSV or JSON lines: ids (Wikidata's, say), labels, aliases, types.

CSV has the columns ``id``, ``label``, ``aliases`` (separated by ``|``) and ``type``; JSON lines have the same
keys, ``aliases`` as a list. A name that two entries of one type share is ambiguous and finds neither.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import ValidationError, field_validator

from dateline.annotate.entities.places import fold
from dateline.errors import ConfigError
from dateline.records import Record

EntityType = Literal["person", "organisation", "place", "group", "event", "work"]
TYPES: dict[str, EntityType] = {
    "PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place",
    "NORP": "group", "EVENT": "event", "WORK_OF_ART": "work", "PRODUCT": "work", "LAW": "work",
}  # fmt: skip
"""The type of each label."""


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


class KnowledgeBase:
    """Known entities by name and type."""

    def __init__(self, entries: Iterable[KnownEntity]) -> None:
        self._by_name: dict[tuple[str, EntityType], dict[str, KnownEntity]] = defaultdict(dict)
        for entry in entries:
            for name in (entry.label, *entry.aliases):
                self._by_name[fold(name), entry.type][entry.id] = entry

    def find(self, name: str, type_: EntityType) -> KnownEntity | None:
        """The only entry of that type with that label or alias."""
        found = self._by_name.get((fold(name), type_), {})
        return next(iter(found.values())) if len(found) == 1 else None


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

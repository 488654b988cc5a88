"""Reading ``sources.yaml``: every entry checked, every fault named with its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml
from pydantic import ValidationError

from dateline.errors import ConfigError
from dateline.sources.source import Source


def load_sources(paths: Iterable[Path]) -> dict[str, Source]:
    """Read the sources of all files, by id.

    A file holds ``sources:``, a list of entries (see :class:`~dateline.sources.source.Source`). Relative
    paths under ``addresses`` and ``warcs`` are relative to the file.

    Raises:
        ConfigError: a file cannot be read or an entry is wrong; names the file, the line and the reason.
    """
    found: dict[str, Source] = {}
    for path in paths:
        for line, source in _read_file(path):
            if source.id in found:
                raise _fault(path, line, f"the id {source.id!r} is taken by an earlier entry")
            found[source.id] = source
    return found


def _read_file(path: Path) -> Iterator[tuple[int, Source]]:
    root = _compose(path)
    entries = _entries(path, root)
    for entry in entries.value:
        yield entry.start_mark.line + 1, _source(path, entry)


def _compose(path: Path) -> yaml.Node:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path} cannot be read: {error}.",
            "Point DATELINE_SOURCES at a file in UTF-8, or copy include/sources.example.yaml.",
            path=str(path),
        ) from error
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _fault(path, line, f"not YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise _fault(path, 1, f"not YAML: {error}") from error
    if node is None:
        raise _fault(path, 1, "the file is empty; it must hold a list under 'sources:'")
    return node


def _entries(path: Path, root: yaml.Node) -> yaml.SequenceNode:
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if key.value == "sources" and isinstance(value, yaml.SequenceNode):
                return value
    raise _fault(path, root.start_mark.line + 1, "expected a list under 'sources:'")


def _source(path: Path, entry: yaml.Node) -> Source:
    loader = yaml.SafeLoader("")
    try:
        values = loader.construct_document(entry)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark or entry.start_mark).line + 1
        raise _fault(path, line, f"{error.problem}") from error
    finally:
        loader.dispose()
    if not isinstance(values, dict):
        raise _fault(path, entry.start_mark.line + 1, "an entry must be a mapping with at least id, name and home")
    for field in ("addresses", "warcs"):
        if isinstance(values.get(field), list):
            values[field] = [_relative(path, item) for item in values[field]]
    try:
        return Source.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        line = _line_of(entry, first["loc"])
        where = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        raise _fault(path, line, f"{where}: {reason}" if where else reason) from error


def _relative(path: Path, item: object) -> object:
    if isinstance(item, str) and "://" not in item:
        return str((path.parent / item).resolve())
    return item


def _line_of(node: yaml.Node, location: tuple[int | str, ...]) -> int:
    """The line of the innermost node that ``location`` names and the file holds."""
    line = node.start_mark.line + 1
    for part in location:
        step = None
        if isinstance(node, yaml.MappingNode):
            step = next(((k, v) for k, v in node.value if k.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            step = (node.value[part], node.value[part])
        if step is None:
            break
        line, node = step[0].start_mark.line + 1, step[1]
    return line


def _fault(path: Path, line: int, reason: str) -> ConfigError:
    return ConfigError(
        f"{path}, line {line}: {reason}.",
        "Mend the entry (docs/sources.md shows every field) and try again; nothing was loaded.",
        path=str(path),
        line=line,
    )

"""Reading ``sources.yaml``: every entry checked, every fault named with its line.

The words of the file are taken as they stand (``country: NO`` is Norway, not false); what each field may hold
is said by :class:`~dateline.sources.source.Source` alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

import yaml
from pydantic import ValidationError

from dateline.errors import ConfigError
from dateline.sources.source import Source

_NULL = "tag:yaml.org,2002:null"


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
    for entry in _entries(path, _compose(path)):
        yield _line(entry), _source(path, entry)


def _compose(path: Path) -> yaml.Node:
    text = _text(path)
    try:
        node = yaml.compose(text, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _fault(
            path, mark.line + 1 if mark else 1, f"not YAML: {error.problem or error.context}"
        ) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _fault(path, line, f"not YAML: the character U+{error.character:04X} is not allowed") from error
    except (ValueError, OverflowError) as error:
        raise _fault(path, 1, f"not YAML: {error}") from error
    except RecursionError as error:
        raise _fault(path, 1, "it is nested too deeply to be a list of sources") from error
    if node is None:
        raise _fault(path, 1, "the file is empty; it must hold a list under 'sources:'")
    return node


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"{path} cannot be read: {error}.",
            "Point DATELINE_SOURCES at a file in UTF-8, or copy include/sources.example.yaml.",
            path=str(path),
        ) from error


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases, by which a small file can stand for an endless one."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            problem = f"the alias *{event.anchor} is not supported: write the words out"
            raise yaml.composer.ComposerError(None, None, problem, event.start_mark)
        return super().compose_node(parent, index)


def _entries(path: Path, root: yaml.Node) -> list[yaml.Node]:
    fields = _fields(path, root) if isinstance(root, yaml.MappingNode) else {}
    for name, (key, _) in fields.items():
        if name != "sources":
            raise _fault(path, _line(key), f"{name!r} is not known here; expected a list under 'sources:'")
    if "sources" not in fields:
        raise _fault(path, _line(root), "expected a list under 'sources:'")
    key, listed = fields["sources"]
    if not isinstance(listed, yaml.SequenceNode):
        raise _fault(path, _line(key), "expected a list under 'sources:'")
    return list(listed.value)


def _source(path: Path, entry: yaml.Node) -> Source:
    if not isinstance(entry, yaml.MappingNode):
        raise _fault(path, _line(entry), "an entry must be a mapping with at least id, name and home")
    values = cast("dict[str, object]", _value(path, entry))
    for field in ("addresses", "warcs"):
        listed = values.get(field)
        if isinstance(listed, list):
            values[field] = [_beside(path, item) for item in listed]
    try:
        return Source.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        raise _fault(path, _line_of(entry, first["loc"]), f"{where}: {reason}") from error


def _value(path: Path, node: yaml.Node) -> object:
    """What a node says, its words untouched."""
    if isinstance(node, yaml.MappingNode):
        return {name: _value(path, value) for name, (_, value) in _fields(path, node).items()}
    if isinstance(node, yaml.SequenceNode):
        return [_value(path, item) for item in node.value]
    return None if node.tag == _NULL else node.value


def _fields(path: Path, node: yaml.MappingNode) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """Key node and value node of each field by its name."""
    found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _fault(path, _line(key), "a field's name must be a word")
        if key.value in found:
            raise _fault(path, _line(key), f"the field {key.value!r} is given twice")
        found[key.value] = (key, value)
    return found


def _beside(path: Path, item: object) -> object:
    if isinstance(item, str) and "://" not in item:
        return os.path.normpath(path.parent.absolute() / item)
    return item


def _line_of(node: yaml.Node, location: tuple[int | str, ...]) -> int:
    """The line of the innermost node that ``location`` names and the file holds."""
    line = _line(node)
    for part in location:
        step = None
        if isinstance(node, yaml.MappingNode):
            step = next(((key, value) for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            step = (node.value[part], node.value[part])
        if step is None:
            break
        line, node = _line(step[0]), step[1]
    return line


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _fault(path: Path, line: int, reason: str) -> ConfigError:
    return ConfigError(
        f"{path}, line {line}: {reason}.",
        "Mend the entry (docs/sources.md shows every field) and try again; nothing was loaded.",
        path=str(path),
        line=line,
    )

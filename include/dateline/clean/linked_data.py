"""JSON-LD as it is found in the wild: graphs, arrays, several types, broken syntax.

In: the text of a page's ``application/ld+json`` scripts. Out: a flat list of nodes (dicts), references by
``@id`` left as they are for ``resolve``. Nothing raises: what cannot be read is left out.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from dateline.clean.vocabulary import words

MAX_SCRIPT_CHARS = 3_000_000
MAX_NODES = 2_000

Node = dict[str, Any]

ARTICLE_TYPES = words("types.txt", "stories")

_WRAPPING = re.compile(
    r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?://\s*)?(?:-->|\]\]>|/\*\s*\]\]>\s*\*/)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_SALVAGED = (
    "headline",
    "datePublished",
    "dateModified",
    "articleSection",
    "inLanguage",
    "alternativeHeadline",
)
_STRING_FIELD = r'"%s"\s*:\s*"((?:[^"\\\n]|\\.){1,400})"'
_TYPE_FIELD = re.compile(r'"@type"\s*:\s*\[?\s*"(\w+)"')
_AUTHOR_NAME = re.compile(
    r'"author"\s*:\s*[\[{\s]*(?:"@type"\s*:\s*"Person"\s*,\s*)?"name"\s*:\s*"([^"\\\n]{2,100})"'
)


def read_linked_data(scripts: Iterable[str]) -> list[Node]:
    """All nodes of a page, outermost first, at most ``MAX_NODES``."""
    nodes: list[Node] = []
    for script in scripts:
        if len(script) <= MAX_SCRIPT_CHARS:
            for value in _values(script):
                nodes.extend(_flatten(value, MAX_NODES - len(nodes)))
    return nodes


def types_of(node: Node) -> frozenset[str]:
    """The node's types in lower case, without a vocabulary's address."""
    return frozenset(re.split(r"[/#:]", kind)[-1].lower() for kind in strings(node.get("@type")))


def strings(value: Any) -> list[str]:
    """The strings of a value that may be a string, a list, a language map or a node with a value or name."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, list):
        return [
            text for item in value[:100] for text in (strings(item) if not isinstance(item, list) else [])
        ]
    if isinstance(value, dict):
        return strings(value.get("@value") or value.get("name") or value.get("url") or value.get("@id"))
    return []


def resolve(value: Any, nodes: Iterable[Node]) -> list[Any]:
    """``value`` as a list, in which a bare reference ``{"@id": …}`` is replaced by the node it names."""
    items = value if isinstance(value, list) else [value] if value else []
    return [_referent(item, nodes) for item in items[:50]]


def _referent(item: Any, nodes: Iterable[Node]) -> Any:
    if not (isinstance(item, dict) and set(item) <= {"@id", "@type"} and isinstance(item.get("@id"), str)):
        return item
    return next((node for node in nodes if node.get("@id") == item["@id"] and len(node) > len(item)), item)


def _values(script: str) -> Iterator[Any]:
    text = _WRAPPING.sub("", _WRAPPING.sub("", script)).strip().rstrip(";")
    if not text:
        return
    for attempt in (text, _TRAILING_COMMA.sub("", text), html.unescape(text)):
        values = _decoded(attempt)
        if values:
            yield from values
            return
    yield _salvaged(text)


def _decoded(text: str) -> list[Any]:
    """Every JSON value of ``text``, which may hold several in a row; nothing if one is broken."""
    decoder = json.JSONDecoder(strict=False)
    values, position = [], 0
    try:
        while position < len(text):
            value, position = decoder.raw_decode(text, position)
            values.append(value)
            while position < len(text) and text[position] in " \t\r\n,;":
                position += 1
    except (ValueError, RecursionError):
        return []
    return values


def _salvaged(text: str) -> Node:
    """The fields that can be read out of an object whose syntax is broken."""
    node: Node = {}
    if kind := _TYPE_FIELD.search(text):
        node["@type"] = kind.group(1)
    for name in _SALVAGED:
        if found := re.search(_STRING_FIELD % name, text):
            node[name] = found.group(1).replace('\\"', '"').replace("\\/", "/")
    if author := _AUTHOR_NAME.search(text):
        node["author"] = author.group(1)
    return node


def _flatten(value: Any, limit: int) -> list[Node]:
    nodes: list[Node] = []
    queue: list[Any] = [value]
    while queue and len(nodes) < limit:
        item = queue.pop(0)
        if isinstance(item, list):
            queue.extend(item[:MAX_NODES])
        elif isinstance(item, dict):
            nodes.append(item)
            queue.extend(child for child in item.values() if isinstance(child, (dict, list)))
    return nodes

"""The story out of the data that a page's own script would draw it from.

Some sites send an empty page and a JSON object (``__NEXT_DATA__`` and its likes). In: the texts of such
scripts. Out: the lines of the longest run of prose in them: the strings that stand at one path, list
positions left aside, HTML within them read as HTML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree
from lxml.html import document_fromstring

from dateline.clean.body.blocks import read_blocks
from dateline.clean.body.furniture import is_furniture
from dateline.clean.body.regions import standings
from dateline.clean.body.story import Line

_OBJECT = re.compile(r'\{\s*"|\[\s*\{\s*"')
_MAX_CHARS = 3_000_000
_MAX_VALUES = 20_000
_MIN_STRING, _MIN_STORY = 40, 250


def embedded_story(scripts: Iterable[str]) -> list[Line]:
    """The story's lines; none where no script holds enough prose."""
    best: list[Line] = []
    best_weight = _MIN_STORY
    for texts in (group for script in scripts for group in _groups(script)):
        if sum(map(len, texts)) > best_weight:
            lines, weight = _read(texts)
            if weight > best_weight:
                best, best_weight = lines, weight
    return best


def _groups(script: str) -> Iterable[list[str]]:
    """The longer strings of the first JSON object in a script, those at one path together."""
    start = _OBJECT.search(script)
    if start is None or len(script) > _MAX_CHARS:
        return []
    try:
        data, _ = json.JSONDecoder(strict=False).raw_decode(script, start.start())
    except (ValueError, RecursionError):
        return []
    groups: dict[tuple[str, ...], list[str]] = {}
    for path, text in _strings(data):
        groups.setdefault(path, []).append(text)
    return groups.values()


def _strings(data: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    waiting: list[tuple[tuple[str, ...], Any]] = [((), data)]
    for _ in range(_MAX_VALUES):
        if not waiting:
            return
        path, value = waiting.pop()
        if isinstance(value, str) and len(value) >= _MIN_STRING:
            yield path, value
        elif isinstance(value, list):
            waiting.extend((path, item) for item in reversed(value))
        elif isinstance(value, dict):
            waiting.extend(((*path, key), item) for key, item in reversed(value.items()))


def _read(texts: list[str]) -> tuple[list[Line], int]:
    """Lines and prose of texts that may hold HTML."""
    markup = "".join(f"<div>{text}</div>" for text in dict.fromkeys(texts))
    try:
        blocks = read_blocks(document_fromstring(f"<html><body>{markup}</body></html>"))
    except (etree.LxmlError, ValueError):
        return [], 0
    kept = [
        block
        for block, standing in zip(blocks, standings(blocks), strict=True)
        if standing.outside is None
        and block.linked_chars * 2 <= len(block.text)
        and not is_furniture(block.text)
    ]
    return [Line(block.text, block.kind) for block in kept], sum(block.prose for block in kept)

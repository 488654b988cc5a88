"""The standfirst: the sentence or two between a story's headline and its first paragraph.

Readers take it as the story's opening, extractors lose it with the page's header. It is known by its
place, after the h1 and before the body, and by one of two signs: the page's own description repeats it,
or its element is named for it (dek, standfirst, subtitle, lead …).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.clean.body.blocks import PageBlock, Region
from dateline.clean.body.regions import Standing

_NAMES = re.compile(
    r"dek\b|deck|standfirst|sub-?_?(?:title|head|line)|summary|excerpt|intro|\blead|[-_]lead|lede|preface|teaser|"
    r"description|sapo|spot|abstract|vorspann|chapeau|entradilla|sommario|ingress|mol-subtitle|synopsis",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"Lead(?![a-z])")
_WITHIN, _BETWEEN = 12, 2
_MIN_CHARS = 25
_POSSIBLE_REGIONS = frozenset({"header", "related", "meta"})
_WORD = re.compile(r"\w+")


def find_standfirst(
    blocks: Sequence[PageBlock], standings: Sequence[Standing], *, start: int, descriptions: Sequence[str]
) -> list[int]:
    """Positions of the blocks after ``start`` (the headline's) that are the standfirst."""
    described = [words for text in descriptions if len(words := _words(text)) > 3]
    found: list[int] = []
    for position in range(start + 1, min(start + 1 + _WITHIN, len(blocks))):
        block, region = blocks[position], standings[position].outside
        if _is_headline(block) or len(block.text) < _MIN_CHARS or not _possible(region):
            continue
        if block.linked_chars * 2 > len(block.text):
            continue
        if found and position > found[-1] + _BETWEEN:
            break
        if _named(block) or any(_repeats(block.text, words) for words in described):
            found.append(position)
    return found[:3]


def _is_headline(block: PageBlock) -> bool:
    return any(element.tag == "h1" for element in block.path[-3:])


def _possible(region: Region | None) -> bool:
    return region is None or region.name in _POSSIBLE_REGIONS


def _named(block: PageBlock) -> bool:
    return any(
        _NAMES.search(names) or _CAMEL.search(names)
        for element in block.path[-2:]
        if (names := f"{element.get('class', '')} {element.get('id', '')} {element.get('data-testid', '')}")
    )


def _repeats(text: str, description: set[str]) -> bool:
    words = _words(text)
    return len(words) > 3 and len(words & description) >= 0.8 * min(len(words), len(description))


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}

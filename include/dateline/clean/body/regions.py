"""Which regions of a page to believe when they say that they are not the story.

In: the page's blocks. Out: for each block the outermost believed region around it, or None. Names mislead: a theme
that calls each paragraph of a story ``paywall``, a wrapper called ``content-with-sidebar``. So the regions of one
look (name, tag, classes) are weighed together: where they hold a good part of the page's prose, they are the story
whatever they call themselves.
"""

from __future__ import annotations

import re

from dateline.clean.body.blocks import PageBlock, Region
from dateline.clean.body.prose import prose

_USUAL_SHARE = 0.3
_SHARES = {
    "header": 0.2,
    "caption": 0.35,
    "hidden": 0.15,
    "aside": 0.35,
    "comments": 0.9,
    "paywall": 0.02,
    "embed": 0.8,
}
_DIGITS = re.compile(r"\d+")
_Look = tuple[str, str, str]


def outsiders(blocks: list[PageBlock]) -> list[Region | None]:
    """For each block the outermost region that is believed to be no part of the story."""
    held: dict[_Look, int] = {}
    total = 0
    for block in blocks:
        if weight := prose(block):
            total += weight
            for look in {_look(region) for region in _around(block)}:
                held[look] = held.get(look, 0) + weight
    return [_outermost(block, held, total) for block in blocks]


def _outermost(block: PageBlock, held: dict[_Look, int], total: int) -> Region | None:
    found = None
    for region in _around(block):
        if held.get(_look(region), 0) <= _SHARES.get(region.name, _USUAL_SHARE) * total:
            found = region
    return found


def _around(block: PageBlock) -> list[Region]:
    regions, region = [], block.region
    while region is not None:
        regions.append(region)
        region = region.outer
    return regions


def _look(region: Region) -> _Look:
    tag, attributes = region.element.tag, region.element.attrib
    if tag in ("p", "span", "li"):
        return region.name, tag, ""
    return region.name, tag, _DIGITS.sub("", attributes.get("class") or attributes.get("id") or "")

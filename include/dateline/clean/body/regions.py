"""Which regions of a page to believe when they say that they are not the story.

In: the page's blocks. Out: for each block what its surroundings say of it. Names mislead: a theme that
calls each paragraph of a story ``paywall``, a wrapper called ``content-sidebar``. So the regions of one
look (name, tag, classes) are weighed together: where they hold a good part of the page's prose they are
not believed, and where they hold nearly all of it they are not even suspect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dateline.clean.body.blocks import PageBlock, Region

_USUAL_SHARE, _WRAPPER_SHARE = 0.3, 0.6
_SHARES = {
    "header": 0.2,
    "caption": 0.35,
    "hidden": 0.15,
    "aside": 0.35,
    "comments": 0.9,
    "paywall": 0.02,
    "embed": 0.8,
}
_LEAVES = frozenset({"p", "span", "li", "h2", "h3", "h4"})
_NAMED_BY_MISTAKE = frozenset({"hidden", "paywall", "advert", "aside", "print", "player"})
_DIGITS = re.compile(r"\d+")
_Look = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the regions around a block say: the outermost that is believed, and whether any is suspect."""

    outside: Region | None
    suspect: bool


def standings(blocks: list[PageBlock]) -> list[Standing]:
    """For each block whether it stands in a region that is believed to be no part of the story."""
    regions = {region for block in blocks for region in _nested(block.region)}
    looks = {region: _look(region) for region in regions}
    around = [_around(block) for block in blocks]
    held: dict[_Look, int] = {}
    for block, nested in zip(blocks, around, strict=True):
        if block.prose:
            for look in {looks[region] for region in nested}:
                held[look] = held.get(look, 0) + block.prose
    total = sum(block.prose for block in blocks)
    return [
        _standing([(region, held.get(looks[region], 0)) for region in nested], total) for nested in around
    ]


def _standing(around: list[tuple[Region, int]], total: int) -> Standing:
    """The verdict of a block's regions, innermost first, each with the prose that all of its look hold."""
    outside, suspect = None, False
    for region, weight in around:
        if weight <= _SHARES.get(region.name, _USUAL_SHARE) * total:
            outside = region
        elif weight <= _WRAPPER_SHARE * total:
            suspect = True
    return Standing(outside, suspect)


def _around(block: PageBlock) -> list[Region]:
    """The regions around a block, innermost first, without a paragraph's own that contradicts its words."""
    return [
        region
        for region in _nested(block.region)
        if not (block.prose and region.name in _NAMED_BY_MISTAKE and region.element.tag in _LEAVES)
    ]


def _nested(region: Region | None) -> Iterator[Region]:
    while region is not None:
        yield region
        region = region.outer


def _look(region: Region) -> _Look:
    tag, attributes = region.element.tag, region.element.attrib
    if tag in _LEAVES:
        return region.name, tag, ""
    return region.name, tag, _DIGITS.sub("", attributes.get("class") or attributes.get("id") or "")

"""Which blocks of a page are the story.

In: the page's evidence, whose tree is used up. Out: the story's lines in order.
Regions that say they are something else and hold little of the prose are out; trafilatura's vote shows where the
story lies; within the smallest element that holds nearly all voted prose the running text is taken, voted or not.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from dateline.clean.body.blocks import PageBlock, Region, read_blocks
from dateline.clean.body.furniture import is_furniture, opens_end_matter
from dateline.clean.body.prose import prose
from dateline.clean.body.regions import outsiders
from dateline.clean.body.standfirst import find_standfirst
from dateline.clean.body.story import Line
from dateline.clean.body.vote import voted
from dateline.clean.evidence import Evidence
from dateline.records import BlockKind

_CORE_SHARE = 0.9


def select_story(evidence: Evidence) -> list[Line]:
    """The story's lines, in reading order."""
    blocks = read_blocks(evidence.tree)
    outside = outsiders(blocks)
    votes = voted(evidence.tree, blocks, outside)
    chosen = _chosen(blocks, outside, votes)
    if not chosen:
        chosen = [i for i, vote in enumerate(votes) if vote]
    chosen = _with_standfirst(chosen, blocks, outside, evidence.descriptions)
    return [Line(blocks[i].text, blocks[i].kind) for i in chosen]


def _chosen(
    blocks: Sequence[PageBlock], outside: Sequence[Region | None], votes: Sequence[bool]
) -> list[int]:
    core = [i for i, block in enumerate(blocks) if votes[i] and outside[i] is None and prose(block)]
    if not core:
        return []
    container = _container([blocks[i] for i in core])
    chosen = [
        i
        for i, block in enumerate(blocks)
        if outside[i] is None
        and (
            votes[i]
            or (container in block.path and _is_text(block) and (core[0] <= i <= core[-1] or prose(block)))
        )
    ]
    return _trimmed(chosen, blocks)


def _container(core: Sequence[PageBlock]) -> HtmlElement:
    """The smallest element that holds nearly all prose of ``core``."""
    held: dict[HtmlElement, int] = {}
    depth: dict[HtmlElement, int] = {}
    for block in core:
        weight = prose(block)
        for level, element in enumerate(block.path):
            held[element] = held.get(element, 0) + weight
            depth[element] = level
    enough = _CORE_SHARE * sum(prose(block) for block in core)
    return max((element for element, weight in held.items() if weight >= enough), key=depth.__getitem__)


def _is_text(block: PageBlock) -> bool:
    return block.kind is BlockKind.HEADING or block.linked_chars <= 0.6 * len(block.text)


def _trimmed(chosen: list[int], blocks: Sequence[PageBlock]) -> list[int]:
    """Without furniture, the headline itself, what follows the story, and headings that head nothing."""
    kept: list[int] = []
    for i in chosen:
        block = blocks[i]
        if block.path[-1].tag == "h1" or is_furniture(block.text):
            continue
        if block.kind is BlockKind.HEADING and len(kept) > 2 and opens_end_matter(block.text):
            break
        kept.append(i)
    while kept and blocks[kept[-1]].kind is BlockKind.HEADING:
        kept.pop()
    return kept


def _with_standfirst(
    chosen: list[int],
    blocks: Sequence[PageBlock],
    outside: Sequence[Region | None],
    descriptions: Sequence[str],
) -> list[int]:
    if not chosen:
        return chosen
    headlines = [
        i for i, block in enumerate(blocks[: chosen[-1]]) if any(e.tag == "h1" for e in block.path[-3:])
    ]
    if not headlines:
        return chosen
    found = find_standfirst(blocks, outside, start=headlines[0], descriptions=descriptions)
    return sorted({*chosen, *found})

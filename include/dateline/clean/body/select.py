"""Which blocks of a page are the story.

In: the page's evidence, whose tree is used up. Out: the story's lines in order. Regions that say they are
something else and hold little of the prose are out; trafilatura's vote shows where the story lies; within
the smallest element that holds nearly all voted prose the running text is taken, voted or not. Where that
element holds only a small part of the page's prose the vote fell short, and the element is widened.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from dateline.clean.body.blocks import PageBlock, read_blocks
from dateline.clean.body.furniture import is_furniture, opens_end_matter, presents_author
from dateline.clean.body.opening import is_clock, is_opening_matter
from dateline.clean.body.regions import Standing, standings
from dateline.clean.body.repair import repaired
from dateline.clean.body.standfirst import find_standfirst
from dateline.clean.body.story import Line
from dateline.clean.body.vote import voted
from dateline.clean.evidence import Evidence
from dateline.clean.fields.authors import find_credits
from dateline.clean.fields.title import find_title
from dateline.clean.wording import fold
from dateline.records import BlockKind

_CORE_SHARE = 0.9
_WEAK_SHARE, _DENSE = 0.5, 0.7
_MAX_LINKED = 0.6
_MAX_POINTER_CHARS = 100
_END_MATTER_SHARE = 0.1


def select_story(evidence: Evidence) -> list[Line]:
    """The story's lines, in reading order."""
    blocks = read_blocks(evidence.tree)
    stand = standings(blocks)
    votes = voted(evidence.tree, blocks, stand)
    chosen = _trimmed(_chosen(blocks, stand, votes), blocks, evidence)
    chosen = _without_repeats(_with_standfirst(chosen, blocks, stand, evidence), blocks)
    return repaired([Line(blocks[i].text, blocks[i].kind) for i in chosen], evidence)


def _chosen(blocks: Sequence[PageBlock], stand: Sequence[Standing], votes: Sequence[bool]) -> list[int]:
    inside = [i for i, standing in enumerate(stand) if standing.outside is None]
    running = [i for i in inside if blocks[i].prose]
    core = [i for i in running if votes[i]] or running
    if not core:
        return [i for i, vote in enumerate(votes) if vote]
    container = _widened(_container([blocks[i] for i in core]), [blocks[i] for i in inside])
    return [
        i
        for i in inside
        if votes[i]
        or (
            container in blocks[i].path
            and not stand[i].suspect
            and _is_text(blocks[i])
            and (core[0] <= i <= core[-1] or blocks[i].prose)
        )
    ]


def _container(core: Sequence[PageBlock]) -> HtmlElement:
    """The smallest element that holds nearly all prose of ``core``."""
    held: dict[HtmlElement, int] = {}
    depth: dict[HtmlElement, int] = {}
    for block in core:
        weight = block.prose
        for level, element in enumerate(block.path):
            held[element] = held.get(element, 0) + weight
            depth[element] = level
    enough = _CORE_SHARE * sum(block.prose for block in core)
    return max((element for element, weight in held.items() if weight >= enough), key=depth.__getitem__)


def _widened(container: HtmlElement, inside: Sequence[PageBlock]) -> HtmlElement:
    """``container``, or the ancestor that holds most of the page's prose and little else."""
    enough = _WEAK_SHARE * sum(block.prose for block in inside)
    held = sum(block.prose for block in inside if container in block.path)
    wider = container.getparent()
    while held < enough and wider is not None and wider.tag not in ("body", "html"):
        gained = [block for block in inside if wider in block.path and container not in block.path]
        weight = sum(block.prose for block in gained)
        others = sum(block.path[-1].tag == "h1" for block in gained)
        if (
            weight < _DENSE * sum(len(block.text) for block in gained)
            or others > 1
            or container.tag == "article"
        ):
            return container
        container, held, wider = wider, held + weight, wider.getparent()
    return container


def _is_text(block: PageBlock) -> bool:
    return block.kind is BlockKind.HEADING or block.linked_chars <= _MAX_LINKED * len(block.text)


def _trimmed(chosen: Sequence[int], blocks: Sequence[PageBlock], evidence: Evidence) -> list[int]:
    """Without furniture, the headline itself, what follows the story, and headings that head nothing."""
    authors = find_credits(evidence).people.value or ()
    title = find_title(evidence).value or ""
    begun = False
    left = sum(blocks[i].prose for i in chosen)
    little = _END_MATTER_SHARE * left
    kept: list[int] = []
    for i in chosen:
        block = blocks[i]
        left -= block.prose
        if block.kind is BlockKind.HEADING and opens_end_matter(block.text):
            if left <= little:
                break
            continue
        begun = begun or (bool(block.prose) and block.text != title)
        if not begun and (
            (block.linked_chars > _MAX_LINKED * len(block.text) and len(block.text) <= _MAX_POINTER_CHARS)
            or is_opening_matter(block.text, title=title, authors=authors)
        ):
            continue
        if (
            block.path[-1].tag != "h1"
            and not is_clock(block.text)
            and not is_furniture(block.text)
            and not presents_author(block.text, authors)
        ):
            kept.append(i)
    while kept and blocks[kept[-1]].kind is BlockKind.HEADING:
        kept.pop()
    return kept


def _with_standfirst(
    chosen: list[int], blocks: Sequence[PageBlock], stand: Sequence[Standing], evidence: Evidence
) -> list[int]:
    if not chosen:
        return chosen
    headline = _headline(blocks[: chosen[-1]], evidence, before=chosen[0])
    if headline is None:
        return chosen
    return sorted(
        {*chosen, *find_standfirst(blocks, stand, start=headline, descriptions=evidence.descriptions)}
    )


def _headline(blocks: Sequence[PageBlock], evidence: Evidence, *, before: int) -> int | None:
    """Where the story's headline stands: the h1 that is its title, or the last one above the story."""
    headlines = [
        i for i, block in enumerate(blocks) if any(element.tag == "h1" for element in block.path[-3:])
    ]
    title = fold(find_title(evidence).value or "")
    named = next((i for i in headlines if fold(blocks[i].text) == title), None)
    above = [i for i in headlines if i < before]
    return named if named is not None else above[-1] if above else next(iter(headlines), None)


def _without_repeats(chosen: Sequence[int], blocks: Sequence[PageBlock]) -> list[int]:
    """Each line once: pages repeat teasers, captions and labels."""
    first_at: dict[str, int] = {}
    for i in chosen:
        first_at.setdefault(blocks[i].text, i)
    return list(first_at.values())

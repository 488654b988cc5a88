"""A page as its blocks of text, in reading order, each with where it stands.

In: a tree. Out: a list of ``PageBlock``. A block is a run of text that a browser shows as one: a
paragraph, a heading, a list item, a table cell, or what stands between two of them. What no reader sees
as text (scripts, forms' controls, pictures) gives none. Nothing is judged here but the names of the
elements around a block: ``Region`` tells which of them call themselves something other than the story
(``dateline.clean.body.names``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from lxml.html import HtmlElement

from dateline.clean.body.names import region_of
from dateline.clean.body.prose import prose
from dateline.clean.vocabulary import words
from dateline.records import BlockKind

_UNSEEN = words("tags.txt", "unseen")
_BLOCK_TAGS = words("tags.txt", "blocks")
_HEADINGS = words("tags.txt", "headings")
_REFERENCE = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡])[\])]?")
_LINE_BREAKS_FOR_PARAGRAPH = 2


@dataclass(eq=False)
class Region:
    """An element that says what it holds: related links, a caption, comments …"""

    name: str
    element: HtmlElement
    outer: Region | None


@dataclass(eq=False)
class PageBlock:
    """One block of text of a page."""

    text: str
    kind: BlockKind
    path: tuple[HtmlElement, ...]
    """The block-level elements around it, outermost first."""
    linked_chars: int
    region: Region | None
    """The innermost region around it."""

    @cached_property
    def prose(self) -> int:
        """How many of its characters are running text."""
        return prose(self.text, heading=self.kind is BlockKind.HEADING, linked_chars=self.linked_chars)

    @property
    def parent(self) -> HtmlElement:
        return self.path[-1]


def read_blocks(tree: HtmlElement) -> list[PageBlock]:
    """All blocks of a page."""
    body = tree.find("body")
    reader = _Reader()
    reader.walk(tree if body is None else body, None, 0)
    return reader.blocks


class _Reader:
    """Walks a tree once, gathering runs of text."""

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self._pieces: list[str] = []
        self._linked = 0
        self._breaks = 0
        self._parents: list[HtmlElement] = []

    def walk(self, element: HtmlElement, region: Region | None, link: int) -> None:
        tag = element.tag
        if tag in _UNSEEN:
            return
        if tag == "br":
            self._line_break(region)
            return
        if tag == "a" and _is_reference(element):
            return
        name, outer = region_of(element), region
        if name is not None:
            self._flush(region)
            region = Region(name, element, outer)
        is_block = tag in _BLOCK_TAGS
        if is_block:
            self._flush(region if name is None else outer)
            self._parents.append(element)
        elif tag == "a":
            link += 1
        if element.text:
            self._add(element.text, link)
        for child in element:
            self.walk(child, region, link)
            if child.tail:
                self._add(child.tail, link)
        if is_block:
            self._flush(region)
            self._parents.pop()
        elif name is not None:
            self._flush(region)

    def _add(self, text: str, link: int) -> None:
        if not text.isspace():
            self._breaks = 0
            if link:
                self._linked += len(text.strip())
        self._pieces.append(text)

    def _line_break(self, region: Region | None) -> None:
        self._breaks += 1
        if self._breaks >= _LINE_BREAKS_FOR_PARAGRAPH:
            self._flush(region)
        else:
            self._pieces.append(" ")

    def _flush(self, region: Region | None) -> None:
        text = " ".join("".join(self._pieces).split()) if self._pieces else ""
        if text:
            path = tuple(self._parents)
            self.blocks.append(PageBlock(text, _kind(path), path, self._linked, region))
        self._pieces.clear()
        self._linked = self._breaks = 0


def _is_reference(link: HtmlElement) -> bool:
    """The number of a footnote: no word of the sentence that it stands in."""
    return "#" in link.get("href", "") and _REFERENCE.fullmatch(link.text_content()[:8].strip()) is not None


def _kind(path: tuple[HtmlElement, ...]) -> BlockKind:
    for element in reversed(path[-4:]):
        if element.tag in _HEADINGS:
            return BlockKind.HEADING
        if element.tag == "blockquote":
            return BlockKind.QUOTE
        if element.tag == "li":
            return BlockKind.LIST_ITEM
    return BlockKind.PARAGRAPH

"""The story's text with its blocks, ready for the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dateline.records import Block, BlockKind

_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Line:
    """One block of the story."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH


def assemble(lines: Sequence[Line]) -> tuple[str, tuple[Block, ...]]:
    """The text, its paragraphs one blank line apart, and where each block lies in it."""
    blocks, position = [], 0
    for line in lines:
        blocks.append(Block(start=position, end=position + len(line.text), kind=line.kind))
        position += len(line.text) + len(_BETWEEN)
    return _BETWEEN.join(line.text for line in lines), tuple(blocks)

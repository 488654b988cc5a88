"""What changed between two versions of a text, word by word.

Paragraphs are matched first and words only inside those that changed, so a long live blog stays quick.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MOST_WORDS = 4000
"""A changed passage of more words than this is shown as replaced whole."""

_PARAGRAPH = re.compile(r"\n{2,}")
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Change:
    """A run of text that is the same in both, only in the older, or only in the newer."""

    kind: Literal["same", "gone", "new"]
    text: str


def word_changes(before: str, after: str) -> list[Change]:
    """The changes that turn ``before`` into ``after``, in order; equal neighbours are joined."""
    joined: list[Change] = []
    for change in _paragraph_changes(_paragraphs(before), _paragraphs(after)):
        if joined and joined[-1].kind == change.kind:
            joined[-1] = Change(change.kind, joined[-1].text + change.text)
        elif change.text:
            joined.append(change)
    return joined


def _paragraphs(text: str) -> list[str]:
    """Paragraphs, each with the blank line that ends it."""
    ends = [found.end() for found in _PARAGRAPH.finditer(text)]
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def _paragraph_changes(before: list[str], after: list[str]) -> Iterator[Change]:
    for tag, a, b, c, d in _opcodes(before, after):
        gone, new = "".join(before[a:b]), "".join(after[c:d])
        if tag == "equal":
            yield Change("same", gone)
        else:
            yield from _word_changes(_WORD.findall(gone), _WORD.findall(new))


def _word_changes(before: list[str], after: list[str]) -> Iterator[Change]:
    if len(before) + len(after) > MOST_WORDS:
        yield Change("gone", "".join(before))
        yield Change("new", "".join(after))
        return
    for tag, a, b, c, d in _opcodes(before, after):
        if tag == "equal":
            yield Change("same", "".join(before[a:b]))
            continue
        yield Change("gone", "".join(before[a:b]))
        yield Change("new", "".join(after[c:d]))


def _opcodes(before: Sequence[str], after: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()

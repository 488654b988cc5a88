"""Lines inside stories that belong to the site: calls to subscribe, disclosures, copyright, pointers.

Only short lines that open with a set phrase are taken for furniture; the same words within a paragraph of
the story are the story's. The phrases are in ``furniture.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.clean.vocabulary import alternation

_FILE = "furniture.txt"
_MAX_CHARS, _MAX_NOTE_CHARS, _MAX_HEADING_CHARS = 420, 700, 80
_FURNITURE = re.compile(
    rf"^\W{{0,3}}{alternation(_FILE, 'openings')}|{alternation(_FILE, 'anywhere')}", re.IGNORECASE
)
_TEMPLATE = re.compile(r"^(?:\$\$|\{\{|\[\[|%%).{0,80}(?:\$\$|\}\}|\]\]|%%)$")
_END_MATTER = re.compile(rf"^\W{{0,3}}{alternation(_FILE, 'end matter')}\s*:?\W*$", re.IGNORECASE)
_ABOUT = re.compile(rf"[,.]?\s*(?:\([^)]*\)\s*)?,?\s*{alternation(_FILE, 'about an author')}")


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the site and not to the story around it."""
    return len(line) <= _MAX_CHARS and bool(_FURNITURE.search(line) or _TEMPLATE.match(line))


def opens_end_matter(heading: str) -> bool:
    """Whether a heading announces what follows the story: related links, comments, the author's note."""
    return len(heading) <= _MAX_HEADING_CHARS and bool(_END_MATTER.search(heading))


def presents_author(line: str, authors: Sequence[str]) -> bool:
    """Whether a line is a note about one of the story's authors."""
    start = line[:_MAX_NOTE_CHARS].lstrip("•–—-*…. ").casefold()
    return len(line) <= _MAX_NOTE_CHARS and any(
        start.startswith(name.casefold()) and _ABOUT.match(start, len(name))
        for name in authors
        if " " in name
    )

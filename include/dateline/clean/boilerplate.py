"""Lines that recur on a host's pages: the site's words, not the story's.

A line is one block of text, folded. For each host and line the pages that hold it are remembered, by a
hash of their address and no more than ``KEPT_PAGES`` of them, so learning a page again changes nothing
and merging two memories is a union. A line seen on enough pages is dropped from stories of that host,
unless so much of a story would go that the pages are copies of one story rather than neighbours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dateline.clean.wording import fold

KEPT_PAGES = 8
_MIN_CHARS = 8
_MAX_DROPPED_SHARE = 0.34


@dataclass(slots=True)
class Boilerplate:
    """What is known of the lines of each host.

    ``lines[host][line]`` holds the hashes of the pages on which a line was seen; ``line`` is a hash as well,
    63 bits each, so that a database keeps both as signed integers.
    """

    min_pages: int = 3
    lines: dict[str, dict[int, frozenset[int]]] = field(default_factory=dict)

    def learn(self, host: str, address: str, texts: Iterable[str]) -> None:
        """Remember that the page at ``address`` holds ``texts``, one a block."""
        known = self.lines.setdefault(host, {})
        page = _hash(address)
        for line in {line_key(text) for text in texts} - {None}:
            pages = known.get(line, frozenset())  # type: ignore[arg-type]
            if len(pages) < KEPT_PAGES:
                known[line] = pages | {page}  # type: ignore[index]

    def recurring(self, host: str, texts: Sequence[str], *, address: str) -> list[bool]:
        """For each of a page's texts whether it is boilerplate; never where the page looks like a copy."""
        known = self.lines.get(host, {})
        page = _hash(address)
        flags = [self._recurs(known, text, page) for text in texts]
        dropped = sum(len(text) for text, flag in zip(texts, flags, strict=True) if flag)
        return flags if dropped <= _MAX_DROPPED_SHARE * sum(map(len, texts)) else [False] * len(texts)

    def merge(self, other: Boilerplate) -> None:
        """Take over what ``other`` knows."""
        for host, line, pages in other.rows():
            self.add(host, line, pages)

    def add(self, host: str, line: int, pages: Iterable[int]) -> None:
        """Take over one row, as ``rows`` gives them."""
        known = self.lines.setdefault(host, {})
        known[line] = frozenset(sorted(known.get(line, frozenset()) | set(pages))[:KEPT_PAGES])

    def rows(self, *, min_pages: int = 1) -> Iterator[tuple[str, int, tuple[int, ...]]]:
        """``(host, line, pages)`` for each line known on at least ``min_pages`` pages."""
        for host, known in self.lines.items():
            for line, pages in known.items():
                if len(pages) >= min_pages:
                    yield host, line, tuple(sorted(pages))

    def _recurs(self, known: dict[int, frozenset[int]], text: str, page: int) -> bool:
        key = line_key(text)
        return key is not None and len(known.get(key, frozenset()) | {page}) >= self.min_pages


def line_key(text: str) -> int | None:
    """The hash of a line as it is compared, None for one too short to tell anything."""
    line = fold(text)
    return _hash(line) if len(line) >= _MIN_CHARS else None


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1

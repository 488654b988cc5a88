"""What kind of page this is.

In: the page's evidence and how much story was found. Out: a ``PageKind`` with its reason. Types in JSON-
LD speak first, then og:type and the address; a page that declares nothing is a section where it is mostly
links.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from dateline.clean.evidence import Evidence
from dateline.clean.linked_data import types_of
from dateline.clean.vocabulary import words
from dateline.records import PageKind

_LIVE = re.compile(
    r"(?:^|[/_-])(?:live-?blog|liveticker|live-?updates?|en-direct|en-vivo|live)(?:[/_-]|$)", re.IGNORECASE
)
_MEDIA_ADDRESS = re.compile(
    r"/(?:videos?|galler(?:y|ies)|photos?|pictures|slideshows?|bilder|fotostrecken?|mediathek|podcasts?|audio)/",
    re.IGNORECASE,
)
_SECTION_ADDRESS = re.compile(
    r"/(?:tags?|topics?|themen?|authors?|autor(?:en)?|category|categories|kategorie|sections?|rubrik|ressort|people|profile|archive?|search|suche|page/\d+)(?:/[\w-]+)?/?$",
    re.IGNORECASE,
)
_NOT_NEWS, _MEDIA, _LISTS = (words("types.txt", section) for section in ("not news", "media", "lists"))
_ENOUGH, _SOME, _FEW = 600, 250, 100
_FEW_LINKS = 15
"""Links of a page that cannot be a list of stories."""


@dataclass(frozen=True, slots=True)
class Kind:
    kind: PageKind
    reason: str


def kind_of(evidence: Evidence, *, story: Sequence[str]) -> Kind:
    """The kind of a page whose story has these blocks."""
    types = frozenset().union(*map(types_of, evidence.nodes)) if evidence.nodes else frozenset()
    path = _path(evidence.page.url)
    prose = sum(len(text) for text in story if len(text) >= 60)
    og_type = (evidence.meta("og:type") or "").lower()
    declared = (
        evidence.article is not None
        or og_type.startswith("article")
        or evidence.meta("article:published_time") is not None
    )
    if "liveblogposting" in types or (declared and _LIVE.search(path) and prose >= _ENOUGH):
        return Kind(PageKind.LIVE_BLOG, "it declares a live blog, or its address does")
    if path in ("", "/"):
        return Kind(PageKind.SECTION, "the address is the site's front page")
    if not declared and (types & _LISTS or _SECTION_ADDRESS.search(path)):
        return Kind(PageKind.SECTION, "it lists stories")
    if prose < _ENOUGH and (
        og_type.startswith("video") or (types & _MEDIA and (not declared or _MEDIA_ADDRESS.search(path)))
    ):
        return Kind(PageKind.MEDIA, "a video or gallery with little text")
    if prose < _SOME and _MEDIA_ADDRESS.search(path):
        return Kind(PageKind.MEDIA, "a video or gallery with little text")
    if not declared and types & _NOT_NEWS and prose < 2 * _ENOUGH:
        return Kind(PageKind.NOT_NEWS, f"it declares {', '.join(sorted(types & _NOT_NEWS))}")
    if (
        not declared
        and prose < _SOME
        and not (prose >= _FEW and evidence.page.html.count(b"<a ") <= _FEW_LINKS)
    ):
        return Kind(PageKind.SECTION, "it declares no story and holds little running text")
    return Kind(PageKind.ARTICLE, "")


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""

"""The people who wrote the story; organisations and agencies apart.

Order:
1. JSON-LD ``author`` of the story (then ``creator``)
2. microdata and ``rel=author`` bylines in the page
3. ``article:author``, ``author`` and their likes where they hold names
4. an element that its class calls a byline
5. a line of the text that begins with "By"

The first that names people answers. Organisations and an agency are gathered along the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from dateline.clean.evidence import Evidence
from dateline.clean.linked_data import strings, types_of
from dateline.clean.names import Credits, read_credits
from dateline.clean.rules import Found

_META = (
    "parsely-author", "sailthru.author", "article:author_name", "author", "article:author", "byl", "dc.creator", "dcterms.creator",
    "citation_author", "twitter:data1", "cxenseparse:author", "rbauthors", "article.author", "authors", "og:article:author",
)  # fmt: skip
_ADDRESS = re.compile(r"^(?:https?:)?//|\.com/|^www\.|facebook\.com")
_WRITTEN_BY = re.compile(r"(?:^|\n)\s*(?:by|von|par|por)\b", re.IGNORECASE)
_LABEL = re.compile(r"written by|author|by|von", re.IGNORECASE)


def find_credits(evidence: Evidence) -> tuple[Found[tuple[str, ...]], tuple[str, ...], str | None]:
    """``(people with their origin, organisations, agency)``."""
    organisations: list[str] = []
    agency: str | None = None
    for origin, confidence, look in _RULES:
        credits = look(evidence)
        organisations += [name for name in credits.organisations if name not in organisations]
        agency = agency or credits.agency
        if credits.people:
            return Found(tuple(credits.people), origin, confidence), tuple(organisations), agency
        if organisations and origin == "json-ld":
            break
    return Found(None), tuple(organisations), agency


def _linked(evidence: Evidence) -> Credits:
    names = [evidence.linked_nodes("author"), evidence.linked_nodes("creator")]
    for authors in names:
        people = [text for item in authors for text in _names(item) if not _is_organisation(item)]
        groups = [text for item in authors for text in _names(item) if _is_organisation(item)]
        credits = read_credits(people, site_names=_own(evidence), sure=True)
        credits.organisations += [name for name in groups if name not in credits.organisations]
        if credits:
            return credits
    return Credits()


def _names(item: object) -> list[str]:
    named = item.get("name") if isinstance(item, dict) else item
    return [text for text in strings(named) if not _ADDRESS.search(text)]


def _is_organisation(item: object) -> bool:
    return isinstance(item, dict) and bool(
        types_of(item) & {"organization", "newsmediaorganization", "corporation"}
    )


def _own(evidence: Evidence) -> list[str]:
    return [
        *evidence.publishers,
        evidence.page.source_name or "",
        evidence.host.removeprefix("www.").split(".")[0],
    ]


def _meta(evidence: Evidence) -> Credits:
    texts = [text for text in evidence.metas(*_META) if not _ADDRESS.search(text) and len(text) < 300]
    for text in texts:
        if (credits := read_credits([text], site_names=_own(evidence))).people:
            return credits
    return read_credits(texts, site_names=_own(evidence))


def _bylines(strength: int) -> Callable[[Evidence], Credits]:
    def look(evidence: Evidence) -> Credits:
        texts = [byline.text for byline in evidence.heard.bylines if byline.strength == strength]
        said = [text for text in texts if _WRITTEN_BY.search(text)]
        gathered = Credits()
        for text in said or texts:
            credits = read_credits([text], site_names=_own(evidence))
            if credits.people:
                if strength == 1:
                    return credits
                gathered.people += [name for name in credits.people if name not in gathered.people]
        return gathered

    return look


_RULES: tuple[tuple[str, float, Callable[[Evidence], Credits]], ...] = (
    ("json-ld", 0.95, _linked),
    ("microdata or rel=author", 0.85, _bylines(2)),
    ("meta", 0.8, _meta),
    ("byline", 0.7, _bylines(1)),
)

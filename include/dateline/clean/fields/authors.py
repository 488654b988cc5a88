"""The people who wrote the story; organisations and agencies apart.

Order:
1. a byline in the page that names all people of the JSON-LD and more
2. JSON-LD ``author`` of the story, then ``creator``
3. bylines marked by microdata or ``rel=author``
4. ``article:author``, ``author`` and their likes where they hold names
5. an element that its class calls a byline
6. a link to an author's page, where the page holds few of them
7. an element that begins with "By"

The first that names people answers. Organisations and an agency are gathered along the way; an agency that a
byline credits counts for more than the outlet that the markup calls the author.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from dateline.clean.evidence import Evidence
from dateline.clean.linked_data import strings, types_of
from dateline.clean.names import Credits, add_organisations, byline_sentence, read_credits
from dateline.clean.rules import Found
from dateline.clean.vocabulary import lines
from dateline.clean.wording import fold

_META = lines("meta.txt", "authors")
_ADDRESS = re.compile(r"^(?:https?:)?//|\.com/|^www\.|facebook\.com")
_WRITTEN_BY = re.compile(r"(?:^|\n)\s*(?:by|von|par|por)\b", re.IGNORECASE)
_ORGANISATIONS = frozenset({"organization", "newsmediaorganization", "corporation"})
DECLARED_ORGANISATION = "json-ld organisation"
"""Origin of organisations that JSON-LD itself calls so, rather than names in a byline that are no people."""
_MAX_BYLINES = 30
_MAX_LINE, _FEW_LINES = 80, 3


@dataclass(frozen=True, slots=True)
class Credited:
    """Who is credited, each group with the rule that found it."""

    people: Found[tuple[str, ...]]
    organisations: Found[tuple[str, ...]]
    agency: Found[str]


def find_credits(evidence: Evidence) -> Credited:
    """Who wrote the story; organisations and the agency are taken from the first rule that names any."""
    people: Found[tuple[str, ...]] = Found(None)
    organisations: Found[tuple[str, ...]] = Found(None)
    agency: Found[str] = Found(None)
    for origin, confidence, look in _RULES:
        credits = look(evidence)
        if credits.agency and agency.value is None:
            agency = Found(credits.agency, origin, confidence)
        outlet_only = organisations.origin == DECLARED_ORGANISATION and credits.agency
        if credits.organisations and (organisations.value is None or outlet_only):
            declared = set(credits.organisations) <= set(_declared_organisations(evidence))
            named_by = DECLARED_ORGANISATION if declared else origin
            organisations = Found(tuple(credits.organisations), named_by, confidence)
        if credits.people:
            people = Found(tuple(credits.people), origin, confidence)
            break
    return Credited(people, organisations, agency)


def _fuller_byline(evidence: Evidence) -> Credits:
    declared = {fold(name) for name in _linked(evidence).people}
    own = _own(evidence)
    for byline in evidence.heard.bylines[:_MAX_BYLINES] if declared else ():
        if _WRITTEN_BY.search(byline.text):
            credits = read_credits([byline_sentence(byline.text)], site_names=own)
            strangers = [name for name in credits.organisations if fold(name) not in map(fold, own)]
            if declared < {fold(name) for name in credits.people} and not strangers:
                return credits
    return Credits()


def _linked(evidence: Evidence) -> Credits:
    names = [evidence.linked_nodes("author"), evidence.linked_nodes("creator")]
    for authors in names:
        people = [text for item in authors for text in _names(item) if not _is_organisation(item)]
        groups = [text for item in authors for text in _names(item) if _is_organisation(item)]
        credits = read_credits(people, site_names=_own(evidence), sure=True)
        add_organisations(credits, groups, site_names=_site(evidence))
        if credits:
            return credits
    return Credits()


def _names(item: object) -> list[str]:
    named = item.get("name") if isinstance(item, dict) else item
    return [text for text in strings(named) if not _ADDRESS.search(text)]


def _declared_organisations(evidence: Evidence) -> list[str]:
    authors = (*evidence.linked_nodes("author"), *evidence.linked_nodes("creator"))
    return [text for item in authors if _is_organisation(item) for text in _names(item)]


def _is_organisation(item: object) -> bool:
    types = types_of(item) if isinstance(item, dict) else frozenset()
    return bool(types & _ORGANISATIONS) and "person" not in types


def _own(evidence: Evidence) -> list[str]:
    """Names of the site and of every organisation that its markup describes."""
    return [*evidence.publishers, *_site(evidence)]


def _site(evidence: Evidence) -> list[str]:
    """Names of the site alone: a credited author may be an organisation that the markup describes."""
    return [
        *evidence.linked_names("publisher"),
        *evidence.metas("og:site_name"),
        evidence.page.source_name or "",
        evidence.host.removeprefix("www.").split(".")[0],
    ]


def _meta(evidence: Evidence) -> Credits:
    texts = [text for text in evidence.metas(*_META) if not _ADDRESS.search(text) and len(text) < 300]
    for text in texts:
        if (credits := read_credits([text], site_names=_own(evidence), sure=_looks_single(text))).people:
            return credits
    return read_credits(texts, site_names=_own(evidence))


def _looks_single(text: str) -> bool:
    """One word that may be a pen name: capitalised, or in a script that writes names in one."""
    return (
        " " not in text
        and "." not in text
        and not text[:1].islower()
        and not any(char.isdigit() for char in text)
    )


def _bylines(strength: int) -> Callable[[Evidence], Credits]:
    """The first bylines of a strength that name people; those around the same element count as one."""

    def look(evidence: Evidence) -> Credits:
        bylines = [byline for byline in evidence.heard.bylines if byline.strength == strength][:_MAX_BYLINES]
        own = _own(evidence)
        for byline in bylines:
            if _WRITTEN_BY.search(byline.text):
                credits = read_credits([byline_sentence(byline.text)], site_names=own)
                if credits.people:
                    return credits
        for byline in bylines:
            if read_credits([byline.text], site_names=own).people:
                together = [other.text for other in bylines if other.group is byline.group]
                return read_credits(together, site_names=own)
        return read_credits([byline.text for byline in bylines[:1]], site_names=own)

    return look


def _author_links(evidence: Evidence) -> Credits:
    """The names in the first links to authors' pages that stand together."""
    links = [link for link in evidence.heard.author_links if len(link.text) <= _MAX_LINE]
    if not 0 < len({fold(link.text) for link in links}) <= _FEW_LINES:
        return Credits()
    own = _own(evidence)
    first = next((link for link in links if read_credits([link.text], site_names=own).people), links[0])
    return read_credits([link.text for link in links if link.group is first.group], site_names=own)


def _opening_line(evidence: Evidence) -> Credits:
    """A line "By A and B", where the page holds few of them: many are the teasers of other stories."""
    headlines = {fold(text) for text in evidence.heard.headlines}
    texts = {
        byline.text
        for byline in evidence.heard.bylines
        if byline.strength == 0 and len(byline.text) <= _MAX_LINE and fold(byline.text) not in headlines
    }
    if len(texts) > _FEW_LINES:
        return Credits()
    found = [read_credits([byline_sentence(text)], site_names=_own(evidence)) for text in sorted(texts)]
    named = next((credits for credits in found if credits.people), None)
    return named or next((credits for credits in found if credits.agency), Credits())


_RULES: tuple[tuple[str, float, Callable[[Evidence], Credits]], ...] = (
    ("byline with json-ld", 0.95, _fuller_byline),
    ("json-ld", 0.95, _linked),
    ("microdata or rel=author", 0.85, _bylines(2)),
    ("meta", 0.8, _meta),
    ("byline", 0.7, _bylines(1)),
    ("link to an author's page", 0.65, _author_links),
    ("line that begins with By", 0.6, _opening_line),
)

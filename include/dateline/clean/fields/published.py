"""The moment of publication.

Order:
1. JSON-LD ``datePublished`` of the story, with its zone
2. ``article:published_time`` and its likes, with a zone
3. microdata ``datePublished``, with a zone
4. the same three without a zone, or with the day only
5. JSON-LD ``datePublished`` of the page or of any other node
6. a ``time`` element that says that it is the publication's, or stands alone
7. a date in the byline
8. the date in the address
9. htmldate's reading of the page
10. what discovery brought along
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterable

from htmldate import find_date

from dateline.clean.evidence import Evidence
from dateline.clean.linked_data import strings
from dateline.clean.moments import not_later, read_moment
from dateline.clean.rules import Found, Rule, first
from dateline.records import Moment, Precision

logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_META = (
    "article:published_time", "og:article:published_time", "article:published", "parsely-pub-date", "sailthru.date",
    "article.published", "published_time", "og:published_time", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "date.published", "article_date_original", "originalpublicationdate", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date", "dc.date.created",
    "datepublished", "date", "citation_publication_date", "citation_online_date", "last-published", "pub_date",
    "rnews:datepublished", "bt:pubdate", "ptime", "eomportal-uuid:date", "analyticsattributes.articledate",
)  # fmt: skip
_PUBLISHED = re.compile(
    r"publi|posted|pubdate|created|issued|erschienen|veröffentlicht|datepub|date-?time|timestamp|entry-date"
)
_CHANGED = re.compile(r"modif|updat|edited|aktualisiert|stand:|changed|revised|comment")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")


def find_published(evidence: Evidence) -> Found[Moment]:
    """When the story came out."""
    return first(_RULES, evidence)


def moments(evidence: Evidence, texts: Iterable[str]) -> list[Moment]:
    """The possible moments that ``texts`` state."""
    read = (read_moment(text, zone=evidence.page.source_timezone) for text in texts)
    return [moment for found in read if (moment := not_later(found, latest_of(evidence))) is not None]


def latest_of(evidence: Evidence) -> dt.datetime:
    """The moment after which nothing on the page can have happened: when it was fetched, or now."""
    return evidence.page.fetched_at or dt.datetime.now(dt.UTC)


def _linked(evidence: Evidence) -> list[Moment]:
    return moments(evidence, strings((evidence.article or {}).get("datePublished")))


def _meta(evidence: Evidence) -> list[Moment]:
    return moments(evidence, evidence.metas(*_META))


def _items(evidence: Evidence) -> list[Moment]:
    return moments(evidence, evidence.heard.items.get("datepublished", ()))


def _exact(found: list[Moment]) -> Moment | None:
    return next((moment for moment in found if moment.precision is Precision.INSTANT), None)


def _best(found: list[Moment]) -> Moment | None:
    return next((moment for moment in found if moment.at is not None), found[0] if found else None)


def _any_node(evidence: Evidence) -> Moment | None:
    texts = (
        text
        for node in evidence.nodes
        for text in strings(node.get("datePublished") or node.get("uploadDate"))
    )
    return _best(moments(evidence, texts))


def _time_element(evidence: Evidence) -> Moment | None:
    times = [
        time for time in evidence.heard.times if not _CHANGED.search(f"{time.label} {time.text.lower()}")
    ]
    named = [time for time in times if _PUBLISHED.search(f"{time.label} {time.text.lower()}")]
    chosen = named or (times if len({time.value or time.text for time in times}) == 1 else [])
    return _best(moments(evidence, (text for time in chosen[:3] for text in (time.value, time.text) if text)))


def _byline(evidence: Evidence) -> Moment | None:
    return _best(moments(evidence, (byline.text for byline in evidence.heard.bylines)))


def _address(evidence: Evidence) -> Moment | None:
    found = _IN_ADDRESS.search(evidence.page.url)
    return _best(moments(evidence, ["-".join(found.groups())])) if found else None


def _htmldate(evidence: Evidence) -> Moment | None:
    try:
        text = find_date(
            evidence.tree,
            extensive_search=True,
            original_date=True,
            url=evidence.page.url,
            max_date=latest_of(evidence).date().isoformat(),
        )
    except (ValueError, TypeError, OverflowError, AttributeError, RecursionError):
        return None
    return _best(moments(evidence, [text] if text else []))


def _hint(evidence: Evidence) -> Moment | None:
    hint = evidence.page.published_hint
    return Moment(day=hint.date(), at=hint, precision=Precision.INSTANT) if hint is not None else None


_SOURCES = (("json-ld", _linked), ("meta", _meta), ("microdata", _items))
_RULES: tuple[Rule[Moment], ...] = (
    *(Rule(name, 0.97, lambda evidence, look=look: _exact(look(evidence))) for name, look in _SOURCES),  # type: ignore[misc]
    *(Rule(name, 0.85, lambda evidence, look=look: _best(look(evidence))) for name, look in _SOURCES),  # type: ignore[misc]
    Rule("json-ld of another node", 0.75, _any_node),
    Rule("time element", 0.75, _time_element),
    Rule("byline", 0.6, _byline),
    Rule("address", 0.6, _address),
    Rule("htmldate", 0.5, _htmldate),
    Rule("discovery", 0.5, _hint),
)

"""The moment of publication.

Order:
1. JSON-LD ``datePublished`` of the story
2. ``article:published_time`` and its likes
3. microdata ``datePublished``
4. JSON-LD ``datePublished`` of the page or of any other node
5. a ``time`` element that says that it is the publication's, or stands alone
6. an element that its class calls a date
7. a date in the byline
8. the date in the address
9. htmldate's reading of the page
10. what discovery brought along

The first that answers decides the day; the most exact statement about that day, by any of 1 to 6, gives
the instant.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from htmldate import find_date

from dateline.clean.evidence import Evidence
from dateline.clean.linked_data import strings
from dateline.clean.moments import not_later, read_moment
from dateline.clean.rules import Found, Rule, first
from dateline.clean.vocabulary import lines
from dateline.records import Moment, Precision

logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_META = lines("meta.txt", "published")
_PUBLISHED = re.compile(
    r"publi|posted|pubdate|created|issued|erschienen|veröffentlicht|datepub|date-?time|timestamp|entry-date"
)
_CHANGED = re.compile(r"modif|updat|edited|aktualisiert|stand:|changed|revised|comment")
_SAME = dt.timedelta(minutes=1)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")


def find_published(evidence: Evidence) -> Found[Moment]:
    """When the story came out, by the clock of the place where it did."""
    found = first(_RULES, evidence)
    if found.value is None:
        return found
    moment = _most_exact(found.value, evidence)
    if moment.at is not None and not moment.at.utcoffset():
        moment = _on_local_clock(moment, moment.at, evidence)
    return replace(found, value=moment)


def _most_exact(moment: Moment, evidence: Evidence) -> Moment:
    """``moment``, or what says the same with a zone, or at least with a clock."""
    if moment.precision is Precision.INSTANT:
        return moment
    said = [*_linked(evidence), *_meta(evidence), *_items(evidence), *moments(evidence, _shown(evidence))]
    same = [other for other in said if _agree(moment, other)]
    exact = (other for other in same if other.precision is Precision.INSTANT)
    timed = (other for other in same if other.at is not None)
    return next(exact, None) or (next(timed, moment) if moment.at is None else moment)


def _agree(moment: Moment, other: Moment) -> bool:
    """Whether both may state one moment: the same day, the same minute where both give one."""
    if moment.at is None or other.at is None:
        return moment.day == other.day
    return abs(moment.at.replace(tzinfo=None) - other.at.replace(tzinfo=None)) < _SAME


def _shown(evidence: Evidence) -> list[str]:
    times = [
        time for time in (*evidence.heard.times, *evidence.heard.stamps) if not _CHANGED.search(time.label)
    ]
    return [text for time in times for text in (time.value, time.text) if text]


def _on_local_clock(moment: Moment, at: dt.datetime, evidence: Evidence) -> Moment:
    """An instant in UTC, told in the zone of the source or the one in which the page shows it."""
    if evidence.page.source_timezone != "UTC":
        return _told_in(moment, at, at.astimezone(ZoneInfo(evidence.page.source_timezone)).utcoffset())
    for other in moments(evidence, [*_shown(evidence), *evidence.metas(*_META)]):
        if other.at is None:
            continue
        if other.precision is Precision.INSTANT and abs(other.at - at) < _SAME and other.at.utcoffset():
            return _told_in(moment, at, other.at.utcoffset())
        ahead = other.at.replace(tzinfo=dt.UTC) - at.replace(second=0)
        quarters, rest = divmod(ahead, dt.timedelta(minutes=15))
        if other.precision is Precision.ZONE_ASSUMED and quarters and rest < _SAME and -48 <= quarters <= 56:
            return _told_in(moment, at, quarters * dt.timedelta(minutes=15))
    return moment


def _told_in(moment: Moment, at: dt.datetime, offset: dt.timedelta | None) -> Moment:
    local = at.astimezone(dt.timezone(offset or dt.timedelta()))
    return moment.model_copy(update={"at": local, "day": local.date()})


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
    return moments(evidence, evidence.heard.items.get("datepublished", ())[:1])


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


def _stamp(evidence: Evidence) -> Moment | None:
    stamps = [
        time for time in evidence.heard.stamps if not _CHANGED.search(f"{time.label} {time.text.lower()}")
    ]
    return _best(
        moments(evidence, (text for time in stamps[:6] for text in (time.value, time.text) if text))[:1]
    )


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


_RULES: tuple[Rule[Moment], ...] = (
    Rule("json-ld", 0.97, lambda evidence: _best(_linked(evidence))),
    Rule("meta", 0.95, lambda evidence: _best(_meta(evidence))),
    Rule("microdata", 0.9, lambda evidence: _best(_items(evidence))),
    Rule("json-ld of another node", 0.75, _any_node),
    Rule("time element", 0.75, _time_element),
    Rule("date in the page", 0.65, _stamp),
    Rule("byline", 0.6, _byline),
    Rule("address", 0.6, _address),
    Rule("htmldate", 0.5, _htmldate),
    Rule("discovery", 0.5, _hint),
)

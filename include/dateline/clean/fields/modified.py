"""The moment of the last change.

Order: JSON-LD ``dateModified``; ``article:modified_time`` and its likes; microdata ``dateModified``; a
``time`` element that says that it is the change's. A change before the publication is refused.
"""

from __future__ import annotations

import re

from dateline.clean.evidence import Evidence
from dateline.clean.fields.published import moments
from dateline.clean.linked_data import strings
from dateline.clean.rules import Found, Rule, first
from dateline.clean.vocabulary import lines
from dateline.records import Moment

_META = lines("meta.txt", "modified")
_CHANGED = re.compile(r"modif|updat|edited|aktualisiert|changed|revised")


def find_modified(evidence: Evidence, *, published: Moment | None) -> Found[Moment]:
    """When the story was last changed, where the page says so."""
    found = first(_RULES, evidence)
    if found.value is None or published is None:
        return found
    earlier = (
        found.value.at < published.at
        if found.value.at is not None and published.at is not None
        else found.value.day < published.day
    )
    return Found(None) if earlier else found


def _first(found: list[Moment]) -> Moment | None:
    return found[0] if found else None


def _time_element(evidence: Evidence) -> Moment | None:
    times = [time for time in evidence.heard.times if _CHANGED.search(f"{time.label} {time.text.lower()}")]
    return _first(moments(evidence, (text for time in times[:3] for text in (time.value, time.text) if text)))


_RULES: tuple[Rule[Moment], ...] = (
    Rule(
        "json-ld",
        0.95,
        lambda evidence: _first(moments(evidence, strings((evidence.article or {}).get("dateModified")))),
    ),
    Rule("meta", 0.9, lambda evidence: _first(moments(evidence, evidence.metas(*_META)))),
    Rule(
        "microdata",
        0.85,
        lambda evidence: _first(moments(evidence, evidence.heard.items.get("datemodified", ()))),
    ),
    Rule("time element", 0.7, _time_element),
)

"""Names in rows of results: "Fulham 1 Carlisle 0", "1. Kim Ekdahl (Sweden) 12.74", "DETROIT 4 Kansas City 0".

A capitalised run before a figure is a country, a person (initials, a known given name) or else a team.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.annotate.entities.found import Found
from dateline.annotate.entities.given_names import gender_of_name
from dateline.annotate.entities.lines import DATE, Lines
from dateline.annotate.entities.places import gazetteer

WORD = r"[^\W\d_a-z][\w.'’&-]{0,30}"
RUN = rf"{WORD}(?: (?:of |de |v )?{WORD}){{0,5}}"
BEFORE_FIGURE = re.compile(rf"(?<![\w.])({RUN})(?: \([^()\d]{{1,24}}\))? +[-–]?\d")
BRACKETED = re.compile(r"\(([^()\d]{2,24})\)")
RUN_BEFORE = re.compile(rf"(?<![\w.])({RUN}) ?\n?$")
LONGEST_RUN = 220
"""Characters of six words and what joins them."""
INITIAL = re.compile(r"[A-Z]\.")
VERSUS = r" (?:v|vs|V|VS|AT)\.? "
FIXTURE = re.compile(rf"^({RUN}){VERSUS}({RUN})$", re.MULTILINE)
COLUMN = re.compile(
    r"^(?:[A-Z]{1,3}|PCT|.*\b(?:Division|League|Results?|Round|Group|Halftime|Attendance|Total)\b.*)$"
)


def table_names(text: str, lines: Lines) -> Iterator[Found]:
    """Yield people, countries and teams from the rows of ``text``."""
    for start, end in lines.tables():
        for match in BEFORE_FIGURE.finditer(text, start, end):
            if not COLUMN.match(match.group(1)) and not DATE.match(match.group(1)):
                yield Found(*match.span(1), _kind(match.group(1)), 1.2, fixed=True)
    for match in FIXTURE.finditer(text) if re.search(VERSUS, text) else ():
        for group in (1, 2):
            yield Found(*match.span(group), _kind(match.group(group)), 1.2, fixed=True)
    for country in BRACKETED.finditer(text):
        if _is_country(country.group(1)):
            run = RUN_BEFORE.search(text, max(0, country.start() - LONGEST_RUN), country.start())
            if run and " " in run.group(1):
                yield Found(*run.span(1), "PERSON", 0.9)
                yield Found(*country.span(1), "GPE", 1.2)


def _kind(name: str) -> str:
    if _is_country(name):
        return "GPE"
    first, _, rest = name.partition(" ")
    if INITIAL.match(name) or (rest and gender_of_name(first) and not gazetteer().find(name)):
        return "PERSON"
    return "ORG"


def _is_country(name: str) -> bool:
    place = gazetteer().find(name)
    return place is not None and place.kind == "country"

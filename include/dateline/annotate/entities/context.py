"""Names that the words around them or their own shape give away, whether or not the model saw them.

"Mr Haddad", "P. Finch", "Ngozi Adeyemi" (a known given name and one more), "in Ravenna".
Each rule yields ``Found`` spans; ``settle`` weighs them against the model's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.lang.en.stop_words import STOP_WORDS

from dateline.annotate.entities.found import Found
from dateline.annotate.entities.given_names import gender_of_name
from dateline.annotate.entities.lines import Lines
from dateline.annotate.entities.person_nouns import PERSON_NOUNS
from dateline.annotate.entities.places import gazetteer
from dateline.annotate.entities.titles import MEN, NEITHER, WOMEN

PARTICLE = r"(?:(?i:del?|da|di|du|van|von|der|den|la|le|bin|al|el|ter)|Mc|Mac|O)['’ -]"
NAME_WORD = rf"(?:{PARTICLE}){{0,4}}[^\W\d_a-zß-ÿ][^\W\d_]*(?:[-'’][^\W\d_]+)*"
SUFFIX = r"(?:,? (?:Jr|Sr|II|III|IV)\b\.?)?"
ADDRESS = "|".join(
    sorted(
        {*MEN, *WOMEN, *(title for title in NEITHER if len(title) < 5 or title == "Professor")},
        key=len,
        reverse=True,
    )
)
ADDRESSED = re.compile(rf"\b(?=[A-Z])(?:{ADDRESS})\b\.? ({NAME_WORD}(?: {NAME_WORD}){{0,2}}{SUFFIX})")
NOT_INITIALS = r"(?!U\.? ?[SKN]\.|E\.? ?U\.|D\.? ?C\.|No\.|a\.m\.|p\.m\.)"
INITIALLED = re.compile(
    rf"(?<![\w.]){NOT_INITIALS}((?:[A-Z]\. ?){{1,3}}(?!St\b)[A-Z]{NAME_WORD}(?: [A-Z][a-z]+)?)"
)
NOT_GIVEN = (
    frozenset(["april", "may", "june", "august", "sunday", "monday", "said", "god"])
    | STOP_WORDS
    | PERSON_NOUNS
    | {title.lower() for title in (*MEN, *WOMEN, *NEITHER)}
)
"""Words that begin sentences and dates, though somebody is called so."""
TWO_WORDS = re.compile(
    rf"(?<![\w.'’-])([A-Z][^\W\d_A-Z]+(?:-[A-Z][^\W\d_]+)?)((?: [A-Z]\.?)? {NAME_WORD}{SUFFIX})(?![\w-])"
)
TRADE_BEFORE = re.compile(r"\b[A-Z][a-z]+(?:er|or|ist|ian|man|woman|ess) $")
LONGEST_TRADE = 24
NICKNAMED = re.compile(
    rf"(?<![\w.-])([A-Z][^\W\d_]+(?: [A-Z]\.)? [“‘\"'][^“”‘’\"'\n]{{1,24}}[”’\"'] {NAME_WORD})"
)
AT_PLACE = re.compile(
    r"\b(?:in|at|from|near|across|outside|around) ((?:[A-Z][\w’'-]+)(?: [A-Z][\w’'-]+){0,2})"
)
SETTLEMENT = re.compile(
    r"\b(?:mayor|outskirts|town|city|village|suburb|district|province|county|borough|port|island|capital) of "
    r"((?:(?:al|el|la|le|de|La|Le|El|Al)[ -])?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?)"
)
OPENING = re.compile(
    r"^([A-Z][A-Z.'’ -]*[A-Z](?:[a-z]+)?)(?:, ([A-Z][\w.]*(?: [A-Z]\w+)?))?"
    r"(?= \d{4}-\d\d-\d\d$|, [A-Z][a-z]{2,8}\.? \d{1,2}\b|, \d{1,2} [A-Z][a-z]{2,8}\b"
    r"| ?\((?:Reuters|AP|AFP|dpa)\)| (?:—|–|--) )",
    re.MULTILINE,
)
"""The place in front of an agency's story: "ROCHESTER, N.Y. —"."""
JOINT_BODY = re.compile(
    r"(?<![\w.-])([A-Z][\w’'-]+ (?:and|&) [A-Z][\w’'-]+ "
    r"(?:Police|Constabulary|Council|University|Fire|Ambulance|Hospitals?|Railway|Water|Building Society)\b"
    r"(?: (?:and Rescue )?Service| NHS (?:Foundation )?Trust| City Council| Borough Council)?)"
)
"""A body that serves two places: "Avon and Somerset Police"."""
POSSESSIVE = re.compile(r"['’]s?$")


def context_names(text: str, lines: Lines) -> Iterator[Found]:
    """Yield what the rules find in lines of ordinary case, and the places of datelines in any."""
    for match in OPENING.finditer(text):
        groups = (1, 2) if match.group(2) else (1,)
        yield from (Found(*match.span(group), "GPE", 2.0, fixed=True) for group in groups)
    for found in _all(text):
        if not lines.in_capitals(found.start):
            yield found


def _all(text: str) -> Iterator[Found]:
    for match in ADDRESSED.finditer(text):
        yield _trimmed(match, 1, "PERSON", 3.0)
    for match in NICKNAMED.finditer(text):
        if match.group(1).split()[0].lower() not in NOT_GIVEN:
            yield _trimmed(match, 1, "PERSON", 3.0)
    for match in INITIALLED.finditer(text):
        yield _trimmed(match, 1, "PERSON", 1.5)
    yield from _with_given_name(text)
    for match in JOINT_BODY.finditer(text):
        yield _trimmed(match, 1, "ORG", 3.0)
    for match in SETTLEMENT.finditer(text):
        yield _trimmed(match, 1, "GPE", 2.5)
    for match in AT_PLACE.finditer(text):
        if gazetteer().find(POSSESSIVE.sub("", match.group(1))):
            yield _trimmed(match, 1, "GPE", 0.6)


def _with_given_name(text: str) -> Iterator[Found]:
    """A given name and one more: "Nina Hart", also behind a trade with a capital: "Actress Nina Hart"."""
    match = TWO_WORDS.search(text)
    while match:
        given = match.group(1)
        known = given.lower() not in NOT_GIVEN and gender_of_name(given)
        if known and gazetteer().find(match.group()) is None:
            trade = TRADE_BEFORE.search(text[max(0, match.start() - LONGEST_TRADE) : match.start()])
            yield _trimmed(match, 0, "PERSON", 1.5 if trade else 0.6)
            match = TWO_WORDS.search(text, match.end())
        else:
            match = TWO_WORDS.search(text, match.end(1) + 1)


def _trimmed(match: re.Match[str], group: int, label: str, weight: float) -> Found:
    words = POSSESSIVE.sub("", match.group(group))
    return Found(match.start(group), match.start(group) + len(words), label, weight)

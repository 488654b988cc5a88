"""Names that the words around them or their own shape give away, whether or not the model saw them.

"Mr Haddad", "P. Finch", "Ngozi Adeyemi" (a known given name and one more), "in Ravenna".
Each rule yields ``Found`` spans; ``settle`` weighs them against the model's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

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
ADDRESSES = MEN | WOMEN | {title for title in NEITHER if len(title) < 5 or title == "Professor"}
ADDRESSED = re.compile(rf"\w+\b\.? ({NAME_WORD}(?: {NAME_WORD}){{0,2}}{SUFFIX})")
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
OPENING_MARKS = "“‘\"'"
NICKNAMED = re.compile(
    rf"(?<![\w.-])([A-Z][^\W\d_]+(?: [A-Z]\.)? [“‘\"'][^“”‘’\"'\n]{{1,24}}[”’\"'] {NAME_WORD})"
)


def _after(words: Iterable[str], gap: str) -> str:
    """A look-behind for one of ``words``, then ``gap``: with it a pattern can begin with what is rarer."""
    same = groupby(sorted(words, key=len), len)
    return "|".join(rf"(?<=\b(?:{'|'.join(some)}){gap})" for _, some in same)


PREPOSITIONS = ["in", "at", "from", "near", "across", "outside", "around"]
AT_PLACE = re.compile(rf"([A-Z](?:{_after(PREPOSITIONS, ' .')})[\w’'-]+(?: [A-Z][\w’'-]+){{0,2}})")
SETTLEMENTS = [
    *("mayor", "outskirts", "town", "city", "village", "suburb", "district"),
    *("province", "county", "borough", "port", "island", "capital"),
]
SETTLEMENT = re.compile(
    rf" of (?:{_after(SETTLEMENTS, ' of ')})"
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
    r"([A-Z](?<![\w.-].)[\w’'-]+ (?:and|&) [A-Z][\w’'-]+ "
    r"(?:Police|Constabulary|Council|University|Fire|Ambulance|Hospitals?|Railway|Water|Building Society)\b"
    r"(?: (?:and Rescue )?Service| NHS (?:Foundation )?Trust| City Council| Borough Council)?)"
)
"""A body that serves two places: "Avon and Somerset Police"."""
POSSESSIVE = re.compile(r"['’]s?$")
CAPITALISED = re.compile(r"[A-Z](?<!\w.)\w*")
"""The look-behind comes after the letter: a search that begins with a letter leaps to it."""

Capitalised = list[tuple[int, str, str]]
"""Start of each word with a capital, the word, and the three characters after it."""


def context_names(text: str, lines: Lines) -> Iterator[Found]:
    """Yield what the rules find in lines of ordinary case, and the places of datelines in any."""
    for match in OPENING.finditer(text):
        groups = (1, 2) if match.group(2) else (1,)
        yield from (Found(*match.span(group), "GPE", 2.0, fixed=True) for group in groups)
    for found in _all(text):
        if not lines.in_capitals(found.start):
            yield found


def _all(text: str) -> Iterator[Found]:
    words = [(m.start(), m.group(), text[m.end() : m.end() + 3]) for m in CAPITALISED.finditer(text)]
    for match in _matches(ADDRESSED, text, (start for start, word, _ in words if word in ADDRESSES)):
        yield _trimmed(match, 1, "PERSON", 3.0)
    for match in _matches(NICKNAMED, text, (start for start, _, after in words if _opens_mark(after))):
        if match.group(1).split()[0].lower() not in NOT_GIVEN:
            yield _trimmed(match, 1, "PERSON", 3.0)
    for match in _matches(INITIALLED, text, (start for start, _, after in words if after[:1] == ".")):
        yield _trimmed(match, 1, "PERSON", 1.5)
    yield from _with_given_name(text, words)
    for match in JOINT_BODY.finditer(text):
        yield _trimmed(match, 1, "ORG", 3.0)
    for match in SETTLEMENT.finditer(text):
        yield _trimmed(match, 1, "GPE", 2.5)
    for match in AT_PLACE.finditer(text):
        if gazetteer().find(POSSESSIVE.sub("", match.group(1))):
            yield _trimmed(match, 1, "GPE", 0.6)


def _matches(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """What ``finditer`` finds where a match can only begin at one of ``starts``."""
    reached = 0
    for start in starts:
        if start >= reached and (match := pattern.match(text, start)):
            reached = match.end()
            yield match


def _opens_mark(after: str) -> bool:
    """Whether a quotation mark or an initial comes next."""
    return after[:1] == " " and (after[1:2] in OPENING_MARKS or after[2:] == ".")


def _with_given_name(text: str, words: Capitalised) -> Iterator[Found]:
    """A given name and one more: "Nina Hart", also behind a trade with a capital: "Actress Nina Hart"."""
    reached = 0
    for start, word, after in words:
        if start < reached or not (after[:1] == "-" or (after[:1] == " " and _is_given_name(word))):
            continue
        match = TWO_WORDS.match(text, start)
        if match and _is_given_name(match.group(1)) and gazetteer().find(match.group()) is None:
            trade = TRADE_BEFORE.search(text[max(0, start - LONGEST_TRADE) : start])
            yield _trimmed(match, 0, "PERSON", 1.5 if trade else 0.6)
            reached = match.end()


def _is_given_name(word: str) -> bool:
    return word.lower() not in NOT_GIVEN and gender_of_name(word) is not None


def _trimmed(match: re.Match[str], group: int, label: str, weight: float) -> Found:
    words = POSSESSIVE.sub("", match.group(group))
    return Found(match.start(group), match.start(group) + len(words), label, weight)

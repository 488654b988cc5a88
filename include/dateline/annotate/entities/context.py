"""Names that the words around them or their own shape give away, whether or not the model saw them.

"Mr Haddad", "Ngozi Adeyemi" (a known given name and one more), "in Ravenna".
Each rule yields ``Found`` spans; ``settle`` weighs them against the model's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import compress, groupby

from spacy.lang.en.stop_words import STOP_WORDS

from dateline.annotate.entities.capitalised import CAPITAL, Capitalised
from dateline.annotate.entities.found import Found
from dateline.annotate.entities.given_names import gender_of_name
from dateline.annotate.entities.lines import DATE, Lines
from dateline.annotate.entities.organisations import ORGANISATION
from dateline.annotate.entities.person_nouns import PERSON_NOUNS, means_person
from dateline.annotate.entities.places import gazetteer
from dateline.annotate.entities.titles import MEN, NEITHER, WOMEN, is_title

PARTICLE = r"(?:(?i:del?|da|di|du|van|von|der|den|la|le|bin|al|el|ter)|Mc|Mac|O|Ó|Ní|Nic|Mhic|Uí)['’ -]"
NAME_WORD = rf"(?:{PARTICLE}){{0,4}}[^\W\d_a-zß-ÿ][^\W\d_]*(?:[-'’][^\W\d_]+)*"
SUFFIX = r"(?:,? (?:Jr|Sr|Jnr|Snr|II|III|IV)\b\.?)?"
ADDRESSES = MEN | WOMEN | {title for title in NEITHER if len(title) < 5 or title == "Professor"}
RANKS = "|".join(sorted(title for title in NEITHER if " " in title))
ADDRESSED = re.compile(
    rf"(?:{RANKS}|\w+)\b\.? ((?:[{CAPITAL}]\. ?){{0,3}}{NAME_WORD}"
    rf"(?: [{CAPITAL}]\.(?= ))?(?: {NAME_WORD}){{0,2}}{SUFFIX})"
)
NOT_GIVEN = (
    frozenset(["april", "may", "june", "august", "sunday", "monday", "said", "god"])
    | STOP_WORDS
    | PERSON_NOUNS
    | {title.lower() for title in (*MEN, *WOMEN, *NEITHER)}
)
"""Words that begin sentences and dates, though somebody is called so."""
TWO_WORDS = re.compile(
    rf"(?<![\w.'’-])([{CAPITAL}][^\W\d_A-Z]+(?:-[{CAPITAL}][^\W\d_]+)?)"
    rf"((?: [{CAPITAL}]\.?)? {NAME_WORD}{SUFFIX})(?![\w-])"
)
TRADE_BEFORE = re.compile(r"\b[A-Z][a-z]+(?:er|or|ist|ian|man|woman|ess) $")
LONGEST_TRADE = 24
GOES_ON = re.compile(rf" (?:[{CAPITAL}]|{PARTICLE})")
OPENING_MARKS = frozenset([" “", " ‘", ' "', " '"])
FULL_NAME = re.compile(rf"({NAME_WORD}(?: {NAME_WORD}){{1,2}}{SUFFIX}),?(?= [a-z])")
DOUBLE_BARRELLED = re.compile(rf"([{CAPITAL}]\w+ (?:[{CAPITAL}]\w+ )?[{CAPITAL}]\w+-[{CAPITAL}]\w+)(?=,)")
"""A surname of two, set off by commas behind an office: "The president, Festus Osifo-Edet,"."""
OFFICE_IN_BRACKETS = re.compile(r"(\w+) \([^()\n]{1,30}\) $")
"""What may stand before it: "Deputy Commissioner of Police (Central) Nidhin Valsan said"."""
LONGEST_OFFICE = 50
NICKNAMED = re.compile(
    rf"(?<![\w.-])([{CAPITAL}][^\W\d_]+(?: [{CAPITAL}]\.)? [“‘\"'][^“”‘’\"'\n]{{1,24}}[”’\"'] {NAME_WORD})"
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
    r"| ?\((?:Reuters|AP|AFP|dpa|PTI|ANI|IANS|UPI|Xinhua|Bernama)\)| (?:—|–|--|-) )",
    re.MULTILINE,
)
"""The place in front of an agency's story: "ROCHESTER, N.Y. —". Behind other words in capitals, "WATCH" or
"LIVE", a hyphen is as usual."""
BODIES = [
    *("Police", "Constabulary", "Council", "University", "Fire", "Ambulance", "Rescue"),
    *("Hospital", "Hospitals", "Railway", "Water", "Building Society"),
    *("City Council", "County Council", "Borough Council", "District Council"),
]
BODY_WORDS = frozenset(body.rpartition(" ")[2] for body in BODIES)
JOINT_BODY = re.compile(
    r"([A-Z](?<![\w.-].)[\w’'-]+(?: [A-Z][\w’'-]+){0,2} (?:and|&) "
    rf"(?:[A-Z][\w’'-]+ (?:(?:of )?[A-Z][\w’'-]+ ){{0,2}}?(?:{'|'.join(BODIES)})|Rescue)\b"
    r"(?: (?:and Rescue )?(?:Service|Authority)| NHS (?:Foundation )?Trust)?)"
)
"""A body for two places or with two tasks: "Avon and Somerset Police", "Kent Fire and Rescue Service"."""
OFFICES_OF_STATE = frozenset(["Department", "Ministry", "Office", "Directorate"])
OF_MEMBERS = OFFICES_OF_STATE | frozenset(
    [
        *("Academy", "Association", "College", "Confederation"),
        *("Federation", "Guild", "Institute", "Society"),
    ]
)
"""Nouns of bodies that say in their names of what they are: "the Royal College of GPs"."""
BASED = ("-area", "-based", "-born")
"""What ends an adjective of a place: "a New York City-based cleaner"."""
OF_WHAT = re.compile(
    r" (?:of|for) (?:the )?(?P<first>[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,2})"
    r"(?P<more>(?:, [A-Z][\w-]+(?: [A-Z][\w-]+)?)*,? (?:and|&) (?P<last>[A-Z][\w-]+(?: [A-Z][\w-]+)?))?"
)
OF_TASKS = re.compile(
    r"([A-Z][\w-]+, (?:[A-Z][\w-]+, ){0,3}[A-Z][\w-]+,? "
    r"(?:and|&) [A-Z][\w-]+(?: [A-Z][\w-]+)? "
    r"(?:Agency|Authority|Board|Commission|Committee|Council|Department|Ministry|Office|Service))\b"
)
"""A body of several tasks: "the Foreign, Commonwealth & Development Office"."""
TASKS = frozenset(
    [
        *("Affairs", "Agriculture", "Arts", "Care", "Climate", "Commerce", "Communities", "Culture"),
        *("Development", "Education", "Employment", "Energy", "Environment", "Fisheries", "Food", "Forestry"),
        *("Gynaecologists", "Health", "Heritage", "Housing", "Industry", "Innovation", "Justice", "Labour"),
        *("Local", "Media", "Pensions", "Planning", "Resources", "Rural", "Science", "Security", "Services"),
        *("Skills", "Social", "Sport", "Sports", "Technology", "Tourism", "Trade", "Training", "Transport"),
        *("Veterans", "Water", "Welfare", "Youth"),
    ]
)
"""What an office of state is further for: "the Department of Health and Social Care"."""
LONGEST_LEAD = 3
NAMED_AFTER = re.compile(
    r"((?:St\.?|Saint|King|Queen|All|Our) [A-Z](?<![\w.-].)[\w-]+(?:['’]s?)?(?: (?:of )?[A-Z][\w’'-]+){0,4} "
    r"(?:Academy|School|College|University|Church|Cathedral|Chapel|Hospital|Hospice|Infirmary)\b)"
)
"""A house that bears a saint's or a king's name: "St Mark's Church of England Primary School"."""
NAMED_AFTER_WORDS = frozenset(["St", "Saint", "King", "Queen", "All", "Our"])
POSSESSIVE = re.compile(r"['’]s?$")
BY_INITIALS = re.compile(
    rf"((?:[{CAPITAL}]\.? ){{2,3}}[{CAPITAL}][^\W\d_A-Z]+(?:-[{CAPITAL}]\w+)?)(?![\w-]| [{CAPITAL}])"
)
"""A surname behind several initials: "K R Venkatappa"."""
NO_INITIALS = ("U S", "U K", "E U", "A I", "U. S", "U. K", "E. U", "A. I")


def context_names(text: str, lines: Lines, words: Capitalised) -> Iterator[Found]:
    """Yield what the rules find in lines of ordinary case, and the places of datelines in any."""
    for match in _matches(OPENING, text, lines.starts):
        if text.startswith(" - ", match.end()) and gazetteer().find(match.group(1)) is None:
            continue
        groups = (1, 2) if match.group(2) else (1,)
        yield from (Found(*match.span(group), "GPE", 2.0, fixed=True) for group in groups)
    for found in _all(text, words):
        if not lines.in_capitals(found.start):
            yield found


def _all(text: str, words: Capitalised) -> Iterator[Found]:
    for match in _matches(ADDRESSED, text, _addressed(words)):
        if not is_title(match.group(1)):
            yield _trimmed(match, 1, "PERSON", 3.0)
    for match in _matches(FULL_NAME, text, words.behind(") ")):
        office = OFFICE_IN_BRACKETS.search(text[max(0, match.start() - LONGEST_OFFICE) : match.start()])
        if office and (means_person(office.group(1)) or office.group(1) == "Police"):
            yield _trimmed(match, 1, "PERSON", 3.0)
    for match in _matches(DOUBLE_BARRELLED, text, words.behind(", ")):
        if means_person(text[max(0, match.start() - LONGEST_TRADE) : match.start() - 2].rpartition(" ")[2]):
            yield _trimmed(match, 1, "PERSON", 3.0)
    for match in _matches(NICKNAMED, text, _before_marks(words)):
        if match.group(1).split()[0].lower() not in NOT_GIVEN:
            yield _trimmed(match, 1, "PERSON", 3.0)
    for match in _matches(BY_INITIALS, text, _initials(words)):
        if not match.group(1).startswith(NO_INITIALS):
            yield _trimmed(match, 1, "PERSON", 3.0)
    yield from _with_given_name(text, words)
    yield from () if BODY_WORDS.isdisjoint(words.words) else _joint_bodies(text)
    yield from _bodies_of(text, words)
    for match in _matches(OF_TASKS, text, _behind_articles(words)):
        yield _trimmed(match, 1, "ORG", 3.0)
    named_after = compress(words.starts, map(NAMED_AFTER_WORDS.__contains__, words.words))
    for match in _matches(NAMED_AFTER, text, named_after):
        yield _trimmed(match, 1, "ORG", 3.0)
    for match in SETTLEMENT.finditer(text):
        yield _trimmed(match, 1, "GPE", 2.5)
    for match in _matches(AT_PLACE, text, words.behind(*(f"{word} " for word in PREPOSITIONS))):
        name = POSSESSIVE.sub("", match.group(1))
        if not DATE.match(name) and gazetteer().find(name):
            yield _trimmed(match, 1, "GPE", 0.6)


def _addressed(words: Capitalised) -> list[int]:
    """Where the last title of each run starts: "Insp" in "Det Ch Insp Jane Hart"."""
    known = [word in ADDRESSES for word in words.words]
    rows = zip(words.starts, known, [*known[1:], False], strict=False)
    return [start for start, title, further in rows if title and not further]


def _initials(words: Capitalised) -> list[int]:
    """Where words of one letter start that another follows."""
    single = [len(word) == 1 for word in words.words]
    rows = zip(words.starts, words.after, single, [*single[1:], False], strict=False)
    return [start for start, after, one, next_one in rows if one and next_one and after in (" ", ". ")]


def _joint_bodies(text: str) -> Iterator[Found]:
    """One body with "and" in its name, without the words of the sentence in front: "On Monday Avon and …"."""
    for match in JOINT_BODY.finditer(text):
        found = _trimmed(match, 1, "ORG", 3.0)
        first, *others = re.split(" (?:and|&) ", match.group(1), maxsplit=1)[0].split()
        while others and (first.lower() in NOT_GIVEN or DATE.match(first)):
            found.start += len(first) + 1
            first, *others = others
        two = others and (_is_given_name(first) or others[-1].lower() in ORGANISATION)
        if not two:
            yield found


def _behind_articles(words: Capitalised) -> list[int]:
    """Where words start behind an article or an owner, and a comma follows."""
    rows = zip(words.starts, words.before, ["", *words.words], words.after, strict=False)
    return [
        start
        for start, before, earlier, after in rows
        if after == ", " and (before.endswith(("the ", " a ", "’s ", "'s ")) or earlier in ("A", "The"))
    ]


def _bodies_of(text: str, words: Capitalised) -> Iterator[Found]:
    """Bodies with what they are of: "Royal College of GPs", "Police Federation of England and Wales"."""
    for number in compress(range(len(words.words)), map(OF_MEMBERS.__contains__, words.words)):
        match = OF_WHAT.match(text, words.starts[number] + len(words.words[number]))
        if match is None or match["first"].partition(" ")[0] in OF_MEMBERS:
            continue
        first = number
        while first and number - first < LONGEST_LEAD and words.before[first] == " ":
            first -= 1
        while first < number and (words.words[first].lower() in STOP_WORDS or DATE.match(words.words[first])):
            first += 1
        if words.before[first].endswith(" and "):
            continue
        end = match.end() if match["more"] and _goes_with(match, words.words[number]) else match.end("first")
        name = POSSESSIVE.sub("", text[words.starts[first] : end])
        yield Found(words.starts[first], words.starts[first] + len(name), "ORG", 1.0)  # as the model's


def _goes_with(match: re.Match[str], noun: str) -> bool:
    """Whether what "and" joins to the name of a body belongs to it: two lands, two tasks."""
    last = match["last"]
    if noun in OFFICES_OF_STATE or last.partition(" ")[0] in TASKS:
        return not TASKS.isdisjoint(last.split())
    places = gazetteer()
    return places.find(match["first"]) is not None and places.find(last) is not None


def _matches(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """What ``finditer`` finds where a match can only begin at one of ``starts``."""
    reached = 0
    for start in starts:
        if start >= reached and (match := pattern.match(text, start)):
            reached = match.end()
            yield match


def _before_marks(words: Capitalised) -> list[int]:
    """Where words start that a quotation mark or an initial follows."""
    rows = zip(words.starts, words.after, [*words.after[1:], ""], strict=False)
    return [
        start
        for start, after, later in rows
        if after[:2] in OPENING_MARKS or (after == " " and later[:1] == ".")
    ]


def _with_given_name(text: str, words: Capitalised) -> Iterator[Found]:
    """A given name and one more: "Nina Hart", also behind a trade with a capital: "Actress Nina Hart"."""
    reached = 0
    for start in _given_names(words):
        if start < reached:
            continue
        match = TWO_WORDS.match(text, start)
        if match and _is_name(match):
            before = text[max(0, start - LONGEST_TRADE) : start]
            alone = not match.group(2).isupper() and not GOES_ON.match(text, match.end())
            sure = "-" in match.group(2) or TRADE_BEFORE.search(before) or _ends_in_trade(before)
            yield _trimmed(match, 0, "PERSON", 1.5 if alone and sure else 0.6)
            reached = match.end()


def _is_name(match: re.Match[str]) -> bool:
    """Whether two words that begin with a given name are nobody's rank ("Pol Lt"), no place and of none."""
    words = match.group()
    named = _is_given_name(match.group(1)) and not words.endswith(BASED)
    return named and not is_title(words) and gazetteer().find(words) is None


def _ends_in_trade(before: str) -> bool:
    return before[-1:] == " " and before[:-1].rpartition(" ")[2] in PERSON_NOUNS


def _given_names(words: Capitalised) -> list[int]:
    """Where given names start, or words with a hyphen that may be some."""
    rows = zip(words.starts, words.words, words.after, strict=True)
    return [
        start
        for start, word, after in rows
        if after[:1] == "-" or (after[:1] == " " and _is_given_name(word))
    ]


@lru_cache(maxsize=65_536)
def _is_given_name(word: str) -> bool:
    return word.lower() not in NOT_GIVEN and gender_of_name(word) is not None


def _trimmed(match: re.Match[str], group: int, label: str, weight: float) -> Found:
    words = POSSESSIVE.sub("", match.group(group))
    return Found(match.start(group), match.start(group) + len(words), label, weight)

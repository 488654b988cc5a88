"""The parse's own entities, with what does not belong to a name cut off.

The model takes in determiners, possessive endings, table numbers, list dashes and the titles of people, and
runs over the ends of lines. Out come ``Found`` spans that hold the name and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from spacy.attrs import ENT_IOB, ENT_TYPE, IDX, LENGTH
from spacy.strings import get_string_id
from spacy.tokens import Doc

from dateline.annotate.entities.context import BASED
from dateline.annotate.entities.found import KEPT, Found
from dateline.annotate.entities.given_names import gender_of_name
from dateline.annotate.entities.lines import DATE, Lines
from dateline.annotate.entities.organisations import ORGANISATION, THINGS
from dateline.annotate.entities.person_nouns import KIN, OFFICE_INITIALS, means_person
from dateline.annotate.entities.places import gazetteer
from dateline.annotate.entities.titles import ADVERBS, TRADES, is_title, leading_titles
from dateline.annotate.entities.word_table import word_table
from dateline.annotate.quotes import lexicon

OFFICE_AFTER = re.compile(r" (?:Secretary|Minister|Spokes\w+)\b")
HOUSE_AFTER = re.compile(r" (?:Rep\.|Sen\.|Del\.|Representative|Senator|Treasurer|Auditor|Trooper) [A-Z]")
"""What follows "State" where it is no body's name."""
COMMA = re.compile(", ")
BETWEEN_PEOPLE = re.compile(
    r"(?: (?:and|at|by|for|let|to|vs?|(?!d[ae]ll[aeio]|degli|ferch|binti)[a-z]{4,}))+ (?=[A-Z])"
)
"""Small words that stand between names and in none: "Ruiz and Haddad", "Ruiz endorsed Haddad"."""
LIST = re.compile(r"^[A-Z][\w’'-]+(?:, [A-Z][\w’'-]+)+$")
_KEPT_BY_NUMBER = {get_string_id(label): label for label in KEPT}
BEGINS = 3
"""spaCy's number for the first token of an entity."""
BREAK = re.compile(
    r"\s+\((?=.)|\s+[-–—]+\s+|\s*\n\s*\n\s*|\t|\s{3,}|\s*[:;|](?:\s+|(?=[\"“‘]))|\s+https?://\S+"
    r"|\s(?:told|said|says|tells|accused|quoted)(?:\s|$)"
)
LEADING = re.compile(
    r"(?:[^\w’']+|(?:[Tt]he|[Aa]n?|[Tt]his|[Tt]hat|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur|[Ii]ts)\s+)+"
)
TRAILING = re.compile(r"(?:['’‘]s?|[^\w.)]|\s+)+$")
NUMBER_BEFORE = re.compile(r"(?:\d[\d.,:/-]*\.?\s+[-–]?\s*)+")
NUMBER_AFTER = re.compile(r"(?:\s+[-–(]?\d[\d.,:/-]*)+$")
SAID_BEFORE = re.compile(
    r"(?:Said (?=[A-Z][\w’'-]+ [A-Z])|(?:Says|Asked|Asks|Added|Adds|Wrote|Writes|Recalls|Replied) (?=[A-Z]))"
)
"""The verb that opens a sentence, "Said Dora Lessing: …"; before one word Said is a given name."""
SAID_AFTER = re.compile(r",? (?:said|says|told|tells|wrote|writes|added|adds|asked|tweeted)$")
INITIALS_BEFORE = re.compile(r"(?:[A-Z]{3,5}|[PCF]M|[GM]P) (?=[A-Z][a-z])|[SC]P (?=[A-Z][\w’'-]+ [A-Z])")
"""An office or a body: "CEO", "MEC", "NFL". Two letters may be a given name's ("JD Vance"), and tabloids
write the first one so ("KATIE Price"); a superintendent of police is SP before a full name."""
POST_NOMINALS = re.compile(
    r"(?:,? (?:[KQ]C|SC|BL|MP|TD|MEP|MSP|MLA|[MOC]BE|[KDG]BE|CMG|FRS|PhD|Ph\.D\.?|MD|M\.D\.?|Esq\.?"
    r"|R\.?N\.?|MSc?|MPH|MBA|RDN?|LDN|LCSW|CSSD|DPT|JD))+$"
)
"""Honours, degrees and seats behind a name: "Simon Drew KC"."""
ROAD = re.compile(r"[A-Z]{1,2}\d{1,4}")
"""The number of a road, "A38", which the model takes for a person now and then."""
OFFICES = OFFICE_INITIALS | {"MPs", "MEPs", "MSPs", "MLAs", "TD", "TDs", "Taoiseach", "Tánaiste"}
"""Offices and seats that the model takes for bodies."""
_PARTICLE = r"(?:a[bl]|abu|bint?|d[aeiou]|de[lnr]|d[eo]s|el|ibn|l[aeo]|te[nr]|v[ao]n|zu[mr]?)\b"
LOWER_BEFORE = re.compile(rf"(?:(?!{_PARTICLE})[a-z]+(?:-[a-z]+)* +|(?:pro|anti|ex)-){{1,6}}(?=[A-Z])")
"""A trade before the name ("baker Imran Malik"), but no particle ("de Klerk")."""
SECOND_PART = re.compile(r"[ae]l-[A-Z]|[A-Z][\w’'-]+ (?:d[aeio]s?|d[eu]l|van|von|bin) ")
"""What a person's name goes on with, so that it is one with the name before: "Lula da Silva"."""
GAELIC = re.compile(r"(?: an)? [A-Z][^\W\d_]+")
"""What stands behind "Mac", "Nic" or "Ó" in an Irish surname: "Mac an Iomaire"."""
NAMES_IN_FRONT = word_table(__package__, "surnames.tsv")["in_front"]
"""East Asian surnames, behind which two syllables are the given name: "Goh Teck Huat"."""
ONE_MORE_SYLLABLE = re.compile(r" [A-Z][a-z]{1,5}\b(?![-'’]| [A-Z])")
SYLLABLE = re.compile(
    r"-(?!(?:era|like|style|type|run|held|born|made|winner|fan|[a-z]*(?:ed|ing|ly))\b)[a-z]{2,6}\b"
)
"""The end of an East Asian given name, "-yeol", and nothing that makes an adjective of a name."""
LOWER_AFTER = re.compile(r"(?:\s+[a-z]+(?:-[a-z]+)*)+$")
"""Words behind a name that are none of it; "al-Ansari" is."""
_POSSESSOR = r"(?P<name>[A-Z][\w.-]+(?: [A-Z][\w.-]+){0,2})['’]"
RELATIVE_OF = re.compile(rf"{_POSSESSOR}s? (?:{'|'.join(sorted(KIN))})")
"""What is no body, but somebody's relative: "Jacobs’ sister"."""
OWNER = re.compile(rf"{_POSSESSOR}s (?=[A-Z])")
"""Whose somebody or something is that the model took for one with the owner: "Ruiz’s Senate"."""
LONGEST_OFFICE = 24
QUESTION = "Q. "
"""What an interview's question begins with: "Q. Are you …"."""
_CLOSED = ("” ", '" ', "’ ", "' ")
LONGEST_NAME = 3
"""Words of a name that is parted from what stands before it."""
OF_PARTY = re.compile(r" (?:MPs?|MSPs?|MEPs?|TDs?|MLAs?)$")
"""The seat behind a party: "the Conservative MP"."""
BASED_BEFORE = re.compile(r"[A-Z][\w’']*(?: [A-Z]\w+)?-(?:area|based|born|bred|raised)\s+(?=\S)")
"""What tells where the bearer of a name is from: "London-born Raye"."""
SEAT = re.compile(r"[DRI]-[A-Z][\w.]*")
"""A legislator's party and state: "D-Ariz."."""


def model_names(doc: Doc, text: str, lines: Lines) -> Iterator[Found]:
    """Yield the names that the parse found in lines of ordinary case."""
    for first, last, label in _parted(text, _whole(_entities(doc), text)):
        if lines.in_capitals(first):
            continue
        for start, end in _pieces(text, first, last, label, lines):
            name = _name(text[start:end], label, lines.is_table(start))
            if name and not _part_of_office(text, start + name[0], start + name[1], label):
                yield Found(start + name[0], start + name[1], label, 1.0)


def _parted(text: str, entities: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The entities, with a person parted from the words that the model took for a body's or a work's name."""
    for start, end, label in entities:
        words = text[start:end]
        at = _person_within(words) if label == "ORG" and " " in words else None
        if label in ("ORG", "PERSON") and (office := _office_end(text, start, words, label)):
            yield start + office, end, "PERSON"
        elif at is not None:
            body, name = at
            if body:
                yield start, start + body, label
            yield start + name, end, "PERSON"
        elif label == "ORG" and (owner := RELATIVE_OF.fullmatch(words)):
            yield start, start + owner.end("name"), "PERSON"
        elif label == "ORG" and _may_be_dressed(words) and _opens_with_given_name(words):
            yield start, end, "PERSON"
        elif label == "PERSON" and (owner := OWNER.match(words)):
            yield start, start + owner.end("name"), label
            if _opens_with_given_name(words[owner.end() :]):
                yield start + owner.end(), end, label
        elif label == "WORK_OF_ART" and text[max(0, start - 2) : start] in _CLOSED and _says(words):
            yield start, start + words.rindex(" "), "PERSON"
        else:
            yield start, end, label


def _office_end(text: str, start: int, words: str, label: str) -> int:
    """Where the name begins behind the end of an office, "Minister for Health Cormac Daly"; 0 for none."""
    first, _, rest = words.partition(" ")
    if (
        not text.endswith((" for ", " of "), 0, start)
        or gender_of_name(first)
        or not (_opens_with_given_name(rest) or (label == "PERSON" and rest and _is_country(first)))
    ):
        return 0
    before = text[max(0, start - LONGEST_OFFICE) : start].split()
    return len(first) + 1 if len(before) > 1 and means_person(before[-2]) else 0


def _is_country(word: str) -> bool:
    place = gazetteer().find(word)
    return place is not None and place.kind == "country"


def _opens_with_given_name(words: str) -> bool:
    first, _, rest = words.partition(" ")
    return bool(rest) and first[0].isupper() and gender_of_name(first) is not None


def _may_be_dressed(words: str) -> bool:
    """Whether the words end in honours, or open as tabloids write the first name: "KATIE Price"."""
    first, _, rest = words.partition(" ")
    return POST_NOMINALS.search(words) is not None or (first.isupper() and len(first) > 2 and rest.istitle())


def _says(words: str) -> bool:
    """Whether the words are somebody's name and a verb of speech: "Jayden explained"."""
    name, _, verb = words.rpartition(" ")
    return verb in lexicon.verbs() and 0 < len(name.split()) <= LONGEST_NAME and name.istitle()


@lru_cache(maxsize=4_096)
def _person_within(words: str) -> tuple[int, int] | None:
    """Where a body's name ends and a person's begins: "Halcyon CFO Priya Raman", "Sky’s Ana Diaz"."""
    parts = words.split(" ")
    if parts[-1].lower() in ORGANISATION:
        return None
    for number in range(max(1, len(parts) - LONGEST_NAME), len(parts) - 1):
        office = parts[number - 1]
        titled = means_person(office) or is_title(office) or office.endswith(("’s", "'s"))
        if titled and gender_of_name(parts[number]) and all(part[:1].isupper() for part in parts[number:]):
            return len(" ".join(parts[: number - 1])), len(" ".join(parts[:number])) + 1
    return None


def _whole(entities: Iterable[tuple[int, int, str]], text: str) -> Iterator[tuple[int, int, str]]:
    """The entities, with the parts of a person's name as one: "Abdel Fattah", "el-Sisi"; "Yoon Suk"-yeol."""
    start, end, label = 0, 0, ""
    for first, last, kind in entities:
        if kind == "PERSON":
            if text[last : last + 1] == "-" and (syllable := SYLLABLE.match(text, last)):
                last = syllable.end() if " " in text[first:last] else last
            surname, _, given = text[first:last].partition(" ")
            if surname in NAMES_IN_FRONT and given.isalpha() and gender_of_name(given) is None:
                more = ONE_MORE_SYLLABLE.match(text, last)
                last = more.end() if more and not means_person(more.group().strip()) else last
            if text.endswith((" Mac", " Nic", " Ó"), first, last) and (rest := GAELIC.match(text, last)):
                last = rest.end()
            if label == kind and first == end + 1 and SECOND_PART.match(text, first):
                end = last
                continue
        elif label in ("PERSON", "ORG") and first == end + 1 and _is_second_surname(text, start, end, last):
            end, label = last, "PERSON"
            continue
        if label:
            yield start, end, label
        start, end, label = first, last, kind
    if label:
        yield start, end, label


def _is_second_surname(text: str, start: int, end: int, last: int) -> bool:
    """Whether the word behind a long name is a part of it: "María Guadalupe Treviño Salinas"."""
    first, *others = text[start:end].split()
    return len(others) > 1 and gender_of_name(first) is not None and text[end + 1 : last].isalpha()


def _entities(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """Start, end and label of each kept entity, read off in bulk: spans are slow to make."""
    kept = _KEPT_BY_NUMBER
    table = doc.to_array([ENT_IOB, ENT_TYPE, IDX, LENGTH])
    start = end = kind = 0
    for iob, label, offset, length in table[table[:, 1] > 0].tolist():
        if iob == BEGINS or label != kind:
            if kind in kept:
                yield start, end, kept[kind]
            start, kind = offset, label
        end = offset + length
    if kind in kept:
        yield start, end, kept[kind]


def _pieces(text: str, start: int, end: int, label: str, lines: Lines) -> Iterable[tuple[int, int]]:
    words = text[start:end]
    cuts = _cuts(words, label)
    if not cuts and "\n" not in words:
        return ((start, end),)
    return _between(text, start, end, [(start + left, start + right) for left, right in cuts], lines)


def _between(
    text: str, start: int, end: int, cuts: list[tuple[int, int]], lines: Lines
) -> Iterator[tuple[int, int]]:
    """What the cuts and the ends of lines leave."""
    newline = text.find("\n", start, end)
    while newline >= 0:
        if not lines.wraps_at(newline):
            cuts.append((newline, newline + 1))
        newline = text.find("\n", newline + 1, end)
    cuts.sort()
    for cut_start, cut_end in cuts:
        if cut_start > start:
            yield start, cut_start
        start = max(start, cut_end)
    if start < end:
        yield start, end


@lru_cache(maxsize=4_096)
def _cuts(words: str, label: str) -> tuple[tuple[int, int], ...]:
    """What parts the names in ``words``, line breaks aside: brackets, dashes, the commas of a list.

    People's names are parted by small words, too.
    """
    cuts = [match.span() for match in BREAK.finditer(words)]
    if LIST.match(words):
        cuts += [match.span() for match in COMMA.finditer(words)]
    if label == "PERSON":
        cuts += [match.span() for match in BETWEEN_PEOPLE.finditer(words)]
    return tuple(cuts)


@lru_cache(maxsize=4_096)
def _name(words: str, label: str, in_table: bool) -> tuple[int, int] | None:
    """Where in ``words`` the name itself stands, or None where there is none."""
    start, end = _trimmed(words, label, numbers=in_table or label in ("PERSON", "GPE", "LOC", "NORP"))
    return (start, end) if start < end and _may_be_name(words[start:end], label) else None


def _trimmed(text: str, label: str, *, numbers: bool) -> tuple[int, int]:
    start, end, before = 0, len(text), -1
    while before != (before := end - start) and start < end:
        if match := LEADING.match(text, start, end):
            start = match.end()
        if numbers and (match := NUMBER_BEFORE.match(text, start, end)):
            start = match.end()
        if label in ("PERSON", "ORG") and (match := BASED_BEFORE.match(text, start, end)):
            start = match.end()
        if label == "PERSON":
            if match := LOWER_BEFORE.match(text, start, end):
                start = match.end()
            match = INITIALS_BEFORE.match(text, start, end)
            if match and gender_of_name(match.group().rstrip()) is None:
                start = match.end()
            start = leading_titles(text, start, end)
            if (match := SAID_BEFORE.match(text, start, end)) and text[max(0, start - 1) : start] in "\n":
                start = match.end()
        words = SAID_AFTER.sub("", text[start:end])
        if match := TRAILING.search(words):
            words = words[: match.start()]
        if numbers and (match := NUMBER_AFTER.search(words)):
            words = words[: match.start()]
        if label == "PERSON" and (match := POST_NOMINALS.search(words)):
            words = words[: match.start()]
        if label == "PERSON" and (match := LOWER_AFTER.search(words)):
            words = words[: match.start()]
        if label in ("ORG", "NORP") and (match := OF_PARTY.search(words)):
            words = words[: match.start()]
        end = start + len(words)
    return start, end


def _may_be_name(words: str, label: str) -> bool:
    if not any(c.isalpha() for c in words) or DATE.match(words):
        return False
    if is_title(words) and (label == "PERSON" or words.endswith(".")):
        return False
    if label == "PERSON" and (f"{words} ".startswith(QUESTION) or words == "Bench"):
        return False
    if words in OFFICES and (words, label) != ("MD", "GPE"):
        return False
    if SEAT.fullmatch(words) or words.lower() in ADVERBS or words in THINGS:
        return False
    if label == "PERSON" and (ROAD.fullmatch(words) or words.endswith(BASED)):
        return False
    if label == "PERSON" and words.lower().removesuffix("s") in TRADES:
        return False
    return label in ("WORK_OF_ART", "LAW", "EVENT") or any(c.isupper() or not c.isascii() for c in words)


def _part_of_office(text: str, start: int, end: int, label: str) -> bool:
    """Whether the words are the first of an office: "Defence" in "Defence Secretary Omar Haddad".

    Several may be a body's ("Home Office Minister"), but no person's: "Green Economy Minister".
    """
    if text.startswith("State", start, end) and end - start == len("State") and HOUSE_AFTER.match(text, end):
        return True
    return (label == "PERSON" or " " not in text[start:end]) and OFFICE_AFTER.match(text, end) is not None

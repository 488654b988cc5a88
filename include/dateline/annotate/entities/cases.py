"""What speaks for each label of a name: its sightings, the words around them, the name itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from dateline.annotate.entities.context import BASED
from dateline.annotate.entities.found import Found
from dateline.annotate.entities.given_names import gender_of_name
from dateline.annotate.entities.organisations import BRANDS, KINDS, ORGANISATION, PARTIES, PEOPLES, WAYS
from dateline.annotate.entities.person_nouns import FIRMS_TOO, KIN, OFFICE_INITIALS, PERSON_NOUNS
from dateline.annotate.entities.places import Place, fold, gazetteer
from dateline.annotate.entities.suffixes import without_junior
from dateline.annotate.entities.titles import may_end_title, title_before

FIRM_AFTER = re.compile(
    r"(?:['’]s?)? (?:shares|stock) "
    r"(?:fell|rose|were|was|jumped|dropped|slid|closed|gained|lost|tumbled|climbed|surged)\b"
)
LED = re.compile(
    r"(?: \([A-Z]{2,6}\))? (?:leader|president|chair(?:man|woman)|chief executive|CEO|captain|striker"
    r"|midfielder|defender|goalkeeper|MP|MLA|MEP|TD|lawmaker|councillor|backbencher) [A-Z]"
)
"""What follows the name of a body that has leaders and members, before the name of one of them."""
SPEAKS_FOR = re.compile(r"\bspokes(?:man|woman|person) (?:for|of|from) (?:the )?$", re.IGNORECASE)
SPOKEN_FOR = re.compile(r" spokes(?:man|woman|person) [A-Z]")
"""What follows the name of a body, and now and then of a person."""
ASIDE = re.compile(r", ((?:[\w’'-]+ ){0,6}?[\w’'-]+)(?=,| (?:of|at|for|with|in|from|who|and)\b)")
"""What commas set off behind a name, up to its noun."""
AT_HOUSE = re.compile(
    r",? (?:at|of|from) the (?:[\w’'-]+ ){0,3}?(?:University|Institute|College|School|Academy|Laboratory"
    r"|Survey|Observatory|Hospital|Museum|Foundation|Cent(?:er|re))\b"
)
"""The house behind the name of somebody who works there: "Hiroko Tanabe at the Geological Survey"."""
COMPANION = re.compile(r" and ([A-Z]\w+)\b")
SETTLED = re.compile(r"(?:['’]s)? (?:mayor|residents|city council|suburbs?)\b")
"""What follows the name of a town."""
BEFORE_CITY = {"PERSON": (" in ", " near ", ", from "), "ORG": (" in ", " near ")}
"""The words before a city that the model took for something else."""
TELLS = re.compile(r" (?:told|tells|added|adds|admitted|insisted|recalled|explained)\b")
"""What a person does rather than a body."""
SPEAKING = (
    r"(?:said|says|told|tells|added|adds|recalled|recalls|explained|explains|wrote|writes|asked|asks|replied|replies"
    r"|admitted|admits|joked|jokes|continued|continues)"
)
SAYS = re.compile(rf" {SPEAKING}\b")
SAID_BY = re.compile(rf"[,.?!…]([”\"])( {SPEAKING})? $")
"""The end of a quotation in front of the name of who said it, with the verb or without."""
ENDS = re.compile(r"[.,;:!]|\n|$")
"""What follows the name of who said it, but for the verb: "said Pentagon spokesman" names another."""
LONGEST_SAID = 600
SPOKE = 14
"""Characters of the mark, the verb and what parts them."""
OWN_WORDS = re.compile(r"\bI(?:['’](?:m|ve|d|ll))?\b")
"""What only a person says in his or her own name."""
MUSES = re.compile(
    r" (?:added|adds|chuckles|continues|explained|explains|grins|jokes|laughs|muses|nods|recalled|recalls"
    r"|remembers|reveals|shrugs|smiles)\b"
)
"""What only a person does of those who bear a place's name."""
OWNED = sorted(
    KIN
    | {"album", "career", "childhood", "children", "eyes", "face", "family", "fans", "hair", "hand", "hands"}
    | {"head", "home", "kids", "life", "marriage", "parents", "publicist", "voice"}
)
OWNS = re.compile(rf" \w+(?: \w+)? (?:his|her) (?:{'|'.join(OWNED)})\b")
"""What follows the name of somebody who has what only people have: "Beyoncé made her fans happy"."""
AGE_AFTER = re.compile(r"['’]?s?,? \(?(?:now |aged )?\d\d\b[,).]")
LAST_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)?$")
RELATIVES = KIN - FIRMS_TOO
MISTAKEN = frozenset(["PERSON", "NORP", "PRODUCT", "FAC", "WORK_OF_ART", "LOC"])
"""What a firm's name is mistaken for."""
SET_OFF = frozenset(["GPE", "LOC", "FAC", "ORG", "WORK_OF_ART"])
"""What a person's name is mistaken for."""
WINDOW = 24
LONGEST_SPEAKER = 40
"""Characters of "spokesperson for the" and what may part its words."""
SIGHTINGS = 2.0
"""What all sightings of a name weigh together."""
ADDRESSED = 2.5
"""What a title, a trade or an age beside a name weighs."""
BASED_THERE = 5.0
"""What "-based" behind a name weighs for a place."""
TELLING = 1.5
"""What it weighs for a person that a name with a given name in front tells something."""
PLACED = 1.5
"""What it weighs for a city that a name mostly stands where cities do."""
WITH_A_LEADER = 4.0
"""What it weighs for a body that a leader or a member of it follows: "Shiv Sena leader Aaditya Thorat"."""


@dataclass(slots=True)
class Case:
    """What speaks for each label of one name."""

    sightings: dict[str, float] = field(default_factory=dict)
    evidence: dict[str, float] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    last: str = ""
    """The last word as it stands in the text."""
    count: int = 0
    placed: int = 0
    """How often it stands where cities do."""
    tells: bool = False
    """Whether it is a place's that once does what people do."""

    def add(self, label: str, weight: float) -> None:
        self.evidence[label] = self.evidence.get(label, 0.0) + weight

    def hold(self, label: str, weight: float) -> None:
        """Let ``label`` weigh at least so much, however often the same is seen."""
        self.evidence[label] = max(self.evidence.get(label, 0.0), weight)

    def labels(self) -> set[str]:
        """All that anything speaks for."""
        return {*self.sightings, *self.evidence}

    def winner(self) -> str:
        labels = self.labels()
        if len(labels) == 1:
            return labels.pop()
        total = sum(self.sightings.values())
        return max(
            labels, key=lambda x: (SIGHTINGS * self.sightings.get(x, 0) / total + self.evidence.get(x, 0), x)
        )

    def may_be_full_name(self) -> bool:
        bare = self.words[-1] not in ORGANISATION and "of" not in self.words
        return 2 <= len(self.words) <= 4 and bare


def cases_of(text: str, sightings: Iterable[tuple[str, Found]]) -> dict[str, Case]:
    """What each name's sightings, the words around them and the name itself say."""
    cases: dict[str, Case] = {}
    firms = " shares " in text or " stock " in text
    for key, item in sightings:
        case = cases.get(key)
        if case is None:
            case = cases[key] = Case(words=tuple(without_junior(key).split()))
        case.sightings[item.label] = case.sightings.get(item.label, 0.0) + item.weight
        case.last = without_junior(text[item.start : item.end]).rpartition(" ")[2]
        case.count += 1
        if _person_around(text, item):
            case.hold("PERSON", ADDRESSED)
        elif item.label in MISTAKEN and _is_of_a_kind(text, item):
            case.hold("ORG", ADDRESSED)
        elif item.label in ("PERSON", "ORG") and text.startswith(BASED, item.end):
            case.hold("GPE", BASED_THERE)
        elif item.label in SET_OFF and " " not in key and _is_somebody(text, item, key):
            case.hold("PERSON", ADDRESSED)
        elif item.label == "GPE" and MUSES.match(text, item.end):
            case.tells = True
        elif item.label != "NORP" and SETTLED.match(text, item.end):
            case.hold("GPE", ADDRESSED)
        elif item.label in BEFORE_CITY and _is_placed(text, item, key):
            case.placed += 1
        elif item.label == "PERSON" and LED.match(text, item.end):
            case.hold("ORG", WITH_A_LEADER)
        elif (
            item.label == "ORG" and TELLS.match(text, item.end) and _is_full_name(text[item.start : item.end])
        ):
            case.hold("PERSON", TELLING)
        elif (item.label == "PERSON" and _is_spoken_for(text, item, key)) or (
            firms and FIRM_AFTER.match(text, item.end)
        ):
            case.hold("ORG", ADDRESSED)
    for key, case in cases.items():
        if 2 * case.placed > case.count:
            case.hold("GPE", PLACED)
        for label, weight in _own_evidence(key):
            case.add(label, weight)
    return cases


def _is_somebody(text: str, item: Found, key: str) -> bool:
    """Whether one word has what only people have, or says "I": "“I felt lost,” Rioland said"."""
    if OWNS.match(text, item.end):
        return True
    known = key in BRANDS or key in ORGANISATION or text[item.start : item.end].isupper()
    if item.label != "ORG" or known or gazetteer().find(key):
        return False
    said = SAID_BY.search(text, max(0, item.start - SPOKE), item.start)
    if said is None or not (SAYS if said.group(2) is None else ENDS).match(text, item.end):
        return False
    mark, first = "“" if said.group(1) == "”" else '"', max(0, item.start - LONGEST_SAID)
    opening = text.rfind(mark, first, said.start(1))
    return opening >= 0 and OWN_WORDS.search(text, opening, said.start(1)) is not None


def _is_spoken_for(text: str, item: Found, key: str) -> bool:
    """Whether the name is of whom a spokesperson speaks for, as a rule a body: "a spokesman for Cleanway"."""
    if SPOKEN_FOR.match(text, item.end):
        return True
    behind = text.endswith(("for ", "of ", "from ", "the "), 0, item.start) and " " not in key
    before = text[max(0, item.start - LONGEST_SPEAKER) : item.start] if behind else ""
    return SPEAKS_FOR.search(before) is not None and gender_of_name(key) is None


def _is_placed(text: str, item: Found, key: str) -> bool:
    """Whether a name that may be a city's stands where cities do: "in Korla", "Ms Wicks, from Grimsby,"."""
    beside = COMPANION.match(text, item.end)
    if not beside and not text.endswith(BEFORE_CITY[item.label], 0, item.start):
        return False
    place = gazetteer().find(key)
    if place is None or place.kind not in ("city", "state") or place.name.casefold() != key:
        return False
    return not beside or _is_another(beside.group(1), place)


def _is_another(name: str, place: Place) -> bool:
    """Whether ``name`` is nobody's but another place's in the same country: "Clare and Galway"."""
    other = gazetteer().find(name)
    return other is not None and other.country_code == place.country_code and not gender_of_name(name)


def _person_around(text: str, item: Found) -> bool:
    if item.label == "NORP":
        return False
    if AGE_AFTER.match(text, item.end) or (item.label in SET_OFF and _is_described(text, item)):
        return True
    before = text[max(0, item.start - WINDOW) : item.start]
    if item.label in SET_OFF and before.endswith(", ") and _is_apposed(text, item, before[:-2]):
        return True
    if not _may_introduce(before.rstrip().rpartition(" ")[2]):
        return False
    if title_before(text, item.start):
        return True
    return before.endswith(" ") and _means_person(before[:-1].rpartition(" ")[2])


def _is_of_a_kind(text: str, item: Found) -> bool:
    """Whether a noun before a name is a firm's or a paper's: "hearing-aid maker Korvald", "The bank, Ro,"."""
    before = text[max(0, item.start - WINDOW) : item.start]
    set_off = before.endswith(", ") and text[item.end : item.end + 1] == ","
    before = before.removesuffix(", " if set_off else " ")
    kind = "" if before.endswith((" ", ",")) else before.rpartition(" ")[2]
    return kind.lower() in KINDS and not gender_of_name(text[item.start : item.end].partition(" ")[0])


def _is_apposed(text: str, item: Found, before: str) -> bool:
    """Whether a name is set off by commas behind a noun for a person, which no place or body is.

    One word is enough behind a relative: "her son, Lorcan, who teaches".
    """
    name, noun = text[item.start : item.end], before.rpartition(" ")[2]
    if (" " not in name and noun not in RELATIVES) or text[item.end : item.end + 1] not in (",", "."):
        return False
    if item.label == "ORG" and (noun in FIRMS_TOO or _is_of_a_body(name)):
        return False
    return _means_person(noun)


def _is_described(text: str, item: Found) -> bool:
    """Whether a name that begins with a given name is somebody's: "Meena Roy, a director at Acme"."""
    name = text[item.start : item.end]
    if item.label != "FAC" and AT_HOUSE.match(text, item.end) and _is_full_name(name):
        return gazetteer().find(name.partition(" ")[0]) is None  # "Texas Politics Project"
    aside = ASIDE.match(text, item.end)
    if aside is None or not _is_full_name(name):
        return False
    noun = aside.group(1).rpartition(" ")[2].lower()
    employed = text.startswith((" at ", " with "), aside.end())  # "a portfolio manager at", as no firm is
    return noun in PERSON_NOUNS and (noun not in FIRMS_TOO or employed)


def _is_full_name(name: str) -> bool:
    first, *others = name.split()
    if not 1 <= len(others) <= 2 or not all(word[0].isupper() for word in others):
        return False
    return bool(gender_of_name(first)) and not _is_of_a_body(name) and gazetteer().find(name) is None


def _is_of_a_body(name: str) -> bool:
    return "&" in name or fold(name).rpartition(" ")[2] in ORGANISATION


@lru_cache(maxsize=4_096)
def _may_introduce(word: str) -> bool:
    """Whether a person's name may come after ``word``; most words tell that nothing says so."""
    return may_end_title(word) or _means_person(word)


def _means_person(word: str) -> bool:
    last = LAST_WORD.search(word)
    return last is not None and (last.group() in PERSON_NOUNS or last.group() in OFFICE_INITIALS)


@lru_cache(maxsize=4_096)
def _own_evidence(key: str) -> tuple[tuple[str, float], ...]:
    return tuple(_evidence_of(key, key.split()))


def _evidence_of(key: str, words: list[str]) -> Iterator[tuple[str, float]]:
    places = gazetteer()
    if places.country_of_people(key):
        yield "NORP", 4.0
    place = places.find(key)
    if place:
        yield (
            ("LOC" if place.kind == "continent" else "GPE"),
            {"country": 4.0, "state": 2.4 if len(words) > 1 else 1.5, "city": 0.6}.get(place.kind, 2.0),
        )
    if "&" in words or key in BRANDS or key in PARTIES or (words and words[0] in PEOPLES):
        yield "ORG", 4.0
    elif len(words) == 2 and words[1] in WAYS and not gender_of_name(words[0]):
        yield "FAC", 2.2
    elif words and words[-1] in ORGANISATION:
        yield "ORG", 2.2
    elif 2 <= len(words) <= 4 and gender_of_name(words[0]):
        yield "PERSON", 0.5 if places.find(words[0]) else 1.7

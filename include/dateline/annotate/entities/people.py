"""Which person a short name means: a surname, a given name, initials and a surname.

It joins the one full name that fits it. Two of a surname are never merged, and a title tells them apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from dateline.annotate.entities.given_names import gender_of_name
from dateline.annotate.entities.groups import ADDRESS, MANY_WORDS, Group, Key
from dateline.annotate.entities.person_nouns import WOMEN
from dateline.annotate.entities.places import gazetteer
from dateline.annotate.entities.short_names import long_names
from dateline.annotate.entities.suffixes import generation_of, without_generation
from dateline.annotate.entities.titles import gender_of_title, title_before, whole_title

BORN = " was born "
SENTENCE_ENDS = ("\n", ". ", ".” ", '." ')
ESTABLISHED = 3
"""Times that a surname stands for the only bearer so far, until a later one no longer makes it doubtful."""
PARTICLES = frozenset(["abu", "al", "el", "bin", "ibn", "umm", "de", "van", "von"])
LEAST_MISSPELT = 6
"""Letters of a surname that may be another's, written wrongly."""
INITIAL = re.compile(r"^[A-Za-z]\.?$")
RELATIVE = re.compile(
    r"\b(?:[Hh]is|[Hh]er|[Tt]heir|\w+['’]s?) (?:[\w-]+ ){0,3}"
    r"(?P<kin>wife|husband|widow|widower|daughter|son|brother|sister|mother|father|mum|dad|mom|uncle|aunt|nephew"
    r"|niece|cousin|grandson|granddaughter|grandfather|grandmother)"
    r",? (?:(?:the|an?) )?(?:[a-z-]+ ){0,3}$"
)
"""What comes before a relative's name: "his daughter, the actor "."""
KIN = re.compile(
    r", (?:(?:the|[Hh]is|[Hh]er) )?(?:[\w-]+ ){0,3}(?:\w+['’]s? )?"
    r"(?:wife|husband|widow|widower|daughter|son|brother|sister|mother|father)\b"
)
"""What comes behind a relative's: "Lord Denby, the prime minister's son"."""
DEATH_OF = re.compile(r"\b(?:death|murder|killing|body|funeral|shooting|in memory) of (?:[\w-]+ ){0,3}?$")
DIED = re.compile(
    r"(?:, (?:aged )?\d{1,3},)?,? (?:who )?"
    r"(?:died|was (?:killed|murdered|found dead|shot dead|stabbed to death))\b"
)
WINDOW = 80
"""Characters that are read for it."""


def same_people(people: dict[Key, Group]) -> dict[Key, Key]:
    """Full names that differ only in middle names or initials: "Donald J. Trump" and "Donald Trump"."""
    by_ends: dict[tuple[str, str, str], list[Key]] = defaultdict(list)
    for key in people:
        first, last, generation = _ends(key[1])
        if first and first not in PARTICLES and not INITIAL.match(first):
            by_ends[first, last, generation].append(key)
    owners: dict[Key, Key] = {}
    for same in (keys for keys in by_ends.values() if len(keys) > 1):
        owners |= _owned(same, people)
    return owners


def _owned(same: list[Key], people: dict[Key, Group]) -> dict[Key, Key]:
    """The names of one person, each to the one that stands most often, or else is shortest."""
    owner = max(same, key=lambda key: (sum(people[key].forms.values()), -len(key[1])))
    return {key: owner for key in same if key != owner}


def called_shortly(people: dict[Key, Group], owners: dict[Key, Key]) -> dict[Key, Key]:
    """Full names of which one has the other's given name cut short: "Ken Starr" and "Kenneth Starr".

    Where three bearers of a surname could be each other, as Sam, Samuel and Samantha, none is.
    """
    called: dict[tuple[str, str, str], list[Key]] = defaultdict(list)
    for key in people:
        first, last, generation = _ends(key[1])
        if first and key not in owners:
            for name in long_names(first):
                called[last, generation, name].append(key)
    mates: dict[Key, set[Key]] = defaultdict(set)
    for same in called.values():
        for key in same if len(same) > 1 else ():
            mates[key].update(same)
    return {
        short: owner
        for both in mates.values()
        if len(both) == 2 and all(mates[key] == both for key in both)
        for short, owner in _owned(sorted(both), people).items()
    }


def names_at_birth(text: str, people: dict[Key, Group], owners: dict[Key, Key]) -> dict[Key, Key]:
    """The names by which obituaries say who was born: "William John Tarrant was born …" of Bill Tarrant.

    Such a name opens a paragraph or a sentence, has three words or more, and one bearer of its surname was
    named before.
    """
    if BORN not in text:
        return {}
    born: dict[Key, Key] = {}
    bearers: dict[str, list[Key]] = defaultdict(list)
    for key in people:
        if key not in owners:
            bearers[_ends(key[1])[1]].append(key)
    for key in people:
        at = people[key].items[0]
        if key[1].count(" ") < 2 or not text.startswith(BORN, at.end):
            continue
        same = bearers[_ends(key[1])[1]]
        other = next((one for one in same if one != key), None) if len(same) == 2 else None
        earlier = other is not None and people[other].items[0].start < at.start
        if other is not None and earlier and text.endswith(SENTENCE_ENDS, 0, at.start):
            born[key] = other
    return born


def short_people(text: str, people: dict[Key, Group], owners: dict[Key, Key]) -> dict[Key, Key]:
    """Surnames, given names and initialled names with the one full name that they can stand for."""
    full = _full_names(key for key in people if key not in owners)
    tails = {tail for key in full for tail in _tails(key[1])}
    full = [key for key in full if key[1] not in tails]
    known = {*owners, *full}
    by_word: dict[str, list[Key]] = defaultdict(list)
    by_middle: dict[str, list[Key]] = defaultdict(list)
    for key in full:
        for word in {key[1].split()[0], *_last_words(key[1])}:
            by_word[word].append(key)
        for word in key[1].split()[1:-1]:
            by_middle[word].append(key)
    spelt = _by_spelling(full)
    joined: dict[Key, Key] = {}
    apart: dict[str, Key] = {}
    relatives = _relatives(text, people) if any(ADDRESS in key[1] for key in people) else {}
    for key in sorted(people.keys() - known, key=_by_gender_first):
        short, _, address = key[1].partition(ADDRESS)
        fitting = [candidate for candidate in by_word[_last_words(short)[0]] if _fits(short, candidate[1])]
        # "Cole" is Paul Cole rather than Ruth Ashby-Cole.
        fitting = [one for one in fitting if not one[1].endswith(f"-{short}")] or fitting
        # "Faris" is Ahmad Faris Jamil, "Lula" Luiz Inácio Lula da Silva.
        fitting = fitting or by_middle.get(short, []) or _misspelt(short, spelt)
        if len(fitting) > 1:
            fitting = _narrowed(text, people[key], address, {one: people[one] for one in fitting})
        elif fitting and _is_anothers(text, people[key], address, people[fitting[0]]):
            apart[short] = key
            relative = relatives.pop((fitting[0], address), None)
            if relative is None:
                people[key].apart = True
            else:  # "His wife, Judith, rang. … Mrs Birtwhistle said"
                people[relative].name = f"{people[relative].name} {people[key].name}"
                joined[key] = relative
            continue
        elif fitting and address not in ("", "m", "f") and short in apart:
            joined[key] = apart[short]  # "President Obama" of "Mr. Obama", beside Michelle Obama
            continue
        if len(fitting) == 1:
            joined[key] = fitting[0]
        elif not fitting and address and ("PERSON", short) in people:
            joined[key] = ("PERSON", short)
    return joined


def _spellings(surname: str) -> set[str]:
    """The word and all that is left of it without a letter: words share one if they differ by a letter."""
    return {surname, *(surname[:at] + surname[at + 1 :] for at in range(len(surname)))}


def _by_spelling(full: Iterable[Key]) -> dict[str, set[Key]]:
    """The full names by the spellings of their surnames, but for short ones."""
    spelt: dict[str, set[Key]] = defaultdict(set)
    for key in full:
        surname = _last_words(key[1])[0]
        for spelling in _spellings(surname) if len(surname) >= LEAST_MISSPELT else ():
            spelt[spelling].add(key)
    return spelt


def _misspelt(short: str, spelt: dict[str, set[Key]]) -> list[Key]:
    """The only full name whose surname differs from a long one by a letter: "Kinlock" of Nathan Kinloch."""
    if len(short) < LEAST_MISSPELT or " " in short or gazetteer().find(short):
        return []
    close = set().union(*(spelt.get(spelling, ()) for spelling in _spellings(short)))
    close = {key for key in close if _last_words(key[1])[0][0] == short[0]}
    return list(close) if len(close) == 1 else []


def _by_gender_first(key: Key) -> tuple[bool, Key]:
    """ "Mr Haddad" before "President Haddad" and "Haddad"."""
    return not key[1].endswith((f"{ADDRESS}m", f"{ADDRESS}f")), key


def _full_names(people: Iterable[Key]) -> list[Key]:
    """The names of two words and more: "K. P. Menon", but not "P. Finch" beside "Peter Finch"."""
    several = [key for key in people if " " in without_generation(key[1])]
    initials = {key for key in several if INITIAL.match(key[1].split()[0])}
    full = [key for key in several if key not in initials]
    known = {(_last_words(name)[0], name[0]) for _, name in full} if initials else set()
    for key in sorted(initials, key=lambda key: (-len(key[1]), key)):
        called = _last_words(key[1])[0], key[1][0]
        if called not in known:
            full.append(key)
            known.add(called)
    return full


def _is_anothers(text: str, short: Group, address: str, full: Group) -> bool:
    """Whether a surname with a title is not the only one's who is named in full: his wife's, his son's."""
    if address in ("m", "f") and not _bears(text, full, address):
        return True
    return bool(address) and KIN.match(text, short.items[0].end) is not None


def _relatives(text: str, people: dict[Key, Group]) -> dict[tuple[Key, str], Key]:
    """The relatives whom the text brings by a given name alone, "his wife, Judith".

    Each by who was last named in full before, and by its own gender; the first where there are several.
    """
    full = sorted((item.start, key) for key, group in people.items() if " " in key[1] for item in group.items)
    found: dict[tuple[Key, str], Key] = {}
    for key, group in people.items():
        start = group.items[0].start
        before = bisect_left(full, (start,)) - 1
        if before < 0 or " " in key[1] or ADDRESS in key[1]:
            continue
        if match := RELATIVE.search(text, max(0, start - WINDOW), start):
            found.setdefault((full[before][1], "f" if match["kin"] in WOMEN else "m"), key)
    return found


def _narrowed(text: str, short: Group, address: str, fitting: dict[Key, Group]) -> list[Key]:
    """Which of several full names a surname can stand for, by its title and by the order of the text."""
    if address:
        fitting = {key: group for key, group in fitting.items() if _bears(text, group, address)}
    if len(fitting) < 2:
        return list(fitting)
    if len({_ends(name)[:2] for _, name in fitting}) == 1:
        # Father and son of one name: the surname alone is whose the text brings first.
        return [min(fitting, key=lambda key: fitting[key].items[0].start)]
    full = list(fitting.values())
    known = _known_before(short, full) or _survivor(text, full) or _head_of_family(text, full)
    # "Mr" makes sure of it only where the full name is a man's.
    if known is None or (address in ("m", "f") and gender_of_name(known.name.split()[0]) != address):
        return list(fitting)
    return [key for key, group in fitting.items() if group is known]


def _known_before(short: Group, full: list[Group]) -> Group | None:
    """Whose the short form is where it stood for one several times before the text brings the others."""
    first, second, *_ = sorted(full, key=lambda group: group.items[0].start)
    opening, rival = first.items[0].start, second.items[0].start
    between = sum(opening < item.start < rival for item in short.items)
    return first if between >= ESTABLISHED else None


def _head_of_family(text: str, full: list[Group]) -> Group | None:
    """Whom the text brings first, where all others of the name come as relatives: "his son, Leo Hart"."""
    first, *others = sorted(full, key=lambda group: group.items[0].start)
    starts = [group.items[0].start for group in others]
    return first if all(RELATIVE.search(text[max(0, at - WINDOW) : at]) for at in starts) else None


def _survivor(text: str, full: list[Group]) -> Group | None:
    """The only one of several of whose death the text does not tell."""
    living = [group for group in full if not _is_dead(text, group)]
    return living[0] if len(living) == 1 else None


def _is_dead(text: str, group: Group) -> bool:
    return any(
        DIED.match(text, item.end) or DEATH_OF.search(text, max(0, item.start - WINDOW), item.start)
        for item in group.items
    )


def _bears(text: str, group: Group, address: str) -> bool:
    """Whether a full name can bear the title or the gender that a surname has."""
    titles = {title for item in group.items if (title := title_before(text, item.start))}
    if address not in ("m", "f"):
        return address in map(whole_title, titles)
    genders: set[str] = {gender for title in titles if (gender := gender_of_title(title))}
    opposite = "f" if address == "m" else "m"
    return opposite not in (genders or {gender_of_name(group.name.split()[0]) or "u"})


def _ends(name: str) -> tuple[str, str, str]:
    """The first word, the surname and the generation of a full name; without a surname all are empty."""
    words = without_generation(name).split()
    return (words[0], words[-1], generation_of(name)) if len(words) > 1 else ("", "", "")


def _tails(name: str) -> list[str]:
    """The name without its first one, two … words, of two words at least."""
    words = without_generation(name).split()[:MANY_WORDS]
    return [" ".join(words[i:]) for i in range(1, len(words) - 1)]


def _last_words(name: str) -> list[str]:
    """The surname, and the half of it after a hyphen."""
    last = without_generation(name).rpartition(" ")[2]
    return [last, last.rpartition("-")[2]]


def _fits(short: str, full: str) -> bool:
    if generation := generation_of(short):
        if generation != generation_of(full):
            return False
        short = without_generation(short)
    full = without_generation(full)
    words, names = short.split(), full.split()
    if len(words) == 1:
        return words[0] in (names[-1], names[0]) or full.endswith((" " + short, "-" + short))
    if full.endswith(" " + short):  # "Ó Laoire" of Donncha Ó Laoire
        return True
    return bool(INITIAL.match(words[0])) and words[-1] == names[-1] and names[0].startswith(words[0][0])

"""Bylines taken apart: people, organisations, agencies.

In: strings from markup (``By Jane Doe and John Roe, Political Editor``) and the names that are the site's
own. Out: ``Credits``. Roles, places, addresses and words such as "By" go; what is left is a person if it
has the form of a name and holds no word that only desks and outlets have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from dateline.clean.agencies import agency_named, calls_itself_agency
from dateline.clean.vocabulary import alternation, words
from dateline.clean.wording import fold, squeeze

_FILE = "bylines.txt"
_BY_WORDS, _AND = alternation(_FILE, "by"), alternation(_FILE, "and")
_MAX_PEOPLE = 25
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|(?<!\w)@\w+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_BY = re.compile(
    rf"^\W*(?:(?:{alternation(_FILE, 'before by')}\b\s*){{0,4}}\b{_BY_WORDS}\b\s*:?\s+"
    r"|(?:words|story|text|authors?|autor(?:en|in)?|redaktion|reporter|byline)\s*:\s*)",
    re.IGNORECASE,
)
_ONLY_BY = re.compile(rf"^\W*(?:{alternation(_FILE, 'before by')}\s+)?{_BY_WORDS}\s*:?$", re.IGNORECASE)
_PARTING = re.compile(rf"\s*(?:[,;|•·/\n]|\s[–—-]\s|\b{_AND}\b|&|\+)\s*", re.IGNORECASE)
_OPEN_END = re.compile(rf"(?:[,&/]|\b{_AND})\s*$", re.IGNORECASE)
_OPEN_START = re.compile(rf"^\s*(?:[,&/]|{_AND}\b)", re.IGNORECASE)
_AFTER_NAME = re.compile(rf"\s+{alternation(_FILE, 'places and doings')}.*$")
_ROLE = re.compile(rf"\b{alternation(_FILE, 'roles')}\b", re.IGNORECASE)
_ORGANISATION = re.compile(rf"\b{alternation(_FILE, 'organisations')}\b", re.IGNORECASE)
_OTHERS = re.compile(rf"^\W*{alternation(_FILE, 'others')}\b", re.IGNORECASE)
_INTERFACE = re.compile(rf"\b{alternation(_FILE, 'interface')}\b|^\W*\d", re.IGNORECASE)
_DEGREES = re.compile(rf"(?:[\s,]+{alternation(_FILE, 'degrees')}\.?)+$")
_HONORIFIC = re.compile(r"\s*(?:기자|특파원|記者|记者)\s*$")
_DENSE_SCRIPT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PARTICLES = words(_FILE, "particles")
_NOT_NAMES = words(_FILE, "no names")
_NAME_WORD = re.compile(r"^[^\W\d_][\w'’.\-]*$")


@dataclass(slots=True)
class Credits:
    """Who a byline credits, each in order and once."""

    people: list[str] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    agency: str | None = None

    def __bool__(self) -> bool:
        return bool(self.people or self.organisations or self.agency)


def read_credits(texts: Iterable[str], *, site_names: Iterable[str], sure: bool = False) -> Credits:
    """Take bylines apart; ``sure`` where the markup says that each text is a person's name."""
    own = {fold(name) for name in site_names if name}
    found = Credits()
    for text in texts:
        for part in _parts(squeeze(text, keep_lines=True)):
            _file(part, found, own, sure=sure)
    return found


def add_organisations(found: Credits, names: Iterable[str], *, site_names: Iterable[str]) -> None:
    """Credit ``names``, which the markup says are organisations'; an agency among them is the agency."""
    own = {fold(name) for name in site_names if name}
    for name in names:
        found.agency = found.agency or _agency(name, own)
        _append(found.organisations, name)


def byline_sentence(text: str) -> str:
    """The run "By A, B and C" that opens a byline: lines that commas or "and" hold together, and no more."""
    lines = [line for line in text.split("\n") if line.strip()]
    starts = (i + bool(_ONLY_BY.match(line)) for i, line in enumerate(lines) if _BY.match(f"{line} "))
    lines = lines[next(starts, 0) :]
    taken = lines[:1]
    for line in lines[1:]:
        if not (_OPEN_END.search(taken[-1]) or _OPEN_START.match(line)):
            break
        taken.append(line)
    return " ".join(taken)


def _parts(text: str) -> list[str]:
    text = _BRACKETS.sub(" ", _ADDRESS.sub(" ", text))
    lines = _credit_lines(text.split("\n"))
    parts = [part for line in lines for part in _PARTING.split(line) if part and not _OTHERS.match(part)]
    return [name for part in parts if (bare := _bare(part)) for name in _before_agency(bare)]


def _before_agency(part: str) -> list[str]:
    """A name that an agency follows without a comma ("Ana Ruiz Associated Press"), and the agency."""
    words = part.split()
    for at in range(2, len(words)):
        if agency_named(" ".join(words[at:])):
            return [" ".join(words[:at]), " ".join(words[at:])]
    return [part]


def _credit_lines(lines: list[str]) -> list[str]:
    """The lines that may name authors: from a line "By" on, where there is one, until others are credited."""
    start = next((i for i, line in enumerate(lines) if _ONLY_BY.match(line)), -1)
    end = next((i for i, line in enumerate(lines) if i > start and _OTHERS.match(line)), len(lines))
    return [line for line in lines[start + 1 : end] if not _INTERFACE.search(line)]


def _bare(part: str) -> str:
    part = _HONORIFIC.sub("", part)
    return _DEGREES.sub("", _AFTER_NAME.sub("", _BY.sub("", part))).strip(' .,:;-–—|*"“”')


def _file(part: str, found: Credits, own: set[str], *, sure: bool) -> None:
    folded = fold(part)
    if not folded or len(part) > 80 or _DEGREES.fullmatch(f" {part}"):
        return
    if agency := _agency(part, own):
        found.agency = found.agency or agency
        _append(found.organisations, part)
    elif _names_site(folded, own) or _begins_with_initials(part, own) or _ORGANISATION.search(part):
        _append(found.organisations, part)
    elif _is_name(part, sure=sure) and not _ROLE.search(part) and len(found.people) < _MAX_PEOPLE:
        _append(found.people, part)


def _agency(name: str, own: set[str]) -> str | None:
    """The agency of that name: a known one, or one that calls itself so and is not the site itself."""
    if known := agency_named(name):
        return known
    return name if calls_itself_agency(name) and not _names_site(fold(name), own) else None


def _names_site(folded: str, own: set[str]) -> bool:
    joined = folded.replace(" ", "")
    return any(
        folded == name or joined == name.replace(" ", "") or (len(name) > 5 and folded.startswith(name))
        for name in own
    )


def _begins_with_initials(part: str, own: set[str]) -> bool:
    """A desk of the site: its initials and more (``BBC Verify``)."""
    word = part.split()[0]
    return len(word) > 1 and word.isupper() and fold(word) in own


def _append(names: list[str], name: str) -> None:
    if fold(name) not in map(fold, names):
        names.append(name)


def _is_name(text: str, *, sure: bool) -> bool:
    parts = text.split()
    if not 1 <= len(parts) <= 6 or any(not _NAME_WORD.match(word) for word in parts):
        return False
    if any(word.lower() in _NOT_NAMES for word in parts):
        return False
    if len(parts) == 1:
        return sure and len(text) > (1 if _DENSE_SCRIPT.search(text) else 2)
    return sure or all(not word[:1].islower() or _is_particle(word) for word in parts)


def _is_particle(word: str) -> bool:
    return word.lower().rstrip(".'’") in _PARTICLES or word[:2].lower() in ("d'", "d’", "l'", "l’")

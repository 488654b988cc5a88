"""Who holds an office: "the defence secretary", "the former mayor", "the PM"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from dateline.annotate.entities.person_nouns import KIN, OFFICE_INITIALS, initials_of
from dateline.annotate.speakers.cast import FORMER, SAME_OFFICE, Cast, Figure, Role

Latest = Callable[[int, Sequence[Figure]], Figure | None]
"""Which of several figures was mentioned last before an offset."""
EXCLUSIVE = frozenset(
    [
        "minister",
        "president",
        "chancellor",
        "secretary",
        "mayor",
        "governor",
        "premier",
        "chief",
        "king",
        "judge",
        "ambassador",
        *map(str.lower, OFFICE_INITIALS),
    ]
)
"""Offices of which a person holds one."""
OF_MANY = frozenset(["democrat", "republican", "tory"])
"""Members of parties: "the Ohio Republican" is not any Republican."""
STANDING_IN = frozenset(["vice", "deputy"])
"""Words of an office that is another without them."""
INDEFINITE = frozenset(
    [
        *("a", "an", "any", "another", "both", "each", "either", "every", "few", "many", "most", "neither"),
        *("no", "one", "other", "several", "some", "three", "two"),
    ]
)
ARTICLES = frozenset(["the", "a", "an", "this", "that", "one", "another", "his", "her", "their", "its"])
FILLER = frozenset(
    [
        *("former", "ex", "the", "mr", "ms", "mrs", "-", "then", "current", "'s", "’s", "'", "’"),
        *("sitting", "incumbent", "embattled", "longtime", "term"),
    ]
)
"""Words that tell nothing of which office it is: "the embattled president"."""
TERMS = frozenset(["one", "two", "three", "four"])
"""Nor do these, but for parents: "the two-term president", but "the mother of two"."""


class Holders:
    """The offices that an article gives to its people."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._holding: dict[str, list[tuple[Figure, Role]]] = defaultdict(list)
        for figure in cast.people:
            for role in figure.roles:
                self._holding[role.head].append((figure, role))

    def add(self, figure: Figure, role: Role) -> None:
        """Note an office that the article gives only by the way it goes on about somebody."""
        figure.roles.add(role)
        self._holding[role.head].append((figure, role))

    def of(self, words: Sequence[str], offset: int, latest: Latest) -> Figure | None:
        """Who holds the office in ``words`` (lower case, its noun last)."""
        if not words or words[0] in INDEFINITE:
            return None
        telling_nothing = FILLER if words[-1] in KIN else FILLER | TERMS
        narrowing = {word for word in words[:-1] if word not in ARTICLES and word not in telling_nothing}
        former = not FORMER.isdisjoint(words)
        holders = self._fitting(SAME_OFFICE.get(words[-1], words[-1]), narrowing, former)
        if not holders and (initials := initials_of(words)):
            holders = self._fitting(initials, set(), former)
        if len(holders) > 1:
            earlier = [figure for figure in holders if figure.first < offset]
            recent = latest(offset, earlier) if not narrowing else None
            return recent if recent is not None else (earlier[0] if len(earlier) == 1 else None)
        return holders[0] if holders else None

    def from_country(self, code: str, offset: int) -> Figure | None:
        """The only person named before ``offset`` whom the text makes one of the people of that country."""
        same = [figure for figure in self._cast.people if figure.country == code and figure.first < offset]
        return same[0] if len(same) == 1 else None

    def _fitting(self, noun: str, narrowing: set[str], former: bool) -> list[Figure]:
        same = self._holding.get(noun, ())
        fitting = [(figure, role) for figure, role in same if narrowing <= role.words]
        if not fitting and noun not in OF_MANY:
            fitting = [(figure, role) for figure, role in same if not role.words]
        fitting = [(figure, role) for figure, role in fitting if STANDING_IN & role.words <= narrowing]
        if noun in EXCLUSIVE:
            fitting = [(figure, role) for figure, role in fitting if _may_hold(role, former)]
        return list(dict.fromkeys(figure for figure, _ in fitting))


def _may_hold(role: Role, former: bool) -> bool:
    """Whether the role may be that of "the governor", or of "the former governor"."""
    gone = not FORMER.isdisjoint(role.words)
    return gone or not role.words if former else not gone


def holds_another(figure: Figure, office: str, *, former: bool = False) -> bool:
    """Whether the figure is known to hold another office than this exclusive one, or to hold it no more."""
    held = EXCLUSIVE.intersection([role.head for role in figure.roles])
    if office not in EXCLUSIVE or not held:
        return False
    in_office = (FORMER.isdisjoint(role.words) for role in figure.roles if role.head == office)
    return office not in held or not (former or any(in_office))

"""News agencies by the names that credit them."""

from __future__ import annotations

import re

from dateline.clean.vocabulary import lines
from dateline.clean.wording import fold

_AGENCY_OF = {
    fold(name): agency
    for line in lines("agencies.txt", "agencies")
    for agency, names in [line.split(" = ")]
    for name in names.split("|")
}
_RIGHTS = tuple(
    (agency, re.compile(pattern.encode()))
    for line in lines("agencies.txt", "rights")
    for agency, pattern in [line.split(" = ")]
)
_CREDIT_AT_START = re.compile(r"^[^a-z]?.{0,60}?\((?P<inside>[A-Za-z /-]{2,30})\)\s*(?:[—–-]|:|\.|$)")
_CREDIT_AT_END = re.compile(
    r"(?:\(|\b(?:source|quelle|copyright|©|mit material von|with|from|by)\b[: ]*|^)"
    r"(?P<names>[\w .,/-]{2,60})\)?\W*$",
    re.IGNORECASE,
)


_CALLS_ITSELF_ONE = re.compile(
    r"\b(?:news|press) agency\b|\b(?:news)?wire(?: service)?$|nachrichtenagentur|presseagentur"
    r"|\bagence de presse\b|\bagenzia di stampa\b|\bagencia de noticias\b",
    re.IGNORECASE,
)


def agency_named(text: str) -> str | None:
    """The agency that ``text`` is the name of."""
    return _AGENCY_OF.get(fold(text))


def calls_itself_agency(text: str) -> bool:
    """Whether a name says itself that it is a news agency's (``Lisbon Press Agency``, ``Alpine Wire``)."""
    return bool(_CALLS_ITSELF_ONE.search(text.strip(" .")))


def agency_credited(line: str, *, opening: bool) -> str | None:
    """The agency that an opening line (``BERLIN (dpa) —``) or a closing one (``dpa/AFP``) credits."""
    match = (_CREDIT_AT_START if opening else _CREDIT_AT_END).search(line)
    if match is None:
        return None
    return next(
        (
            agency
            for name in re.split(r"[/,&]|\band\b|\bund\b", match.group(1))
            if (agency := agency_named(name))
        ),
        None,
    )


def agency_with_rights(html: bytes) -> str | None:
    """The agency whose note about its rights in the text a page bears."""
    return next((agency for agency, pattern in _RIGHTS if pattern.search(html)), None)

"""The place in front of a story ("HOUSTON (AP) — ", "New Delhi: "), which is nobody's words and no source."""

from __future__ import annotations

import re

from dateline.annotate.entities.places import gazetteer
from dateline.annotate.quotes.grammar import Grammar

_PLACE = r"[A-Z][\w.’'-]{0,30}(?:,? [A-Z][\w.’'-]{0,30}){0,4}"
_DAY = r",? \d{1,2}(?:, \d{4})?"
_AGENCY = r"(?:\([A-Z][\w/ .]{0,40}\)|/[A-Z][\w/ ]{0,40}/)"
_CAPITALS = rf"[A-Z]{{3}}[A-Z .,'’]{{0,40}}(?:, {_PLACE}(?:{_DAY})?)?"
_DATELINE = re.compile(
    rf"(?:{_PLACE}(?:{_DAY})? ?{_AGENCY} ?(?:—|–|--?)|{_PLACE}{_DAY} {_AGENCY}(?= [A-Z“\"])"
    rf"|{_CAPITALS}(?: ?(?:—|–|--)| -(?= ))) ?"
)
"""A place and an agency, then a dash or behind a day none; or a place in capitals and a dash."""
_LONGEST_LINE = 120
"""Characters of a dateline."""
_LONGEST = 12
"""Tokens behind the place: a region, a date, an agency."""
_SIGNS_BEHIND = frozenset((":", "-", "–", "—", "--"))


def behind_dateline(grammar: Grammar, token: int) -> int:
    """The token that begins the story itself, if ``token`` stands in a dateline; else ``token``."""
    start = grammar.start[token]
    line = grammar.text.rfind("\n", max(0, start - _LONGEST_LINE), start) + 1
    if line == 0 and start > _LONGEST_LINE:
        return token
    match = _DATELINE.match(grammar.text, line)
    return grammar.first_at(match.end()) if match and match.end() > start else token


def is_dateline(grammar: Grammar, token: int, verb: int) -> bool:
    """Whether ``token`` is a place that opens a line, with a colon or a dash before the verb's clause."""
    first = grammar.left[token]
    if first and grammar.text[grammar.start[first] - 1] != "\n":
        return False
    behind = range(token + 1, min(verb, token + _LONGEST))
    signs = [sign for sign in behind if grammar.lower[sign] in _SIGNS_BEHIND]
    return not all(map(grammar.is_hyphen, signs)) and _is_place(grammar, first, token)


def _is_place(grammar: Grammar, first: int, token: int) -> bool:
    word, name = (grammar.text[grammar.start[begin] : grammar.end[token]] for begin in (token, first))
    return grammar.ent[token] in ("GPE", "LOC") or word.isupper() or gazetteer().find(name) is not None

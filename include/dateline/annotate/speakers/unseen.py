"""Names that entity recognition missed, known by how a source's words are written."""

from __future__ import annotations

import re

from dateline.annotate.entities.group_nouns import CROWDS
from dateline.annotate.entities.organisations import ORGANISATION, SEATS, THINGS
from dateline.annotate.entities.person_nouns import OFFICE_INITIALS, means_person
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.speakers.cast import Cast
from dateline.annotate.speakers.holders import ARTICLES, INDEFINITE
from dateline.annotate.speakers.reading import PLURAL_TAGS, Reading, reading_of

CAPITALISED = re.compile(
    r"^(?:[A-Z’']|[^\W\d_a-z])(?:[^\W\d]|[’'.-])*(?: (?:[A-Z][\w’'.-]*|de|van|von|bin|al|el|la|le))*"
    r"(?<![A-Z]s)$"
)
ACRONYM = re.compile(r"^[Tt]he ([A-Z]{2,6})$")
"""A body by its initials, or an office."""
SHORTENED = re.compile(r"\w*[A-Z]\w*[A-Z]\w*")
"""A body's name of more than one capital ("PETA", "WebMD"); before a colon it is a speaker's in capitals."""
MEMBER = re.compile(
    r"(?:[Tt]he )?(?:[A-Z][\w.&-]* (?:of |for |and )?){0,5}([A-Z][\w.&-]*)['’]s "
    r"((?:[A-Z][\w’'-]+ ){1,2}[A-Z][\w’'-]+)"
)
"""One of a body's people, by a name that nothing else gives away: "the Business Council's Bran Black"."""
QUANTIFYING = (INDEFINITE - {"a", "an", "no"}) | {"fellow", "leading", "our"}
"""Words before people who are not named: "Most Republicans"."""
FORM_OF_ADDRESS = re.compile(r"^(?:M(?:r|rs|s|iss)|Dr|Prof|Sir)\.? ")


class UnseenNames:
    """Readings of one article's sources with capitals."""

    def __init__(self, grammar: Grammar, cast: Cast) -> None:
        self._grammar = grammar
        self._cast = cast
        self._known: dict[str, Reading] = {}
        """By their last words those whose names nothing but a source gave."""

    def read(self, words: str, head: int) -> Reading | None:
        """A capitalised source that entity recognition missed."""
        grammar = self._grammar
        if words in self._known:
            return self._known[words]
        if self._is_no_name(words):
            return None
        if words.lower() in SEATS:
            return Reading(words, "organisation", "unseen name")
        common = grammar.pos[head] != "PROPN" or grammar.lower[head] in CROWDS
        if " " not in words and (common or grammar.tag[head] in PLURAL_TAGS):
            return None
        if acronym := ACRONYM.match(words):
            body = acronym.group(1) not in OFFICE_INITIALS
            return Reading(acronym.group(1), "organisation", "unseen name") if body else None
        plain = self._member(words) or FORM_OF_ADDRESS.sub("", words)
        if not CAPITALISED.match(plain) or (plain == words and words.split()[0].lower() in ARTICLES):
            return None
        for figure in self._cast.by_word.get(plain.split()[-1].lower(), []):
            return reading_of(figure, "part of a name")
        body = plain == words and self._is_body(words, head)
        reading = Reading(plain, "organisation" if body else "person", "unseen name")
        if not body and " " in plain:
            self._known[plain.rpartition(" ")[2]] = reading
        return reading

    def _is_no_name(self, words: str) -> bool:
        """Whether capitals only open a sentence or a title: "Violence has erupted", "Some Democrats"."""
        first, last = words.partition(" ")[0].lower(), words.rpartition(" ")[2]
        if (
            first in QUANTIFYING
            or words in THINGS
            or means_person(last)
            or means_person(last.removesuffix("s"))
        ):
            return True
        return " " not in words and f" {first} " in self._grammar.text

    def _is_body(self, words: str, head: int) -> bool:
        grammar = self._grammar
        after = grammar.text[grammar.end[head] : grammar.end[head] + 1]
        short = SHORTENED.fullmatch(words) is not None and after != ":"
        return grammar.tag[head] in PLURAL_TAGS or short

    def _member(self, words: str) -> str | None:
        """The name of one of a body's people: "Bran Black" in "the Business Council's Bran Black"."""
        match = MEMBER.fullmatch(words)
        if match is None or match.group(1).lower() in self._cast.by_word:
            return None
        name: str = match.group(2)
        return None if name.lower().rpartition(" ")[2] in ORGANISATION else name

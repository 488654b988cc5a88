"""Whom a description means: "the defence secretary", "a source close to the deal", "the 36-year-old".

A definite description means the one figure of the cast that holds such an office, else the one described in
the same words before. An indefinite one, or one that nobody fits, is a figure of its own, kept as described.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.annotate.entities.person_nouns import KIN, OFFICE_INITIALS, PERSON_NOUNS, SMALL_INITIALS
from dateline.annotate.entities.places import gazetteer
from dateline.annotate.quotes import lexicon
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.speakers.cast import Cast, Figure, is_person_noun
from dateline.annotate.speakers.descriptions import Descriptions, gender_of
from dateline.annotate.speakers.holders import INDEFINITE, OF_MANY, Holders, Latest
from dateline.annotate.speakers.stand_ins import Likely, StandIns, has_no_name

SEATED = (["parliament", "for"], ["congress", "for"], ["assembly", "for"])
"""What stands between a member and the seat: "Member of Parliament for Hanover Ana Diaz"."""
LONGEST_TAIL = 8
AGED = re.compile(r"\b(\d{1,3})[- ]year[- ]old\b")
CALLED = re.compile(
    r"[^.;:\n“”\"]*?\b(?:(?:identified|introduced|known)(?: (?:him|her|them)self)?(?: \w+)? as"
    r"|(?:gave|gives|giving) (?:his|her|their) (?:full |first )?name(?: \w+)? as"
    r"|goes by(?: the (?:name|callsign|nickname|pseudonym)(?: of)?)?"
    r"|asked to be (?:called|named|identified as))"
    r" (?:only |just )?(?:(?:Mr|Mrs|Ms|Miss|Madam|Dr) )?(?=[^\W\d_a-z])"
)
"""What stands between somebody's description and the name that goes for it."""
LONGEST_CALLING = 120
LARGEST_FAMILY = 20
"""Bearers of a surname that are looked at."""
KNOWN_BY_SEAT = OF_MANY | {"incumbent", "nominee"}
"""Nouns that with "the" mean somebody whom the article names, clear or not: they bring in nobody new."""
ONE_OF_SEVERAL = frozenset(["one", "another"])
ACTING = frozenset(["nsubj", "nsubjpass", "dobj", "pobj", "dative", "agent", "conj", "poss"])
"""Parts that one plays by oneself; an adjective has none of them."""


def _may_call(words: str) -> bool:
    """Whether ``words`` hold a part of every way to say what somebody goes by: most hold none."""
    return " as " in words or "goes by " in words or "asked to be " in words


class Offices:
    """Descriptions looked up against one article's cast."""

    def __init__(self, grammar: Grammar, cast: Cast) -> None:
        self._grammar = grammar
        self._cast = cast
        self.holders = Holders(cast)
        self.descriptions = Descriptions()
        self.stand_ins = StandIns(grammar, cast, self.holders, self.descriptions)

    def figure_at(self, noun: int, latest: Latest, likely: Likely) -> Figure | None:
        """The figure that the noun phrase around token ``noun`` means; None where it only dresses a name."""
        grammar = self._grammar
        if grammar.lower[noun] == "old":
            return self._aged(noun, likely) if grammar.dep[noun] in ACTING else None
        if grammar.lower[noun] in ONE_OF_SEVERAL:
            return self._one_of(noun) if grammar.dep[noun] == "nsubj" else None
        if grammar.lower[noun] in SMALL_INITIALS and grammar.word(noun) not in OFFICE_INITIALS:
            return None
        if grammar.pos[noun] not in ("NOUN", "PROPN"):
            return None
        if grammar.is_parted(noun):
            return self._parted(noun)
        if self._dresses(noun):
            return None
        if grammar.lower[noun] in gazetteer().members and not self.is_member(noun):
            return None
        phrase = [*sorted(t for t in grammar.children[noun] if t < noun and grammar.dep[t] != "punct"), noun]
        words = [grammar.lower[token] for token in phrase]
        offset = grammar.start[phrase[0]]
        named = self._identified(noun) or self.holders.of(words, offset, latest)
        if named is None and words[0] == "the":
            named = self.stand_ins.meant(noun, offset, likely)
        if named is None and words[0] == "the" and words[-1] in KNOWN_BY_SEAT:
            return None
        return named or self._describe(noun, phrase, words)

    def _parted(self, noun: int) -> Figure | None:
        """Who is described by a word of two halves: "her co-worker"."""
        grammar = self._grammar
        first = grammar.left[noun - 2]
        if grammar.dep[first] not in ("det", "poss"):
            return None
        nameless = has_no_name(grammar, noun)
        return self.descriptions.of(grammar.text[grammar.start[first] : grammar.end[noun]], nameless=nameless)

    def _dresses(self, noun: int) -> bool:
        """Whether the noun says more of whom other words mean: "the former leader and prime minister"."""
        grammar = self._grammar
        if grammar.dep[noun] == "conj":
            bare = grammar.child(noun, "det", "poss", "nummod") is None
            return bare and is_person_noun(grammar, grammar.head[noun])
        return grammar.dep[noun] in ("appos", "compound", "attr", "nmod")

    def _aged(self, old: int, likely: Likely) -> Figure | None:
        """Whom "the 36-year-old" means, whose last word is the token ``old``."""
        grammar = self._grammar
        offset = grammar.start[grammar.left[old]]
        words = grammar.text[offset : grammar.end[old]]
        match = AGED.search(words)
        if match is None or not words.lower().startswith("the "):
            return None
        figure = self.of_age(words) or self.stand_ins.meant(old, offset, likely, age=int(match.group(1)))
        return figure or self.descriptions.of(words)

    def _one_of(self, one: int) -> Figure | None:
        """Somebody of several: "one of the drivers", "another" who says something."""
        grammar = self._grammar
        several = grammar.child(one, "prep")
        if several is None or grammar.lower[several] != "of":
            spoke = "say" in lexicon.verbs().get(grammar.lower[grammar.head[one]], ())
            return self._identified(one) or self.descriptions.of(grammar.word(one)) if spoke else None
        people = grammar.child(several, "pobj")
        if people is None or grammar.lower[people].removesuffix("s") not in PERSON_NOUNS:
            return None
        named = self._identified(one) or self._identified(people)
        words = grammar.text[grammar.start[one] : grammar.end[self._phrase_end(one)]]
        return named or self.descriptions.of(words)

    def is_member(self, token: int) -> bool:
        """Whether the word means one of a people: "the Nigerian limped off"."""
        grammar = self._grammar
        return (
            grammar.lower[token] in gazetteer().members
            and grammar.tag[token] in ("NN", "NNP")
            and grammar.dep[token] in ("nsubj", "nsubjpass")
            and grammar.lower[grammar.left[token]] in ("the", "a", "an", "another", "one")
        )

    def _identified(self, noun: int) -> Figure | None:
        """Whom an apposition or a copula names: "another villager, Ana Ruiz", "the witness was Ana Ruiz"."""
        grammar = self._grammar
        verb = grammar.head[noun]
        attribute = None
        if grammar.dep[noun] == "nsubj" and grammar.lower[verb] in ("is", "was"):
            attribute = grammar.child(verb, "attr")
        heads = [token for token in (noun, attribute, grammar.child(noun, "conj")) if token is not None]
        apposed = [grammar.child(head, "appos") for head in heads] + [self._behind_body(noun)]
        named = [self._cast.by_token.get(token) for token in (attribute, *apposed) if token is not None]
        figure = next((entry[0] for entry in named if entry and entry[0].is_person), None)
        return figure or self.dressed(noun) or self.called(noun) or self.relative(noun)

    def called(self, noun: int) -> Figure | None:
        """Whose name the text gives as what somebody goes by: "a driver, identified only as Mutiu"."""
        grammar = self._grammar
        end = grammar.end[self._phrase_end(noun)]
        behind = grammar.text[end : end + LONGEST_CALLING]
        match = CALLED.match(grammar.text, end, end + LONGEST_CALLING) if _may_call(behind) else None
        entry = self._cast.by_token.get(grammar.first_at(match.end())) if match else None
        return entry[0] if entry is not None and entry[0].is_person else None

    def relative(self, noun: int) -> Figure | None:
        """Whom the text names with the surname of whose relative the noun means: "Leo Hart's mother"."""
        grammar = self._grammar
        if grammar.lower[noun] not in KIN:
            return None
        owner = grammar.child(noun, "poss")
        entry = self._cast.by_token.get(owner) if owner is not None else None
        first, _, surname = entry[0].name.rpartition(" ") if entry else ("", "", "")
        if entry is None or not first or not entry[0].is_person:
            return None
        gender, offset = gender_of(grammar.lower[noun]), grammar.start[noun]
        family = [
            figure
            for figure in self._cast.by_word.get(surname.lower(), ())[:LARGEST_FAMILY]
            if figure is not entry[0] and " " in figure.name and figure.first < offset
        ]
        return family[0] if len(family) == 1 and gender and family[0].gender == gender else None

    def _behind_body(self, noun: int) -> int | None:
        """A name that the parse sets beside the body: "the spokesman for the council, Leo Stone"."""
        grammar = self._grammar
        preposition = grammar.child(noun, "prep")
        body = grammar.child(preposition, "pobj") if preposition is not None else None
        if body is None or body not in self._cast.by_token or self._cast.by_token[body][0].is_person:
            return None
        return grammar.child(body, "appos")

    def dressed(self, noun: int) -> Figure | None:
        """Whose name ends the noun phrase: "minister of mines and energy Tom Alweendo"."""
        grammar = self._grammar
        if grammar.lower[noun + 1 : noun + 2] not in (["of"], ["for"]):
            return None
        for token in range(noun + 2, min(grammar.right[noun], noun + LONGEST_TAIL) + 1):
            entry = self._cast.by_token.get(token)
            if entry and entry[0].is_person:
                joined = grammar.pos[token - 1] in ("NOUN", "PROPN")
                first = noun + 4 if grammar.lower[noun + 2 : noun + 4] in SEATED else noun + 2
                joined = joined and "ADP" not in grammar.pos[first:token]
                joined = joined and not is_person_noun(grammar, token - 1)
                return entry[0] if joined and grammar.lower[noun] not in KIN else None
        return None

    def of_age(self, words: str) -> Figure | None:
        """The only person of the age that "the 36-year-old" gives."""
        match = AGED.search(words)
        same = [p for p in self._cast.people if match and p.age == int(match.group(1))]
        return same[0] if len(same) == 1 else None

    def _describe(self, noun: int, phrase: Sequence[int], words: Sequence[str]) -> Figure | None:
        grammar = self._grammar
        if grammar.tag[noun] in ("NNS", "NNPS") or grammar.dep[phrase[0]] not in ("det", "poss", "nummod"):
            return None  # "justice" without an article is no judge
        if words[0] not in INDEFINITE and (before := self.descriptions.before(words[-1])):
            return before
        first = grammar.left[phrase[0]]
        description = grammar.text[grammar.start[first] : grammar.end[self._phrase_end(noun)]]
        return self.descriptions.of(description, nameless=has_no_name(grammar, noun))

    def _phrase_end(self, noun: int) -> int:
        """The last token of the noun phrase with its prepositional phrases: "a source close to the talks"."""
        grammar = self._grammar
        after = [c for c in grammar.children[noun] if c > noun and grammar.dep[c] in ("prep", "amod", "acl")]
        end = max((grammar.right[child] for child in after), default=noun)
        end = next((token - 1 for token in range(noun + 1, end) if grammar.lower[token] == ","), end)
        return end if end - noun <= LONGEST_TAIL else noun

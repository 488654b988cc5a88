"""Find the words that introduce speech, each with its source.

Verbs of the lexicon with their subjects ("said Ms Okafor", "the minister, who warned"), "according to", nouns
that hold speech ("the court's claim that"), adjectives of standing ("sure that"), the labels of transcripts.
Any other verb is a cue of kind ``other``: it can be the frame of a quotation, rarely.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import compress, count
from typing import NamedTuple

from dateline.annotate.quotes import lexicon
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.labels import find_labels
from dateline.annotate.quotes.sources import QUOTING, source_of
from dateline.records import Span

NO_GROUPS: frozenset[str] = frozenset()
SAYING = frozenset(("say", "speech", "write"))
_SAYS = frozenset(("say",))
_SHOWN = frozenset(("judge", "document", "commit"))
_AS_SAYING = (["as", "saying"], ["as", "telling"])
_PUT_SO = (["like", "this"], ["this", "way"], ["to", "me"], ["to", "us"])
_ANSWERED = frozenset(("shot", "shoots", "fired", "fires", "hit", "hits", "clapped", "claps", "snapped"))
_PHRASES = (["that", "said", ","], ["all", "told", ","])
_BEGINS = frozenset(
    [
        *("began", "begin", "begins", "begun", "continue", "continued", "continues", "continuing"),
        *("finish", "finished", "start", "started", "starts"),
    ]
)
"""What is said only without an object: "“Well,” he began", not "had begun “a long affair”"."""
_SHARES = lexicon.forms_of("share")
"""What is told only with a clause: "shared that love blossomed"."""
_VIEWS = frozenset(("opinion", "view"))
_SPEAKS = frozenset(("speaking", "speaks", "spoke", "talked", "talking", "talks"))
_COMES = frozenset(("comes", "came"))
REPLIES = frozenset(("answer", "reply", "response", "retort"))
"""Nouns for words that nobody is said to have: "“Never,” came the reply"."""
_VERBAL = frozenset(("VERB", "AUX"))
_HELPING = frozenset(("aux", "auxpass", "amod", "compound"))
_REACH = 30
"""Tokens between a marked string and a verb outside the lexicon that may still introduce it."""
_LONGEST_FRAME = 6
"""Tokens between a participle and the string that it says somebody was called."""
_TIMES = ("DATE", "TIME")
_STARTS_NOUN = frozenset(("DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM"))


class Cue(NamedTuple):
    """Words that introduce speech; all positions are token indices of the grammar."""

    token: int
    first: int
    last: int
    kind: str
    """``verb``, ``according``, ``noun``, ``feeling``, ``label`` or ``other``."""
    groups: frozenset[str]
    source: int | None
    way: str
    """How the source was reached."""
    words: Span | None = None
    """The source's words where the layout gives them; otherwise ``sources.mention_of`` does."""


def find_cues(grammar: Grammar, quoted: bytearray) -> list[Cue]:
    """Every possible cue outside quotation marks; ``quoted`` is one for each token inside them."""
    near = _near(quoted)
    verbs, nouns, feelings = lexicon.verbs(), lexicon.nouns(), lexicon.feelings()
    cues: list[Cue] = []
    for token in _possible(grammar, quoted, near):
        pos, lower, dep = grammar.pos[token], grammar.lower[token], grammar.dep[token]
        if _quotes_another(grammar, token) or _is_phrase(grammar, token):
            continue
        if lower == "according":
            cues.extend(_according(grammar, token))
        elif (
            (groups := verbs.get(lower))
            and not (lower in _BEGINS and grammar.child(token, "dobj", "xcomp") is not None)
            and (dep not in _HELPING or _names_behind(grammar, quoted, token))
            and (_is_verbal(pos, lower) or _follows_speech(grammar, quoted, token))
        ):
            cues.append(_of_verb(grammar, quoted, token, "verb", groups))
        elif lower in _SHARES and _tells_clause(grammar, token):
            cues.append(_of_verb(grammar, quoted, token, "verb", _SAYS))
        elif pos in _VERBAL:
            if near[token] and dep not in _HELPING:
                says = _puts_it(grammar, token) or _is_back(grammar, token) or _answers(grammar, token)
                says = says or _speaks_of(grammar, token)
                kind, groups = ("verb", _SAYS) if says else ("other", NO_GROUPS)
                cues.append(_of_verb(grammar, quoted, token, kind, groups))
        elif pos == "NOUN" and lower in nouns:
            cues.append(_in_ones_view(grammar, token) or _of_noun(grammar, token))
        elif lower in feelings and dep in ("acomp", "oprd", "conj", "ROOT", "amod"):
            source, way = source_of(grammar, grammar.head[token])
            cues.append(Cue(token, token, token, "feeling", NO_GROUPS, source, way))
    cues.extend(
        Cue(token, token, token, "label", NO_GROUPS, grammar.covering(words[1] - 1), "label", words)
        for words, token in find_labels(grammar)
    )
    return cues


def _is_phrase(grammar: Grammar, verb: int) -> bool:
    """Whether the verb says nothing: "That said, Ruiz went", "more than the rules suggest"."""
    if grammar.lower[grammar.left[verb]] == "than":  # "more than the rules suggest"
        return True
    first = grammar.sentence_start[grammar.sentence[verb]]
    return verb == first + 1 and grammar.lower[first : verb + 2] in _PHRASES


def _tells_clause(grammar: Grammar, verb: int) -> bool:
    """Whether a clause follows, and nothing that is shared: "shared that she was ill"."""
    return grammar.child(verb, "ccomp") is not None and grammar.child(verb, "dobj") is None


def _puts_it(grammar: Grammar, verb: int) -> bool:
    """Whether somebody says it so: "as one critic put it", "she put it like this: “…”"."""
    if grammar.lower[verb] not in ("put", "puts", "putting") or grammar.lower[verb + 1 : verb + 2] != ["it"]:
        return False
    behind = grammar.lower[verb + 2 : verb + 5]
    if grammar.lower[grammar.left[verb]] == "as" or behind[:2] in _PUT_SO:
        return True
    return ":" in behind and grammar.pos[verb + 2] in ("ADV", "PUNCT")


def _speaks_of(grammar: Grammar, verb: int) -> bool:
    """Whether somebody speaks of something: "spoke of “a road map”"."""
    return grammar.lower[verb] in _SPEAKS and grammar.lower[verb + 1 : verb + 2] in (["of"], ["about"])


def _answers(grammar: Grammar, verb: int) -> bool:
    """Whether an answer comes: "“Never,” comes the reply"."""
    subject = grammar.child(verb, "nsubj") if grammar.lower[verb] in _COMES else None
    return subject is not None and grammar.lower[subject] in REPLIES


def _is_back(grammar: Grammar, verb: int) -> bool:
    """Whether somebody answers so: "“Am I?” Diaz shot back"."""
    return grammar.lower[verb] in _ANSWERED and grammar.lower[verb + 1 : verb + 2] == ["back"]


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return lexicon.known() | _SHARES


def _possible(grammar: Grammar, quoted: bytearray, near: bytearray) -> list[int]:
    """The tokens outside marks that the lexicon knows, or that are verbs near marks."""
    known = compress(count(), map(_known().__contains__, grammar.lower))
    verbs = [token for token in grammar.verbs if near[token]]
    return sorted([token for token in {*known, *verbs} if not quoted[token]])


def _near(quoted: bytearray) -> bytearray:
    """One for each token that may introduce a marked string as a plain verb does: within reach of it."""
    near = bytearray(len(quoted))
    at = quoted.find(1)
    while at >= 0:
        end = quoted.find(0, at)
        end = len(quoted) if end < 0 else end
        low, high = max(0, at - _REACH), min(len(quoted), end + _REACH)
        near[low:high] = b"\1" * (high - low)
        at = quoted.find(1, end)
    return near


def _is_verbal(pos: str, lower: str) -> bool:
    """A verb, or a past form that the tagger took for another part of speech."""
    return pos in _VERBAL or (pos != "ADV" and lower.endswith("ed"))


def _quotes_another(grammar: Grammar, verb: int) -> bool:
    """Whether it is another who speaks: "it quoted the premier as saying"."""
    if grammar.lower[verb] not in QUOTING:
        return False
    preposition = grammar.child(verb, "prep")
    return preposition is not None and grammar.lower[preposition : preposition + 2] in _AS_SAYING


def _follows_speech(grammar: Grammar, quoted: bytearray, token: int) -> bool:
    """Whether a verb that looks like a plural follows what was said: "“I was wrong,” jokes Diaz"."""
    return grammar.lower[token].endswith("s") and _is_behind_speech(grammar, quoted, token)


def _names_behind(grammar: Grammar, quoted: bytearray, token: int) -> bool:
    """Whether a verb that the parse made a modifier stands between words and a name: "“No,” added Diaz"."""
    named = grammar.pos[token + 1 : token + 2] == ["PROPN"]
    return named and _is_behind_speech(grammar, quoted, token)


def _is_behind_speech(grammar: Grammar, quoted: bytearray, token: int) -> bool:
    """Whether the word stands right behind marks that close as speech does."""
    if not token or not quoted[token - 1]:
        return False
    return grammar.text[grammar.start[token - 1] - 1] in ",.!?…"


def _of_verb(grammar: Grammar, quoted: bytearray, token: int, kind: str, groups: frozenset[str]) -> Cue:
    source, way = source_of(grammar, token)
    strayed = source is None or (quoted[source] and not quoted[token])
    # "“Sold out,” reads the sign", "“Pleased,” offered Diaz"
    follows = not _SHOWN.isdisjoint(groups) and token > 0 and quoted[token - 1]
    if strayed and way != "agent" and (follows or not SAYING.isdisjoint(groups)):
        source, way = _beside(grammar, quoted, token)
    if source is None and way == "agent":
        source = _agent_behind(grammar, quoted, token)
    if way in ("shared", "governing") and (named := _joined_before(grammar, token)) is not None:
        source, way = named, "beside before"
    last, dep = token, grammar.dep
    while last + 1 < len(dep) and dep[last + 1] == "prt" and grammar.head[last + 1] == token:
        last += 1
    return Cue(token, token, last, kind, groups, source, way)


def _joined_before(grammar: Grammar, verb: int) -> int | None:
    """The name right before a verb and a colon that the parse hung elsewhere: "… and Diaz added:"."""
    first = verb - 1
    if verb < 2 or grammar.tag[first] != "NNP" or grammar.lower[verb + 1 : verb + 2] != [":"]:
        return None
    while first and grammar.tag[first - 1] == "NNP":
        first -= 1
    return verb - 1 if first and grammar.lower[first - 1] in ("and", "but") else None


def _agent_behind(grammar: Grammar, quoted: bytearray, verb: int) -> int | None:
    """Who did what the participle says, behind its string: "branded “reckless” by Ana Diaz"."""
    first = quoted.find(1, verb, verb + _LONGEST_FRAME)
    behind = quoted.find(0, first) if first >= 0 else -1
    if behind < 0 or grammar.lower[behind] != "by":
        return None
    agent = grammar.child(behind, "pobj")
    return agent if agent is not None else _noun_from(grammar, behind + 1)


def _beside(grammar: Grammar, quoted: bytearray, verb: int) -> tuple[int | None, str]:
    """Where the parse gives a speech verb no subject outside of marks: the noun phrase next to it.

    After it ("said Ana Diaz"), before it ("Ana Diaz said"), or before an aside ("Diaz, the mayor, said").
    """
    before = verb - 1
    if before >= 0 and grammar.pos[before] == "ADV":
        before -= 1
    if before >= 0 and not quoted[before]:
        if grammar.pos[before] in ("PROPN", "PRON", "NOUN") and grammar.ent[before] not in _TIMES:
            return before, "beside before"
        if grammar.text[grammar.start[before]] in ",)":
            head = _before_aside(grammar, quoted, before)
            if head is not None:
                return head, "beside aside"
    head = _noun_from(grammar, verb + 1)
    if head is not None and not quoted[head] and grammar.ent[head] not in _TIMES:
        return _named_behind(grammar, head), "beside after"
    return None, "none"


def _named_behind(grammar: Grammar, noun: int) -> int:
    """The name that a comma sets off behind the noun, or the noun: "said the Speaker, Dame Ana Diaz"."""
    first = noun + 2
    if grammar.lower[noun + 1 : first] != [","] or grammar.ent[noun] == "PERSON":
        return noun
    name = _noun_from(grammar, first)
    return name if name is not None and grammar.ent[name] == "PERSON" else noun


def _noun_from(grammar: Grammar, token: int) -> int | None:
    """The last noun of the run of modifiers and nouns that starts at ``token``."""
    head = None
    if token < len(grammar) and grammar.tag[token] == "PRP$":
        return None
    while token < len(grammar) and grammar.pos[token] in _STARTS_NOUN:
        if grammar.pos[token] in ("PROPN", "PRON", "NOUN"):
            head = token
        token += 1
    return head


def _before_aside(grammar: Grammar, quoted: bytearray, closing: int) -> int | None:
    """The noun before "…, the mayor," or "… (D-Mass.)" that ends at the token ``closing``.

    A name between commas is the better source: "the chairman and CEO, Ana Ruiz, said".
    """
    opening = "(" if grammar.text[grammar.start[closing]] == ")" else ","
    for token in range(closing - 1, max(0, closing - 20), -1):
        if quoted[token] or grammar.pos[token] == "SPACE":
            return None
        if grammar.text[grammar.start[token]] == opening:
            before = token - 1
            if grammar.ent[closing - 1] == "PERSON" != grammar.ent[before] and not quoted[closing - 1]:
                return closing - 1
            return before if grammar.pos[before] in ("PROPN", "NOUN") and not quoted[before] else None
    return None


def _according(grammar: Grammar, token: int) -> list[Cue]:
    to = token + 1
    if to >= len(grammar) or grammar.lower[to] != "to":
        return []
    source = grammar.child(to, "pobj")
    if source is None:
        source = grammar.child(token, "pobj")
    return [Cue(token, token, to, "according", NO_GROUPS, source, "object")] if source is not None else []


def _in_ones_view(grammar: Grammar, noun: int) -> Cue | None:
    """ "In her view" that opens a sentence or stands in commas: what it stands in is hers."""
    preposition, owner = grammar.head[noun], grammar.child(noun, "poss")
    if grammar.lower[noun] not in _VIEWS or grammar.lower[preposition] != "in" or owner is None:
        return None
    if grammar.tag[owner] == "PRP$" and grammar.lower[owner] not in ("his", "her"):
        return None
    before = grammar.lower[preposition - 1] if preposition else ""
    opens = preposition == grammar.sentence_start[grammar.sentence[preposition]]
    if not opens and before != ",":
        return None
    return Cue(preposition, preposition, noun, "according", NO_GROUPS, owner, "owner")


def _of_noun(grammar: Grammar, token: int) -> Cue:
    owner, way = grammar.child(token, "poss"), "owner"
    if owner is None:
        for preposition in grammar.children[token]:
            if grammar.lower[preposition] in ("by", "from", "of") and grammar.dep[preposition] == "prep":
                owner, way = grammar.child(preposition, "pobj"), grammar.lower[preposition]
                break
    if owner is None:
        governor = grammar.head[token]
        if grammar.dep[token] in ("dobj", "pobj", "attr") and governor != token:
            verb = grammar.head[governor] if grammar.dep[token] == "pobj" else governor
            if grammar.pos[verb] in ("VERB", "AUX"):
                owner, _ = source_of(grammar, verb)
                way = "holder"
    return Cue(token, token, token, "noun", NO_GROUPS, owner, way)

"""What is attributed without quotation marks, or only partly inside them: the clause or phrase of a cue.

In: the cues of an article. Out: ``Content`` candidates, each a part of the dependency parse that may be what
the source said, with a score from features that hold no words of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from dateline.annotate.entities.organisations import OUTLETS
from dateline.annotate.quotes import lexicon
from dateline.annotate.quotes.cues import Cue
from dateline.annotate.quotes.datelines import behind_dateline
from dateline.annotate.quotes.features import groups_of, size_of, source_kind
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.model import Block, Blocks, Model, linear, models, probability, remembered
from dateline.annotate.quotes.sources import TELLS, is_past_beside_modal, tells
from dateline.records import Span

Tokens = tuple[int, int]
"""First and last token, both included."""


class Content(NamedTuple):
    """A stretch of text that may be what a cue's source said."""

    cue: Cue
    spans: tuple[Span, ...]
    relation: str
    """The relation to the cue: ccomp, xcomp, dobj, prep, sentence …"""
    features: Blocks
    score: float
    """The probability that the source is said to have said, written or thought just this."""


def find_contents(grammar: Grammar, cues: list[Cue], quoted: bytearray) -> Iterator[Content]:
    """Every stretch that a cue may attribute to its source, several for one cue."""
    quoted_before = [0, *accumulate(quoted)]
    marks = [match.start() for match in _PAIRED.finditer(grammar.text)]
    start, end = grammar.start, grammar.end
    for cue in cues:
        if quoted[cue.token] or cue.kind in ("label", "other"):
            continue
        for relation, tokens in _stretches(grammar, cue):
            parts = _parts(grammar, cue, tokens)
            if parts:
                features = _features(grammar, cue, relation, parts, quoted_before)
                lasts = [_balanced(grammar, first, last, marks) for first, last in parts]
                spans = tuple([(start[part[0]], end[last]) for part, last in zip(parts, lasts, strict=True)])
                score = max(probability(linear(features)), _least(grammar, cue, relation))
                yield Content(cue, spans, relation, features, score)


def _least(grammar: Grammar, cue: Cue, relation: str) -> float:
    """The least probability of what somebody is accused of or called upon to do, or a report found."""
    verb = grammar.lower[cue.token]
    if relation == "prep of" and verb.startswith(_ACCUSES):
        return _SURE_ENOUGH
    if relation == "xcomp to" and verb.startswith("call"):
        upon = grammar.lower[cue.token + 1] in ("on", "upon") and cue.way != "modified"
        return _SURE_ENOUGH if upon else 0.0
    return _SURE_ENOUGH if relation == _FOUND else 0.0


_ACCUSES = "accus"
_FOUND = "host closed"
_SURE_ENOUGH = 0.6


def _stretches(grammar: Grammar, cue: Cue) -> Iterator[tuple[str, Tokens]]:
    if cue.kind == "according":
        yield from _around(grammar, cue)
        return
    token = cue.token
    for child in grammar.children[token]:
        dep = grammar.dep[child]
        if dep in ("ccomp", "conj") and (thing := _subject_between(grammar, token, child)) is not None:
            yield "ccomp bare", (grammar.left[thing], _end(grammar, child))
        elif _is_charged(grammar, token, child) or (dep == "advcl" and _adds(grammar, child)):
            continue
        elif dep in _CLAUSES[cue.kind]:
            last = _end(grammar, child)
            if dep == "dobj" and _opens_sentence(grammar, token):
                last = next((t - 1 for t in range(child, last) if grammar.lower[t] == ","), last)
            yield _relation(dep, _marker(grammar, child)), (_start(grammar, child), last)
        elif dep == "prep" and child > token and grammar.lower[child] in _PREPOSITIONS:
            preposition = _PREPOSITIONS[grammar.lower[child]]
            first, last = grammar.left[child], _before_which(grammar, child, _end(grammar, child))
            yield f"prep {preposition}", (first, last)
            if first == child < last:
                yield f"object {preposition}", (child + 1, last)
    if cue.kind == "verb" and not TELLS.isdisjoint(cue.groups):
        yield from _behind_circumstance(grammar, token)
        yield from _told(grammar, token)
    if cue.kind == "verb" and grammar.dep[token] in ("parataxis", "ccomp", "conj", "advcl"):
        yield from _parenthetical(grammar, cue)
    if cue.kind == "verb":
        yield from _closed(grammar, cue)


def _subject_between(grammar: Grammar, verb: int, clause: int) -> int | None:
    """What the parse takes for the object of a verb, and is the subject of the clause behind it.

    "Said demand for sports will grow", "clarified his daughter, Nurul, joined him".
    """
    thing = grammar.child(verb, "dobj")
    if thing is None or not verb < thing < clause or grammar.lower[verb] in _TO_SOMEBODY:
        return None
    if grammar.child(clause, "nsubj", "nsubjpass", "csubj", "expl") is not None:
        return None
    helper = grammar.child(clause, "aux", "auxpass")
    tag = grammar.tag[clause if helper is None else helper]
    if tag not in _TENSED or grammar.child(clause, "mark") is not None:
        return None
    joint = grammar.child(verb, "cc")
    joined = joint is not None and thing < joint < clause
    return thing if tells(grammar, verb) and not joined and grammar.dep[thing] == "dobj" else None


def _is_charged(grammar: Grammar, verb: int, thing: int) -> bool:
    """Whether the object is who is accused of something, not what is said."""
    if grammar.dep[thing] != "dobj" or not grammar.lower[verb].startswith(_ACCUSES):
        return False
    return any(grammar.lower[child] == "of" for child in grammar.children[verb] if child > thing)


def _opens_sentence(grammar: Grammar, verb: int) -> bool:
    """Whether a participle does, on whose object the parse hangs who comes next: "Hailing it, Ruiz said"."""
    return grammar.tag[verb] == "VBG" and verb == grammar.sentence_start[grammar.sentence[verb]]


def _behind_circumstance(grammar: Grammar, verb: int) -> Iterator[tuple[str, Tokens]]:
    """The clause that the parse hangs on what tells how it was said: "said in mitigation that …"."""
    for child in grammar.children[verb]:
        circumstance = grammar.dep[child] == "prep" and child > verb and grammar.lower[child] in _WHEREBY
        noun = grammar.child(child, "pobj") if circumstance else None
        clause = grammar.child(noun, "acl", "relcl") if noun is not None else None
        if noun is None or clause is None or _is_idea(grammar.lower[noun]):
            continue
        that = grammar.left[clause]
        objects = [token for token in grammar.children[clause] if grammar.dep[token] == "dobj"]
        joins = grammar.dep[that] == "mark" or (that in objects and len(objects) > 1)
        if grammar.lower[that] == "that" and joins and that == noun + 1:
            yield "ccomp that", (that, _end(grammar, clause))


def _is_idea(noun: str) -> bool:
    """Whether "that" behind the noun tells what it is: "the claim that", "the fact that"."""
    return noun in lexicon.nouns() or noun in _IDEAS


def _told(grammar: Grammar, verb: int) -> Iterator[tuple[str, Tokens]]:
    """What the parse makes a relative clause of who is told, or joins to the verb.

    "Told the hearing she rang", "said he had not, but that she was".
    """
    for child in grammar.children[verb]:
        if grammar.dep[child] == "conj":
            start = _start(grammar, child)
            if grammar.lower[start] == "that" and grammar.dep[start] == "mark":
                yield "ccomp that", (start, _end(grammar, child))
    listener = grammar.child(verb, "dobj") if grammar.lower[verb] in _TO_SOMEBODY else None
    clause = grammar.child(listener, "relcl", "acl") if listener is not None else None
    if listener is None or clause is None or grammar.child(verb, "ccomp") is not None:
        return
    first, subject = grammar.left[clause], grammar.child(clause, "nsubj", "nsubjpass")
    if first != listener + 1 or subject is None or grammar.tag[subject] in ("WP", "WDT"):
        return
    if grammar.dep[first] == "mark" or grammar.left[subject] == first:
        yield _relation("ccomp", _marker(grammar, clause)), (first, _end(grammar, clause))


@lru_cache(maxsize=256)
def _relation(dep: str, marker: str) -> str:
    """One object for one relation: it is looked up many times over, and its hash is kept with it."""
    return f"{dep} {marker}"


_CLAUSES = {
    "verb": ("ccomp", "xcomp", "dobj", "oprd", "advcl"),
    "noun": ("acl", "ccomp"),
    "feeling": ("ccomp", "xcomp"),
}
_TO_SOMEBODY = frozenset(("tell", "telling", "tells", "told"))
_WHEREBY = frozenset(("after", "at", "before", "by", "during", "from", "in", "on", "via"))
_IDEAS = frozenset(("evidence", "fact", "fear", "hope", "idea", "notion", "possibility", "sign"))
_PREPOSITIONS = {
    "of": "of", "about": "about", "on": "about", "over": "about", "for": "for", "as": "as", "to": "to",
    "against": "against",
}  # fmt: skip
"""Those whose objects are often contents ("warned of floods"), by kind."""


_LONGEST_LISTENER = 8
_FINITE = frozenset(("MD", "VBD", "VBP"))
_TENSED = _FINITE | {"VBZ"}
_SET_OFF = re.compile(r"(?:,[”\"’']|[”\"’'],) $")
"""What parts words in marks from what the reporter says of them."""
_LONGEST_GAP = 4


def _start(grammar: Grammar, head: int) -> int:
    """The first token of a clause: its "that", whatever the parse hangs before it."""
    that = grammar.child(head, "mark")
    return that if that is not None and grammar.lower[that] == "that" else grammar.left[head]


def _end(grammar: Grammar, head: int) -> int:
    """The last token of a clause, without what reports the next thing.

    That is an aside ("as he urged allies"), what the words in marks are ("“a stunt,” a swipe at Rao"), or a
    verb that the parse hangs on a clause which it cannot go on: "said it would pass but insisted that …".
    """
    for child in grammar.children[head]:
        if grammar.dep[child] == "appos" and _is_set_off(grammar, child):
            return grammar.left[child] - 1
        if grammar.lower[child] == "according" and child > head:
            return grammar.left[child] - 1
        if is_past_beside_modal(grammar, child):
            return _before_joint(grammar, head, child)
        if child > head and _adds(grammar, child):
            return grammar.left[child] - 1
        if (
            grammar.dep[child] == "advcl"
            and child > head
            and grammar.lower[grammar.left[child]] in ("as", "while")
            and grammar.lower[child] in lexicon.verbs()
            and grammar.child(child, "nsubj") is not None
        ):
            return grammar.left[child] - 1
    return grammar.right[head]


def _adds(grammar: Grammar, verb: int) -> bool:
    """Whether a participle behind a comma tells the next thing: "he would go, adding that she would"."""
    if grammar.tag[verb] != "VBG" or grammar.dep[verb] not in ("advcl", "conj", "acl"):
        return False
    alone = grammar.left[verb] == verb and grammar.lower[verb - 1] == ","
    return alone and tells(grammar, verb) and _goes_on(grammar, verb)


def _goes_on(grammar: Grammar, verb: int) -> bool:
    """Whether a clause or a colon follows the verb."""
    behind = grammar.lower[verb + 1 : verb + 2]
    return behind in ([":"], ["that"], ["“"], ['"']) or grammar.child(verb, "ccomp") is not None


def _before_which(grammar: Grammar, first: int, last: int) -> int:
    """The last token in front of what the reporter tells of it: "spoke of a road map, which was new"."""
    words = grammar.lower[first : last + 1]
    for away, pair in enumerate(pairwise(words)):
        if pair == (",", "which"):
            return first + away - 1
    return last


def _is_set_off(grammar: Grammar, child: int) -> bool:
    at = grammar.start[grammar.left[child]]
    return _SET_OFF.search(grammar.text, max(0, at - _LONGEST_GAP), at) is not None


def _before_joint(grammar: Grammar, head: int, child: int) -> int:
    """The last token before the "and" or "but" that joins ``child`` to ``head``."""
    joints = (t for t in grammar.children[head] if grammar.dep[t] == "cc" and t < child)
    return max(joints, default=grammar.left[child]) - 1


def _marker(grammar: Grammar, head: int) -> str:
    """How a clause opens: that, whether, a question word, to, -ing, or nothing."""
    first = grammar.left[head]
    lower, tag = grammar.lower[first], grammar.tag[first]
    if lower in ("that", "whether", "if", "to"):
        return lower
    if tag in ("WP", "WRB", "WDT", "WP$"):
        return "wh"
    if grammar.tag[head] == "VBG":
        return "ing"
    return "bare" if grammar.pos[head] in ("VERB", "AUX") else "noun"


def _around(grammar: Grammar, cue: Cue) -> Iterator[tuple[str, Tokens]]:
    """The clause that "according to" hangs on, or its sentence."""
    top = cue.token
    for _ in range(4):
        if grammar.pos[top] in ("VERB", "AUX") and top != cue.token:
            break
        top = grammar.head[top]
    if top != cue.token:
        behind = _behind_source(grammar, cue)
        yield "clause", (min(grammar.left[top], behind + 1), grammar.right[top])
        sentence = grammar.sentence[cue.token]
        last = grammar.sentence_start[sentence + 1] - 1
        yield "sentence", (grammar.sentence_start[sentence], last)


def _behind_source(grammar: Grammar, cue: Cue) -> int:
    """The last token of "according to Ana Ruiz", with the comma where what follows is not of her.

    In "According to Ana Ruiz, a man had been shot" the parse may take "a man" for her.
    """
    last, first = grammar.right[cue.token], grammar.sentence_start[grammar.sentence[cue.token]]
    if cue.token != first or cue.source is None:
        return last
    comma = next((t for t in range(cue.source + 1, last) if grammar.lower[t] == ","), None)
    verb = last + 1
    bare = verb < len(grammar) and grammar.pos[verb] in ("VERB", "AUX")
    return comma if bare and comma is not None else last


def _parenthetical(grammar: Grammar, cue: Cue) -> Iterator[tuple[str, Tokens]]:
    """The clause that the cue is set into or stands behind, as in "The plan, she said, is dead"."""
    token, dep = cue.token, grammar.dep[cue.token]
    head = grammar.head[token]
    if grammar.pos[head] not in ("VERB", "AUX"):
        return
    comma_before = grammar.text[grammar.start[max(0, grammar.left[token] - 1)]] in ",–—-"
    joined = (
        dep == "conj" and grammar.child(head, "cc") is None and grammar.child(token, "ccomp", "xcomp") is None
    )
    as_told = dep == "advcl" and token < head and grammar.lower[grammar.left[token]] == "as"
    as_told = as_told and grammar.child(token, "ccomp", "dobj", "xcomp") is None
    if as_told:
        yield "host", (grammar.right[token] + 1, grammar.right[head])
    elif dep == "parataxis" or (dep == "ccomp" and comma_before):
        yield "host", (grammar.left[head], grammar.right[head])
    elif joined and head < token and cue.way in ("subject", "inverted"):
        yield "host before", (grammar.left[head], grammar.left[token] - 1)


def _closed(grammar: Grammar, cue: Cue) -> Iterator[tuple[str, Tokens]]:
    """What is in front of ", a new report found." where the parse makes a relative clause of that."""
    token, source = cue.token, cue.source
    number = grammar.sentence[token]
    first, behind = grammar.sentence_start[number], grammar.sentence_start[number + 1]
    if grammar.dep[token] != "relcl" or source is None or not first < source < token:
        return
    if grammar.tag[token] not in _TENSED:
        return
    if not all(grammar.silent[token + 1 : behind]) or grammar.tag[grammar.left[token]] in ("WDT", "WP"):
        return
    opening = grammar.left[source]
    if opening > first + 1 and grammar.lower[opening - 1] == ",":
        yield _FOUND, (first, opening - 2)


def _parts(grammar: Grammar, cue: Cue, tokens: Tokens) -> tuple[Tokens, ...]:
    """The stretch without the cue's own clause inside it, and without punctuation at the edges."""
    first, last = _behind_listener(grammar, cue, tokens[0]), tokens[1]
    inner = _own_clause(grammar, cue, tokens)
    if inner is None:
        pieces = [(first, last)]
    else:
        pieces = [(first, inner[0] - 1), (inner[1] + 1, last)]
    trimmed = [_trimmed(grammar, piece) for piece in pieces if piece[0] <= piece[1]]
    return tuple([piece for piece in trimmed if piece is not None])


def _behind_listener(grammar: Grammar, cue: Cue, first: int) -> int:
    """Where the clause begins if the parse took into it who was told: "told AFP Martel was ill"."""
    if grammar.lower[cue.token] not in _TO_SOMEBODY or not 0 < first - cue.last <= _LONGEST_LISTENER:
        return first
    within = range(first, min(first + _LONGEST_LISTENER, len(grammar)))
    that = next((token for token in within if opens_clause(grammar, token)), 0)
    if that and not any(grammar.tag[t] in _FINITE for t in range(first, that)):
        return that
    if first > cue.last + 1:
        return first
    if grammar.word(first) in OUTLETS:
        return first + 1
    listener = next((t for t in range(first, len(grammar)) if grammar.ent[t] != "ORG"), first)
    return listener if listener < len(grammar) and grammar.ent[listener] == "PERSON" else first


def opens_clause(grammar: Grammar, token: int) -> bool:
    return grammar.lower[token] == "that" and grammar.dep[token] == "mark"


def _own_clause(grammar: Grammar, cue: Cue, tokens: Tokens) -> Tokens | None:
    """The tokens of "she said" where they stand inside the stretch."""
    first, last = tokens
    if not first <= cue.token <= last:
        return None
    if cue.kind == "according":
        return max(first, grammar.left[cue.token]), min(last, _behind_source(grammar, cue))
    low, high = cue.first, cue.last
    for child in grammar.children[cue.token]:
        if grammar.dep[child] in (
            "nsubj",
            "nsubjpass",
            "aux",
            "neg",
            "dative",
            "npadvmod",
            "advmod",
            "prep",
            "dobj",
        ):
            low, high = min(low, grammar.left[child]), max(high, grammar.right[child])
    if low <= first and high >= last:
        return None
    return max(first, low), min(last, high)


def _trimmed(grammar: Grammar, piece: Tokens) -> Tokens | None:
    first, last = behind_dateline(grammar, piece[0]), piece[1]
    while first <= last and grammar.pos[first] in _EDGES and grammar.text[grammar.start[first]] not in _KEEP:
        first += 1
    while last >= first and grammar.pos[last] in _EDGES and grammar.text[grammar.start[last]] not in _KEEP:
        last -= 1
    bare = first == last and grammar.pos[first] in _EDGES  # a mark alone
    return (first, last) if first <= last and not bare else None


def _balanced(grammar: Grammar, first: int, last: int, marks: list[int]) -> int:
    """The last token of what is written: no "and", and a mark that opens inside closes there too.

    The features are of the stretch as the parse gives it, since the weights were learned from such. ``marks``
    are the offsets of all marks of the text.
    """
    while last > first and grammar.pos[last] == "CCONJ":
        last -= 1
    start, end = grammar.start[first], grammar.end[last]
    if bisect_left(marks, start) == bisect_left(marks, end):  # as in most
        return last
    words = grammar.text[start:end]
    closing = '"' if words.count('"') % 2 else "”" if words.count("“") > words.count("”") else ""
    if not closing:
        return last
    for token in range(last + 1, min(last + _TO_CLOSING, len(grammar) - 1) + 1):
        if grammar.text[grammar.start[token]] == closing:
            return token
    while last > first and grammar.pos[last] in _EDGES:
        last -= 1
    return last


_PAIRED = re.compile('["“”]')
_TO_CLOSING = 2
"""Tokens behind a content in which the mark that closes it may stand: "." and it."""
_EDGES = ("PUNCT", "SPACE")
_KEEP = "“”\"‘’'«»([)]"


def _features(
    grammar: Grammar, cue: Cue, relation: str, parts: tuple[Tokens, ...], quoted_before: list[int]
) -> Blocks:
    model = models()["contents"]
    token, first, last = cue.token, parts[0][0], parts[-1][1]
    size = last - first + 1
    marked = quoted_before[last + 1] - quoted_before[first]
    source, kind = cue.source, "none"
    if source is not None:
        kind = source_kind(grammar, source)
    blocks: Blocks = (
        _extent(model, relation, cue.kind, size_of(size), len(parts), first < token),
        _form(model, relation, grammar.tag[token], grammar.dep[token], cue.kind, cue.way, kind),
        _introduced(model, relation, cue.kind, cue.groups),
        _beside(model, relation, *_siblings(grammar, token)),
    )
    if marked:
        blocks += (_marked(model, relation, marked / size > 0.8),)
    if source is not None and quoted_before[source + 1] > quoted_before[source]:
        blocks += (_of_quoted_source(model),)
    return blocks


def _siblings(grammar: Grammar, token: int) -> tuple[frozenset[str], str]:
    """The telling relations among what hangs on a cue, and the tag of its first auxiliary."""
    dep = grammar.dep
    deps = [dep[child] for child in grammar.children[token]]
    aux = grammar.tag[grammar.children[token][deps.index("aux")]] if "aux" in deps else ""
    return _TELLING.intersection(deps), aux


_TELLING = frozenset(("neg", "auxpass", "ccomp", "dobj", "xcomp"))


@remembered
def _extent(model: Model, relation: str, kind: str, size: str, parts: int, before: bool) -> Block:
    return model.named((
        "bias",
        f"relation {relation}",
        f"relation {relation} {kind}",
        f"relation {relation} size {size}",
        f"size {size}",
        f"parts {parts} {relation}",
        f"before cue {before}",
    ))  # fmt: skip


@remembered
def _form(model: Model, relation: str, tag: str, dep: str, kind: str, way: str, source: str) -> Block:
    return model.named((
        f"tag {tag}",
        f"tag {tag} {relation}",
        f"cue dep {dep}",
        f"way {way} {kind}",
        f"source {source}",
    ))  # fmt: skip


@remembered
def _introduced(model: Model, relation: str, kind: str, groups: frozenset[str]) -> Block:
    names = groups_of(kind, groups)
    return model.named(
        (*(f"group {name}" for name in names), *(f"group {name} {relation}" for name in names))
    )


@remembered
def _beside(model: Model, relation: str, siblings: frozenset[str], aux: str) -> Block:
    names = [
        f"beside {dep} {relation}"
        for dep in ("ccomp", "dobj", "xcomp")
        if dep in siblings and not relation.startswith(dep)
    ]
    if "neg" in siblings:
        names.append("negated")
    if aux:
        names.append(f"aux {aux}")
    if "auxpass" in siblings:
        names.append(f"passive {relation}")
    return model.named(names)


@remembered
def _marked(model: Model, relation: str, mostly: bool) -> Block:
    return model.named(("marked all" if mostly else "marked part", f"marked {relation}"))


@remembered
def _of_quoted_source(model: Model) -> Block:
    return model.named(("source quoted",))

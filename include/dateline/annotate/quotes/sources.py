"""From a cue to its source, and from the source's head to the words that a reader would call it by.

``source_of`` walks the dependency parse from a verb to the one who speaks; ``mention_of`` trims the noun
phrase: titles and "of the company" stay, relative clauses, appositives and asides go.
"""

from __future__ import annotations

from dateline.annotate.entities.person_nouns import PERSON_NOUNS
from dateline.annotate.entities.titles import is_title
from dateline.annotate.quotes import lexicon
from dateline.annotate.quotes.animacy import is_thing
from dateline.annotate.quotes.datelines import behind_dateline, is_dateline
from dateline.annotate.quotes.grammar import Grammar
from dateline.records import Span

NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ", "X"))
QUOTING = frozenset(("quote", "quoted", "quotes", "quoting", "cite", "cited", "cites", "citing"))
"""Verbs whose object speaks: "it quoted the premier as saying"."""
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "expl"))
_RELATIVES = frozenset(("who", "which", "that", "whom"))
_KEPT_BEFORE = frozenset(
    ("det", "predet", "poss", "compound", "amod", "nmod", "nummod", "case", "quantmod", "npadvmod", "neg")
)
_KEPT_AFTER = frozenset(("prep", "pobj", "conj", "cc", "case", "nummod", "pcomp"))
_APPOSED = ("appos", "npadvmod")
_ONE_MORE = frozenset(("another", "one"))
TELLS = frozenset(("say", "speech"))
"""The groups of the lexicon whose verbs tell something."""
_WAYS = frozenset(
    ("statement", "interview", "tweet", "post", "video", "letter", "email", "message", "affidavit", "memo")
)
_ISSUED = _WAYS | frozenset(
    [
        *("alert", "announcement", "apology", "brief", "complaint", "lawsuit", "motion", "note", "notice"),
        *("petition", "release", "ruling", "statements", "suit", "text", "texts", "thread", "warning"),
        *("emails", "letters", "messages", "posts", "tweets", "videos"),
    ]
)
"""What somebody speaks through who issues it."""
_ISSUES = lexicon.forms_of(
    *("circulate", "file", "issue", "make", "post", "publish", "put", "release", "send", "share")
)
_OCCASIONS = frozenset(
    [
        *("briefing", "ceremony", "conference", "court", "event", "hearing", "meeting", "rally", "session"),
        *("stage", "summit", "talks", "vigil"),
    ]
)
_MANNERS = {"in": _WAYS, "on": _WAYS, "at": _OCCASIONS}
"""Prepositions, and the nouns behind them that tell of the saying."""
_CIRCUMSTANCES = frozenset(("LANGUAGE", "DATE", "TIME"))
_ADDRESSED = frozenset(("asked", "pressed", "questioned", "quizzed", "told", "reminded", "warned", "urged"))
"""Participles of verbs whose object listens: who is asked does not ask."""
_GOING_ON = frozenset(
    [
        *("adding", "arguing", "concluding", "emphasising", "emphasizing", "maintaining", "noting"),
        *("stating", "stressing", "warning"),
    ]
)
"""Participles of those who have said something, rather than of those whom they tell of."""
_SET_OFF = frozenset(",”\"’'")
"""What stands before a participle that is set off; the comma may be within marks."""
_CAUSES = lexicon.forms_of("cause", "compel", "drive", "force", "inspire", "prompt", "spur") | {
    *("lead", "leading", "leads", "led"),
}
"""Verbs whose object does what follows: "led the board to call it “a farce”"."""
_NEAR_VERB = 2
_OPENING = frozenset((":", "“", '"'))
"""What stands behind a verb in front of words in marks."""
_CLOSING = '”"»'
_LONGEST_GROUP = 8
"""Tokens of "of the authors of that report" up to the comma behind it."""
_STANDING = frozenset(("inside", "outside"))
"""Prepositions that the parse takes for adjectives."""
_MAX_CLIMB = 5


def source_of(grammar: Grammar, verb: int) -> tuple[int | None, str]:
    """The head of the noun phrase that speaks through ``verb``, and by which way it was reached."""
    if _is_passive(grammar, verb):
        return _agent(grammar, verb)
    subject = _subject(grammar, verb)
    if subject is not None:
        return _resolve_relative(grammar, verb, subject)
    return _inherited(grammar, verb)


def is_free_relative(grammar: Grammar, verb: int, subject: int) -> bool:
    """Whether the verb and its pronoun are in "what she called": her words, and she is named before."""
    return grammar.tag[subject] == "PRP" and grammar.lower[grammar.left[verb]] == "what"


def is_past_beside_modal(grammar: Grammar, verb: int) -> bool:
    """Whether the parse joins a past verb of the lexicon to one that it cannot share a subject with.

    In "Ward said the bill would pass but insisted …" it is Ward who insisted.
    """
    dep, tag, head = grammar.dep, grammar.tag, grammar.head[verb]
    if dep[verb] != "conj" or tag[verb] != "VBD" or dep[head] != "ccomp":
        return False
    groups = lexicon.verbs().get(grammar.lower[verb])
    if groups is None or grammar.child(verb, "nsubj", "nsubjpass", "aux", "auxpass") is not None:
        return False
    helped = grammar.child(head, "aux")
    if helped is not None and tag[helped] == "MD":
        return True
    # "said it has ended and cautioned that …", "asked whether it is and only said: “…”"
    differs = helped is not None or tag[head] in ("VBZ", "VBP")
    behind = grammar.lower[verb + 1 : verb + 2]
    goes_on = grammar.child(verb, "ccomp") is not None or not _OPENING.isdisjoint(behind)
    return differs and not TELLS.isdisjoint(groups) and goes_on


def tells(grammar: Grammar, verb: int) -> bool:
    """Whether the lexicon has the word as a verb that tells something."""
    return not TELLS.isdisjoint(lexicon.verbs().get(grammar.lower[verb], ()))


def mention_of(grammar: Grammar, head: int) -> Span:
    """The source's words around the noun ``head``: from its first modifier to its last needed one."""
    head = _name_in_apposition(grammar, head)
    first, last = _first(grammar, head), max(head, _last(grammar, head, depth=0))
    while grammar.is_hyphen(last + 1):
        last += 2
    while first > 1 and grammar.is_hyphen(first - 1):
        first = _first(grammar, first - 2)
    return grammar.span(first, last)


def _is_passive(grammar: Grammar, verb: int) -> bool:
    """Whether the verb's subject is spoken to: "she was told", "Asked whether he would go, Ruiz said"."""
    if grammar.child(verb, "auxpass") is not None:
        return True
    if grammar.lower[verb : verb + 2] == ["accused", "of"] and grammar.child(verb, "dobj") is None:
        return True
    if grammar.tag[verb] != "VBN":
        return False
    if grammar.child(verb, "agent") is not None and grammar.child(verb, "nsubj") is None:
        return True  # "as claimed by Ana Diaz"
    if grammar.dep[verb] == "acl" and verb > grammar.head[verb]:  # "a plan called “reckless”"
        return True
    if grammar.lower[verb] not in _ADDRESSED or grammar.child(verb, "aux"):
        return False
    dep, head = grammar.dep[verb], grammar.head[verb]
    return dep in ("advcl", "acl") or (dep == "conj" and grammar.child(head, "auxpass") is not None)


def _agent(grammar: Grammar, verb: int) -> tuple[int | None, str]:
    by = grammar.child(verb, "agent")
    spoken_by = grammar.child(by, "pobj") if by is not None else None
    return spoken_by, "agent"


def _subject(grammar: Grammar, verb: int) -> int | None:
    """The subject of ``verb``; the place that opens a story is none: "New Delhi: The minister said".

    Of two the name: "Another, student Caleb Tuhoe, said".
    """
    dep = grammar.dep
    subjects = [child for child in grammar.children[verb] if dep[child] in _SUBJECTS]
    if subjects and grammar.tag[verb] == "VBG" and grammar.child(subjects[0], "case") is not None:
        return None  # "the edge of Talmar's drying lake"
    if subjects and grammar.is_hyphen(subjects[0] + 1) and grammar.head[subjects[0] + 1] == verb:
        return _behind_hyphen(grammar, subjects[0])
    if len(subjects) > 1 and _is_set_off_name(grammar, subjects[0], subjects[1], verb):
        subjects = subjects[1:]
    if subjects and (speaker := _between_commas(grammar, subjects, verb)) is not None:
        return speaker
    if len(subjects) > 1 and _are_parted_by_marks(grammar, subjects[0], subjects[-1], verb):
        return subjects[-1]  # "Her answer “tells you all,” Diaz said"
    for child in subjects:
        if child > verb:
            return child
        if child > 1 and grammar.lower[child - 1 : child + 2 : 2] == ["(", ")"]:
            return child - 2  # "Ana Diaz (R) has called"
        if not is_dateline(grammar, child, verb):
            bare = grammar.lower[child] == "the" and grammar.pos[child + 1] == "NOUN"
            return child + 1 if bare else _behind_opening(grammar, child, verb)
    return _behind_place(grammar, subjects[0], verb) if subjects else None


def _between_commas(grammar: Grammar, subjects: list[int], verb: int) -> int | None:
    """Who speaks in "That site, said Ana Diaz, was …".

    The parse makes the site the subject of both verbs, or Diaz that of the second one.
    """
    last = subjects[-1]
    if len(subjects) > 1 and last > verb and grammar.dep[verb] == "parataxis":
        return last
    before = grammar.lower[subjects[0] + 1 : verb]
    if subjects[0] > verb or not before or before[-1] != "," or before.count(",") > 1:
        return None  # "Ana Ruiz, 34, said"
    if len(subjects) > 1:
        return last if grammar.left[last] == verb + 1 else None
    clause = grammar.child(verb, "ccomp")
    other = grammar.child(clause, "nsubj", "nsubjpass") if clause is not None else None
    if other is None or grammar.left[other] != verb + 1 or not grammar.ent[other]:
        return None
    behind = grammar.lower[grammar.right[other] : grammar.right[other] + 2]
    return other if "," in behind else None


def _are_parted_by_marks(grammar: Grammar, first: int, last: int, verb: int) -> bool:
    """Whether a quotation ends between two subjects of which the second stands right before the verb."""
    between = grammar.text[grammar.end[first] : grammar.start[last]]
    beside = last < verb <= last + _NEAR_VERB
    return beside and any(mark in between for mark in _CLOSING)


def _behind_hyphen(grammar: Grammar, half: int) -> int:
    """The noun of the run that a parted word opens: "Diaz" in "co-founder Ana Diaz"."""
    last = half
    for token in range(half + 2, len(grammar)):
        if grammar.pos[token] in ("NOUN", "PROPN"):
            last = token
        elif not grammar.is_hyphen(token):
            break
    return last


def _behind_place(grammar: Grammar, place: int, verb: int) -> int:
    """Who speaks where the parse hangs the name on the dateline's place: "ROME (AP) - Carmaker Foss said"."""
    story = behind_dateline(grammar, place)
    behind = (child for child in grammar.children[place] if place < story <= child < verb)
    return next((child for child in behind if grammar.dep[child] in _APPOSED), place)


def _is_set_off_name(grammar: Grammar, first: int, second: int, verb: int) -> bool:
    """Whether the second of two subjects is a person whom something sets off from the first."""
    between = grammar.lower[first + 1 : grammar.left[second]]
    return second < verb and grammar.ent[second] == "PERSON" and bool(between) and "and" not in between


def _behind_opening(grammar: Grammar, subject: int, verb: int) -> int:
    """Who speaks where the parse took what stands in front for the subject.

    That is a clause ("Reacting, the mayor said") or a place ("Outside court, the mayor said").
    """
    opening = grammar.sentence_start[grammar.sentence[subject]]
    acts = grammar.lower[subject].endswith("ing") and grammar.tag[subject] in ("VBG", "NN")
    stands = grammar.lower[opening] in _STANDING and subject == opening + 1
    if not (stands or (acts and subject == opening)):
        return subject
    apposed = (t for t in range(subject + 1, verb) if grammar.dep[t] == "appos" and grammar.pos[t] != "NUM")
    return next((token for token in apposed if grammar.lower[grammar.left[token] - 1] == ","), subject)


def _resolve_relative(grammar: Grammar, verb: int, subject: int) -> tuple[int, str]:
    clause = verb
    for _ in range(_MAX_CLIMB):
        if grammar.dep[clause] == "conj":
            clause = grammar.head[clause]
    if grammar.lower[subject] in _RELATIVES and grammar.dep[clause] == "relcl":
        noun = _nearest(grammar, grammar.head[clause], subject)
        return _bearer(grammar, noun) if grammar.lower[subject] == "who" else noun, "relative"
    return subject, "subject" if subject < verb else "inverted"


def _nearest(grammar: Grammar, noun: int, pronoun: int) -> int:
    """Of "politicians and Ana Diaz who wrote" the name right before the clause."""
    joined = grammar.child(noun, "conj")
    named = joined is not None and joined == pronoun - 1 and grammar.ent[joined] == "PERSON"
    return joined if joined is not None and named and grammar.ent[noun] != "PERSON" else noun


def _bearer(grammar: Grammar, noun: int) -> int:
    """Of "an engineer at the mine who said" the engineer, where the parse hangs the clause on the mine."""
    if grammar.dep[noun] != "pobj" or grammar.ent[noun] == "PERSON" or _means_people(grammar, noun):
        return noun
    holder = grammar.head[grammar.head[noun]]
    return holder if _means_people(grammar, holder) else noun


def _means_people(grammar: Grammar, noun: int) -> bool:
    return grammar.lower[noun].removesuffix("s") in PERSON_NOUNS or grammar.lower[noun] in PERSON_NOUNS


def _inherited(grammar: Grammar, verb: int) -> tuple[int | None, str]:
    """The subject that a verb without its own shares: "he rose and said", "appeared to say", "saying"."""
    acting = _acting_before(grammar, verb)
    if acting is not None:
        return acting, "shared"
    here, way = verb, "shared"
    for _ in range(_MAX_CLIMB):
        dep, head = grammar.dep[here], grammar.head[here]
        if head == here:
            return None, "none"
        if dep in ("acl", "relcl") and grammar.pos[head] in NOMINAL:
            other = _acting_there(grammar, here, head)
            return (head, "modified") if other is None else (other, "governing")
        if dep in ("advcl", "xcomp", "pcomp", "prep", "acl", "ccomp", "dep"):
            way = "governing"
        elif dep != "conj":
            return None, "none"
        if is_past_beside_modal(grammar, here):
            here = head
            continue
        moved = _moved(grammar, here, head) if dep == "xcomp" else _quoted_there(grammar, here)
        if moved is not None:
            return moved, "governing"
        here = head
        subject = _subject(grammar, here)
        if subject is not None and not (grammar.dep[here] == "ccomp" and grammar.dep[subject] == "expl"):
            if _goes_on(grammar, verb, here, subject):
                continue
            found, _ = _resolve_relative(grammar, here, subject)
            return found, way
    return None, "none"


def _goes_on(grammar: Grammar, verb: int, told: int, subject: int) -> bool:
    """Whether a participle behind what somebody says is still of who says it.

    "Diaz said the claim was false, adding that …", "Diaz said Ruiz had lied, stressing that …".
    """
    if grammar.tag[verb] != "VBG" or grammar.dep[told] != "ccomp" or grammar.head[verb] != told:
        return False
    behind = verb > told and grammar.lower[verb - 1] in _SET_OFF and tells(grammar, grammar.head[told])
    return behind and (grammar.lower[verb] in _GOING_ON or is_thing(grammar, subject))


def _acting_before(grammar: Grammar, verb: int) -> int | None:
    """Who does in a headline what stands in front: "Court halts felling, says trees are living beings"."""
    if not verb or grammar.lower[verb - 1] != "," or grammar.tag[verb] not in ("VBZ", "VBP"):
        return None
    clauses = [child for child in grammar.children[verb] if grammar.dep[child] == "ccomp"]
    return _subject(grammar, clauses[0]) if len(clauses) > 1 and clauses[0] < verb < clauses[1] else None


def _acting_there(grammar: Grammar, verb: int, noun: int) -> int | None:
    """Who speaks where the parse hangs a participle on what is beside the verb.

    "Ana Diaz had written to the board alleging that …", "Ana Diaz left the talks warning that …"; and where
    she speaks through it: "Ana Diaz issued a statement saying that …".
    """
    if grammar.tag[verb] != "VBG":
        return None
    preposition, acted = None, grammar.head[noun]
    if grammar.dep[acted] in ("prep", "dative"):
        preposition, acted = acted, grammar.head[acted]
    wrote = preposition is not None and grammar.lower[preposition] == "to"
    wrote = wrote and "write" in lexicon.verbs().get(grammar.lower[acted], ())
    issued = (
        grammar.dep[noun] == "dobj" and grammar.lower[noun] in _ISSUED and grammar.lower[acted] in _ISSUES
    )
    spoke = wrote or issued or grammar.lower[noun] in _OCCASIONS
    return _subject(grammar, acted) if spoke else None


def _quoted_there(grammar: Grammar, verb: int) -> int | None:
    """Who is quoted in "the paper quoted Ana Diaz as saying"."""
    preposition = grammar.head[verb]
    governor = grammar.head[preposition]
    if grammar.lower[preposition] != "as" or grammar.lower[governor] not in QUOTING:
        return None
    return grammar.child(governor, "dobj")


def _moved(grammar: Grammar, verb: int, governor: int) -> int | None:
    """Whom the governor moves to do it: "prompting Ana Diaz to call it “a farce”"."""
    if grammar.lower[grammar.left[verb]] != "to" or grammar.lower[governor].startswith("promis"):
        return None
    moved = grammar.child(governor, "dobj")
    if moved is None or not governor < moved < verb:
        return None
    return moved if grammar.ent[moved] == "PERSON" or grammar.lower[governor] in _CAUSES else None


def _name_in_apposition(grammar: Grammar, head: int) -> int:
    """In "the chair of the league, Ana Diaz" the name is the better source than the common noun.

    Not so where the name is another's: "an aide to the minister Ana Diaz".
    """
    if grammar.lower[head] in _ONE_MORE:
        return _one_more(grammar, head)
    if grammar.ent[head] == "PERSON" or grammar.pos[head] == "PRON":
        return _led_by(grammar, head)
    holder: int | None = head
    for _ in range(3):
        if holder is None:
            break
        for child in grammar.children[holder]:
            if grammar.dep[child] in _APPOSED and child > holder and _is_named(grammar, child):
                own = holder == head or grammar.left[child] > holder + 1
                return child if own or grammar.lower[holder] not in PERSON_NOUNS else head
        preposition = grammar.child(holder, "prep")
        holder = grammar.child(preposition, "pobj") if preposition is not None else None
    return head


def _one_more(grammar: Grammar, head: int) -> int:
    """The name behind a pronoun for one more: "Another, Ana Diaz, said", "One of them, Ana Diaz, said"."""
    several = grammar.child(head + 1, "pobj") if grammar.lower[head + 1 : head + 2] == ["of"] else None
    nouns = (head,) if several is None else (head, several)
    behind = grammar.lower[nouns[-1] + 1 : nouns[-1] + _LONGEST_GROUP]
    set_off = behind[:1] == [","] or (several is not None and "," in behind)
    comma = nouns[-1] + 1 + behind.index(",") if set_off else head
    apposed = (child for noun in nouns for child in grammar.children[noun] if child > comma)
    names = (child for child in apposed if _is_named(grammar, child))
    return next(names, head) if set_off and grammar.child(head, "cc") is None else head


def _is_named(grammar: Grammar, token: int) -> bool:
    """Whether the word ends a person's name, which the model may only see by its title: "Mr Kofi Asante"."""
    if grammar.ent[token] == "PERSON":
        return True
    first = grammar.left[token]
    return grammar.pos[token] == "PROPN" and first < token and is_title(grammar.word(first))


def _led_by(grammar: Grammar, body: int) -> int:
    """The name in "Shiv Sena (UBT) leader Aaditya Thorat", where the model took the body for a person.

    And the second in "Or maybe Jeb Marsh, consultant Ana Diaz says", where no comma closes an apposition.
    """
    name = grammar.child(body, "appos")
    if name is None or name < body or grammar.ent[name] != "PERSON":
        return body
    between = grammar.lower[body + 1 : name]
    if "," in between:
        return name if grammar.head[body] == name + 1 and grammar.pos[name + 1] == "VERB" else body
    return name if not PERSON_NOUNS.isdisjoint(between) else body


def _first(grammar: Grammar, head: int) -> int:
    """The first of the determiners, titles and modifiers right before ``head``."""
    first = head
    for child in reversed(grammar.children[head]):
        if child > head or grammar.is_hyphen(child):
            continue
        if grammar.dep[child] not in _KEPT_BEFORE:
            break
        first = grammar.left[child]
    if first == head and first and grammar.lower[first - 1] == "the":  # "the mother-of-four"
        first -= 1
    first = behind_dateline(grammar, first)
    while first < head and grammar.pos[first] == "PUNCT":
        first += 1
    return head if is_of_aside(grammar, head) else min(first, head)


def is_of_aside(grammar: Grammar, source: int) -> bool:
    """Whether the parse took "a move" in front for a part of several who speak: ", a move supporters say"."""
    first = grammar.left[source]
    if grammar.tag[source] != "NNS" or grammar.lower[first] not in ("a", "an") or source - first < 2:
        return False
    return all(grammar.tag[token] == "NN" for token in range(first + 1, source))


def _last(grammar: Grammar, head: int, depth: int) -> int:
    last = head
    if depth > 6:
        return last
    children = grammar.children[head]
    for number, child in enumerate(children):
        if child < head or _joins(grammar, children[number : number + 2]):
            continue
        named = grammar.ent[child] == "PERSON" and grammar.left[child] == last + 1  # "his colleague Ana Diaz"
        if (grammar.dep[child] not in _KEPT_AFTER and not named) or tells_how(grammar, child):
            break
        last = max(last, _last(grammar, child, depth + 1))
    return last


def _joins(grammar: Grammar, two: list[int]) -> bool:
    """Whether the first of the two is the comma of a list: "of Britain, France and Germany"."""
    return len(two) > 1 and grammar.lower[two[0]] == "," and grammar.dep[two[1]] == "conj"


def tells_how(grammar: Grammar, preposition: int) -> bool:
    """Whether the words tell of the saying, not of who says it: "the man in Mandarin", "on Friday"."""
    manners = _MANNERS.get(grammar.lower[preposition])
    if manners is None:
        return False
    object_ = grammar.child(preposition, "pobj")
    return object_ is not None and (
        grammar.ent[object_] in _CIRCUMSTANCES or grammar.lower[object_] in manners
    )

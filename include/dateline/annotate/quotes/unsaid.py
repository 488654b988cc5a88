"""What the parse offers as a statement and nobody states: deeds, sights, silences, the writer's own words.

In: a stretch without marks that a cue may attribute. Out: whether it is left out, whatever its score.
"""

from __future__ import annotations

from dateline.annotate.entities.person_nouns import PERSON_NOUNS
from dateline.annotate.quotes import lexicon
from dateline.annotate.quotes.animacy import is_thing
from dateline.annotate.quotes.calibration import CONTENTS, calibrated
from dateline.annotate.quotes.contents import Content, opens_clause
from dateline.annotate.quotes.cues import SAYING, Cue
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.sources import is_of_aside, tells

_NOBODY = frozenset(("nobody", "no-one", "none", "noone", "himself", "herself", "themselves"))
_EVERYBODY = frozenset(("all", "everybody", "everyone"))
_VOICELESS = frozenset(("that", "there", "this", "you"))
_WRITERS = frozenset(("i", "me", "us", "we"))
_NO_SOURCE = frozenset(("plan", "which"))
"""What follows "according to" and nobody says."""
_DONE = frozenset(("dobj", "xcomp", "oprd"))
_DOES = lexicon.forms_of("begin", "continue", "figure", "need", "require", "start", "try")
"""Verbs of beginning, trying and needing: in PolNeAR's training set one in four of their objects was said."""
_HANDLES = lexicon.forms_of("add", "boast", "maintain", "offer", "raise")
"""Verbs whose object is as a rule a thing."""
_SHOWS = lexicon.forms_of("post", "publish", "share")
_PICTURES = frozenset(
    ("article", "clip", "footage", "image", "photo", "photograph", "picture", "selfie", "video")
)
_SEES = lexicon.forms_of("see")
_TAKES_IN = lexicon.forms_of("hear", "know", "learn")
"""Verbs of those who are told rather than tell."""
_CITES = lexicon.forms_of("cite")
_SOURCES = frozenset(("source", "sources"))
_RESPONDS = lexicon.forms_of("respond")
_ASKED = frozenset(("call", "email", "inquiry", "message", "question", "request"))
_LEAVES_UNDONE = lexicon.forms_of("decline", "fail", "refuse") | {"yet"}
_MAX_CLIMB = 4
_SUPPOSING = frozenset(("if", "unless", "until"))
_TURNS_TO = frozenset(("addressing", "answering"))
_CONCEDING = frozenset(("although", "even", "though", "whereas"))
_LEAST_OF_THING = 0.5
"""The least probability of what is told by a thing that is no paper: "the wins suggest that"."""


def tells_nothing(grammar: Grammar, content: Content) -> bool:
    """Whether the stretch, in no marks, is nothing that somebody said.

    Of 1,680 rows of outlets that are in no training set, each labelled by a reader, the checks leave out
    nearly half of the 434 that were no statement, and one in 28 of the 1,078 that were rightly found.
    """
    cue = content.cue
    if cue.words is None and (cue.source is None or _is_nobody(grammar, cue.source)):
        return True
    if cue.source is not None and _first(grammar, content) < cue.token and is_of_aside(grammar, cue.source):
        return True
    if cue.kind == "according":
        return _names_no_source(grammar, cue) or _is_reported(grammar, cue)
    return any(check(grammar, content) for check in _CHECKS)


def _first(grammar: Grammar, content: Content) -> int:
    return grammar.first_at(content.spans[0][0])


def _is_nobody(grammar: Grammar, source: int) -> bool:
    """Whether the words are for nobody or for not everybody."""
    negated = grammar.child(source, "neg", "det", "preconj", "advmod")
    return grammar.lower[source] in _NOBODY or (
        grammar.lower[source] in _EVERYBODY and negated is not None and grammar.lower[negated] == "not"
    )


def _names_no_source(grammar: Grammar, cue: Cue) -> bool:
    """Whether nobody says it: "if all goes according to plan"."""
    return cue.source is not None and grammar.lower[cue.source] in _NO_SOURCE


def _is_reported(grammar: Grammar, cue: Cue) -> bool:
    """Whether a paper only tells what somebody said: "Ruiz said it was late, according to a memo"."""
    if cue.source is None or grammar.ent[cue.source] == "PERSON":
        return False
    if grammar.lower[cue.source].removesuffix("s") in PERSON_NOUNS:
        return False
    said = grammar.head[cue.token]
    if grammar.dep[said] == "ccomp":
        said = grammar.head[said]
    told = tells(grammar, said)
    subject = grammar.child(said, "nsubj") if told and grammar.child(said, "ccomp") is not None else None
    return subject is not None and (grammar.ent[subject] == "PERSON" or grammar.tag[subject] == "PRP")


def _has_no_voice(grammar: Grammar, content: Content) -> bool:
    """Whether the source cannot be who says it: "you", "there", a thing that does something or may tell it.

    Nor is what somebody does told of who is meant: "those who want to save", "a firm that offers help".
    """
    cue, does = content.cue, content.relation.partition(" ")[0] in _DONE
    if cue.source is None:
        return False
    if grammar.lower[cue.source] in _VOICELESS and cue.way != "relative":
        return True
    if cue.kind == "noun":
        return cue.way == "holder" and is_thing(grammar, cue.source)
    if cue.kind != "verb":
        return False
    if not is_thing(grammar, cue.source):
        return does and cue.way == "relative"
    return does or ("say" not in cue.groups and calibrated(CONTENTS, content.score) < _LEAST_OF_THING)


def _is_writers_own(grammar: Grammar, content: Content) -> bool:
    """Whether it is what the writer found, knows or wants: "I found it warm", "we recommend"."""
    cue = content.cue
    own = cue.source is not None and grammar.lower[cue.source] in _WRITERS
    return own and cue.groups.isdisjoint(SAYING)


def _is_of_dummy(grammar: Grammar, content: Content) -> bool:
    """Whether "it" stands for nothing that speaks: "it is important to note", "it feels like autumn"."""
    cue = content.cue
    if cue.kind != "verb" or cue.source is None or grammar.lower[cue.source] != "it":
        return False
    to_say = cue.way == "governing" and grammar.tag[cue.token] == "VB"
    return cue.groups.isdisjoint(SAYING) or to_say


def _names_something(grammar: Grammar, content: Content) -> bool:
    """Whether the object is what something is called or who told it: "dismissed as", "citing sources"."""
    verb = content.cue.token
    if not content.relation.startswith("dobj"):
        return False
    return _calls(grammar, verb) or (
        grammar.lower[verb] in _CITES and not _SOURCES.isdisjoint(_object(grammar, verb))
    )


def _calls(grammar: Grammar, verb: int) -> bool:
    """Whether the verb's object is called something: "dismissed his critics as bored men"."""
    return any(grammar.dep[c] == "prep" and grammar.lower[c] == "as" for c in grammar.children[verb])


def _object(grammar: Grammar, verb: int) -> list[str]:
    """The head of the verb's object, in small letters, if it has one."""
    thing = grammar.child(verb, "dobj")
    return [] if thing is None else [grammar.lower[thing]]


def _acts(grammar: Grammar, content: Content) -> bool:
    """Whether the verb tells what somebody does, not says: "tried to broker a deal", "posted a photo"."""
    verb = content.cue.token
    relation, word = content.relation.partition(" ")[0], grammar.lower[verb]
    if relation in ("dobj", "object") and word in _HANDLES:
        return lexicon.nouns().isdisjoint(_object(grammar, verb)) or _counts(grammar, verb)
    if relation == "dobj" and word in _SHOWS:
        return any(thing.removesuffix("s") in _PICTURES for thing in _object(grammar, verb))
    return relation in ("dobj", "xcomp") and word in _DOES


def _counts(grammar: Grammar, verb: int) -> bool:
    """Whether the verb's object is so many of something: "added 17 points"."""
    added = grammar.child(verb, "dobj")
    return added is not None and (grammar.tag[added] == "CD" or grammar.child(added, "nummod") is not None)


def _takes_in(grammar: Grammar, content: Content) -> bool:
    """Whether somebody or something only takes it in: "2023 saw prices fall"; not "sees it as a threat"."""
    verb = content.cue.token
    word = grammar.lower[verb]
    return content.cue.kind == "verb" and (word in _TAKES_IN or (word in _SEES and not _calls(grammar, verb)))


def _is_silence(grammar: Grammar, content: Content) -> bool:
    """Whether somebody is silent on it: "did not say whether", "did not respond to a request for comment"."""
    verb = content.cue.token
    first = _first(grammar, content)
    if grammar.lower[first : first + 2] == ["to", "comment"]:
        return True
    if content.cue.kind == "verb" and content.relation.endswith((" whether", " if")):
        return _is_left_undone(grammar, verb)
    if content.cue.kind == "noun":  # "requests for comment about the fire"
        for _ in range(_MAX_CLIMB):
            verb = verb if grammar.lower[verb] in _RESPONDS else grammar.head[verb]
    if grammar.lower[verb] not in _RESPONDS or not _is_left_undone(grammar, verb):
        return False
    to = next((child for child in grammar.children[verb] if grammar.lower[child] == "to"), None)
    asked = grammar.child(to, "pobj") if to is not None else None
    return asked is not None and grammar.lower[asked].removesuffix("s") in _ASKED


def _is_left_undone(grammar: Grammar, verb: int) -> bool:
    """Whether somebody does not do it: "did not say", "has yet to say", "declined to respond"."""
    before, to = grammar.lower[verb - 2 : verb] if verb > 1 else ("", "")
    return grammar.child(verb, "neg") is not None or (to == "to" and before in _LEAVES_UNDONE)


def _is_supposed(grammar: Grammar, content: Content) -> bool:
    """Whether somebody is only supposed to say so: "if they refuse", "assuming he wins", "in order to"."""
    cue = content.cue
    if cue.kind == "noun":
        return grammar.lower[cue.token - 1 : cue.token + 2] == ["in", "order", "to"]
    if grammar.lower[cue.token] == "assuming":
        return True
    mark = grammar.child(cue.token, "mark") if grammar.dep[cue.token] == "advcl" else None
    return mark is not None and grammar.lower[mark] in _SUPPOSING


def _tells_of_source(grammar: Grammar, content: Content) -> bool:
    """Whether the words are of who speaks: "said Ruiz, who was late", "said Ruiz, himself a baker"."""
    cue = content.cue
    of_whole = content.relation.startswith(("host", "sentence", "clause"))
    if cue.source is None or cue.kind != "verb" or of_whole:
        return False
    at, (start, end) = grammar.start[cue.source], content.spans[0]
    if start <= at < end:  # "Court halts felling, says trees are living beings"
        return cue.way in ("inverted", "beside after") or (cue.way == "shared" and cue.source < cue.token)
    first = grammar.first_at(start)
    return (
        cue.token < cue.source < first
        and grammar.lower[first - 1] == ","
        and not opens_clause(grammar, first)
    )


def _is_aside(grammar: Grammar, content: Content) -> bool:
    """Whether it is what somebody does in saying, or grants: "she said, leaning on a gate", "though late"."""
    cue, first = content.cue, _first(grammar, content)
    if grammar.lower[cue.token] in _TURNS_TO and grammar.tag[cue.token] == "VBG":
        return True
    clause = content.relation.startswith("advcl")
    if clause and grammar.lower[first] in _CONCEDING:
        return True
    behind = first > cue.token and content.relation != "ccomp bare"  # "but, taking it back, she would go"
    apart = (clause and first < cue.token) or (behind and grammar.lower[first - 1] == ",")
    return apart and (grammar.tag[first] == "VBG" or grammar.lower[first] == "without")


_CHECKS = (
    _has_no_voice,
    _is_writers_own,
    _is_of_dummy,
    _names_something,
    _acts,
    _takes_in,
    _is_silence,
    _is_supposed,
    _tells_of_source,
    _is_aside,
)

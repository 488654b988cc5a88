"""Which cue introduces each marked string of an article.

In: the article's layout. Out: one ``Attributed`` a string, with the chosen cue (or None), the probability
that it is the right one, and the probability that the string is speech at all.
"""

from __future__ import annotations

from typing import NamedTuple

from dateline.annotate.quotes.animacy import is_thing
from dateline.annotate.quotes.context import Context, is_in_title_case, is_name, is_teaser
from dateline.annotate.quotes.cues import SAYING, Cue
from dateline.annotate.quotes.grammar import Grammar
from dateline.annotate.quotes.layout import Layout
from dateline.annotate.quotes.model import Blocks, linear, softmax_choice
from dateline.annotate.quotes.pairs import CROSSED, pair_features, paths_above, shape_of
from dateline.annotate.quotes.sources import is_free_relative
from dateline.annotate.quotes.speech import speech_probability

_SPACES = " \t\u00a0"
_DASHES = "—–―-"
_LEAST_TURNS = 3
_SENTENCE_ENDS = frozenset(".?!…")
_SHOUTING = frozenset(("chanting", "screaming", "shouting", "yelling"))
_CRIES = frozenset("?!")
_ADDED = frozenset(":,")
_GESTURES = frozenset(("laughed", "laughs", "smiled", "smiles", "nodded", "nods", "shrugged", "shrugs"))
_NAMING = frozenset(("called", "christened", "dubbed", "known", "named", "nicknamed", "termed"))
_BEFORE_NAME = frozenset(("a", "an", "as", "the"))
_MAX_CLIMB = 5
_FEW = 6
"""Words between a string and the verb that it is the clause of: "“cruel” and must end, wrote another"."""
_SPOKEN = SAYING | {"document"}
_LEAST_TITLE = 3
"""Words of a name of a work; two may be anything."""
_LABELLED = 0.8
"""The least probability that a sentence behind somebody's name and a colon is speech."""


Candidate = tuple[Cue, Blocks]
"""A cue that might introduce a marked string, and the features of the pair."""


class Attributed(NamedTuple):
    """A marked string with its cue."""

    context: Context
    cue: Cue | None
    share: float
    speech: float
    reply: int | None = None
    """Set where it answers in a dialogue: the number of the dialogue's first string."""


def attribute(layout: Layout) -> list[Attributed]:
    """Every marked string with the cue that fits best."""
    found: list[Attributed] = []
    picked: Cue | None = None
    for context in layout.contexts:
        cue, share, fit = choose(layout, context, picked)
        speech = speech_probability(layout.grammar, context, cue, share, fit)
        if cue is not None and cue.kind == "label" and _is_line_of(layout, context, cue):
            speech = max(speech, _LABELLED)
        if _is_no_speech(layout.grammar, context, cue):
            speech = 0.0
        found.append(Attributed(context, cue, share, speech))
        picked = cue
    return _alternated(layout, _chained(layout, found))


def _is_line_of(layout: Layout, context: Context, label: Cue) -> bool:
    """Whether a sentence stands behind somebody's name and a colon, however short: "Cllr Hill: “No.”"."""
    grammar = layout.grammar
    start, end = label.words or (0, 0)
    named = "PERSON" in grammar.ent[grammar.covering(start) : grammar.covering(end - 1) + 1]
    return named and end <= context.mark.start and context.ending in _SENTENCE_ENDS


def _is_no_speech(grammar: Grammar, context: Context, cue: Cue | None) -> bool:
    """Whether it points to another article, or is a name that nobody is said to have given."""
    if is_teaser(grammar.text, context) or is_name(grammar.text, context):
        return True
    if _is_work(grammar, context, cue):
        return True
    if context.is_paragraph and context.words > 1 and grammar.text[slice(*context.span)].isupper():
        return context.ending not in _SENTENCE_ENDS and context.ending != ","  # a heading
    return (cue is None or cue.way != "agent") and _is_called(grammar, context)


def _is_work(grammar: Grammar, context: Context, cue: Cue | None) -> bool:
    """Whether it is a heading or the name of a work: "In “The Look of Love,” Diaz responds to it"."""
    if context.words < _LEAST_TITLE or context.ending in _SENTENCE_ENDS:
        return False
    within = context.first > 0 and grammar.pos[context.first - 1] == "ADP"
    said = cue is not None and (cue.kind == "label" or not _SPOKEN.isdisjoint(cue.groups))
    return (within or not said) and is_in_title_case(grammar.text, context)


def _is_called(grammar: Grammar, context: Context) -> bool:
    """Whether it is what something goes by: "often called the “silent killer”", "known as “Red”"."""
    token = context.first - 1
    while token > 0 and grammar.lower[token] in _BEFORE_NAME:
        token -= 1
    if grammar.lower[token] not in _NAMING or grammar.tag[token] not in ("VBN", "VBD"):
        return False
    return grammar.child(token, "nsubj", "aux") is None


def choose(layout: Layout, context: Context, picked: Cue | None) -> tuple[Cue | None, float, Blocks]:
    """The cue that fits ``context`` best, the probability that it is the right one, and their features."""
    if context.cried:
        return None, 0.0, ()
    ranked = candidates(layout, context, picked)
    if not ranked:
        return None, 0.0, ()
    best, share = softmax_choice([linear(features) for _, features in ranked])
    cue, features = ranked[best]
    return cue, share, features


def candidates(layout: Layout, context: Context, picked: Cue | None) -> list[Candidate]:
    """The cues that might introduce ``context``; ``picked`` is the one of the string before it."""
    near = layout.near(context)
    if picked is not None and picked.token < (near[0].token if near else context.first):
        near = [picked, *near]
    labels = [cue for cue in near if cue.kind == "label"] + layout.signature(context)
    label = next((cue for cue in labels if _is_tied(layout, context, cue)), None)
    if label is not None:
        return [(label, ())]
    near = [
        cue
        for cue in near
        if not _is_aside(layout.grammar, context, cue)
        and not _is_in_brackets(layout, context, cue)
        and not _is_subject(layout.grammar, context, cue)
        and not _is_of_another_line(layout, context, cue)
    ]
    near = [cue for cue in near if _is_beyond_doubt(layout, context, cue)] or _open(layout, context, near)
    paths, shape = paths_above(layout, context), shape_of(context)
    near = [cue for cue in near if _is_told_by(layout, context, cue, paths)] or _without_things(
        layout, context, near
    )
    governing = _governing(layout, context, near, paths)
    judging = {cue.source for cue in near if "judge" in cue.groups and _judges(cue, context, paths)}
    return [
        (cue, pair_features(layout, context, shape, cue, picked, paths.get(cue.token, "")))
        for cue in near
        if paths.get(cue.token, CROSSED if cue.token < governing else "") != CROSSED
        and not (cue.kind == "other" and (cue.source in judging or 0 < governing < cue.token < context.first))
        and not (cue.kind == "according" and 0 < governing < context.first < cue.token)
    ]


def _open(layout: Layout, context: Context, near: list[Cue]) -> list[Cue]:
    """The cues that may introduce the string.

    Behind a colon none of a sentence before counts. Nor does what somebody only tells of: "doctors told him"
    in the sentence before, "according to a video" of what she said there.
    """
    grammar = layout.grammar
    if context.before == ":":
        sentence = grammar.sentence[max(0, context.first - 1)]
        own = [cue for cue in near if grammar.sentence[cue.token] >= sentence]
        near = own if any(cue.token < context.first for cue in own) else near
    speaking = {cue.token for cue in near if cue.token in layout.speaking and cue.source is not None}
    free = [cue for cue in near if not _is_told(grammar, context, cue, speaking)]
    return free or near


def _is_told(grammar: Grammar, context: Context, cue: Cue, speaking: set[int]) -> bool:
    """Whether ``cue`` hangs below one of the verbs ``speaking``, which the string does not."""
    if cue.kind == "according":
        return grammar.head[cue.token] in speaking
    above = cue.token < context.first and grammar.sentence[cue.token] != grammar.sentence[context.first]
    if not above:
        return False
    return _is_below(grammar, cue.token, speaking) and grammar.dep[cue.token] != "conj"


def _is_below(grammar: Grammar, token: int, verbs: set[int]) -> bool:
    here = token
    for _ in range(_MAX_CLIMB):
        here = grammar.head[here]
        if here in verbs and here != token:
            return True
    return False


def _is_beyond_doubt(layout: Layout, context: Context, cue: Cue) -> bool:
    if cue.kind == "noun":
        return _is_in_ones_words(layout.grammar, context, cue)
    said = _follows_cry(layout, context, cue) or _is_of_quoted(layout, context, cue)
    said = said or _is_added(layout, context, cue)
    return said or _is_written(layout, context, cue) or _is_shouted(layout.grammar, context, cue)


def _is_aside(grammar: Grammar, context: Context, cue: Cue) -> bool:
    """Whether the cue tells of a thing beside the string: "tariffs announced by Ruiz are “unfair”"."""
    if cue.way != "agent" or grammar.dep[cue.token] != "acl" or cue.source is None:
        return False
    within = cue.token < context.first and context.first <= max(grammar.right[cue.token], cue.source)
    return not within


def _is_subject(grammar: Grammar, context: Context, cue: Cue) -> bool:
    """Whether the string is what does something to another: "say that “honest” describes her better"."""
    subject = grammar.dep[context.root] == "nsubj" and grammar.head[context.root] == cue.token
    return subject and "judge" in cue.groups and grammar.child(cue.token, "dobj") is not None


def _is_of_another_line(layout: Layout, context: Context, cue: Cue) -> bool:
    """Whether a label above has words of its own behind it: "Results: hopes and fears"."""
    if cue.kind != "label" or cue.token > context.first or layout.paragraph_of(cue) >= context.paragraph:
        return False
    text, colon = layout.grammar.text, layout.grammar.end[cue.token]
    line = text.find("\n", colon)
    return bool(text[colon : line if line >= 0 else len(text)].strip())


def _is_in_brackets(layout: Layout, context: Context, cue: Cue) -> bool:
    """Whether the cue stands in a sentence in brackets that the string does not: "(The firm denies it.)"."""
    text, grammar = layout.grammar.text, layout.grammar
    if cue.token > context.last:
        opened = text.rfind("(", context.mark.end, grammar.start[cue.token])
        return opened >= 0 and _is_sentence_from(text, opened, grammar.start[cue.token])
    closed = text.find(")", grammar.end[cue.token], context.mark.start)
    opened = text.rfind("(", context.paragraph_start, grammar.start[cue.token]) if closed >= 0 else -1
    return opened >= 0 and _is_sentence_from(text, opened, closed)


def _is_sentence_from(text: str, opened: int, end: int) -> bool:
    """Whether the bracket at ``opened`` begins with a capital and is open until ``end``."""
    return text[opened + 1 : opened + 2].isupper() and ")" not in text[opened:end]


def _without_things(layout: Layout, context: Context, near: list[Cue]) -> list[Cue]:
    """The cues but for what things do, where the sentence ends in whom it is according to."""
    grammar = layout.grammar
    sentence = grammar.sentence[context.last]
    if not any(cue.kind == "according" and grammar.sentence[cue.token] == sentence for cue in near):
        return near
    return [
        cue
        for cue in near
        if cue.kind == "according" or cue.source is None or not is_thing(grammar, cue.source)
    ]


def _is_told_by(layout: Layout, context: Context, cue: Cue, paths: dict[int, str]) -> bool:
    """Whether the string is the clause of a verb of speech beside it."""
    if SAYING.isdisjoint(cue.groups) or paths.get(cue.token) != "ccomp 1":
        return False
    if cue.source is None or is_thing(layout.grammar, cue.source):
        return False
    _, words, strings, *_ = layout.between(context, cue)
    few = _FEW if layout.grammar.lower[cue.source] == "another" else 1  # "that"
    return words <= few and not strings


def _is_added(layout: Layout, context: Context, cue: Cue) -> bool:
    """Whether a participle of speech stands right before the string: "He denied it, adding: “Never.”"."""
    if layout.grammar.tag[cue.token] != "VBG" or SAYING.isdisjoint(cue.groups) or cue.way != "governing":
        return False
    side, words, strings, *_ = layout.between(context, cue)
    return (side, words, strings) == ("before", 0, 0) and context.before in _ADDED


def _is_in_ones_words(grammar: Grammar, context: Context, cue: Cue) -> bool:
    """Whether the string stands right behind "in her words,"."""
    between = grammar.text[grammar.end[cue.token] : context.mark.start]
    return grammar.lower[cue.token] == "words" and cue.way == "owner" and between.strip(_SPACES) == ","


def _is_shouted(grammar: Grammar, context: Context, cue: Cue) -> bool:
    """Whether somebody shouts the string right behind the participle: "with marchers chanting “No more”"."""
    return grammar.lower[cue.token] in _SHOUTING and cue.token + 1 == context.first


def _is_of_quoted(layout: Layout, context: Context, cue: Cue) -> bool:
    """Whether what stands beside the string is who is quoted so: "“No,” it quoted the premier as saying"."""
    grammar = layout.grammar
    if grammar.lower[cue.token] != "saying" or grammar.lower[grammar.head[cue.token]] != "as":
        return False
    side, words, strings, cues, sentences = layout.between(context, cue)
    if side == "before" and words == 0:
        return True
    return side == "after" and not strings and not cues and sentences <= 1


def _follows_cry(layout: Layout, context: Context, cue: Cue) -> bool:
    """Whether a clause that tells nothing else follows a question or a cry: "“Did you?” Ruiz asked"."""
    grammar = layout.grammar
    if grammar.lower[cue.token] in _GESTURES or SAYING.isdisjoint(cue.groups):
        return False
    if context.ending not in _CRIES or not context.after.isalpha():
        return False
    side, words, strings, *_ = layout.between(context, cue)
    told = grammar.child(cue.token, "ccomp", "xcomp", "dobj")
    return (side, words, strings) == ("after", 0, 0) and (told is None or told < cue.token)


def _is_written(layout: Layout, context: Context, cue: Cue) -> bool:
    """Whether the string right behind ``cue`` is what a thing bears: "A sign on the door read “Sold out”"."""
    grammar = layout.grammar
    if grammar.lower[cue.token] not in ("read", "reads") or cue.source is None or cue.way != "subject":
        return False
    between = grammar.text[grammar.end[cue.token] : context.mark.start].strip(_SPACES)
    return between in ("", ":", ",") and cue.token < context.first and grammar.pos[cue.source] == "NOUN"


def _judges(cue: Cue, context: Context, paths: dict[int, str]) -> bool:
    """Whether the string is what ``cue`` calls something: "cut the grant, calling it “unreliable”"."""
    called = paths.get(cue.token, "").startswith(("oprd", "dobj"))
    return called and cue.source is not None and cue.token < context.first


def _governing(layout: Layout, context: Context, near: list[Cue], paths: dict[int, str]) -> int:
    """The verb of speech with a subject of its own that the string hangs below and stands behind; 0 for none.

    What is in front of it has another source: in "Rao called it “a stunt”, while Diaz called it “overdue”"
    the second string is never Rao's. A pronoun is a subject of its own in "hit out at what she called “a
    stunt”".
    """
    grammar, governing = layout.grammar, 0
    for cue in near:
        if cue.source is None or cue.way not in ("subject", "governing"):
            continue
        if cue.way == "governing":  # "Rao said so, adding “no”", "prompting Ana Diaz to call it “a farce”"
            own = grammar.ent[cue.source] == "PERSON" and grammar.head[cue.source] == grammar.head[cue.token]
        else:
            other = grammar.pos[cue.source] != "PRON" or grammar.lower[cue.source] == "another"
            own = other or is_free_relative(grammar, cue.token, cue.source)
        speaks = cue.token < context.first and cue.token in layout.speaking
        if own and speaks and paths.get(cue.token, CROSSED) != CROSSED:
            governing = cue.token
    return governing


def _is_tied(layout: Layout, context: Context, label: Cue) -> bool:
    """Whether the layout ties the string to ``label``: it opens with it, or stands right beside it.

    Behind a comma comes who really speaks: "Hornets: “We need a win,” guard Tre Sandoval said".
    """
    if "," in (context.ending, context.after):
        return False
    text = layout.grammar.text
    start, end = label.words or (0, 0)
    if end <= context.mark.start:
        return not text[layout.grammar.end[label.token] : context.mark.start].strip(_SPACES)
    if start >= context.mark.end:
        between = text[context.mark.end : start].strip(_SPACES)
        if "\n" in between:
            below = between.lstrip("\n" + _SPACES)
            return context.is_paragraph and bool(below) and not below.strip(_SPACES + _DASHES)
        return not between.strip(_SPACES + _DASHES + ":")
    return start - context.mark.start <= 2 and _is_speakers_name(layout, label)


def _is_speakers_name(layout: Layout, label: Cue) -> bool:
    start, end = label.words or (0, 0)
    words = layout.grammar.text[start:end]
    return words.isupper() or " " in words or layout.grammar.ent[layout.grammar.covering(start)] == "PERSON"


def _chained(layout: Layout, found: list[Attributed]) -> list[Attributed]:
    """Give the paragraphs of one long quotation one cue."""
    out: list[Attributed] = []
    for number, string in enumerate(found):
        if number and _goes_on(found[number - 1], string):
            out.append(string._replace(cue=out[-1].cue, share=out[-1].share))
            continue
        end = number + 1
        while end < len(found) and _goes_on(found[end - 1], found[end]):
            end += 1
        if end > number + 1:
            own = _owner(layout, found[number:end], used=out[-1].cue if out else None)
            string = string._replace(cue=own.cue, share=own.share)
        out.append(string)
    return out


def _goes_on(earlier: Attributed, later: Attributed) -> bool:
    """Whether ``earlier`` was left open at its paragraph's end and ``later`` takes it up in the next."""
    before, after = earlier.context, later.context
    label = later.cue if later.cue is not None and later.cue.kind == "label" else None
    signed = label is not None and label.words is not None and label.words[0] >= after.mark.end
    if label is not None and label != earlier.cue and not signed:
        return False
    return not before.mark.closed and after.opens_paragraph and after.paragraph == before.paragraph + 1


def _owner(layout: Layout, chain: list[Attributed], *, used: Cue | None) -> Attributed:
    """The string of a chain whose own paragraph names the cue, preferably one not ``used`` before it."""
    owners = [one for one in chain if one.cue is not None and layout.is_own(one.context, one.cue)]
    fresh = [one for one in owners if one.cue != used] or owners or chain
    said = (one for one in fresh if one.cue is not None and not SAYING.isdisjoint(one.cue.groups))
    return next(said, fresh[0])


def _alternated(layout: Layout, found: list[Attributed]) -> list[Attributed]:
    """Let two speakers take turns where paragraph after paragraph is nothing but a quotation without cue."""
    out = list(found)
    first = 0
    while first < len(found):
        end = first
        while end < len(found) and _is_turn(layout, found, end, first):
            end += 1
        if end - first >= _LEAST_TURNS:
            for number in range(first, end):
                is_reply = (number - first) % 2 == 1
                cue = None if is_reply else found[first].cue
                out[number] = found[number]._replace(cue=cue, reply=first if is_reply else None)
        first = max(end, first + 1)
    return out


def _is_turn(layout: Layout, found: list[Attributed], number: int, first: int) -> bool:
    context, cue = found[number].context, found[number].cue
    follows = number == first or context.paragraph == found[number - 1].context.paragraph + 1
    bare = context.is_paragraph and context.mark.closed and (cue is None or not layout.is_own(context, cue))
    return bare and follows

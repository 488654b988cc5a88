"""Turns of a transcript or a question-and-answer interview, which need no quotation marks.

In: the labels at the starts of paragraphs. Out: for each turn the words after the label and the cue that
names the speaker. One labelled paragraph is no transcript: a label must come back, or name a person among
several labelled paragraphs. Lists of facts have labels, too: those of a transcript are of people or bodies,
and what they say reads as sentences.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from operator import itemgetter

from dateline.annotate.entities.person_nouns import PERSON_NOUNS
from dateline.annotate.quotes.cues import Cue
from dateline.annotate.quotes.grammar import Grammar
from dateline.records import Span

_QUESTIONS = frozenset(("q", "question"))
_ANSWERS = frozenset(("a", "answer"))
_LEAST_WORDS = 3
_ENDS = ".?!…—–-:;,"
_CLOSING = "”’\"')]» "


def find_turns(grammar: Grammar, cues: list[Cue], quoted: bytearray) -> list[tuple[Span, Cue]]:
    """The spans spoken in unmarked turns, with their cues; the questions of "Q:" are left out."""
    labels = [cue for cue in cues if cue.words and _opens_paragraph(grammar.text, cue.words[0])]
    counts = Counter(_name(grammar, cue) for cue in labels)
    names = _names(grammar) if labels else frozenset()
    turns: dict[str, list[tuple[Span, Cue]]] = {}
    for cue in labels:
        name = _name(grammar, cue)
        if name in _QUESTIONS or not _is_speaker(grammar, cue, name, counts, names):
            continue
        span = _rest_of_paragraph(grammar.text, grammar.end[cue.token])
        first, last = grammar.first_at(span[0]), grammar.covering(span[1] - 1)
        if len(grammar.text[slice(*span)].split()) >= _LEAST_WORDS and not any(quoted[first : last + 1]):
            turns.setdefault(name, []).append((span, cue))
    spoken = (said for said in turns.values() if _are_sentences(grammar.text, said))
    return sorted(chain.from_iterable(spoken), key=itemgetter(0))


def _are_sentences(text: str, turns: list[tuple[Span, Cue]]) -> bool:
    """Whether most of what follows a label ends as speech does: "Record: 40-0, 31 KOs" does not."""
    ended = sum(text[start:end].rstrip(_CLOSING)[-1:] in _ENDS for (start, end), _ in turns)
    return 2 * ended >= len(turns)


def names_nobody(grammar: Grammar, cue: Cue) -> bool:
    """Whether the label is the "A" of questions and answers, which stands for whoever is interviewed."""
    return _name(grammar, cue) in _ANSWERS


def _name(grammar: Grammar, cue: Cue) -> str:
    """The label in small letters; of "LAURA INGRAM" the surname, by which she goes on."""
    start, end = cue.words or (0, 0)
    words = grammar.text[start:end]
    named = words.isupper() and grammar.ent[grammar.covering(start)] == "PERSON"
    return (words.rpartition(" ")[2] if named else words).lower()


def _opens_paragraph(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip(" \t\u00a0[*")


def _names(grammar: Grammar) -> frozenset[str]:
    """The words, in small letters, of the names of people and bodies."""
    return frozenset(
        word for word, kind in zip(grammar.lower, grammar.ent, strict=True) if kind in ("PERSON", "ORG")
    )


def _is_speaker(grammar: Grammar, cue: Cue, name: str, counts: Counter[str], names: frozenset[str]) -> bool:
    if name in _ANSWERS:
        return any(question in counts for question in _QUESTIONS)
    start, end = cue.words or (0, 0)
    last = grammar.lower[grammar.covering(end - 1)]
    in_capitals = grammar.text[start:end].isupper()
    among_turns = in_capitals and max(counts.values()) > 1
    if not (among_turns or last in names or last in PERSON_NOUNS):
        return False  # "Shrine Location:", however often it comes
    is_person = grammar.ent[grammar.covering(start)] == "PERSON"
    return counts[name] > 1 or ((is_person or among_turns) and counts.total() > 2 - in_capitals)


def _rest_of_paragraph(text: str, start: int) -> Span:
    end = text.find("\n", start)
    rest = text[start : end if end >= 0 else len(text)]
    return start + len(rest) - len(rest.lstrip()), start + len(rest.rstrip())

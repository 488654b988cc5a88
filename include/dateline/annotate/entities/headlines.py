"""People's names freed of a headline's other words: "Gorka" of "Gorka Slam Critics".

Where every word begins with a capital, nothing shows where a name ends, and the model's guess would be a
second bearer of the surname.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from dateline.annotate.entities.found import Found
from dateline.annotate.entities.given_names import gender_of_name
from dateline.annotate.entities.lines import Lines
from dateline.annotate.entities.places import fold
from dateline.annotate.entities.suffixes import without_generation
from dateline.annotate.entities.titles import ADVERBS
from dateline.annotate.quotes import lexicon

WORD = re.compile(r"\S+")
_BEHIND_NAMES = ADVERBS | {"again", "apart", "back", "dating", "engaged", "just", "still", "together"}
"""What headlines say of people right behind their names."""


def without_headline_words(text: str, found: Sequence[Found], lines: Lines) -> list[Found]:
    """The same spans, but of a person in a headline only the surname, where the article names its bearer."""
    suspects = {
        index
        for index, item in enumerate(found)
        if item.label == "PERSON" and " " in text[item.start : item.end] and lines.is_title_case(item.start)
    }
    if not suspects:
        return list(found)
    names = [fold(without_generation(text[item.start : item.end])) for item in found]
    surnames = {
        name.rpartition(" ")[2]
        for index, (name, item) in enumerate(zip(names, found, strict=True))
        if item.label == "PERSON" and " " in name and index not in suspects
    }
    counts = Counter(names)
    return [
        _cut(text, item, counts, surnames)
        if index in suspects and not item.fixed and counts[name] == 1
        else item
        for index, (name, item) in enumerate(zip(names, found, strict=True))
    ]


def _cut(text: str, item: Found, counts: Counter[str], surnames: set[str]) -> Found:
    """Of the words of ``item`` the one that is a known surname, where no other is known as a name.

    Else all but a verb behind them.
    """
    spans = [match.span() for match in WORD.finditer(text, item.start, item.end)]
    words = [fold(text[start:end]) for start, end in spans]
    if words[-1].endswith("s") and words[-1] in lexicon.verbs() and not counts[words[-1]]:
        spans, words = spans[:-1], words[:-1]  # "Falk Says"
    while len(words) > 1 and words[-1] in _BEHIND_NAMES:
        spans, words = spans[:-1], words[:-1]  # "Are Orion and Lauren Still Together?"
    known = [index for index, word in enumerate(words) if word in surnames]
    others = any(counts[word] for index, word in enumerate(words) if index not in known)
    relative = known == [len(words) - 1] and gender_of_name(words[0])  # "Jane Sanders" beside Bernie Sanders
    first, last = (0, -1) if len(known) != 1 or others or relative else (known[0], known[0])
    return Found(spans[first][0], spans[last][1], item.label, item.weight)

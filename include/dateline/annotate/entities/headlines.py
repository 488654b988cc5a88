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

WORD = re.compile(r"\S+")


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
    """Of the words of ``item`` the one that is a known surname, where no other is known as a name."""
    spans = [match.span() for match in WORD.finditer(text, item.start, item.end)]
    words = [fold(text[start:end]) for start, end in spans]
    known = [index for index, word in enumerate(words) if word in surnames]
    if len(known) != 1 or any(counts[word] for index, word in enumerate(words) if index not in known):
        return item
    if known[0] == len(words) - 1 and gender_of_name(words[0]):  # "Jane Sanders" beside Bernie Sanders
        return item
    start, end = spans[known[0]]
    return Found(start, end, item.label, item.weight)

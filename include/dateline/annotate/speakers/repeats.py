"""The same words again: a heading over what it quotes, a speech in full below a story that quoted it.

In: the quotes with their answers. Out: those of the repeated words put right.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from dateline.annotate.quotes.raw import RawQuote
from dateline.annotate.speakers.confidence import CONTINUED, score
from dateline.annotate.speakers.reading import Answer

REPEATED_WORDS = 4
"""Words that a quotation without a source must share with another to be taken for a part of it."""
TELLING_LETTERS = 4
TELLING_WORDS = 3
"""Words of so many letters that a heading must have to be known again, cut or turned."""
MOST_WORDS = 0.6
"""The share of them that must come again."""
QUOTES_BELOW = 6
"""Quotes below a heading that it may be taken from."""
SPEECH_PARAGRAPHS = 3
"""Paragraphs of one long quotation that make it a speech."""
SPEECH_WORDS = 6
"""Words of a quotation above that must open one found in a speech."""
CLOSING = frozenset("”’\"'»“")
WORD = re.compile(r"\w+")
TIME = re.compile(r"^\d{1,2}[:.h]\d\d(?: ?[ap]m)?[\s:–-]*$")
"""What opens the headings of a live page."""
SENTENCE_END = re.compile(r"[.,!?…]\W*$")


def repeat(text: str, quotes: Sequence[RawQuote], answers: list[Answer | None]) -> None:
    """Give words that come twice one speaker: a heading that of the quotation, a speech that of its parts."""
    _take_from_longer(text, quotes, answers)
    _take_from_below(text, quotes, answers)
    _take_from_parts(text, quotes, answers)


def _take_from_longer(text: str, quotes: Sequence[RawQuote], answers: list[Answer | None]) -> None:
    """Give a quotation in a heading the speaker of the longer quotation that it is taken from."""
    parts = {
        index: words
        for index, quote in enumerate(quotes)
        if quote.continues is not None or quote.mention is None or _is_heading(text, quote)
        if len(words := WORD.findall(_said(text, quote))) >= REPEATED_WORDS
    }
    if not parts:
        return
    sought = {tuple(words[:REPEATED_WORDS]) for words in parts.values()}
    openings: dict[tuple[str, ...], int] = {}
    wholes: dict[int, list[str]] = {}
    for index, quote in enumerate(quotes):
        if quote.mention is not None and quote.continues is None and answers[index] is not None:
            said = _said(text, quote)
            if not any(all(word in said for word in opening) for opening in sought):
                continue
            words = wholes[index] = WORD.findall(said)
            runs = zip(*(words[first:] for first in range(REPEATED_WORDS)), strict=False)
            for opening in sought.intersection(runs):
                openings.setdefault(opening, index)
    for index, words in parts.items():
        longer = openings.get(tuple(words[:REPEATED_WORDS]))
        given = answers[longer] if longer is not None else None
        if longer is None or longer == index or given is None or given.method == "thing":
            continue
        if f" {' '.join(words)} " in f" {' '.join(wholes[longer])} ":
            answers[index] = given._replace(method="same words", score=score("same words", 1.0))


def _take_from_below(text: str, quotes: Sequence[RawQuote], answers: list[Answer | None]) -> None:
    """Give a quotation in a heading, cut or turned, the speaker of what stands below it."""
    for index, quote in enumerate(quotes):
        if not _is_heading(text, quote):
            continue
        words = {word for word in WORD.findall(_said(text, quote)) if len(word) >= TELLING_LETTERS}
        if len(words) < TELLING_WORDS:
            continue
        for below in range(index + 1, min(len(quotes), index + 1 + QUOTES_BELOW)):
            given = answers[below]
            shared = words.intersection(WORD.findall(_said(text, quotes[below])))
            if given is not None and quotes[below].verbatim and len(shared) >= MOST_WORDS * len(words):
                answers[index] = given._replace(method="same words", score=score("same words", 1.0))
                break


def _take_from_parts(text: str, quotes: Sequence[RawQuote], answers: list[Answer | None]) -> None:
    """Give the paragraphs of a speech the speaker of what is quoted from it elsewhere.

    Such a speech is introduced, if at all, in a line that names nobody, so that it seemed to go on from the
    quotation before it, which its marks had closed.
    """
    paragraphs: dict[int, list[int]] = defaultdict(list)
    for index, quote in enumerate(quotes):
        if quote.continues is not None:
            paragraphs[quote.continues].append(index)
    for first, speech in paragraphs.items():
        left_open = sum(not _is_closed(text, quotes[index]) for index in speech)
        if left_open < SPEECH_PARAGRAPHS or not _is_closed(text, quotes[first]):
            paragraphs[first] = []
    openings = _openings(text, quotes, answers) if any(paragraphs.values()) else {}
    for first, speech in paragraphs.items():
        speaker, before = _speaker_of_parts(text, quotes, openings, speech), answers[first]
        if speaker is not None and (before is None or before.reading.name != speaker.reading.name):
            for index in speech:
                answers[index] = speaker


def _is_closed(text: str, quote: RawQuote) -> bool:
    return text[quote.parts[-1][1] - 1] in CLOSING


def _openings(
    text: str, quotes: Sequence[RawQuote], answers: Sequence[Answer | None]
) -> dict[tuple[str, ...], Answer]:
    """The first words of each quotation with a source of its own, and whose they are."""
    found: dict[tuple[str, ...], Answer] = {}
    for quote, answer in zip(quotes, answers, strict=True):
        if answer is not None and quote.verbatim and quote.continues is None:
            words = tuple(WORD.findall(_said(text, quote))[:SPEECH_WORDS])
            if len(words) == SPEECH_WORDS:
                found.setdefault(words, answer)
    return found


def _speaker_of_parts(
    text: str, quotes: Sequence[RawQuote], openings: dict[tuple[str, ...], Answer], speech: Sequence[int]
) -> Answer | None:
    """Who is most often quoted elsewhere with words of a speech."""
    words = WORD.findall(" ".join([_said(text, quotes[index]) for index in speech]))
    runs = dict.fromkeys(zip(*(words[first:] for first in range(SPEECH_WORDS)), strict=False))
    said = [openings[run] for run in runs if run in openings]
    if not said:
        return None
    name = Counter(answer.reading.name for answer in said).most_common(1)[0][0]
    best = next(answer for answer in said if answer.reading.name == name)
    return best._replace(method="same words", score=round(score("same words", 1.0) * CONTINUED, 3))


def _is_heading(text: str, quote: RawQuote) -> bool:
    """Whether the quotation is all of a line that does not end as a sentence does."""
    start, end = quote.parts[0][0], quote.parts[-1][1]
    opens = not TIME.sub("", text[text.rfind("\n", 0, start) + 1 : start])
    closes = text[end : end + 1] in ("", "\n")
    return opens and closes and not SENTENCE_END.search(text[max(start, end - 5) : end])


def _said(text: str, quote: RawQuote) -> str:
    """The words of the quote, in small letters."""
    return " ".join([text[start:end] for start, end in quote.parts]).lower()

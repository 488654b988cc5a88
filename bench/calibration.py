"""Are scores what they say? Of quotes at a score of .9, nine in ten should be right.

usage: bench/calibration.py GOLD.jsonl PREDICTED.jsonl

GOLD has rows {id, text, units: [{span, speaker?, also?}], contents?: [{parts}], ignore?: [span]}: units are
the strings in quotation marks that are speech, contents everything that is attributed, ignore what counts
neither way.

PREDICTED is what ``dateline annotate`` makes of GOLD. Three tables, by bins of the score: how many there
were, their mean score, the share that was right.

  strings in marks   a string of four words or more is right where it overlaps a unit by four fifths
  indirect           a content is right where it overlaps one of the gold's by four fifths
  speakers           of the right strings whose unit has a speaker, those named so
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

EDGES = (0.3, 0.6, 0.8, 0.9, 0.95, 1.001)
NEAR = 0.8
LEAST_WORDS = 4
WORD = re.compile(r"\w+(?:['’]\w+)*")
Scored = tuple[float, bool]
Words = frozenset[int]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("predicted", type=Path)
    asked = parser.parse_args()
    predicted = {row["id"]: row["quotes"] for row in _rows(asked.predicted)}
    pairs = [(row, predicted[row["id"]]) for row in _rows(asked.gold) if row["id"] in predicted]
    kinds: dict[str, Callable[[dict[str, Any], list[dict[str, Any]]], Iterable[Scored]]] = {
        "strings in marks": _strings,
        "indirect": _indirect,
        "speakers": _speakers,
    }
    for name, read in kinds.items():
        _print(name, [one for gold, quotes in pairs for one in read(gold, quotes)])


def _print(name: str, scored: list[Scored]) -> None:
    if not scored:
        return
    print(f"{name:18} {'count':>6} {'mean':>6} {'right':>6}")
    for low, high in pairwise(EDGES):
        inside = [one for one in scored if low <= one[0] < high]
        if inside:
            mean = sum(score for score, _ in inside) / len(inside)
            right = sum(hit for _, hit in inside) / len(inside)
            print(f"  {low:.2f} to {min(1.0, high):.2f}     {len(inside):>6} {mean:6.2f} {right:6.2f}")


def _strings(gold: dict[str, Any], quotes: list[dict[str, Any]]) -> Iterator[Scored]:
    for words, quote, unit in _matched(gold, quotes):
        if unit is not None or not _ignored(gold, words):
            yield quote["score"], unit is not None


def _speakers(gold: dict[str, Any], quotes: list[dict[str, Any]]) -> Iterator[Scored]:
    for _, quote, unit in _matched(gold, quotes):
        if unit is not None and unit.get("speaker") and quote["speaker"]:
            names = {_folded(name) for name in (unit["speaker"], *unit.get("also", ()))}
            yield quote["speaker_score"], _folded(quote["speaker"]) in names


def _indirect(gold: dict[str, Any], quotes: list[dict[str, Any]]) -> Iterator[Scored]:
    contents = [_words(gold["text"], content["parts"]) for content in gold.get("contents") or ()]
    if contents:
        for quote in quotes:
            if quote["kind"] == "indirect":
                words = _words(gold["text"], quote["parts"])
                yield quote["score"], any(_overlap(words, content) >= NEAR for content in contents)


def _matched(
    gold: dict[str, Any], quotes: list[dict[str, Any]]
) -> Iterator[tuple[Words, dict[str, Any], dict[str, Any] | None]]:
    units = [(_words(gold["text"], [unit["span"]]), unit) for unit in gold["units"]]
    for quote in quotes:
        for span in quote["verbatim"]:
            words = _words(gold["text"], [span])
            if len(words) >= LEAST_WORDS:
                near = (unit for other, unit in units if _overlap(words, other) >= NEAR)
                yield words, quote, next(near, None)


def _ignored(gold: dict[str, Any], words: Words) -> bool:
    return any(
        len(words & _words(gold["text"], [span])) >= 0.5 * len(words) for span in gold.get("ignore", ())
    )


def _words(text: str, spans: Iterable[list[int]]) -> Words:
    return frozenset(
        start + match.start() for start, end in spans for match in WORD.finditer(text[start:end])
    )


def _overlap(one: Words, other: Words) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _folded(name: str) -> str:
    return " ".join(WORD.findall(name.casefold().removeprefix("the ")))


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    main()

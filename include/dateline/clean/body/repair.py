"""The story as JSON-LD or the page's own data hold it, for pages whose markup failed.

In: the lines found in the markup and the page's evidence. Out: the same lines, or where there are none
those of the page's data, or those of ``articleBody`` where the markup gave nothing of it or only a small
part. Where it agrees with the markup it is no better, and it has lost its paragraphs, so it is never
preferred.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.clean.body.embedded import embedded_story
from dateline.clean.body.story import Line
from dateline.clean.evidence import Evidence
from dateline.clean.linked_data import strings
from dateline.clean.wording import squeeze

_MIN_CHARS = 400
_ENOUGH_COVERED = 0.7
_BREAK = re.compile(r"\s*(?:\n\s*\n|\r?\n|<br\s*/?>|</p>|</h\d>|</li>)\s*", re.IGNORECASE)
_WORD = re.compile(r"\w{5,}")


def repaired(lines: Sequence[Line], evidence: Evidence) -> list[Line]:
    """``lines``, or the declared body where they hold too little of it."""
    if not lines:
        lines = embedded_story(evidence.heard.data)
    body = next(iter(strings((evidence.article or {}).get("articleBody"))), "")
    if len(body) < _MIN_CHARS:
        return list(lines)
    declared = [text for part in _BREAK.split(body) if (text := squeeze(part))]
    wanted, found = _words(declared), _words([line.text for line in lines])
    longer = sum(map(len, declared)) > sum(len(line.text) for line in lines)
    if not longer or len(wanted & found) >= _ENOUGH_COVERED * len(wanted):
        return list(lines)
    return [Line(text) for text in declared]


def _words(texts: Sequence[str]) -> set[str]:
    """The longer words, which tell one text from another whatever became of its punctuation."""
    return {word.casefold() for text in texts for word in _WORD.findall(text)}

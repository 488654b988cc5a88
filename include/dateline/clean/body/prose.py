"""How much of a block is running text: the measure by which stories are told from what stands around them."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[.!?…:。！？،؟।»”\"'’)][\s\])»”\"'’]*$|[,;，、] ?")
_DENSE_SCRIPT = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SPACED = re.compile(r"(?:\S{1,40}\s+){4}\S")
_MIN_CHARS, _SURE_CHARS = 40, 120
_CHARS_A_DENSE_CHARACTER = 2


def prose(text: str, *, heading: bool, linked_chars: int) -> int:
    """The unlinked characters of a block's ``text`` if it reads like sentences, else 0.

    A Chinese, Japanese, Korean or Thai character counts as two.
    """
    if heading or (not _SPACED.search(text) and not _DENSE_SCRIPT.search(text)):
        return 0
    weight, size = len(text) - linked_chars, len(text)
    if size < _SURE_CHARS and _DENSE_SCRIPT.search(text):
        size, weight = size * _CHARS_A_DENSE_CHARACTER, weight * _CHARS_A_DENSE_CHARACTER
    if size < _MIN_CHARS or weight * 2 < size:
        return 0
    return weight if size >= _SURE_CHARS or _SENTENCE.search(text) else 0

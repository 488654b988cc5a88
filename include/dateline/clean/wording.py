"""Folding of words for comparison, shared by all rules."""

from __future__ import annotations

import html
import re
import unicodedata

_QUOTES = re.compile("[\u2018\u2019\u201a\u201b`\u00b4]")
_NOT_WORD = re.compile(r"[^\w]+")
_MARKUP = re.compile(r"<[^<>]{1,200}>")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]{2,8});", re.IGNORECASE)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ud800-\udfff\ufeff]"
)


def squeeze(text: str, *, keep_lines: bool = False) -> str:
    """White space folded, entities escaped twice resolved, inline markup and what is no character gone."""
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    if "<" in text:
        text = _MARKUP.sub(" ", text)
    text = _INVISIBLE.sub("", text)
    if keep_lines:
        return "\n".join(line for raw in text.split("\n") if (line := " ".join(raw.split())))
    return " ".join(text.split())


def fold(text: str) -> str:
    """Case, quotes, dashes and punctuation folded: equal to a reader, equal here."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return _NOT_WORD.sub(" ", _QUOTES.sub("'", text)).strip()

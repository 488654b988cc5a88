"""Names for rows that follow from what they name, and the folding of names and words that makes two equal.

Every key is the first 16 bytes of a SHA-256, as a UUID: the same input gives the same key in any database.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from functools import lru_cache
from uuid import UUID

KINDS = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
    "EVENT": "event",
    "WORK_OF_ART": "work",
    "PRODUCT": "work",
    "LAW": "work",
}
"""spaCy label → kind of entity; other labels keep their own name in lower case."""

_POSSESSIVE = re.compile(r"['’]s?$")
_WORD = re.compile(r"\w+")


def key(*parts: str) -> UUID:
    """The key of some words in this order."""
    return UUID(bytes=hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).digest()[:16])


def article_key(url: str) -> UUID:
    """An article is its canonical address."""
    return key(url)


def version_key(article_id: UUID, valid_from: dt.datetime, title: str | None, text: str) -> UUID:
    """A version is exact words at a moment; re-cleaning the same capture into other words is another."""
    seed = hashlib.sha256(article_id.bytes)
    seed.update(f"{valid_from.astimezone(dt.UTC).isoformat()}\n{title or ''}\n{text}".encode())
    return UUID(bytes=seed.digest()[:16])


def extraction_key(version_id: UUID, run_id: str) -> UUID:
    return key(version_id.hex, run_id)


def quote_key(extraction_id: UUID, ordinal: int) -> UUID:
    return key(extraction_id.hex, str(ordinal))


def words_key(text: str) -> UUID:
    """Equal for texts of equal words, whatever their case, marks and spacing."""
    return key(" ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold())))


@lru_cache(maxsize=65_536)
def entity_key(name: str, label: str, context: str = "") -> UUID:
    """Two mentions are one entity where folded name, kind and context agree: no bolder guess is made."""
    parts = (kind_of(label), name_key(name))
    return key(*parts, context) if context else key(*parts)


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """The name as it is compared: NFKC, case folded, single spaces, no possessive, no marks around."""
    folded = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    trimmed = _POSSESSIVE.sub("", folded).strip(" .,;:!?\"'“”‘’()[]")
    return trimmed or folded


def kind_of(label: str) -> str:
    return KINDS.get(label, label.lower())

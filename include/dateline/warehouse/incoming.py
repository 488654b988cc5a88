"""Joining what the stages made of a batch's candidates: one :class:`Incoming` a candidate."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from dateline.records import (
    Article,
    Candidate,
    Capture,
    Cleaned,
    Ending,
    Entities,
    Fetched,
    Outcome,
    Quotes,
)
from dateline.warehouse.hygiene import scrub
from dateline.warehouse.keys import article_key, version_key


@dataclass(frozen=True)
class BatchRecords:
    """Everything the stages wrote for one batch; records of one candidate share its id."""

    fetched: Iterable[Fetched]
    cleaned: Iterable[Cleaned] = ()
    entities: Iterable[Entities] = ()
    quotes: Iterable[Quotes] = ()


@dataclass(frozen=True)
class Facts:
    """What was found in one article's text, and the digest of it."""

    entities: Entities
    quotes: Quotes
    digest: bytes


@dataclass(frozen=True)
class Document:
    """An article ready to be stored, with the capture it came from."""

    article: Article
    capture: Capture
    record_digest: bytes
    replaced_characters: int
    facts: Facts | None

    @cached_property
    def article_id(self) -> UUID:
        return article_key(self.article.url)

    @cached_property
    def text_digest(self) -> bytes:
        return bytes.fromhex(self.article.text_digest)

    def version_id(self, valid_from: dt.datetime) -> UUID:
        return version_key(self.article_id, valid_from, self.article.title, self.article.text)


_FAILED = Ending(outcome=Outcome.FAILED)


@dataclass(frozen=True)
class Incoming:
    """A candidate with either a document to load or the ending it came to."""

    id: str
    candidate: Candidate
    fetched_at: dt.datetime | None = None
    document: Document | None = None
    ending: Ending = _FAILED
    addresses: tuple[str, ...] = ()
    """Every address by which a takedown could name it."""


def join(records: BatchRecords) -> list[Incoming]:
    """One entry a candidate, in order of capture; a candidate given twice counts once, its first."""
    cleaned = {item.id: item for item in records.cleaned}
    entities = {item.id: item for item in records.entities}
    quotes = {item.id: item for item in records.quotes}
    found: dict[str, Incoming] = {}
    for fetched in records.fetched:
        name = fetched.candidate.id
        if name not in found:
            found[name] = _incoming(name, fetched, cleaned.get(name), entities.get(name), quotes.get(name))
    earliest = dt.datetime.min.replace(tzinfo=dt.UTC)
    return sorted(found.values(), key=lambda item: (item.fetched_at or earliest, item.id))


def _incoming(
    name: str, fetched: Fetched, cleaned: Cleaned | None, entities: Entities | None, quotes: Quotes | None
) -> Incoming:
    capture = fetched.capture
    bare = Incoming(
        id=name,
        candidate=scrub(fetched.candidate)[0],
        fetched_at=capture.fetched_at if capture else None,
        ending=_ending(fetched, cleaned),
        addresses=_addresses(fetched.candidate, capture, cleaned),
    )
    if fetched.ending or capture is None or cleaned is None or cleaned.article is None:
        return bare
    article, payload, replaced = scrub(cleaned.article)
    facts = _facts(name, entities, quotes)
    if fault := _fault(len(article.text), facts):
        return replace(bare, ending=Ending(outcome=Outcome.FAILED, reason=fault))
    digest = hashlib.sha256(payload).digest()
    return replace(bare, document=Document(article, scrub(capture)[0], digest, replaced, facts))


def _addresses(candidate: Candidate, capture: Capture | None, cleaned: Cleaned | None) -> tuple[str, ...]:
    found = [candidate.url]
    if capture:
        found += [capture.url, capture.final_url, *capture.redirects]
    if cleaned and cleaned.article:
        found.append(cleaned.article.url)
    return tuple(dict.fromkeys(found))


def _ending(fetched: Fetched, cleaned: Cleaned | None) -> Ending:
    given = fetched.ending or (cleaned.ending if cleaned else None)
    if given:
        return scrub(given)[0]
    stage = "fetching" if fetched.capture is None else "cleaning"
    return Ending(outcome=Outcome.FAILED, reason=f"{stage} gave neither a result nor an ending")


def _facts(name: str, entities: Entities | None, quotes: Quotes | None) -> Facts | None:
    if entities is None and quotes is None:
        return None
    entities, first, _ = scrub(entities or Entities(id=name))
    quotes, second, _ = scrub(quotes or Quotes(id=name))
    return Facts(entities, quotes, hashlib.sha256(first + second).digest())


def _fault(length: int, facts: Facts | None) -> str | None:
    """Why facts cannot belong to a text of this length, if they cannot."""
    if facts is None:
        return None
    for start, end in _spans(facts):
        if not 0 <= start < end <= length:
            return f"offsets {start}–{end} lie outside the article's text of {length} characters"
    return None


def _spans(facts: Facts) -> Iterator[tuple[int, int]]:
    for mention in facts.entities.mentions:
        yield mention.start, mention.end
    for quote in facts.quotes.quotes:
        yield from quote.parts
        yield from quote.verbatim
        yield from (span for span in (quote.mention, quote.cue) if span)

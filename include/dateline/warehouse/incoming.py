"""Joining what the stages made of a batch's candidates: one :class:`Incoming` a candidate."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
    Span,
)
from dateline.warehouse.hygiene import scrub
from dateline.warehouse.keys import article_key, version_key
from dateline.warehouse.redact import redact


@dataclass(frozen=True)
class BatchRecords:
    """Everything the stages wrote for one batch; records of one candidate share its id."""

    fetched: Iterable[Fetched]
    cleaned: Iterable[Cleaned] = ()
    entities: Iterable[Entities] = ()
    quotes: Iterable[Quotes] = ()

    def read(self) -> BatchRecords:
        """The same, read to its end: it can be gone through more than once."""
        return BatchRecords(list(self.fetched), list(self.cleaned), list(self.entities), list(self.quotes))


@dataclass(frozen=True)
class Facts:
    """What was found in one article's text, and the digest of it."""

    entities: Entities
    quotes: Quotes
    digest: bytes

    def spans(self) -> Iterator[Span]:
        """Every pair of offsets into the text."""
        for mention in self.entities.mentions:
            yield mention.start, mention.end
        for quote in self.quotes.quotes:
            yield from quote.parts
            yield from quote.verbatim
            if quote.mention:
                yield quote.mention
            if quote.cue:
                yield quote.cue


@dataclass(frozen=True)
class Document:
    """An article ready to be stored, with the capture it came from."""

    article: Article
    capture: Capture
    record_digest: bytes
    replaced_characters: int
    facts: Facts | None
    original: Article
    """The article before forgotten speakers were blacked out: its words are what is compared."""

    def fault(self) -> str | None:
        """Why the facts cannot belong to the text, if they cannot."""
        length = len(self.article.text)
        for start, end in self.facts.spans() if self.facts else ():
            if not 0 <= start < end <= length:
                return f"offsets {start}–{end} lie outside the article's text of {length} characters"
        return None

    @cached_property
    def article_id(self) -> UUID:
        return article_key(self.article.url)

    @cached_property
    def text_digest(self) -> bytes:
        return bytes.fromhex(self.original.text_digest)

    def version_id(self, valid_from: dt.datetime) -> UUID:
        return version_key(self.article_id, valid_from, self.original.title, self.original.text)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A candidate with either a document to load or the ending it came to."""

    id: str
    candidate: Candidate
    fetched_at: dt.datetime | None
    document: Document | None
    ending: Ending | None
    addresses: tuple[UUID, ...]
    """Keys of every address by which a takedown could name it."""


def join(records: BatchRecords, *, forgotten: frozenset[UUID] = frozenset()) -> list[Incoming]:
    """One entry a candidate, in order of capture; a candidate given twice counts once, its first.

    ``forgotten`` are tombstones of speakers, whose words are left out.
    """
    cleaned = {item.id: item for item in records.cleaned}
    entities = {item.id: item for item in records.entities}
    quotes = {item.id: item for item in records.quotes}
    found: dict[str, Incoming] = {}
    for fetched in records.fetched:
        name = fetched.candidate.id
        if name not in found:
            facts = _facts(name, entities.get(name), quotes.get(name))
            found[name] = _incoming(name, fetched, cleaned.get(name), facts, forgotten)
    earliest = dt.datetime.min.replace(tzinfo=dt.UTC)
    return sorted(found.values(), key=lambda item: (item.fetched_at or earliest, item.id))


def _incoming(
    name: str,
    fetched: Fetched,
    cleaned: Cleaned | None,
    facts: Facts | None,
    forgotten: frozenset[UUID],
) -> Incoming:
    capture = fetched.capture
    document, ending = None, None
    if fetched.ending or capture is None or cleaned is None or cleaned.article is None:
        ending = _ending(fetched, cleaned)
    else:
        document = _document(cleaned.article, capture, facts, forgotten)
    return Incoming(
        id=name,
        candidate=fetched.candidate,
        fetched_at=capture.fetched_at if capture else None,
        document=document,
        ending=ending,
        addresses=_addresses(fetched.candidate, capture, document),
    )


def _document(
    article: Article, capture: Capture, facts: Facts | None, forgotten: frozenset[UUID]
) -> Document:
    original, payload, replaced = scrub(article)
    shown = original
    if forgotten and facts:
        shown, entities, quotes = redact(original, facts.entities, facts.quotes, forgotten=forgotten)
        facts = Facts(entities, quotes, facts.digest)
    return Document(shown, capture, hashlib.sha256(payload).digest(), replaced, facts, original)


def _addresses(candidate: Candidate, capture: Capture | None, document: Document | None) -> tuple[UUID, ...]:
    found = {candidate.url}
    if capture:
        found.update((capture.url, capture.final_url, *capture.redirects))
    if document:
        found.discard(document.article.url)
        return (document.article_id, *map(article_key, found))
    return tuple(map(article_key, found))


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

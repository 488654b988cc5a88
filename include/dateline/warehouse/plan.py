"""Deciding what a batch changes: a pure function of what comes in and what the warehouse knows.

An article's history is a row of versions, each valid from its capture to the next. A candidate is

- ``loaded`` where its capture made a version (now, or when the same batch was loaded before),
- ``unchanged`` where the article's words at that time are known already,
- ``duplicate`` where they are, and another candidate of its source and day led to the article first,
- ``taken down`` where a tombstone names one of its addresses.

A candidate that once was ``loaded`` stays so when it is fetched again, unless it is taken down.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest
from uuid import UUID

from dateline.records import Ending, Outcome
from dateline.warehouse.incoming import Document, Incoming

DayArticle = tuple[str, dt.date, UUID]
"""Source, day, article: where two candidates are duplicates of each other."""


@dataclass
class Version:
    """A version as the plan moves it; ``document`` is set where it has to be written."""

    version_id: UUID
    article_id: UUID
    valid_from: dt.datetime
    valid_to: dt.datetime | None
    active: bool
    candidate_id: str
    text_digest: bytes
    record_digest: bytes
    facts: tuple[str, bytes] | None = None
    """Extraction run and digest of the current facts."""
    document: Document | None = None


@dataclass(frozen=True)
class Ended:
    """An outcome row's changing half."""

    outcome: Outcome
    reason: str = ""
    http_status: int | None = None
    article_id: UUID | None = None


@dataclass
class Known:
    """What the warehouse holds of the articles and candidates of a batch."""

    versions: dict[UUID, list[Version]] = field(default_factory=lambda: defaultdict(list))
    """By article."""
    described: dict[UUID, tuple[dt.datetime, bytes]] = field(default_factory=dict)
    """Article → when and by which record its metadata was last written."""
    outcomes: dict[str, Ended] = field(default_factory=dict)
    holders: dict[DayArticle, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Candidates that led to an article on a day, duplicates left out."""
    tombstones: frozenset[UUID] = frozenset()


@dataclass
class Plan:
    """What is to be written."""

    outcomes: dict[str, Ended] = field(default_factory=dict)
    changed_outcomes: list[Incoming] = field(default_factory=list)
    articles: dict[UUID, Incoming] = field(default_factory=dict)
    """Articles whose metadata is new, each with the newest capture's."""
    new_versions: list[Version] = field(default_factory=list)
    moved_versions: list[Version] = field(default_factory=list)
    """Known versions whose end or activity changed."""
    facts: list[tuple[Version, Document]] = field(default_factory=list)
    """Versions whose facts are to be written anew."""


def plan(incoming: Iterable[Incoming], known: Known, *, run_id: str) -> Plan:
    """Decide for a batch, in order of capture. ``known`` is consumed."""
    made = Plan()
    before = {
        version.version_id: (version.valid_to, version.active)
        for versions in known.versions.values()
        for version in versions
    }
    for item in incoming:
        ended = _decide(item, known, made, run_id)
        held = known.outcomes.get(item.id)
        if held and held.outcome is Outcome.LOADED and ended.outcome is not Outcome.TAKEN_DOWN:
            ended = held
        made.outcomes[item.id] = ended
        if ended != held:
            made.changed_outcomes.append(item)
    for versions in known.versions.values():
        _close(versions)
        for version in versions:
            if version.version_id not in before:
                made.new_versions.append(version)
            elif before[version.version_id] != (version.valid_to, version.active):
                made.moved_versions.append(version)
    return made


def _decide(item: Incoming, known: Known, made: Plan, run_id: str) -> Ended:
    if not known.tombstones.isdisjoint(item.addresses):
        return Ended(Outcome.TAKEN_DOWN)
    if item.ending:
        return _given(item.ending, item, known)
    document = item.document
    assert document is not None and item.fetched_at is not None
    article_id = document.article_id
    if not _has_facts(item, document, known, run_id) and (fault := document.fault()):
        return Ended(Outcome.FAILED, fault)
    _describe(item, document, known, made)
    version = _version(item, document, item.fetched_at, known.versions[article_id])
    if version.candidate_id == item.id:
        if document.facts and version.facts != (run_id, document.facts.digest):
            version.facts = (run_id, document.facts.digest)
            made.facts.append((version, document))
        outcome = Outcome.LOADED
    else:
        others = known.holders[item.candidate.source, item.candidate.day, article_id] - {item.id}
        outcome = Outcome.DUPLICATE if others else Outcome.UNCHANGED
    if outcome is not Outcome.DUPLICATE:
        known.holders[item.candidate.source, item.candidate.day, article_id].add(item.id)
    return Ended(outcome, article_id=article_id)


def _has_facts(item: Incoming, document: Document, known: Known, run_id: str) -> bool:
    """Whether these very facts of this very article are stored, and so were checked before."""
    wanted = (run_id, document.facts.digest) if document.facts else None
    return any(
        version.candidate_id == item.id
        and version.record_digest == document.record_digest
        and version.facts == wanted
        for version in known.versions[document.article_id]
    )


def _given(ending: Ending, item: Incoming, known: Known) -> Ended:
    """An ending from an earlier stage, with the article where its address is one that we have."""
    article_id = next((address for address in item.addresses if address in known.described), None)
    if article_id and ending.outcome is Outcome.UNCHANGED:
        known.holders[item.candidate.source, item.candidate.day, article_id].add(item.id)
    return Ended(ending.outcome, ending.reason, ending.http_status, article_id)


def _describe(item: Incoming, document: Document, known: Known, made: Plan) -> None:
    assert item.fetched_at is not None
    described_at, digest = known.described.get(document.article_id, (None, b""))
    if digest != document.record_digest and (described_at is None or item.fetched_at >= described_at):
        known.described[document.article_id] = (item.fetched_at, document.record_digest)
        made.articles[document.article_id] = item


def _version(item: Incoming, document: Document, at: dt.datetime, versions: list[Version]) -> Version:
    """The version that holds the document's words at that time; a new one where none does."""
    active = sorted(
        (version for version in versions if version.active), key=lambda version: version.valid_from
    )
    own = next((v for v in active if v.candidate_id == item.id and v.valid_from == at), None)
    if own and own.record_digest == document.record_digest:
        return own
    if own is None:
        around = [version for version in active if version.valid_from <= at][-1:]
        around += [version for version in active if version.valid_from > at][:1]
        for version in around:
            if document.record_digest == version.record_digest or document.text_digest == version.text_digest:
                return version
        while any(version.valid_from == at for version in active):
            at += dt.timedelta(microseconds=1)
    elif own.version_id == document.version_id(at):
        return own
    else:
        own.active = False
    version_id = document.version_id(at)
    return _revived(version_id, versions) or _added(version_id, item, document, at, versions)


def _revived(version_id: UUID, versions: list[Version]) -> Version | None:
    for version in versions:
        if version.version_id == version_id:
            version.active = True
            return version
    return None


def _added(
    version_id: UUID, item: Incoming, document: Document, at: dt.datetime, versions: list[Version]
) -> Version:
    version = Version(
        version_id=version_id,
        article_id=document.article_id,
        valid_from=at,
        valid_to=None,
        active=True,
        candidate_id=item.id,
        text_digest=document.text_digest,
        record_digest=document.record_digest,
        document=document,
    )
    versions.append(version)
    return version


def _close(versions: list[Version]) -> None:
    """Let each active version end where the next begins; an inactive one has no end."""
    active = sorted(
        (version for version in versions if version.active), key=lambda version: version.valid_from
    )
    for version, following in zip_longest(active, active[1:]):
        version.valid_to = following.valid_from if following else None
    for version in versions:
        if not version.active:
            version.valid_to = None

"""Letting go of what is old: full texts, or raw bytes, after as many days as the settings or a source say.

What was found in a text (quotes, mentions, counts, metadata) stays; so do digests, by which an article that
comes again is known. Each batch is cleared in a transaction of its own, its files first, so an interrupted
run is simply started again; ``retained`` remembers how far each source is cleared.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from upath import UPath

from dateline.records import Ending, Outcome
from dateline.settings import RetentionSettings
from dateline.sources import Source
from dateline.warehouse.connection import Connection, connect
from dateline.warehouse.forget import forget_candidates
from dateline.warehouse.write import take_writing_lock

Kind = Literal["text", "raw"]
KINDS: tuple[Kind, ...] = ("text", "raw")


@dataclass(frozen=True)
class Limits:
    """For how many days a kind is kept: a source's own number, else ``default``; None is for good."""

    default: int | None = None
    by_source: Mapping[str, int | None] = field(default_factory=dict)


@dataclass
class Retained:
    """What went of one kind, or in a dry run would go: candidates by source, rows and records by name."""

    kind: Kind
    candidates: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)


def limits(settings: RetentionSettings, sources: Iterable[Source]) -> dict[Kind, Limits]:
    """The limits of each kind, by the settings and the sources' own entries."""
    sources = list(sources)
    return {
        kind: Limits(
            getattr(settings, f"{kind}_days"),
            {
                source.id: None if own == "forever" else own
                for source in sources
                if (own := getattr(source.retention, f"{kind}_days")) is not None
            },
        )
        for kind in KINDS
    }


def retain(
    url: str, lake: UPath, kind: Kind, limits: Limits, *, today: dt.date, dry_run: bool = True
) -> Retained:
    """Drop texts (``text``) or captures (``raw``) of candidates whose day is longer ago than their limit.

    ``text`` empties versions and the lake's cleaned files; ``raw`` deletes WARCs, or puts tombstones into
    those that other sources' captures share, and drops the files made from them.
    """
    done = Retained(kind)
    values = {
        "kind": kind,
        "today": today,
        "default": limits.default,
        "sources": list(limits.by_source),
        "days": list(limits.by_source.values()),
    }
    with connect(url) as connection:
        by_batch: dict[str, set[str]] = defaultdict(set)
        for batch, candidate, source in connection.execute(_OLD, values):
            by_batch[batch].add(candidate)
            done.candidates[source] += 1
        connection.commit()
        for batch, candidates in sorted(by_batch.items()):
            done.removed += _clear(connection, lake, kind, batch, candidates, dry_run=dry_run)
        if not dry_run:
            connection.execute(_REMEMBER, values)
    return done


def _clear(
    connection: Connection, lake: UPath, kind: Kind, batch: str, candidates: set[str], *, dry_run: bool
) -> Counter[str]:
    ending = (
        Ending(outcome=Outcome.UNCHANGED, reason="raw bytes dropped by retention") if kind == "raw" else None
    )
    take_writing_lock(connection)
    removed = forget_candidates(lake, batch, candidates, ending=ending, dry_run=dry_run, keep_place=False)
    if kind == "text":
        values = {"candidates": list(candidates)}
        connection.execute(_DROP_SEARCH, values)
        removed["texts"] = connection.execute(_DROP_TEXT, values).rowcount
    if dry_run:
        connection.rollback()
    else:
        connection.commit()
    return +removed


_LIMITS = """
SELECT source_id,
       %(today)s - CASE WHEN own.source_id IS NULL THEN %(default)s::integer ELSE own.days END AS before
FROM source
LEFT JOIN unnest(%(sources)s::text[], %(days)s::integer[]) AS own (source_id, days) USING (source_id)"""
_OLD = f"""
SELECT o.batch_id, o.candidate_id, o.source_id
FROM outcome o
JOIN ({_LIMITS}) AS limits USING (source_id)
JOIN batch b USING (batch_id)
LEFT JOIN retained r ON r.kind = %(kind)s AND r.source_id = o.source_id
WHERE o.day < limits.before AND (r.before IS NULL OR o.day >= r.before OR b.loaded_at > r.done_at)"""
_DROP_TEXT = """
UPDATE article_version SET text = NULL, text_dropped_at = now()
WHERE candidate_id = ANY(%(candidates)s) AND text IS NOT NULL"""
_DROP_SEARCH = """
DELETE FROM version_search
WHERE version_id IN (SELECT version_id FROM article_version WHERE candidate_id = ANY(%(candidates)s))"""
_REMEMBER = f"""
INSERT INTO retained (kind, source_id, before)
SELECT %(kind)s, source_id, before FROM ({_LIMITS}) AS limits WHERE before IS NOT NULL
ON CONFLICT (kind, source_id) DO UPDATE
SET before = greatest(retained.before, excluded.before), done_at = now()"""

"""Forgetting an article or a speaker: in the warehouse, in the lake, and for the future.

An article goes with all its versions, facts, captures and files; its candidates' outcome becomes ``taken
down``. Of a speaker go the quotes, the mentions and the name; articles that named the speaker keep their
other words, those of the speaker blacked out, and lose their raw bytes. A tombstone stops either from being
loaded again, and the request stays on record. The lake is cleared first and the tables last, so an
interrupted takedown is simply asked for again.
"""

from __future__ import annotations

import datetime as dt
import html
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from psycopg.types.json import Jsonb
from upath import UPath

from dateline.errors import WarehouseError
from dateline.records import Ending, Outcome, WarcRef
from dateline.warehouse.connection import Connection, connect
from dateline.warehouse.difference import named_article
from dateline.warehouse.forget import bury, forget_candidates
from dateline.warehouse.keys import article_key, name_key
from dateline.warehouse.marts import refresh_marts
from dateline.warehouse.redact import blackout, speaker_tombstone
from dateline.warehouse.search import index_search
from dateline.warehouse.write import take_writing_lock


@dataclass
class Removal:
    """What a takedown removes (or would): addresses of the articles, and numbers by kind."""

    kind: Literal["article", "speaker"]
    subject: str
    articles: list[str] = field(default_factory=list)
    removed: Counter[str] = field(default_factory=Counter)
    days: set[dt.date] = field(default_factory=set)
    """Days whose marts are made anew without it."""


def takedown(
    url: str,
    lake: UPath,
    subject: str,
    *,
    reason: str,
    asked_by: str,
    asked_at: dt.datetime | None = None,
    dry_run: bool = False,
) -> Removal:
    """Forget ``subject``: an article's address or id, or else a speaker's name.

    Raises:
        WarehouseError: no reason is given, or no such article or speaker is known. An unknown address is
            no error: its tombstone keeps it from being loaded.
    """
    if not reason.strip():
        raise WarehouseError(
            "A takedown needs a reason.", "Give --reason, such as the number of the request."
        )
    with connect(url) as connection:
        take_writing_lock(connection)
        article = named_article(connection, subject)
        removal = Removal("article" if article else "speaker", subject)
        if article:
            tombstones = _forget_article(connection, lake, article, removal, dry_run=dry_run)
        else:
            tombstones = _forget_speaker(connection, lake, subject, removal, dry_run=dry_run)
        if dry_run:
            connection.rollback()
            return removal
        request = connection.execute(
            """INSERT INTO takedown (kind, subject, reason, asked_by, asked_at, removed)
               VALUES (%s, %s, %s, %s, %s, %s) RETURNING takedown_id""",
            [
                removal.kind,
                subject,
                reason,
                asked_by,
                asked_at or dt.datetime.now(dt.UTC),
                Jsonb(dict(removal.removed)),
            ],
        ).fetchone()
        assert request is not None
        connection.cursor().executemany(
            "INSERT INTO tombstone VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [(removal.kind, tombstone, request[0]) for tombstone in tombstones],
        )
    refresh_marts(url, removal.days)
    return removal


def forgotten_speakers(connection: Connection) -> frozenset[UUID]:
    """The tombstones of speakers."""
    return frozenset(row[0] for row in connection.execute("SELECT key FROM tombstone WHERE kind = 'speaker'"))


def _forget_article(
    connection: Connection, lake: UPath, article_id: UUID, removal: Removal, *, dry_run: bool
) -> set[UUID]:
    addresses: set[str] = {row[0] for row in connection.execute(_ADDRESSES, {"article": article_id})}
    if "://" in removal.subject:
        addresses.add(removal.subject)
    if not addresses:
        raise WarehouseError(f"No article has the id {article_id}.", "Name its address instead.")
    removal.articles = sorted(
        row[0] for row in connection.execute("SELECT url FROM article WHERE article_id = %s", [article_id])
    )
    titles = {row[0] for row in connection.execute(_TITLES, {"article": article_id})}
    _clear_lake(connection, lake, [article_id], removal, dry_run=dry_run)
    _drop_reports(lake, addresses | titles, removal, dry_run=dry_run)
    values = {"article": article_id, "urls": sorted(addresses)}
    _count(connection, removal, "quotes", _COUNT_QUOTES, values)
    touched = connection.execute(_TOUCHED, values).fetchone()
    _count(connection, removal, "outcomes", _END_OUTCOMES, values)
    _count(connection, removal, "articles", "DELETE FROM article WHERE article_id = %(article)s", values)
    assert touched is not None
    connection.execute(_ORPHAN_ENTITIES, [touched[0]])
    connection.execute(_ORPHAN_AUTHORS, [touched[1]])
    _forget_validators(connection, sorted(addresses))
    return {article_key(address) for address in addresses}


def _forget_speaker(
    connection: Connection, lake: UPath, name: str, removal: Removal, *, dry_run: bool
) -> set[UUID]:
    entities = connection.execute(_BEARERS, [name_key(name)]).fetchall()
    if not entities:
        raise WarehouseError(
            f"Nobody named {name} is in the warehouse.",
            "`dateline quotes --speaker PART` shows how names are written.",
            speaker=name,
        )
    values = {"entities": [row[0] for row in entities]}
    articles = connection.execute(_NAMING_ARTICLES, values).fetchall()
    removal.articles = sorted(row[1] for row in articles)
    forms = {row[0] for row in connection.execute(_FORMS, values)} | {name}
    _clear_lake(connection, lake, [row[0] for row in articles], removal, dry_run=dry_run)
    _drop_reports(lake, forms, removal, dry_run=dry_run)
    for version in connection.execute(_NAMING_VERSIONS, values).fetchall():
        _black_out_version(connection, version, forms, values)
        removal.removed["versions blacked out"] += 1
    _black_out_quotes(connection, forms, values)
    _black_out_articles(connection, forms, [row[0] for row in articles])
    _count(
        connection, removal, "quotes", "DELETE FROM quote WHERE speaker_entity_id = ANY(%(entities)s)", values
    )
    _count(connection, removal, "mentions", _DELETE_MENTIONS, values)
    connection.execute(_MENTIONS_AS_IN_TEXT, {"articles": [row[0] for row in articles]})
    connection.execute("DELETE FROM article_entity WHERE entity_id = ANY(%(entities)s)", values)
    connection.execute("DELETE FROM speaker_override WHERE speaker_entity_id = ANY(%(entities)s)", values)
    _count(connection, removal, "names", "DELETE FROM entity WHERE entity_id = ANY(%(entities)s)", values)
    for row in connection.execute(_BATCHES, {"articles": [row[0] for row in articles]}).fetchall():
        index_search(connection, row[0])
    return {speaker_tombstone(name), *(speaker_tombstone(row[1]) for row in entities)}


def _black_out_version(
    connection: Connection, version: tuple[Any, ...], forms: set[str], values: dict[str, Any]
) -> None:
    version_id, title, text = version
    spans = connection.execute(_SPANS, {**values, "version": version_id}).fetchall()
    connection.execute(
        "UPDATE article_version SET title = %s, text = %s WHERE version_id = %s",
        [
            title and blackout(title, forms=forms),
            text and blackout(text, spans=[(row[0], row[1]) for row in spans], forms=forms),
            version_id,
        ],
    )
    connection.execute("DELETE FROM version_search WHERE version_id = %s", [version_id])


def _black_out_quotes(connection: Connection, forms: set[str], values: dict[str, Any]) -> None:
    """Other people's quotes that name the speaker keep their other words."""
    for quote_id, *words in connection.execute(_NAMING_QUOTES, values).fetchall():
        clean = [text and blackout(text, forms=forms) for text in words]
        if clean != words:
            connection.execute(
                "UPDATE quote SET text = %s, mention_text = %s, spokesperson = %s WHERE quote_id = %s",
                [*clean, quote_id],
            )
            connection.execute("DELETE FROM quote_search WHERE quote_id = %s", [quote_id])


def _black_out_articles(connection: Connection, forms: set[str], articles: list[UUID]) -> None:
    """Standfirsts lose the name, and tags that hold it go."""
    for article_id, subtitle, tags in connection.execute(_DESCRIPTIONS, [articles]).fetchall():
        kept = [tag for tag in tags if blackout(tag, forms=forms) == tag]
        clean = subtitle and blackout(subtitle, forms=forms)
        if (clean, kept) != (subtitle, tags):
            connection.execute(
                "UPDATE article SET subtitle = %s, tags = %s WHERE article_id = %s", [clean, kept, article_id]
            )


def _clear_lake(
    connection: Connection, lake: UPath, articles: list[UUID], removal: Removal, *, dry_run: bool
) -> None:
    removal.days |= {row[0] for row in connection.execute(_DAYS, {"articles": articles})}
    ending = Ending(outcome=Outcome.TAKEN_DOWN, reason="taken down on request")
    by_batch: dict[str, set[str]] = defaultdict(set)
    for batch, candidate in connection.execute(_CANDIDATES, {"articles": articles}):
        by_batch[batch].add(candidate)
    for batch, candidates in sorted(by_batch.items()):
        removal.removed += forget_candidates(lake, batch, candidates, ending=ending, dry_run=dry_run)
    refs = [
        WarcRef(path=path, offset=offset, length=length)
        for path, offset, length in connection.execute(_CAPTURES, [articles])
    ]
    left = bury(lake, refs, reason=ending.reason, dry_run=dry_run)
    if not dry_run:
        removal.removed["captures"] += left
    else:
        removal.removed["captures"] = max(removal.removed["captures"], left)


def _drop_reports(lake: UPath, needles: set[str], removal: Removal, *, dry_run: bool) -> None:
    """Delete reports that hold any of the words; the ``report`` task writes them again without."""
    folder = lake / "reports"
    for path in sorted(folder.glob("*.html")) if folder.exists() else []:
        page = html.unescape(path.read_text(encoding="utf-8"))
        if any(needle in page for needle in needles):
            removal.removed["reports"] += 1
            if not dry_run:
                path.unlink()


def _count(
    connection: Connection, removal: Removal, what: str, statement: str, values: dict[str, Any]
) -> None:
    removal.removed[what] += connection.execute(statement.encode(), values).rowcount


def _forget_validators(connection: Connection, addresses: Iterable[str]) -> None:
    """What conditional requests would send goes as well, so that nothing points at the bytes."""
    if connection.execute("SELECT to_regclass('crawl.validators')").fetchone() != (None,):
        connection.execute("DELETE FROM crawl.validators WHERE url = ANY(%s)", [list(addresses)])


_ADDRESSES = """
SELECT url FROM article WHERE article_id = %(article)s
UNION SELECT url FROM outcome WHERE article_id = %(article)s
UNION SELECT capture_url FROM article_version WHERE article_id = %(article)s
UNION SELECT capture_final_url FROM article_version WHERE article_id = %(article)s"""
_TITLES = "SELECT title FROM article_version WHERE article_id = %(article)s AND title <> ''"
_SAME_PERSON = """
WITH named AS (
    SELECT coalesce(m.identity_id, e.entity_id) AS entity_id
    FROM entity e LEFT JOIN entity_merge m USING (entity_id) WHERE e.name_key = %(key)s)
SELECT e.entity_id, e.name FROM entity e LEFT JOIN entity_merge m USING (entity_id)
WHERE coalesce(m.identity_id, e.entity_id) IN (SELECT entity_id FROM named)"""
_DAYS = """
SELECT day FROM outcome WHERE article_id = ANY(%(articles)s)
UNION SELECT published_day FROM article WHERE article_id = ANY(%(articles)s) AND published_day IS NOT NULL"""
_CANDIDATES = """
SELECT batch_id, candidate_id FROM outcome WHERE article_id = ANY(%(articles)s)
UNION SELECT batch_id, candidate_id FROM article_version WHERE article_id = ANY(%(articles)s)"""
_CAPTURES = """
SELECT warc_path, warc_offset, warc_length FROM article_version
WHERE article_id = ANY(%s) AND warc_length > 0"""
_COUNT_QUOTES = """
SELECT 1 FROM quote JOIN extraction USING (extraction_id) JOIN article_version USING (version_id)
WHERE article_id = %(article)s"""
_TOUCHED = """
SELECT ARRAY(SELECT DISTINCT ae.entity_id FROM article_entity ae JOIN extraction USING (extraction_id)
             JOIN article_version USING (version_id) WHERE article_id = %(article)s
             UNION SELECT speaker_entity_id FROM quote JOIN extraction USING (extraction_id)
             JOIN article_version USING (version_id)
             WHERE article_id = %(article)s AND speaker_entity_id IS NOT NULL),
       ARRAY(SELECT author_id FROM article_author WHERE article_id = %(article)s)"""
_END_OUTCOMES = """
UPDATE outcome SET outcome = 'taken down', reason = '', article_id = NULL
WHERE article_id = %(article)s OR url = ANY(%(urls)s)"""
_ORPHAN_ENTITIES = """
DELETE FROM entity e WHERE entity_id = ANY(%s)
AND NOT EXISTS (SELECT FROM article_entity a WHERE a.entity_id = e.entity_id)
AND NOT EXISTS (SELECT FROM quote q WHERE q.speaker_entity_id = e.entity_id)
AND NOT EXISTS (SELECT FROM speaker_override o WHERE o.speaker_entity_id = e.entity_id)
AND NOT EXISTS (SELECT FROM entity_merge m WHERE m.merged_into = e.entity_id)
AND e.known_id IS NULL"""
_ORPHAN_AUTHORS = """
DELETE FROM author u WHERE author_id = ANY(%s)
AND NOT EXISTS (SELECT FROM article_author a WHERE a.author_id = u.author_id)"""
_BEARERS = """
WITH bearer AS (
    SELECT coalesce(m.identity_id, e.entity_id) AS entity_id
    FROM entity e LEFT JOIN entity_merge m USING (entity_id) WHERE e.name_key = %s)
SELECT entity_id, name FROM entity
WHERE entity_id IN (SELECT entity_id FROM bearer)
   OR entity_id IN (SELECT m.entity_id FROM entity_merge m JOIN bearer b ON b.entity_id = m.identity_id)"""
_NAMING_ARTICLES = """
SELECT DISTINCT article_id, url
FROM article JOIN article_version USING (article_id) JOIN extraction USING (version_id)
WHERE extraction_id IN (
    SELECT extraction_id FROM article_entity WHERE entity_id = ANY(%(entities)s)
    UNION ALL SELECT extraction_id FROM quote WHERE speaker_entity_id = ANY(%(entities)s))"""
_NAMING_VERSIONS = f"""
SELECT version_id, title, text FROM article_version
WHERE article_id IN (SELECT article_id FROM ({_NAMING_ARTICLES}) AS naming)"""
_NAMING_QUOTES = f"""
SELECT quote_id, q.text, mention_text, spokesperson FROM quote q JOIN extraction USING (extraction_id)
JOIN article_version USING (version_id)
WHERE article_id IN (SELECT article_id FROM ({_NAMING_ARTICLES}) AS naming)"""
_FORMS = """
SELECT name FROM entity WHERE entity_id = ANY(%(entities)s)
UNION SELECT alias FROM entity_alias WHERE entity_id = ANY(%(entities)s)
UNION SELECT name FROM article_entity WHERE entity_id = ANY(%(entities)s)"""
_SPANS = """
SELECT start_at, end_at FROM mention JOIN extraction USING (extraction_id)
WHERE version_id = %(version)s AND entity_id = ANY(%(entities)s)
UNION ALL SELECT part.start_at, part.end_at
FROM quote JOIN extraction USING (extraction_id),
     unnest(part_starts, part_ends) AS part (start_at, end_at)
WHERE version_id = %(version)s AND speaker_entity_id = ANY(%(entities)s)"""
_DELETE_MENTIONS = "DELETE FROM mention WHERE entity_id = ANY(%(entities)s)"
_MENTIONS_AS_IN_TEXT = """
UPDATE mention m SET text = substr(v.text, start_at + 1, end_at - start_at)
FROM extraction e JOIN article_version v USING (version_id)
WHERE m.extraction_id = e.extraction_id AND v.article_id = ANY(%(articles)s)
  AND m.text <> substr(v.text, start_at + 1, end_at - start_at)"""
_DESCRIPTIONS = "SELECT article_id, subtitle, tags FROM article WHERE article_id = ANY(%s)"
_BATCHES = """
SELECT batch_id FROM article_version WHERE article_id = ANY(%(articles)s)
UNION SELECT e.batch_id FROM extraction e JOIN article_version USING (version_id)
WHERE article_id = ANY(%(articles)s)"""

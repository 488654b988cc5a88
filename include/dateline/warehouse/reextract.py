"""Today's code over yesterday's captures: new rows beside the old, compared, then put in force or dropped.

``stage_run`` loads a batch that was extracted again without touching what is in force. A capture whose
words came out otherwise makes an inactive version at the same moment; facts hang on their own version.
``compare_runs`` says which quotes a run gains, loses or gives to another speaker; ``make_current`` puts all
of a run's rows in force at once, ``discard_run`` removes them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Literal

import psycopg
from psycopg.rows import class_row

from dateline.errors import WarehouseError
from dateline.records import ExtractionRun
from dateline.warehouse.connection import connect
from dateline.warehouse.incoming import BatchRecords, Document, Incoming, join
from dateline.warehouse.known import read_known
from dateline.warehouse.plan import Known, Plan, Version
from dateline.warehouse.search import index_search
from dateline.warehouse.takedown import forgotten_speakers
from dateline.warehouse.write import (
    Lineage,
    take_writing_lock,
    write_articles,
    write_dimensions,
    write_facts,
    write_lineage,
    write_versions,
)


@dataclass(frozen=True, slots=True)
class QuoteChange:
    """One quote that a run changes; ``before`` and ``after`` are the speakers."""

    change: Literal["gained", "lost", "re-attributed"]
    source: str
    url: str
    published_day: dt.date | None
    text: str
    before: str | None
    after: str | None


def stage_run(url: str, records: BatchRecords, *, run: ExtractionRun, lineage: Lineage) -> dict[str, int]:
    """Lay a batch's new facts beside those in force; return how many versions and extractions that made.

    The batch is recorded as ``<batch>#<run>``, so the one that loaded the old rows keeps its lineage. What
    this very run has in force already stays as it is.

    Raises:
        WarehouseError: nothing of the batch was kept; staging it again is safe.
    """
    staged = dataclasses.replace(lineage, batch=f"{lineage.batch}#{run.id}")
    try:
        with connect(url) as connection:
            take_writing_lock(connection)
            incoming = join(records, forgotten=forgotten_speakers(connection))
            made = _plan(incoming, read_known(connection, incoming), run_id=run.id)
            write_lineage(connection, run, staged, outcomes={})
            write_dimensions(connection, made.articles.values())
            write_articles(connection, made.articles.values())
            write_versions(connection, made, run_id=run.id, batch_id=staged.batch)
            write_facts(connection, made.facts, run_id=run.id, batch_id=staged.batch, current=False)
    except psycopg.Error as error:
        raise WarehouseError(
            f"Batch {lineage.batch} was not staged: {str(error).strip() or type(error).__name__}.",
            "Nothing of it was kept. Stage it again once the server has room and answers.",
            batch=lineage.batch,
        ) from error
    return {"versions": len(made.new_versions), "extractions": len(made.facts)}


def compare_runs(url: str, run_id: str) -> list[QuoteChange]:
    """What would change in the quotes if ``run_id`` were put in force, by article and words."""
    with (
        connect(url, role="reader") as connection,
        connection.cursor(row_factory=class_row(QuoteChange)) as cursor,
    ):
        return cursor.execute(_COMPARE, {"run": run_id}).fetchall()


def make_current(url: str, run_id: str) -> int:
    """Put everything staged by a run in force, in place of what was; return how many extractions that are.

    A candidate that led to no article before, and does now, is ``loaded`` from then on.
    """
    with connect(url) as connection:
        take_writing_lock(connection)
        connection.execute(_NOTE_SWAPS, {"run": run_id})
        connection.execute(_RETIRE_VERSIONS)
        connection.execute(_ACTIVATE_VERSIONS)
        connection.execute(_END_NEW_ARTICLES)
        connection.execute(_DROP_REPLACED_FACTS, {"run": run_id})
        count = connection.execute(_ACTIVATE_FACTS, {"run": run_id}).rowcount
        for (batch,) in connection.execute(
            "SELECT batch_id FROM batch WHERE extraction_run_id = %s", [run_id]
        ):
            index_search(connection, batch)
    return count


def discard_run(url: str, run_id: str) -> int:
    """Remove what a run staged and nobody put in force; return how many extractions that were."""
    with connect(url) as connection:
        take_writing_lock(connection)
        values = {"run": run_id}
        count = connection.execute(
            "DELETE FROM extraction WHERE extraction_run_id = %(run)s AND NOT current", values
        ).rowcount
        connection.execute(_DROP_STAGED_VERSIONS, values)
        connection.execute(
            """DELETE FROM article a WHERE NOT EXISTS (
                   SELECT FROM article_version v WHERE v.article_id = a.article_id)"""
        )
    return count


def _plan(incoming: list[Incoming], known: Known, *, run_id: str) -> Plan:
    made = Plan()
    for item in incoming:
        document = item.document
        if document is None or not known.tombstones.isdisjoint(item.addresses) or document.fault():
            continue
        version = _target(item, document, known, made)
        if version and not (version.facts and version.facts[0] == run_id):
            made.facts.append((version, document))
    return made


def _target(item: Incoming, document: Document, known: Known, made: Plan) -> Version | None:
    """The version that the new facts belong to; None where another capture's version has these words."""
    assert item.fetched_at is not None
    versions = known.versions[document.article_id]
    own = _own(item.id, item.fetched_at, versions)
    if own is None and versions:
        return None
    valid_from = own.valid_from if own else item.fetched_at
    version_id = document.version_id(valid_from)
    for version in versions:
        if version.version_id == version_id:
            return version
    if not own:
        made.articles[document.article_id] = item
    version = Version(
        version_id=version_id,
        article_id=document.article_id,
        valid_from=valid_from,
        valid_to=None,
        active=False,
        candidate_id=item.id,
        text_digest=document.text_digest,
        record_digest=document.record_digest,
        document=document,
    )
    versions.append(version)
    made.new_versions.append(version)
    return version


def _own(candidate_id: str, fetched_at: dt.datetime, versions: list[Version]) -> Version | None:
    """The candidate's version at that time: it may have been fetched more than once, with other words."""
    known_by_then = [
        version
        for version in versions
        if version.active
        and version.candidate_id == candidate_id
        and version.valid_from <= fetched_at + _SHIFTED
    ]
    return max(known_by_then, key=lambda version: version.valid_from, default=None)


_SHIFTED = dt.timedelta(milliseconds=1)
"""Loading moves a version by microseconds where another begins at the same moment."""
_PAIRS = """
    SELECT new.extraction_id AS new_id, nv.article_id, (
        SELECT e.extraction_id FROM article_version v JOIN extraction e USING (version_id)
        WHERE v.article_id = nv.article_id AND v.valid_from = nv.valid_from
          AND v.active AND e.current) AS old_id
    FROM extraction new JOIN article_version nv USING (version_id)
    WHERE new.extraction_run_id = %(run)s AND NOT new.current"""
_COMPARE = f"""
WITH pairs AS ({_PAIRS}),
before AS (SELECT DISTINCT ON (p.new_id, words_key) p.new_id, words_key, text, speaker
           FROM pairs p JOIN quote q ON q.extraction_id = p.old_id ORDER BY p.new_id, words_key, ordinal),
after AS (SELECT DISTINCT ON (p.new_id, words_key) p.new_id, words_key, text, speaker
          FROM pairs p JOIN quote q ON q.extraction_id = p.new_id ORDER BY p.new_id, words_key, ordinal)
SELECT CASE WHEN b.new_id IS NULL THEN 'gained' WHEN a.new_id IS NULL THEN 'lost'
            ELSE 're-attributed' END AS change,
       article.source_id AS source, article.url, article.published_day, coalesce(a.text, b.text) AS text,
       b.speaker AS before, a.speaker AS after
FROM before b FULL JOIN after a USING (new_id, words_key)
JOIN pairs USING (new_id) JOIN article USING (article_id)
WHERE a.new_id IS NULL OR b.new_id IS NULL OR a.speaker IS DISTINCT FROM b.speaker
ORDER BY article.published_day, article.url, 1, 4"""
_NOTE_SWAPS = """
CREATE TEMP TABLE swap ON COMMIT DROP AS
SELECT new.version_id AS new_id, old.version_id AS old_id, old.valid_to
FROM article_version new
LEFT JOIN article_version old
    ON old.article_id = new.article_id AND old.valid_from = new.valid_from AND old.active
WHERE NOT new.active AND new.extraction_run_id = %(run)s AND EXISTS (
    SELECT FROM extraction e
    WHERE e.version_id = new.version_id AND e.extraction_run_id = %(run)s AND NOT e.current)"""
_RETIRE_VERSIONS = """
UPDATE article_version SET active = false, valid_to = NULL FROM swap WHERE version_id = old_id"""
_ACTIVATE_VERSIONS = """
UPDATE article_version v SET active = true, valid_to = swap.valid_to FROM swap WHERE version_id = new_id"""
_END_NEW_ARTICLES = """
UPDATE outcome o SET outcome = 'loaded', reason = '', article_id = v.article_id
FROM swap JOIN article_version v ON v.version_id = swap.new_id
WHERE swap.old_id IS NULL AND o.candidate_id = v.candidate_id AND o.article_id IS NULL"""
_DROP_REPLACED_FACTS = """
DELETE FROM extraction old WHERE old.current AND EXISTS (
    SELECT FROM extraction new
    WHERE new.version_id = old.version_id AND new.extraction_run_id = %(run)s AND NOT new.current)"""
_ACTIVATE_FACTS = """
UPDATE extraction SET current = true WHERE extraction_run_id = %(run)s AND NOT current"""
_DROP_STAGED_VERSIONS = """
DELETE FROM article_version v WHERE NOT active AND extraction_run_id = %(run)s
AND NOT EXISTS (SELECT FROM extraction e WHERE e.version_id = v.version_id)"""

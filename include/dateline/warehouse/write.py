"""Writing what a plan says, table by table, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from psycopg.types.json import Jsonb

from dateline.records import ExtractionRun, Outcome
from dateline.warehouse import rows
from dateline.warehouse.connection import Connection
from dateline.warehouse.copying import copy_rows, merge_rows, replacing
from dateline.warehouse.identities import join_known_names
from dateline.warehouse.identity import Identities
from dateline.warehouse.incoming import Document, Incoming
from dateline.warehouse.keys import extraction_key
from dateline.warehouse.known import entities_split_off
from dateline.warehouse.plan import Plan, Version

WRITING_LOCK = 0x6461_7465_6C6F  # "datelo"


@dataclass(frozen=True)
class Lineage:
    """Which batch this is, and which task of which Airflow run loads it."""

    batch: str
    dag_id: str | None = None
    dag_run_id: str | None = None
    task_id: str | None = None
    map_index: int | None = None
    inputs_digest: str | None = None
    """Digest of the batch's files: where the same ones are loaded again, nothing has to be looked at."""


def take_writing_lock(connection: Connection) -> None:
    """Wait until no other transaction writes articles and facts; held to this transaction's end."""
    connection.execute("SET LOCAL idle_in_transaction_session_timeout = '10min'")
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING_LOCK])


def write_lineage(
    connection: Connection, run: ExtractionRun, lineage: Lineage, *, outcomes: dict[Outcome, int]
) -> None:
    """The extraction run, and the batch with the task that loads it; an equal batch row stays as it was."""
    connection.execute(
        "INSERT INTO extraction_run VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [run.id, run.code_version, run.model, run.model_version, Jsonb(run.settings)],
    )
    connection.execute(
        """INSERT INTO batch (batch_id, dag_id, dag_run_id, task_id, map_index, extraction_run_id,
                              inputs_digest, outcomes)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
           ON CONFLICT (batch_id) DO UPDATE SET (dag_id, dag_run_id, task_id, map_index, extraction_run_id,
               inputs_digest, outcomes, loaded_at) = (excluded.dag_id, excluded.dag_run_id,
               excluded.task_id, excluded.map_index, excluded.extraction_run_id, excluded.inputs_digest,
               excluded.outcomes, now())
           WHERE (batch.dag_id, batch.dag_run_id, batch.task_id, batch.map_index, batch.extraction_run_id,
                  batch.inputs_digest, batch.outcomes)
               IS DISTINCT FROM (excluded.dag_id, excluded.dag_run_id, excluded.task_id, excluded.map_index,
                  excluded.extraction_run_id, excluded.inputs_digest, excluded.outcomes)""",
        [
            lineage.batch,
            lineage.dag_id,
            lineage.dag_run_id,
            lineage.task_id,
            lineage.map_index,
            run.id,
            lineage.inputs_digest,
            Jsonb({outcome.value: outcomes[outcome] for outcome in sorted(outcomes)}),
        ],
    )


def write_dimensions(connection: Connection, items: Iterable[Incoming]) -> None:
    """Sources and calendar days that the items name and the warehouse lacks."""
    sources, days = set(), set()
    for item in items:
        sources.add(item.candidate.source)
        days.add(item.candidate.day)
        if item.document and item.document.article.published:
            days.add(item.document.article.published.day)
    connection.execute(
        """INSERT INTO source (source_id, name) SELECT id, id FROM unnest(%s::text[]) AS id
           ON CONFLICT DO NOTHING""",
        [sorted(sources)],
    )
    connection.execute(
        "INSERT INTO calendar (day) SELECT unnest(%s::date[]) ON CONFLICT DO NOTHING", [sorted(days)]
    )


def write_articles(connection: Connection, items: Iterable[Incoming]) -> None:
    """Articles with their metadata and authors, in place of what was known of them."""
    items = list(items)
    documents = [item.document for item in items if item.document]
    merge_rows(
        connection,
        rows.ARTICLE,
        map(rows.article_row, items),
        on_conflict=replacing(rows.ARTICLE, "article_id"),
    )
    authors = {document.article_id: rows.author_rows(document.article) for document in documents}
    merge_rows(
        connection,
        rows.AUTHOR,
        {row[0]: row for found in authors.values() for row in found}.values(),
        on_conflict="ON CONFLICT DO NOTHING",
    )
    connection.execute("DELETE FROM article_author WHERE article_id = ANY(%s)", [list(authors)])
    copy_rows(
        connection,
        rows.ARTICLE_AUTHOR,
        (
            (article_id, author[0], ordinal)
            for article_id, found in authors.items()
            for ordinal, author in enumerate(found)
        ),
    )


def write_versions(connection: Connection, made: Plan, *, run_id: str, batch_id: str) -> None:
    """Move the ends of known versions, then add the new: no article ever has two current ones."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE article_version SET valid_to = %s, active = %s WHERE version_id = %s",
            [
                (version.valid_to, version.active, version.version_id)
                for version in sorted(made.moved_versions, key=lambda version: version.active)
            ],
        )
    new = (rows.version_row(version, run_id=run_id, batch_id=batch_id) for version in made.new_versions)
    copy_rows(connection, rows.VERSION, new)


def write_facts(
    connection: Connection,
    facts: Collection[tuple[Version, Document]],
    *,
    run_id: str,
    batch_id: str,
    current: bool,
) -> None:
    """Replace, whole, what this run extracted from versions and (where ``current``) what was current."""
    means = entities_split_off(connection, {version.article_id for version, _ in facts})
    found: dict[UUID, tuple[Version, Document, Identities]] = {
        extraction_key(version.version_id, run_id): (
            version,
            document,
            Identities(document.article.url, document.facts, means.get(version.article_id, {})),
        )
        for version, document in facts
        if document.facts
    }
    connection.execute(
        "DELETE FROM extraction WHERE version_id = ANY(%s) AND (extraction_run_id = %s OR current AND %s)",
        [[version.version_id for version, _, _ in found.values()], run_id, current],
    )
    articles = [article for _, _, article in found.values()]
    merge_rows(connection, rows.ENTITY, rows.entity_rows(articles), on_conflict=_KEEP_BUT_LOCATE)
    join_known_names(connection, "incoming_entity")
    merge_rows(connection, rows.ENTITY_ALIAS, rows.alias_rows(articles), on_conflict="ON CONFLICT DO NOTHING")
    copy_rows(
        connection,
        rows.EXTRACTION,
        (
            (
                name,
                version.version_id,
                run_id,
                batch_id,
                current,
                article.facts.digest,
                len(article.facts.entities.mentions),
                len(article.facts.quotes.quotes),
            )
            for name, (version, _, article) in found.items()
        ),
    )
    each = [(name, document, article) for name, (_, document, article) in found.items()]
    copy_rows(
        connection,
        rows.ARTICLE_ENTITY,
        (row for name, _, article in each for row in rows.article_entity_rows(name, article)),
    )
    copy_rows(
        connection,
        rows.MENTION,
        (row for name, _, article in each for row in rows.mention_rows(name, article)),
    )
    copy_rows(
        connection,
        rows.QUOTE,
        (
            row
            for name, document, article in each
            for row in rows.quote_rows(name, article, language=document.article.language)
        ),
    )


_KEEP_BUT_LOCATE = """ON CONFLICT (entity_id) DO UPDATE
    SET geonames_id = excluded.geonames_id, country_code = excluded.country_code
    WHERE entity.geonames_id IS NULL AND excluded.geonames_id IS NOT NULL"""


def write_outcomes(connection: Connection, made: Plan, *, batch_id: str) -> None:
    """Outcome rows that are new or changed."""
    merge_rows(
        connection,
        rows.OUTCOME,
        (rows.outcome_row(item, made.outcomes[item.id], batch_id=batch_id) for item in made.changed_outcomes),
        on_conflict=replacing(rows.OUTCOME, "candidate_id"),
    )

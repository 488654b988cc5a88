"""Reading what the warehouse holds of a batch's candidates and articles, set by set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from dateline.records import Outcome
from dateline.warehouse.connection import Connection
from dateline.warehouse.incoming import Incoming
from dateline.warehouse.plan import Ended, Known, Version


def read_known(connection: Connection, incoming: list[Incoming]) -> Known:
    """What the warehouse holds of these candidates and of the articles that they lead to."""
    addresses = {address for item in incoming for address in item.addresses}
    known = Known(tombstones=_tombstones(connection, addresses))
    with connection.cursor(binary=True) as cursor:
        cursor.execute(
            "SELECT article_id, described_at, record_digest FROM article WHERE article_id = ANY(%b)",
            [list(addresses)],
        )
        known.described.update({row[0]: (row[1], row[2]) for row in cursor})
        cursor.execute(
            """SELECT v.version_id, v.article_id, v.valid_from, v.valid_to, v.active, v.candidate_id,
                      v.text_digest, v.record_digest, e.extraction_run_id, e.facts_digest
               FROM article_version v LEFT JOIN extraction e ON e.version_id = v.version_id AND e.current
               WHERE v.article_id = ANY(%b)""",
            [list(known.described)],
        )
        for row in cursor:
            version = Version(*row[:8])
            version.facts = (row[8], row[9]) if row[8] else None
            known.versions[version.article_id].append(version)
        cursor.execute(
            """SELECT candidate_id, outcome, reason, http_status, article_id FROM outcome
               WHERE candidate_id = ANY(%b)""",
            [[item.id for item in incoming]],
        )
        known.outcomes.update({row[0]: Ended(Outcome(row[1]), *row[2:]) for row in cursor})
        cursor.execute(
            """SELECT source_id, day, article_id, candidate_id FROM outcome
               WHERE article_id = ANY(%b) AND outcome IN ('loaded', 'unchanged')""",
            [list(known.described)],
        )
        for source, day, article_id, candidate_id in cursor:
            known.holders[source, day, article_id].add(candidate_id)
    return known


def entities_split_off(connection: Connection, articles: Collection[UUID]) -> dict[UUID, dict[UUID, UUID]]:
    """By article, which entities mean which others there, as operators said."""
    found: dict[UUID, dict[UUID, UUID]] = defaultdict(dict)
    for article_id, entity_id, means_id in connection.execute(
        "SELECT article_id, entity_id, means_id FROM entity_split WHERE article_id = ANY(%s)",
        [list(articles)],
    ):
        found[article_id][entity_id] = means_id
    return found


def _tombstones(connection: Connection, addresses: set[UUID]) -> frozenset[UUID]:
    found = connection.execute(
        "SELECT key FROM tombstone WHERE kind = 'article' AND key = ANY(%b)", [list(addresses)]
    )
    return frozenset(row[0] for row in found)

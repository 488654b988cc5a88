"""What is merged with what: keeping it right, and joining to the operator's list by name."""

from __future__ import annotations

from typing import Literal

from dateline.warehouse.connection import Connection


def join_known_names(connection: Connection, among: Literal["entity", "incoming_entity"]) -> int:
    """Merge the entities of a table into the list's, by kind and name; return how many were.

    A name that several entities of the list share joins none of them; what is merged already, or what an
    operator took out of a merge, stays as it is.
    """
    if connection.execute("SELECT EXISTS (SELECT FROM known_name)").fetchone() == (False,):
        return 0
    count = connection.execute(_JOIN.format(among=among).encode()).rowcount
    if count:
        settle_identities(connection)
    return count


def settle_identities(connection: Connection) -> None:
    """Let every merged entity be what stands at the end of its chain of merges."""
    connection.execute(_SETTLE)


_JOIN = """
WITH known AS (
    SELECT kind, name_key, min(entity_id::text)::uuid AS entity_id FROM known_name
    GROUP BY kind, name_key HAVING count(*) = 1),
joined AS (
    INSERT INTO entity_merge (entity_id, merged_into, identity_id, from_list)
    SELECT e.entity_id, k.entity_id, coalesce(m.identity_id, k.entity_id), true
    FROM {among} i JOIN entity e USING (entity_id)
    JOIN known k ON k.kind = e.kind AND k.name_key = e.name_key
    LEFT JOIN entity_merge m ON m.entity_id = k.entity_id
    WHERE e.known_id IS NULL
      AND e.entity_id IS DISTINCT FROM m.identity_id
      AND NOT EXISTS (SELECT FROM entity_change c WHERE c.change = 'split' AND c.entity_id = e.entity_id)
    ON CONFLICT DO NOTHING
    RETURNING entity_id, merged_into)
INSERT INTO entity_change (change, entity_id, other_id, reason, set_by)
SELECT 'merged', entity_id, merged_into, 'named in the list', 'list' FROM joined"""
_SETTLE = """
WITH RECURSIVE up AS (
    SELECT entity_id, merged_into FROM entity_merge
    UNION ALL
    SELECT up.entity_id, m.merged_into FROM up JOIN entity_merge m ON m.entity_id = up.merged_into)
UPDATE entity_merge m SET identity_id = up.merged_into
FROM up
WHERE up.entity_id = m.entity_id AND m.identity_id <> up.merged_into
  AND NOT EXISTS (SELECT FROM entity_merge above WHERE above.entity_id = up.merged_into)"""

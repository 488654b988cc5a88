"""Where a list begins to look: at the few rows that hold the words or the name, or else at the newest.

PostgreSQL guesses badly how many texts hold a phrase. So the rows that hold it are counted first, up to
``FEW``: if they are few, the list is made from them; if not, walking from the newest soon finds a page full.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from dateline.warehouse.connection import Connection
from dateline.warehouse.keys import name_key

FEW = 1_500
MOST_NAMES = 100

_ENGLISH = "websearch_to_tsquery('english', %(words)s)"
_SIMPLE = "websearch_to_tsquery('simple', %(words)s)"
MATCHES = f"""((s.document @@ {_ENGLISH} AND h.language LIKE 'en%%')
              OR (s.document @@ {_SIMPLE} AND h.language IS DISTINCT FROM 'en'))"""
"""That ``s.document`` holds the words in the language of ``h`` (as in :mod:`dateline.warehouse.search`)."""

SPOKEN_BY = "h.speaker_entity_id = ANY (%(speakers)s)"
"""That ``h`` of current_quote is spoken by one of ``speakers``.

``speakers`` hold all that is merged with any of them: rows keep the entity that the article names."""


def conditions(given: Mapping[str, object], known: Mapping[str, str]) -> list[str]:
    """The conditions of those filters that are given."""
    return [condition for name, condition in known.items() if given[name] is not None]


def few_with_words(
    connection: Connection, words: str, *, table: Literal["quote_search", "version_search"]
) -> list[UUID] | None:
    """The keys of the rows that hold the words, in either language; None where they are not few."""
    key = "quote_id" if table == "quote_search" else "version_id"
    found = connection.execute(
        f"""SELECT {key} FROM {table} WHERE document @@ {_ENGLISH} OR document @@ {_SIMPLE}
            LIMIT {FEW + 1}""".encode(),
        {"words": words},
    ).fetchall()
    return [row[0] for row in found] if len(found) <= FEW else None


def spoken_by(connection: Connection, speakers: list[UUID]) -> list[UUID]:
    """The keys of all quotes that the code or a person gave to one of ``speakers``, current or not."""
    return [row[0] for row in connection.execute(_SPOKEN_BY, {"speakers": speakers})]


def named(connection: Connection, part: str) -> list[UUID]:
    """The entities whose name holds ``part``, shortest names first, with all that is one with them."""
    found = connection.execute(
        """SELECT entity_id FROM entity WHERE name_key LIKE %s
           ORDER BY length(name_key), name_key LIMIT %s""",
        [f"%{_literal(name_key(part))}%", MOST_NAMES],
    )
    return one_with(connection, [row[0] for row in found])


def one_with(connection: Connection, entities: list[UUID]) -> list[UUID]:
    """The entities, what they were merged into, and what else was merged into that."""
    return [row[0] for row in connection.execute(_ONE_WITH, {"entities": entities})]


_SPOKEN_BY = """
SELECT quote_id FROM quote WHERE speaker_entity_id = ANY (%(speakers)s)
UNION
SELECT quote_id FROM speaker_override o JOIN quote USING (words_key)
WHERE o.speaker_entity_id = ANY (%(speakers)s)"""
_ONE_WITH = """
WITH one AS (
    SELECT coalesce(m.identity_id, entity_id) AS entity_id
    FROM unnest(%(entities)s::uuid[]) AS entity_id LEFT JOIN entity_merge m USING (entity_id))
SELECT entity_id FROM one
UNION SELECT m.entity_id FROM one JOIN entity_merge m ON m.identity_id = one.entity_id"""


def _literal(text: str) -> str:
    """``text`` as LIKE takes it literally."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")

"""The SQL that lists share: which filters apply, and how words are matched."""

from __future__ import annotations

from collections.abc import Mapping

QUERIES = """SELECT websearch_to_tsquery('english', %(words)s::text) AS english,
                    websearch_to_tsquery('simple', %(words)s::text) AS simple"""
MATCHES = """((s.document @@ q.english AND h.language LIKE 'en%%')
              OR (s.document @@ q.simple AND h.language IS DISTINCT FROM 'en'))"""


def conditions(given: Mapping[str, object], known: Mapping[str, str]) -> list[str]:
    """The conditions of those filters that are given."""
    return [condition for name, condition in known.items() if given[name] is not None]

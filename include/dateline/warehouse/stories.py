"""Which articles carry the same story: near-identical texts across sources, and who had it first.

Texts are compared by runs of three words. MinHash bands, kept in the warehouse, find the pairs that are
worth comparing set by set; a pair counts where the shorter text's runs stand mostly in the longer one, for
copies of a wire story are cut. Stories that reach into the days asked for are made anew as a whole, so a late
article joins them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from rensa import RMinHash

from dateline.warehouse.connection import Connection, connect
from dateline.warehouse.copying import Columns, copy_rows
from dateline.warehouse.keys import key, name_key
from dateline.warehouse.write import take_writing_lock

BANDS, ROWS = 32, 4
"""Two texts that share half of their runs share a band with a probability of 87 %, 70 %: nearly 1."""
MIN_SHARED = 0.6
"""Of the shorter text's runs."""
MIN_WORDS = 40
MARGIN = dt.timedelta(days=3)
"""A copy appears this long after its origin at most."""

_BAND = Columns("text_band", {"version_id": "uuid", "band": "int2", "hash": "int8"})
_CLUSTER = Columns(
    "story_cluster",
    {"story_id": "uuid", "first_day": "date", "last_day": "date", "articles": "int4", "sources": "int4"},
)
_MEMBER = Columns(
    "story_member",
    {
        "article_id": "uuid",
        "story_id": "uuid",
        "similarity": "float4",
        "origin": "bool",
        "syndicated": "bool",
    },
)


@dataclass(frozen=True, slots=True)
class Telling:
    """An article as a story sees it."""

    article_id: UUID
    source_id: str
    source_name: str
    agency: str | None
    day: dt.date
    at: dt.datetime
    runs: frozenset[tuple[str, ...]]


def cluster_stories(url: str, first: dt.date, last: dt.date) -> int:
    """Make the stories of articles published from ``first`` to ``last`` anew; return how many there are."""
    with connect(url) as connection:
        take_writing_lock(connection)
        connection.execute(_SCOPE, {"first": first - MARGIN, "last": last + MARGIN})
        copy_rows(connection, _BAND, _new_bands(connection))
        pairs = connection.execute(_PAIRS, {"margin": MARGIN.days}).fetchall()
        stories = _group(_tellings(connection, {article for pair in pairs for article in pair}), pairs)
        connection.execute(_CLEAR)
        copy_rows(connection, _CLUSTER, (_cluster_row(story) for story in stories))
        copy_rows(connection, _MEMBER, (row for story in stories for row in _member_rows(story)))
    return len(stories)


def bands(text: str) -> list[int]:
    """The hashes of a text's MinHash bands; none for a text too short to compare."""
    runs = word_runs(text)
    if not runs:
        return []
    sketch = RMinHash(num_perm=BANDS * ROWS, seed=1)
    sketch.update(sorted(" ".join(run) for run in runs))
    values = sketch.digest()
    return [
        int.from_bytes(
            hashlib.blake2b(repr(values[at : at + ROWS]).encode(), digest_size=8).digest(), signed=True
        )
        for at in range(0, BANDS * ROWS, ROWS)
    ]


def word_runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every three words in a row."""
    words = re.findall(r"\w+", text.casefold())
    if len(words) < MIN_WORDS:
        return frozenset()
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def shared(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """The share of the shorter text's runs that the longer one has."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _new_bands(connection: Connection) -> list[tuple[UUID, int, int]]:
    found = connection.execute(_UNBANDED).fetchall()
    return [(version, band, value) for version, text in found for band, value in enumerate(bands(text))]


def _tellings(connection: Connection, articles: set[UUID]) -> dict[UUID, Telling]:
    found = connection.execute(_TELLINGS, [list(articles)])
    return {
        article: Telling(article, source, name, agency, day, at, word_runs(text))
        for article, source, name, agency, day, at, text in found
    }


def _group(tellings: dict[UUID, Telling], pairs: Iterable[tuple[UUID, UUID]]) -> list[list[Telling]]:
    """Connected tellings, the earliest first; alone ones left out."""
    parent = {article: article for article in tellings}

    def root(article: UUID) -> UUID:
        while parent[article] != article:
            parent[article] = parent[parent[article]]
            article = parent[article]
        return article

    for one, other in pairs:
        if shared(tellings[one].runs, tellings[other].runs) >= MIN_SHARED:
            parent[root(other)] = root(one)
    groups: dict[UUID, list[Telling]] = defaultdict(list)
    for article, telling in tellings.items():
        groups[root(article)].append(telling)
    found = [sorted(group, key=lambda t: (t.at, t.article_id)) for group in groups.values() if len(group) > 1]
    return sorted(found, key=lambda story: story[0].article_id)


def _origin(story: list[Telling]) -> Telling:
    """The credited agency's own article, else the earliest."""
    credited = {name_key(telling.agency) for telling in story if telling.agency}
    return next((telling for telling in story if name_key(telling.source_name) in credited), story[0])


def _cluster_row(story: list[Telling]) -> tuple[object, ...]:
    days = [telling.day for telling in story]
    return (_name(story), min(days), max(days), len(story), len({telling.source_id for telling in story}))


def _member_rows(story: list[Telling]) -> Iterator[tuple[object, ...]]:
    origin = _origin(story)
    for telling in story:
        yield (
            telling.article_id,
            _name(story),
            shared(telling.runs, origin.runs),
            telling is origin,
            telling.source_id != origin.source_id,
        )


def _name(story: list[Telling]) -> UUID:
    return key("story", min(telling.article_id.hex for telling in story))


_SCOPE = """
CREATE TEMP TABLE scope ON COMMIT DROP AS
WITH days AS (SELECT article_id FROM article WHERE published_day BETWEEN %(first)s AND %(last)s)
SELECT article_id FROM days
UNION
SELECT other.article_id
FROM days JOIN story_member USING (article_id) JOIN story_member other USING (story_id)"""
_UNBANDED = """
SELECT version_id, text FROM current_article JOIN scope USING (article_id)
WHERE text IS NOT NULL
  AND NOT EXISTS (SELECT FROM text_band b WHERE b.version_id = current_article.version_id)"""
_PAIRS = """
WITH banded AS (SELECT article_id, published_day, band, hash
                FROM current_article JOIN scope USING (article_id) JOIN text_band USING (version_id)
                WHERE text IS NOT NULL)
SELECT DISTINCT one.article_id, other.article_id
FROM banded one JOIN banded other USING (band, hash)
WHERE one.article_id < other.article_id AND abs(one.published_day - other.published_day) <= %(margin)s"""
_TELLINGS = """
SELECT a.article_id, a.source_id, s.name, a.agency, a.published_day,
       coalesce(a.published_at, a.valid_from), a.text
FROM current_article a JOIN source s USING (source_id)
WHERE a.article_id = ANY(%s)"""
_CLEAR = """
DELETE FROM story_cluster
WHERE story_id IN (SELECT story_id FROM story_member JOIN scope USING (article_id))"""

"""The same words elsewhere: quotes of different articles that carry one utterance, whole or trimmed.

Quotes are compared by their runs of four words, case and marks aside. From the longest to the shortest each
joins the longer one that holds nine tenths of its runs, if nobody says that somebody else spoke; else it
leads a cluster of its own. Words that many say alike ("thank you very much") are too few to join without the
speaker. A clustering covers some days and the days around them, and takes clusters it touches apart whole, so
a late article joins them.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from dateline.warehouse.connection import connect
from dateline.warehouse.copying import Columns, copy_rows
from dateline.warehouse.keys import key
from dateline.warehouse.write import take_writing_lock

RUN = 4
"""Words in a run; shorter quotes have none and are in no cluster."""
MIN_SHARED = 0.9
TELLING = 8
"""Words that are the same utterance whoever is named for it, where one of the two names nobody."""
CROWDED = 40
"""Leaders of one run beyond which it tells nothing."""
GAP = " … "
"""Stands in a quote's text where a cue breaks it; another outlet may have nothing there, or more words."""
MARGIN = dt.timedelta(days=7)

_CLUSTER = Columns(
    "quote_cluster",
    {
        "cluster_id": "uuid",
        "speaker_entity_id": "uuid",
        "quotes": "int4",
        "articles": "int4",
        "sources": "int4",
        "first_day": "date",
        "last_day": "date",
    },
)
_MEMBER = Columns(
    "quote_cluster_member",
    {"quote_id": "uuid", "cluster_id": "uuid", "share": "float4", "whole": "bool", "first": "bool"},
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Said:
    """A quote as clustering sees it."""

    quote_id: UUID
    article_id: UUID
    source_id: str
    day: dt.date
    at: dt.datetime
    speaker_entity_id: UUID | None
    text: str


@dataclass(slots=True)
class Cluster:
    """Quotes of one utterance; the first is the longest."""

    members: list[Said]
    words: int
    shares: list[float] = field(default_factory=lambda: [1.0])
    speaker: UUID | None = None


def cluster_quotes(url: str, first: dt.date, last: dt.date) -> int:
    """Make the clusters of quotes published from ``first`` to ``last`` anew; return how many there are."""
    with connect(url) as connection:
        take_writing_lock(connection)
        connection.execute(_SCOPE, {"first": first - MARGIN, "last": last + MARGIN})
        rows = connection.execute(_SAID).fetchall()
        found = [one for one in group(Said(*row) for row in rows) if _articles(one) > 1]
        connection.execute(_CLEAR)
        copy_rows(connection, _CLUSTER, (_cluster_row(one) for one in found))
        copy_rows(connection, _MEMBER, (row for one in found for row in _member_rows(one)))
    return len(found)


def group(quotes: Iterable[Said]) -> list[Cluster]:
    """Every quote in the cluster of the longest one that holds its words, alone ones included."""
    lengthened = sorted(
        ((len(words_of(quote.text)), quote) for quote in quotes),
        key=lambda pair: (-pair[0], pair[1].at, pair[1].quote_id),
    )
    clusters: list[Cluster] = []
    leaders: dict[int, list[int]] = defaultdict(list)
    for words, quote in lengthened:
        runs = {run for part in quote.text.split(GAP) for run in runs_of(words_of(part))}
        if not runs:
            continue
        joined = _holding(quote, words, runs, clusters, leaders)
        if joined is not None:
            joined.members.append(quote)
            joined.shares.append(words / joined.words)
            joined.speaker = joined.speaker or quote.speaker_entity_id
            continue
        for run in runs_of(words_of(quote.text)):
            if len(leaders[run]) < CROWDED:
                leaders[run].append(len(clusters))
        clusters.append(Cluster([quote], words, speaker=quote.speaker_entity_id))
    return clusters


def words_of(text: str) -> list[str]:
    """The words as they are compared."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def runs_of(words: list[str]) -> set[int]:
    """A number for every four words in a row."""
    return {hash(run) for run in zip(words, words[1:], words[2:], words[3:], strict=False)}


def _holding(
    quote: Said, words: int, runs: set[int], clusters: list[Cluster], leaders: dict[int, list[int]]
) -> Cluster | None:
    """The cluster whose longest quote holds most of the runs."""
    shared = Counter(leader for run in runs for leader in leaders.get(run, ()))
    for number, count in shared.most_common():
        if count < MIN_SHARED * len(runs):
            return None
        cluster = clusters[number]
        named = cluster.speaker is not None and quote.speaker_entity_id is not None
        if cluster.speaker == quote.speaker_entity_id if named else words >= TELLING:
            return cluster
    return None


def _articles(cluster: Cluster) -> int:
    return len({one.article_id for one in cluster.members})


def _first(cluster: Cluster) -> Said:
    return min(cluster.members, key=lambda one: (one.at, one.quote_id))


def _name(cluster: Cluster) -> UUID:
    return key("utterance", _first(cluster).quote_id.hex)


def _cluster_row(cluster: Cluster) -> tuple[object, ...]:
    days = [one.day for one in cluster.members]
    sources = {one.source_id for one in cluster.members}
    return (
        _name(cluster),
        cluster.speaker,
        len(cluster.members),
        _articles(cluster),
        len(sources),
        _first(cluster).day,
        max(days),
    )


def _member_rows(cluster: Cluster) -> Iterator[tuple[object, ...]]:
    first = _first(cluster)
    for number, (one, share) in enumerate(zip(cluster.members, cluster.shares, strict=True)):
        yield (one.quote_id, _name(cluster), share, number == 0, one is first)


_SCOPE = """
CREATE TEMP TABLE scope ON COMMIT DROP AS
WITH days AS (
    SELECT q.quote_id FROM article a
    JOIN article_version v ON v.article_id = a.article_id AND v.active AND v.valid_to IS NULL
    JOIN extraction e ON e.version_id = v.version_id AND e.current
    JOIN quote q ON q.extraction_id = e.extraction_id
    WHERE a.published_day BETWEEN %(first)s AND %(last)s AND q.words >= 4 AND q.kind <> 'indirect')
SELECT quote_id FROM days
UNION
SELECT other.quote_id
FROM days JOIN quote_cluster_member USING (quote_id) JOIN quote_cluster_member other USING (cluster_id)"""
_SAID = """
SELECT q.quote_id, q.article_id, q.source_id, q.published_day, coalesce(a.published_at, v.valid_from),
       q.speaker_entity_id, q.text
FROM scope JOIN current_quote q USING (quote_id) JOIN article a USING (article_id)
JOIN article_version v USING (version_id)
WHERE q.published_day IS NOT NULL"""
_CLEAR = """
DELETE FROM quote_cluster
WHERE cluster_id IN (SELECT cluster_id FROM quote_cluster_member JOIN scope USING (quote_id))
   OR NOT EXISTS (SELECT FROM quote_cluster_member m WHERE m.cluster_id = quote_cluster.cluster_id)"""

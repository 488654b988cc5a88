"""A person's judgement of the machine's attributions: what to look at first, keeping it, what comes of it.

A verdict hangs on the article and the words, not on rows that an extraction replaces, so it survives the next
one. Only the latest verdict counts.
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from dateline.errors import DatelineError
from dateline.newsroom.paging import Page, page, place_of
from dateline.newsroom.reading import View, first, rows
from dateline.warehouse.connection import Connection, connect
from dateline.warehouse.keys import entity_key, name_key
from dateline.warehouse.redact import speaker_tombstone
from dateline.warehouse.takedown import forgotten_speakers

Verdict = Literal["confirmed", "corrected", "not a quote"]
LABELS = {"person": "PERSON", "organisation": "ORG", "group": "NORP", "role": "PERSON", "unnamed": "PERSON"}
CONTEXT = 320
"""Characters of the text shown on each side of a quote."""


class BadVerdict(DatelineError):
    """A verdict that cannot be kept as given."""


class Candidate(View):
    """Somebody named in the article who may have spoken."""

    name: str
    kind: Literal["person", "organisation"]


class Doubt(View):
    """A quote to judge, with the words around it; offsets count from the article's start."""

    quote_id: str
    article_id: str
    source_id: str
    title: str | None
    url: str
    text: str
    kind: str
    context: str
    context_start: int
    text_length: int
    part_starts: list[int]
    part_ends: list[int]
    mention_start: int | None
    mention_end: int | None
    speaker: str | None
    speaker_entity_id: str | None
    speaker_type: str | None
    speaker_score: float | None
    speaker_method: str | None
    score: float
    people: list[Candidate]


class Accuracy(View):
    """How often the machine was right, of the quotes that people judged, at one source."""

    source_id: str
    judged: int
    confirmed: int
    corrected: int
    not_quotes: int


class Judged(View):
    """A verdict that was kept."""

    quote_id: str
    article_id: str
    verdict: Verdict
    speaker: str | None
    set_by: str


class _Target(View):
    quote_id: str
    article_id: str
    words_key: UUID
    speaker: str | None
    speaker_entity_id: UUID | None
    speaker_type: str | None
    speaker_score: float | None
    speaker_method: str | None


def doubts(
    connection: Connection,
    *,
    source: str | None = None,
    unresolved: bool = False,
    cursor: str | None = None,
    limit: int = 20,
) -> Page[Doubt]:
    """Quotes that nobody judged yet, the least certain speaker first.

    ``unresolved`` lists instead those for which no speaker was sure enough, the most certain quote first.
    """
    values = place_of(cursor, names=("last_score", "last_id")) | {
        "source": source,
        "limit": limit + 1,
        "margin": CONTEXT,
    }
    statement = _DOUBTS.format(
        known="q.speaker IS NULL AND q.mention_text IS NOT NULL" if unresolved else "q.speaker IS NOT NULL",
        place="-q.score" if unresolved else "q.speaker_score",
    )
    found = rows(connection, Doubt, statement, values)
    return page(
        found,
        limit=limit,
        place=lambda row: (-row.score if unresolved else row.speaker_score or 0.0, row.quote_id),
    )


def accuracy(connection: Connection) -> list[Accuracy]:
    """By source, what people made of the attributions that they judged."""
    return rows(connection, Accuracy, _ACCURACY)


def judge(
    url: str,
    quote_id: UUID,
    *,
    verdict: Verdict,
    by: str,
    speaker: str | None = None,
    speaker_type: str | None = None,
) -> Judged | None:
    """Keep a verdict on a quote of a current version; None where there is no such quote.

    Raises:
        BadVerdict: a correction names nobody, or somebody who was taken down.
    """
    with connect(url) as connection:
        target = first(connection, _Target, _TARGET, {"quote": quote_id})
        if target is None:
            return None
        name, entity_id, kind = _speaker(connection, target, verdict, speaker, speaker_type)
        connection.execute(
            _KEEP,
            {
                "article": target.article_id,
                "words": target.words_key,
                "speaker": name,
                "entity": entity_id,
                "type": kind,
                "by": by,
                "verdict": verdict,
                "method": target.speaker_method,
                "score": target.speaker_score,
            },
        )
    return Judged(
        quote_id=target.quote_id, article_id=target.article_id, verdict=verdict, speaker=name, set_by=by
    )


def withdraw(url: str, quote_id: UUID) -> bool:
    """Forget the verdict on a quote; False where there was none."""
    with connect(url) as connection:
        return connection.execute(_WITHDRAW, {"quote": quote_id}).rowcount > 0


def _speaker(
    connection: Connection, target: _Target, verdict: Verdict, name: str | None, kind: str | None
) -> tuple[str | None, UUID | None, str | None]:
    """Name, entity and type that the verdict leaves the quote with."""
    if verdict == "not a quote":
        return None, None, None
    if verdict == "confirmed":
        return target.speaker, target.speaker_entity_id, target.speaker_type
    name = " ".join((name or "").split())
    if not name or len(name) > 200:
        raise BadVerdict(
            "A correction needs the speaker's name.", "Give `speaker`, of 200 characters at most."
        )
    if speaker_tombstone(name) in forgotten_speakers(connection):
        raise BadVerdict(f"{name} was taken down.", "Quotes of a speaker who was taken down are not kept.")
    label = LABELS[kind or "person"]
    entity_id = entity_key(name, label)
    connection.execute(
        """INSERT INTO entity (entity_id, name, name_key, kind)
           VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING""",
        [
            entity_id,
            name,
            name_key(name),
            "organisation" if label == "ORG" else "group" if label == "NORP" else "person",
        ],
    )
    return name, entity_id, kind or "person"


_DOUBTS = """
SELECT q.quote_id::text, h.article_id::text, h.source_id, left(h.title, 400) AS title,
       h.url, q.text, q.kind,
       substr(h.text, greatest(q.part_starts[1] - %(margin)s, 0) + 1,
              least(q.part_ends[cardinality(q.part_ends)] - q.part_starts[1], 2000) + 2 * %(margin)s
       ) AS context,
       greatest(q.part_starts[1] - %(margin)s, 0) AS context_start,
       coalesce(length(h.text), 0) AS text_length,
       q.part_starts, q.part_ends, q.mention_start, q.mention_end, q.speaker, q.speaker_entity_id::text,
       q.speaker_type, q.speaker_score, q.speaker_method, q.score,
       ARRAY(SELECT jsonb_build_object('name', e.name, 'kind', CASE e.label WHEN 'ORG' THEN 'organisation'
                                                                                 ELSE 'person' END)
             FROM article_entity e
             WHERE e.extraction_id = q.extraction_id AND e.label IN ('PERSON', 'ORG')
             ORDER BY e.label = 'ORG', e.mentions DESC LIMIT 9) AS people
FROM quote q JOIN current_article h USING (extraction_id)
WHERE {known}
  AND NOT EXISTS (SELECT FROM speaker_override o
                  WHERE o.article_id = h.article_id AND o.words_key = q.words_key)
  AND (%(source)s::text IS NULL OR h.source_id = %(source)s)
  AND (%(last_score)s::real IS NULL OR ({place}, q.quote_id) > (%(last_score)s::real, %(last_id)s::uuid))
ORDER BY {place}, q.quote_id LIMIT %(limit)s"""
_ACCURACY = """
SELECT a.source_id, count(*) AS judged, count(*) FILTER (WHERE o.verdict = 'confirmed') AS confirmed,
       count(*) FILTER (WHERE o.verdict = 'corrected') AS corrected,
       count(*) FILTER (WHERE o.verdict = 'not a quote') AS not_quotes
FROM speaker_override o JOIN article a USING (article_id) GROUP BY 1 ORDER BY 1"""
_TARGET = """
SELECT q.quote_id::text, h.article_id::text, q.words_key, q.speaker, q.speaker_entity_id, q.speaker_type,
       q.speaker_score, q.speaker_method
FROM quote q JOIN current_article h USING (extraction_id) WHERE q.quote_id = %(quote)s"""
_KEEP = """
INSERT INTO speaker_override (article_id, words_key, speaker, speaker_entity_id, speaker_type, reason,
                              set_by, verdict, machine_method, machine_score)
VALUES (%(article)s, %(words)s, %(speaker)s, %(entity)s, %(type)s, 'reviewed', %(by)s, %(verdict)s,
        %(method)s, %(score)s)
ON CONFLICT (article_id, words_key) DO UPDATE SET
    (speaker, speaker_entity_id, speaker_type, reason, set_by, set_at, verdict, machine_method, machine_score)
    = (excluded.speaker, excluded.speaker_entity_id, excluded.speaker_type, excluded.reason, excluded.set_by,
       now(), excluded.verdict, excluded.machine_method, excluded.machine_score)"""
_WITHDRAW = """
DELETE FROM speaker_override o USING quote q JOIN current_article h USING (extraction_id)
WHERE q.quote_id = %(quote)s AND o.article_id = h.article_id AND o.words_key = q.words_key"""

"""What changed between two versions of an article: its words, and the quotes gained and lost among them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from psycopg.rows import class_row

from dateline.errors import WarehouseError
from dateline.warehouse.connection import Connection, connect
from dateline.warehouse.keys import article_key
from dateline.warehouse.wording import Change, word_changes


@dataclass(frozen=True, slots=True)
class VersionSeen:
    """One state of an article's words; ``number`` counts from 1, the oldest."""

    number: int
    version_id: UUID
    valid_from: dt.datetime
    valid_to: dt.datetime | None
    words: int


@dataclass(frozen=True, slots=True)
class Said:
    """A quote with its speaker as corrected by hand."""

    text: str
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Reattributed:
    """A quote that both versions hold, with other speakers."""

    text: str
    speaker_before: str | None
    speaker_after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What turns version ``before`` into version ``after``.

    ``text`` is None where the words of either were dropped. Quotes are those of four or more words, reported
    speech left out, and are the same where their words are, whatever the case, marks and place.
    """

    before: VersionSeen
    after: VersionSeen
    title: list[Change]
    text: list[Change] | None
    gained: list[Said]
    lost: list[Said]
    reattributed: list[Reattributed]


@dataclass(frozen=True, slots=True)
class History:
    """An article with its versions, oldest first, and the difference asked for: None with one version."""

    article_id: UUID
    url: str
    versions: list[VersionSeen] = field(default_factory=list)
    difference: Difference | None = None


def read_history(url: str, subject: str, *, before: str | None = None, after: str | None = None) -> History:
    """The versions of the article that ``subject`` (an address or id) names, and what changed between two.

    ``before`` and ``after`` are numbers of versions or first digits of their ids. Without them the newest is
    compared with the one before it.

    Raises:
        WarehouseError: no such article or version.
    """
    with connect(url, role="reader") as connection:
        article_id = named_article(connection, subject)
        row = connection.execute("SELECT url FROM article WHERE article_id = %s", [article_id]).fetchone()
        if row is None:
            raise WarehouseError(
                f"No article {subject} is in the warehouse.",
                "Name its address or its id; `dateline quotes WORDS` prints addresses.",
                article=subject,
            )
        assert article_id is not None
        versions = read_versions(connection, article_id)
        newer = _chosen(versions, after) if after else versions[-1]
        older = _chosen(versions, before) if before else _one_before(versions, newer)
        difference = compare(connection, older, newer) if older else None
    return History(article_id, row[0], versions, difference)


def named_article(connection: Connection, subject: str) -> UUID | None:
    """The id of the article that an id or an address names; an unknown address gives the id it would have.

    Addresses under which an article was found count as well as its own. None for what is neither.
    """
    if "://" not in subject:
        try:
            return UUID(subject)
        except ValueError:
            return None
    row = connection.execute(_NAMED, {"key": article_key(subject), "url": subject}).fetchone()
    return row[0] if row else article_key(subject)


def read_versions(connection: Connection, article_id: UUID) -> list[VersionSeen]:
    """The article's versions, oldest first."""
    with connection.cursor(row_factory=class_row(VersionSeen)) as cursor:
        return cursor.execute(_VERSIONS, [article_id]).fetchall()


def compare(connection: Connection, before: VersionSeen, after: VersionSeen) -> Difference:
    """What turns one version into the other."""
    words: dict[UUID, tuple[str | None, str | None]] = {
        row[0]: (row[1], row[2])
        for row in connection.execute(_WORDS, [[before.version_id, after.version_id]])
    }
    (old_title, old_text), (new_title, new_text) = words[before.version_id], words[after.version_id]
    dropped = old_text is None or new_text is None
    old, new = _said(connection, before), _said(connection, after)
    return Difference(
        before=before,
        after=after,
        title=word_changes(old_title or "", new_title or ""),
        text=None if dropped else word_changes(old_text or "", new_text or ""),
        gained=[said for key, said in new.items() if key not in old],
        lost=[said for key, said in old.items() if key not in new],
        reattributed=[
            Reattributed(said.text, old[key].speaker, said.speaker)
            for key, said in new.items()
            if key in old and old[key].speaker != said.speaker
        ],
    )


def _said(connection: Connection, version: VersionSeen) -> dict[UUID, Said]:
    """Quotes by the key of their words, in their order."""
    rows: list[tuple[Any, ...]] = connection.execute(_SAID, [version.version_id]).fetchall()
    said: dict[UUID, Said] = {}
    for key, text, speaker in rows:
        said.setdefault(key, Said(text, speaker))
    return said


def _chosen(versions: list[VersionSeen], name: str) -> VersionSeen:
    digits = name.replace("-", "").lower()
    found = [
        version
        for version in versions
        if name == str(version.number) or (len(digits) >= 8 and version.version_id.hex.startswith(digits))
    ]
    if len(found) != 1:
        raise WarehouseError(
            f"The article has no version {name}.",
            f"Give a number from 1 to {len(versions)}, or eight or more digits of a version's id.",
            version=name,
        )
    return found[0]


def _one_before(versions: list[VersionSeen], newer: VersionSeen) -> VersionSeen | None:
    return versions[newer.number - 2] if newer.number > 1 else None


_NAMED = """
SELECT article_id FROM article WHERE article_id = %(key)s
UNION ALL SELECT article_id FROM outcome WHERE url = %(url)s AND article_id IS NOT NULL LIMIT 1"""
_VERSIONS = """
SELECT row_number() OVER (ORDER BY valid_from)::int AS number, version_id, valid_from, valid_to, words
FROM article_version WHERE article_id = %s AND active ORDER BY valid_from"""
_WORDS = "SELECT version_id, title, text FROM article_version WHERE version_id = ANY(%s)"
_SAID = """
SELECT q.words_key, q.text, CASE WHEN o.article_id IS NULL THEN q.speaker ELSE o.speaker END
FROM extraction e
JOIN quote q USING (extraction_id)
JOIN article_version v USING (version_id)
LEFT JOIN speaker_override o ON o.article_id = v.article_id AND o.words_key = q.words_key
WHERE e.version_id = %s AND e.current AND q.kind <> 'indirect' AND q.words >= 4
  AND o.verdict IS DISTINCT FROM 'not a quote'
ORDER BY q.ordinal"""

"""What a warehouse says, without when, where from and by which task it was loaded.

Two ways of loading the same days (on one worker or on many, undisturbed or with parts killed meanwhile) must
give equal contents. Keys that hold a moment are replaced by the article that they belong to. An article that
was found on several days is ``loaded`` by the task that comes first and ``unchanged`` for the others: each
day must tell of it in one of the two ways, and its words must be loaded as often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from dateline.warehouse.connection import connect

Contents = Mapping[str, Counter[tuple[object, ...]]]
"""Table → its rows, each with how often it is there."""


def contents(url: str) -> Contents:
    """Read the whole warehouse at ``url``; meant for some thousands of articles."""
    with connect(url) as connection:
        return {
            name: Counter(tuple(map(str, row)) for row in connection.execute(query.encode()))
            for name, query in _QUERIES.items()
        }


def differences(before: Contents, after: Contents) -> list[str]:
    """One line a table that differs: how many rows are lost, how many are new, and one of them."""
    lines = []
    for name in _QUERIES:
        lost, new = before[name] - after[name], after[name] - before[name]
        if lost or new:
            example = " | ".join(map(str, next(iter([*lost, *new]))))[:200]
            lines.append(f"{name}: {lost.total()} rows lost, {new.total()} new, such as {example}")
    return lines


_CURRENT = """
JOIN extraction e USING (extraction_id)
JOIN article_version v USING (version_id)
WHERE e.current AND v.active AND v.valid_to IS NULL"""
_MARTS = (
    *("coverage", "speaker_day", "first_last", "co_mention", "topic"),
    *("syndication", "diversity", "quality"),
)
_QUERIES = {
    "candidate": "SELECT candidate_id, source_id, day, url FROM outcome",
    "outcome": """
        SELECT source_id, day, replace(outcome, 'unchanged', 'loaded'), article_id, count(*)
        FROM outcome GROUP BY 1, 2, 3, 4""",
    "loaded": "SELECT article_id, count(*) FROM outcome WHERE outcome = 'loaded' GROUP BY 1",
    "article": """
        SELECT article_id, url, source_id, kind, agency, published_day, published_at, published_precision,
               section, tags, paywalled FROM article""",
    "article_author": """
        SELECT article_id, ordinal, name, kind FROM article_author JOIN author USING (author_id)""",
    "article_version": """
        SELECT article_id, title, language, words, text_digest, valid_to IS NULL
        FROM article_version WHERE active""",
    "mention": f"""
        SELECT article_id, ordinal, entity_id, label, start_at, end_at, m.text FROM mention m {_CURRENT}""",
    "quote": f"""
        SELECT article_id, ordinal, kind, q.text, part_starts, part_ends, cue_text, mention_text, speaker,
               speaker_entity_id, speaker_type, method FROM quote q {_CURRENT}""",
    "entity": "SELECT entity_id, kind FROM entity",
    "story_member": "SELECT article_id, origin, syndicated FROM story_member",
    **{f"mart.{name}": f"SELECT * FROM mart.{name}" for name in _MARTS},
    "mart.funnel": """
        SELECT day, source_id, loaded + unchanged, to_jsonb(m) - 'loaded' - 'unchanged' FROM mart.funnel m""",
}

"""The lines that recur on each host's pages, kept between batches."""

from __future__ import annotations

from collections.abc import Collection
from itertools import batched

from dateline.clean.boilerplate import KEPT_PAGES, Boilerplate
from dateline.warehouse.connection import connect

_ROWS = 5_000


def known_boilerplate(url: str, hosts: Collection[str], *, min_pages: int) -> Boilerplate:
    """What the warehouse knows of these hosts; ``min_pages`` is the boilerplate's own setting."""
    boilerplate = Boilerplate(min_pages=min_pages)
    with connect(url) as connection:
        rows = connection.execute(
            "SELECT host, line, pages FROM boilerplate_line WHERE host = ANY (%s)", [sorted(hosts)]
        )
        for host, line, pages in rows:
            boilerplate.add(host, line, pages)
    return boilerplate


def remember_boilerplate(url: str, boilerplate: Boilerplate) -> None:
    """Add what ``boilerplate`` knows to what the warehouse knows; the order of batches does not matter.

    Rows are written in one order everywhere, so that two batches at once wait for each other instead of
    locking each other out.
    """
    merge = f"""
        INSERT INTO boilerplate_line AS known (host, line, pages)
        SELECT host, line, string_to_array(pages, ' ')::bigint[]
        FROM unnest(%s::text[], %s::bigint[], %s::text[]) AS seen (host, line, pages)
        ON CONFLICT (host, line) DO UPDATE SET learned_at = now(), pages = (
            SELECT array_agg(page ORDER BY page) FROM (
                SELECT DISTINCT page FROM unnest(known.pages || excluded.pages) AS both_pages (page)
                ORDER BY page LIMIT {KEPT_PAGES}) AS kept)
        WHERE NOT known.pages @> excluded.pages AND cardinality(known.pages) < {KEPT_PAGES}
    """
    with connect(url) as connection:
        for rows in batched(sorted(boilerplate.rows()), _ROWS):
            hosts, lines, pages = zip(*rows, strict=True)
            connection.execute(
                merge, [list(hosts), list(lines), [" ".join(map(str, some)) for some in pages]]
            )


def forget_lines(url: str, *, min_pages: int, days: int, dry_run: bool = True) -> int:
    """Delete lines that were seen on fewer than ``min_pages`` pages and on no new one for so many days.

    Most are paragraphs of single articles; none has ever been dropped from a text. Returns how many.
    """
    with connect(url) as connection:
        count = connection.execute(
            """DELETE FROM boilerplate_line
               WHERE cardinality(pages) < %s AND learned_at < now() - make_interval(days => %s)""",
            [min_pages, days],
        ).rowcount
        if dry_run:
            connection.rollback()
    return count

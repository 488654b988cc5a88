"""The sources as the warehouse knows them: what ``sources.yaml`` says, written where rows refer to it."""

from __future__ import annotations

from collections.abc import Iterable

from dateline.sources import Source
from dateline.warehouse.connection import connect


def record_sources(url: str, sources: Iterable[Source]) -> None:
    """Write each source's name, home, zone and language over what was known of it before.

    Whether a known source is paused stays as it is: that may have been switched in the warehouse.
    """
    with connect(url) as connection:
        connection.cursor().executemany(
            """INSERT INTO source (source_id, name, home, timezone, language, country, paused)
               VALUES (%s, %s, %s, %s, %s, %s, %s)
               ON CONFLICT (source_id) DO UPDATE SET (name, home, timezone, language, country)
                   = (excluded.name, excluded.home, excluded.timezone, excluded.language,
                      excluded.country)""",
            [
                (
                    source.id,
                    source.name,
                    source.home,
                    source.timezone,
                    source.language,
                    source.country,
                    source.paused,
                )
                for source in sources
            ],
        )

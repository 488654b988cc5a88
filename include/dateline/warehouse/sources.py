"""The sources as the warehouse knows them: what ``sources.yaml`` says, and who paused one since."""

from __future__ import annotations

from collections.abc import Iterable

from dateline.sources import Source
from dateline.warehouse.connection import connect


def record_sources(url: str, sources: Iterable[Source]) -> None:
    """Write each source's name, home, zone and language over what was known of it before.

    Its column ``paused`` says whether new runs leave it out: because its file says so, or because a person
    paused it.
    """
    with connect(url) as connection:
        connection.cursor().executemany(
            """INSERT INTO source (source_id, name, home, timezone, language, country, paused)
               VALUES (%(id)s, %(name)s, %(home)s, %(timezone)s, %(language)s, %(country)s, %(paused)s)
               ON CONFLICT (source_id) DO UPDATE SET (name, home, timezone, language, country, paused)
                   = (excluded.name, excluded.home, excluded.timezone, excluded.language, excluded.country,
                      excluded.paused OR coalesce((SELECT s.paused FROM source_switch s
                          WHERE s.source_id = source.source_id ORDER BY switch_id DESC LIMIT 1), false))""",
            [
                source.model_dump(include={"id", "name", "home", "timezone", "language", "country", "paused"})
                for source in sources
            ],
        )


def switch_source(url: str, source: Source, *, paused: bool, by: str, reason: str = "") -> None:
    """Pause a source from the next run on, or resume it; who, when and why is kept.

    A source that its file pauses stays paused whatever is switched here.
    """
    record_sources(url, [source])
    with connect(url) as connection:
        connection.execute(
            "INSERT INTO source_switch (source_id, paused, reason, set_by) VALUES (%s, %s, %s, %s)",
            [source.id, paused, reason, by],
        )
        connection.execute(
            "UPDATE source SET paused = %s WHERE source_id = %s", [paused or source.paused, source.id]
        )


def switched_off(url: str) -> set[str]:
    """The ids of the sources that a person paused and nobody resumed."""
    with connect(url) as connection:
        rows = connection.execute(
            """SELECT source_id FROM (SELECT DISTINCT ON (source_id) source_id, paused FROM source_switch
                                      ORDER BY source_id, switch_id DESC) newest WHERE paused"""
        )
        return {source_id for (source_id,) in rows}

"""Writing tables anew, so that the server's files hold no row that was deleted.

PostgreSQL keeps a deleted row's bytes in a table's file until something else is written over them. After a
takedown that is too long for some: ``VACUUM FULL`` writes each table and its indexes into new files and
removes the old. What it cannot reach are the write-ahead log, whose segments are written over in turn, and
copies elsewhere: archived segments, standbys, backups.
"""

from __future__ import annotations

from psycopg import sql
from psycopg.errors import Diagnostic

from dateline.errors import WarehouseError
from dateline.warehouse.connection import connect


def rewrite_tables(url: str) -> list[str]:
    """Write every table of the warehouse anew; return their names.

    Each is locked for as long as its own writing takes, and needs the room of a second copy meanwhile.

    Raises:
        WarehouseError: the login may not; the tables that it does not own were left as they are.
    """
    refused: list[str] = []
    with connect(url) as connection:
        connection.autocommit = True
        connection.add_notice_handler(lambda said: refused.append(_words(said)))
        tables = [sql.Identifier(*row) for row in connection.execute(_TABLES)]
        for table in tables:
            connection.execute(sql.SQL("VACUUM (FULL, ANALYZE) {}").format(table))
        if refused:
            raise WarehouseError(
                f"Not every table could be written anew: {refused[0]}.",
                "Run it as the owner of the database, or ask the administrator for VACUUM FULL.",
            )
        if connection.execute("SELECT pg_has_role('pg_checkpoint', 'USAGE')").fetchone() == (True,):
            connection.execute("CHECKPOINT")  # only then are the old files let go
        return [table.as_string() for table in tables]


_TABLES = """
SELECT schemaname, tablename FROM pg_tables
WHERE schemaname IN ('dateline', 'mart', 'crawl') OR tablename = 'pg_statistic'
ORDER BY schemaname = 'pg_catalog', 1, 2"""
"""The planner's statistics, which sample the values of columns, come last."""


def _words(said: Diagnostic) -> str:
    return said.message_primary or ""

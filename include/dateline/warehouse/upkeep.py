"""Keeping PostgreSQL's view of the warehouse true."""

from __future__ import annotations

from psycopg import sql

from dateline.warehouse.connection import connect

SCHEMAS = ["dateline", "crawl", "mart"]


def analyse(url: str, *, dry_run: bool = False) -> list[str]:
    """Free what deleted rows hold and renew the planner's statistics, table by table; return their names.

    Other transactions go on meanwhile. A table of somebody else's is left out, as PostgreSQL does.
    """
    with connect(url) as connection:
        tables = connection.execute(
            """SELECT schemaname, tablename FROM pg_tables
               WHERE schemaname = ANY (%s) AND pg_has_role(tableowner, 'USAGE') ORDER BY 1, 2""",
            [SCHEMAS],
        ).fetchall()
        connection.commit()
        connection.autocommit = True
        for schema, table in tables if not dry_run else ():
            connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(schema, table)))
    return [f"{schema}.{table}" for schema, table in tables]

"""Search tables say how their words were folded, so a search reads each vector once; names of any length."""

from dateline.warehouse.migrate import run_sql

revision = "0011_search_language"
down_revision = "0010_watch"


def upgrade() -> None:
    run_sql(__file__)

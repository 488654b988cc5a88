"""Search tables say how their words were folded, so that a search reads each vector once."""

from dateline.warehouse.migrate import run_sql

revision = "0011_search_language"
down_revision = "0010_watch"


def upgrade() -> None:
    run_sql(__file__)

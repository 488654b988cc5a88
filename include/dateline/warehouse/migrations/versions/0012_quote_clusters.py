"""The same words elsewhere: clusters of quotes that share or trim an utterance, in place of equal ones."""

from dateline.warehouse.migrate import run_sql

revision = "0012_quote_clusters"
down_revision = "0011_search_language"


def upgrade() -> None:
    run_sql(__file__)

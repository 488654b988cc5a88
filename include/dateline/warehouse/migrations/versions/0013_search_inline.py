"""A text's search vector lies in its row, not beside the table: a phrase reads many of them."""

from dateline.warehouse.migrate import run_sql

revision = "0013_search_inline"
down_revision = "0012_quote_clusters"


def upgrade() -> None:
    run_sql(__file__)

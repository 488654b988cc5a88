"""What the Newsroom page needs: verdicts on quotes, and the orders in which it lists."""

from dateline.warehouse.migrate import run_sql

revision = "0006_newsroom"
down_revision = "0005_marts"


def upgrade() -> None:
    run_sql(__file__)

"""The warehouse: dimensions, articles and their versions, facts, outcomes, takedowns, clusters."""

from dateline.warehouse.migrate import run_sql

revision = "0001_warehouse"
down_revision = None


def upgrade() -> None:
    run_sql(__file__)

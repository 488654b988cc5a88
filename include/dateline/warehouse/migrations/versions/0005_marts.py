"""The marts' tables, filled by include/sql/marts, and the views that reports and BI tools read."""

from dateline.warehouse.migrate import run_sql

revision = "0005_marts"
down_revision = "0004_discovery_day"


def upgrade() -> None:
    run_sql(__file__)

"""What watching needs: each source's days in figures, alerts with their notices, how long stages took."""

from dateline.warehouse.migrate import run_sql

revision = "0010_watch"
down_revision = "0009_source_switch"


def upgrade() -> None:
    run_sql(__file__)

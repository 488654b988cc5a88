"""Who paused or resumed a source and when, and what checks of a source found."""

from dateline.warehouse.migrate import run_sql

revision = "0009_source_switch"
down_revision = "0008_identity"


def upgrade() -> None:
    run_sql(__file__)

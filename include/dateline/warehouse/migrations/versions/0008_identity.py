"""Which entities are one: what tells namesakes apart, merges and splits with their history, known names."""

from dateline.warehouse.migrate import run_sql

revision = "0008_identity"
down_revision = "0007_retention"


def upgrade() -> None:
    run_sql(__file__)

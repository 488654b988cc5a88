"""How far each source's old texts and raw bytes were let go, so that they are not looked for again."""

from dateline.warehouse.migrate import run_sql

revision = "0007_retention"
down_revision = "0006_newsroom"


def upgrade() -> None:
    run_sql(__file__)

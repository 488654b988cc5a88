"""How the discovery of each source went, day by day: a day without news differs from a source in silence."""

from dateline.warehouse.migrate import run_sql

revision = "0004_discovery_day"
down_revision = "0003_discovery_state"


def upgrade() -> None:
    run_sql(__file__)

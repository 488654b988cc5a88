"""What discovery remembers: which day first saw an address, copies of feeds, what sitemaps named."""

from dateline.warehouse.migrate import run_sql

revision = "0003_discovery_state"
down_revision = "0002_crawl_state"


def upgrade() -> None:
    run_sql(__file__)

"""What processes that fetch share: turns at hosts, robots.txt files, validators, hosts' health."""

from dateline.warehouse.migrate import run_sql

revision = "0002_crawl_state"
down_revision = "0001_warehouse"


def upgrade() -> None:
    run_sql(__file__)

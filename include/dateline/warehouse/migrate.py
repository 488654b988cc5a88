"""Bringing a database to the newest schema: Alembic revisions, each a Python file with its SQL beside it.

``migrate(url)`` may be called at every start and by several processes at once. It runs what is missing and
then sees to the roles and their rights (:mod:`dateline.warehouse.roles`).
"""

from __future__ import annotations

import logging
from pathlib import Path

import psycopg
from alembic import command, op
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from dateline.errors import WarehouseError
from dateline.warehouse.connection import connect, plain_url
from dateline.warehouse.roles import ensure_roles

SCHEMA = "dateline"
BESIDE = ("crawl", "mart", "bi")
"""Schemas under the same roles: what fetching remembers, and what is made from the warehouse."""
LOCK = 0x6461_7465_6C69  # "dateli": the advisory lock of migrations
MIGRATIONS = Path(__file__).parent / "migrations"

_log = logging.getLogger(__name__)


def migrate(url: str, revision: str = "heads") -> None:
    """Run all revisions up to ``revision`` that the database lacks.

    Raises:
        WarehouseError: the server cannot be reached, or a revision fails (then it left nothing behind).
    """
    with connect(url) as guard:
        guard.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        guard.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        guard.commit()
        _upgrade(url, revision)
        for schema in (SCHEMA, *BESIDE):
            if guard.execute("SELECT to_regnamespace(%s)", [schema]).fetchone() != (None,):
                ensure_roles(guard, schema=schema)
        guard.commit()


def current(url: str) -> str | None:
    """The revision that the database is at (several joined by a comma), or None before the first."""
    with connect(url) as connection:
        table = f"{SCHEMA}.alembic_version"
        if connection.execute("SELECT to_regclass(%s)", [table]).fetchone() == (None,):
            return None
        rows = connection.execute(f"SELECT version_num FROM {table} ORDER BY 1").fetchall()
    return ",".join(row[0] for row in rows) or None


def head() -> str:
    """The newest revision that this code knows."""
    return ",".join(sorted(_scripts().get_heads()))


def revisions() -> list[str]:
    """Every revision, oldest first."""
    return [script.revision for script in _scripts().walk_revisions()][::-1]


def run_sql(revision_file: str) -> None:
    """Run the SQL file that lies beside a revision's Python file: what its ``upgrade()`` does."""
    statements = Path(revision_file).with_suffix(".sql").read_text(encoding="utf-8")
    driver = op.get_bind().connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    driver.execute(statements.encode())


def _upgrade(url: str, revision: str) -> None:
    engine = create_engine(
        plain_url(url).replace("postgresql://", "postgresql+psycopg://", 1), poolclass=NullPool
    )
    try:
        with engine.connect() as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            connection.commit()
    except psycopg.Error as error:
        raise WarehouseError(
            f"The migration to {revision} failed: {error}.",
            "Nothing of the failed revision was kept. Mend what the message names, then run `dateline init`.",
            revision=revision,
        ) from error


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())

"""Alembic's environment: runs the revisions on the connection that ``migrate`` hands over."""

from alembic import context

from dateline.warehouse.migrate import SCHEMA

context.configure(
    connection=context.config.attributes["connection"],
    version_table_schema=SCHEMA,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()

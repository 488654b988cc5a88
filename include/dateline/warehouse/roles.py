"""Three roles without login, to be granted to logins: owner (migrates), writer (loads), reader (reports).

On a server whose administrator does not let us make roles, everything works under the connecting login.
"""

from __future__ import annotations

import logging

import psycopg

from dateline.warehouse.connection import Connection

ROLES = ("dateline_owner", "dateline_writer", "dateline_reader")

_log = logging.getLogger(__name__)

_CREATE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
        CREATE ROLE {role} NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$
"""

_GRANT = """
GRANT ALL ON SCHEMA {schema} TO dateline_owner;
GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO dateline_owner;
GRANT ALL ON ALL SEQUENCES IN SCHEMA {schema} TO dateline_owner;
GRANT USAGE ON SCHEMA {schema} TO dateline_writer, dateline_reader;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO dateline_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO dateline_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO dateline_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT ALL ON TABLES TO dateline_owner;
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO dateline_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT ON TABLES TO dateline_reader;
"""

_OWN = """
DO $$
DECLARE
    item record;
BEGIN
    IF NOT pg_has_role(current_user, 'dateline_owner', 'USAGE') THEN
        EXECUTE format('GRANT dateline_owner TO %I', current_user);
    END IF;
    FOR item IN
        SELECT c.oid::regclass AS name, relkind FROM pg_class c
        WHERE relnamespace = '{schema}'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
          AND relowner = current_user::regrole
    LOOP
        EXECUTE format('ALTER %s %s OWNER TO dateline_owner',
            CASE item.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END,
            item.name);
    END LOOP;
END $$
"""


def ensure_roles(connection: Connection, *, schema: str) -> bool:
    """Make the roles and give them their rights on ``schema``; False where the server does not let us."""
    try:
        with connection.transaction():
            for role in ROLES:
                connection.execute(_CREATE.format(role=role).encode())
            connection.execute(_GRANT.format(schema=schema).encode())
            connection.execute(_OWN.format(schema=schema).encode())
    except psycopg.errors.InsufficientPrivilege as error:
        _log.warning(
            "The roles %s were not made: %s. Everything runs under the login of the URL; to have them, let "
            "an administrator create them and run `dateline init` again.",
            ", ".join(ROLES),
            str(error).strip(),
        )
        return False
    return True

"""Connections to the warehouse: one driver (psycopg 3), any spelling of a PostgreSQL URL, faults in words."""

from __future__ import annotations

import re
from typing import Any, Literal

import psycopg

from dateline.errors import WarehouseError

Connection = psycopg.Connection[tuple[Any, ...]]
Role = Literal["owner", "writer", "reader"]

_SCHEME = re.compile(r"^postgres(?:ql)?(?:\+\w+)?://")


def connect(url: str, *, role: Role | None = None) -> Connection:
    """Open a connection whose search path is the warehouse's schema; use it in ``with``.

    ``role`` gives up the login's other rights for those of ``dateline_<role>``, where the login may; a
    reader's connection is read-only in any case.

    Raises:
        WarehouseError: the server cannot be reached or refuses the login.
    """
    try:
        connection = psycopg.connect(
            plain_url(url),
            connect_timeout=10,
            application_name="dateline",
            keepalives_idle=30,
            options="-c search_path=dateline,public -c timezone=UTC",
        )
    except psycopg.OperationalError as error:
        raise WarehouseError(
            f"The warehouse cannot be reached: {str(error).strip()}.",
            "Start the local one with `make up`, or mend DATELINE_WAREHOUSE_URL or the Airflow connection.",
        ) from error
    if role:
        _take_role(connection, role)
    return connection


def plain_url(url: str) -> str:
    """The URL without an SQLAlchemy driver, as PostgreSQL's own library takes it."""
    return _SCHEME.sub("postgresql://", url, count=1)


def _take_role(connection: Connection, role: Role) -> None:
    name = f"dateline_{role}"
    may = "SELECT pg_has_role(oid, 'SET') FROM pg_roles WHERE rolname = %s"
    if connection.execute(may, [name]).fetchone() == (True,):
        connection.execute(f"SET ROLE {name}")
    if role == "reader":
        connection.execute("SET default_transaction_read_only = on")
    connection.commit()

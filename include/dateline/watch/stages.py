"""How long each stage of each batch took, kept in the warehouse: processes that end leave no other trace."""

from __future__ import annotations

import datetime as dt
import logging

from psycopg.types.json import Jsonb

from dateline.errors import WarehouseError
from dateline.stats import Stage
from dateline.warehouse.connection import connect

log = logging.getLogger(__name__)


def record_stage(url: str, stage: Stage) -> None:
    """Keep a stage's figures in place of those of its last run. A warehouse that is away loses them."""
    day = dt.date.fromisoformat(stage.batch.partition("/")[0])
    try:
        with connect(url) as connection:
            connection.execute(
                """INSERT INTO stage_time (batch_id, stage, day, seconds, cpu_seconds, counts)
                   VALUES (%s, %s, %s, %s, %s, %s)
                   ON CONFLICT (batch_id, stage) DO UPDATE SET (ended_at, seconds, cpu_seconds, counts)
                       = (now(), excluded.seconds, excluded.cpu_seconds, excluded.counts)""",
                [stage.batch, stage.name, day, stage.seconds, stage.cpu_seconds, Jsonb(stage.counts)],
            )
    except WarehouseError as error:
        log.warning("The times of %s of %s are not kept: %s", stage.name, stage.batch, error)

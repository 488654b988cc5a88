"""Loading a batch: all of it in one transaction, or nothing.

The batch is joined and digested; then, holding the warehouse's one writing lock, what is known of its
articles is read, the changes are planned (:mod:`dateline.warehouse.plan`), and only they are written: small,
shared rows by COPY into staging and a set-based merge, bodies and facts by COPY straight into their tables,
for their keys are known beforehand. The one lock is what keeps two batches with the same article from a
deadlock and from writing it twice.
"""

from __future__ import annotations

from collections import Counter

import psycopg

from dateline.errors import WarehouseError
from dateline.garbage import without_collecting
from dateline.records import ExtractionRun, Outcome
from dateline.warehouse.connection import Connection, connect
from dateline.warehouse.incoming import BatchRecords, Incoming, join
from dateline.warehouse.known import read_known
from dateline.warehouse.plan import Ended, Plan, plan
from dateline.warehouse.search import index_search
from dateline.warehouse.takedown import forgotten_speakers
from dateline.warehouse.write import (
    Lineage,
    take_writing_lock,
    write_articles,
    write_dimensions,
    write_facts,
    write_lineage,
    write_outcomes,
    write_versions,
)


def load_batch(
    url: str, records: BatchRecords, *, run: ExtractionRun, lineage: Lineage, search: bool = True
) -> dict[Outcome, int]:
    """Load a batch; return how many of its candidates ended how.

    With ``search`` its search vectors follow in a transaction of their own.

    Loading the same batch again changes nothing. Facts of an article that another run extracted are
    replaced by this run's; to lay them beside the old ones see :mod:`dateline.warehouse.reextract`.

    Raises:
        WarehouseError: nothing of the batch was kept; loading it again is safe.
    """
    try:
        # A batch's rows are many; looking for cycles among them was a third of the time of making them.
        with without_collecting(), connect(url) as connection:
            counts = _loaded_before(connection, run, lineage)
            if counts is None:
                counts = _load(connection, records, run, lineage)
                connection.commit()
            if search:
                index_search(connection, lineage.batch)
        return counts
    except psycopg.Error as error:
        raise WarehouseError(
            f"Batch {lineage.batch} was not loaded: {str(error).strip() or type(error).__name__}.",
            "Nothing of it was kept. Load it again once the server has room and answers.",
            batch=lineage.batch,
        ) from error


def _load(
    connection: Connection, records: BatchRecords, run: ExtractionRun, lineage: Lineage
) -> dict[Outcome, int]:
    incoming = _join_and_lock(connection, records)
    made = plan(incoming, read_known(connection, incoming), run_id=run.id)
    _write(connection, made, run, lineage)
    return _counts(made.outcomes)


def _join_and_lock(connection: Connection, records: BatchRecords) -> list[Incoming]:
    """Join before taking the lock, as digesting takes long; again where somebody was forgotten meanwhile."""
    records = records.read()
    forgotten = forgotten_speakers(connection)
    connection.commit()
    incoming = join(records, forgotten=forgotten)
    take_writing_lock(connection)
    now_forgotten = forgotten_speakers(connection)
    return incoming if now_forgotten == forgotten else join(records, forgotten=now_forgotten)


def _loaded_before(connection: Connection, run: ExtractionRun, lineage: Lineage) -> dict[Outcome, int] | None:
    if lineage.inputs_digest is None:
        return None
    found = connection.execute(
        """SELECT outcomes FROM batch WHERE batch_id = %s AND extraction_run_id = %s AND inputs_digest = %s
           AND NOT EXISTS (SELECT FROM takedown WHERE done_at > batch.loaded_at)""",
        [lineage.batch, run.id, lineage.inputs_digest],
    ).fetchone()
    return {Outcome(name): count for name, count in found[0].items()} if found else None


def _counts(outcomes: dict[str, Ended]) -> dict[Outcome, int]:
    return dict(Counter(ended.outcome for ended in outcomes.values()))


def _write(connection: Connection, made: Plan, run: ExtractionRun, lineage: Lineage) -> None:
    write_lineage(connection, run, lineage, outcomes=_counts(made.outcomes))
    write_dimensions(connection, [*made.articles.values(), *made.changed_outcomes])
    if made.articles:
        write_articles(connection, made.articles.values())
    if made.new_versions or made.moved_versions:
        write_versions(connection, made, run_id=run.id, batch_id=lineage.batch)
    if made.facts:
        write_facts(connection, made.facts, run_id=run.id, batch_id=lineage.batch, current=True)
    if made.changed_outcomes:
        write_outcomes(connection, made, batch_id=lineage.batch)

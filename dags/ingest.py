"""Ingest: one day of every source, from its feeds to checked rows in the warehouse.

```
sources → discover (a task a source) → plan
        → for each batch: fetch → clean → parse → entities ∥ quotes → load
        → verify
```

A day may be run again at any time, by itself or within a backfill: what has an outcome is left out. A source
that cannot be asked, or a batch that fails, holds up nothing else; the run ends red where candidates are left
without an outcome. Every step closes what it opens, so no task has to be torn down.
"""

from __future__ import annotations

import datetime as dt

from airflow.sdk import CronPartitionTimetable, Param, dag, task, task_group
from common import (
    DAY,
    DAY_LOADED,
    DEFAULT_ARGS,
    FIRST,
    NAMED,
    WATCHED,
    done_within,
    param,
    this_day,
    this_task,
    workspace,
)

from dateline.pipeline import day, stages
from dateline.settings import get_settings

START = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)


@dag(
    schedule=CronPartitionTimetable(
        "0 0 * * *",
        timezone=get_settings().schedule_timezone,
        run_offset=-1,
        key_format="%Y-%m-%d",
    ),
    start_date=START,
    end_date=None if get_settings().daily else START,
    catchup=False,
    max_active_runs=4,
    default_args={**DEFAULT_ARGS, **FIRST},
    params={
        "day": DAY,
        "refetch": Param(
            False,
            type="boolean",
            title="Fetch again",
            description="Ask again for addresses that already have an outcome for this day.",
        ),
    },
    tags=["dateline", "daily"],
    doc_md=__doc__,
    deadline=done_within(get_settings().alerts.ingest_hours),
    **WATCHED,
)
def ingest() -> None:
    @task(
        execution_timeout=dt.timedelta(minutes=5),
        doc_md="Which sources are followed today; paused ones are left out. If it fails, the log names the "
        "line of the sources' file.",
    )
    def sources() -> list[str]:
        return day.followed_sources(workspace())

    @task(
        map_index_template=NAMED,
        max_active_tis_per_dagrun=8,
        execution_timeout=dt.timedelta(minutes=45),
        doc_md="Ask one source's feeds, sitemaps or archives for the addresses of this day. If it fails, the "
        "source could not be asked; all others go on. `dateline source check HOME` shows what answers now. "
        "Cleared together with what follows, the day takes in what the source has.",
    )
    def discover(source: str) -> int:
        return day.discover_source(workspace(on=source), source, this_day())

    @task(
        trigger_rule="all_done",
        execution_timeout=dt.timedelta(minutes=15),
        doc_md="Gather what was found, leave out what already has an outcome, and cut the rest into batches. "
        "Clear it with what follows to work on candidates that are still without an outcome.",
    )
    def plan() -> list[str]:
        return day.plan(workspace(), this_day(), refetch=param("refetch"))

    @task_group
    def process(batch: str) -> None:
        @task(
            pool="dateline_fetch",
            map_index_template=NAMED,
            execution_timeout=dt.timedelta(hours=3),
            doc_md="Fetch every address politely and keep the raw bytes as WARC. Interrupted or cleared, it "
            "goes on after the last address that is stored.",
        )
        def fetch(batch: str) -> dict[str, int]:
            return stages.fetch(workspace(on=batch), batch)

        @task(
            map_index_template=NAMED,
            execution_timeout=dt.timedelta(hours=1),
            doc_md="Turn captures into articles: text, title, authors, time of publication, kind of page. A "
            "page that cannot be read ends with its reason and stops no other. If a file is torn, clear "
            "`fetch`, too.",
        )
        def clean(batch: str) -> dict[str, int]:
            return stages.clean(workspace(on=batch), batch)

        @task(
            map_index_template=NAMED,
            execution_timeout=dt.timedelta(hours=1),
            doc_md="Parse each text once with spaCy. If it is killed, the worker has too little memory: "
            "lower `DATELINE_BATCH_CAPTURES` or run fewer tasks at once, and clear it.",
        )
        def parse(batch: str) -> dict[str, int]:
            return stages.parse(workspace(on=batch), batch)

        @task(
            map_index_template=NAMED,
            execution_timeout=dt.timedelta(minutes=30),
            doc_md="Find people, organisations and places. If a parse is torn, clear `parse`, too.",
        )
        def entities(batch: str) -> dict[str, int]:
            return stages.entities(workspace(on=batch), batch)

        @task(
            map_index_template=NAMED,
            execution_timeout=dt.timedelta(hours=1),
            doc_md="Find quotations and resolve who spoke. If a parse is torn, clear `parse`, too.",
        )
        def quotes(batch: str) -> dict[str, int]:
            return stages.quotes(workspace(on=batch), batch)

        @task(
            pool="dateline_warehouse",
            map_index_template=NAMED,
            execution_timeout=dt.timedelta(minutes=30),
            doc_md="Load the batch in one transaction; give every candidate its outcome. If it fails, "
            "nothing of the batch is in the warehouse: mend what the log names and clear it.",
        )
        def load(batch: str) -> dict[str, int]:
            return stages.load(workspace(on=batch), batch, **this_task())

        fetch(batch) >> clean(batch) >> parse(batch) >> [entities(batch), quotes(batch)] >> load(batch)

    @task(
        trigger_rule="all_done",
        execution_timeout=dt.timedelta(minutes=15),
        outlets=[DAY_LOADED],
        doc_md="Every candidate has exactly one outcome, or the run fails and names those without. Then "
        "clear the failed tasks above it: nothing is fetched or loaded twice.",
    )
    def verify() -> dict[str, int]:
        return day.verify(workspace(), this_day())

    batches = plan()
    discover.expand(source=sources()) >> batches
    process.expand(batch=batches) >> verify()


ingest()

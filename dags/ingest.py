"""Ingest: one day of every source, from its feeds to checked rows in the warehouse.

```
sources → discover (a task a source) → plan
        → for each batch: fetch → clean → parse → entities ∥ quotes → load
        → verify
```
"""

from __future__ import annotations

import datetime as dt

from airflow.sdk import CronPartitionTimetable, Param, dag, task, task_group
from common import (
    DAY,
    DAY_LOADED,
    DEFAULT_ARGS,
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
    default_args=DEFAULT_ARGS,
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
    @task(doc_md="Which sources are followed today; paused ones are left out.")
    def sources() -> list[str]:
        return day.followed_sources(workspace())

    @task(
        map_index_template=NAMED,
        max_active_tis_per_dagrun=8,
        doc_md="Ask one source's feeds, sitemaps or archives for the addresses of this day.",
    )
    def discover(source: str) -> int:
        return day.discover_source(workspace(on=source), source, this_day())

    @task(
        trigger_rule="all_done",
        doc_md="Gather what was found, leave out what already has an outcome, and cut the rest into batches.",
    )
    def plan() -> list[str]:
        return day.plan(workspace(), this_day(), refetch=param("refetch"))

    @task_group
    def process(batch: str) -> None:
        @task(
            pool="dateline_fetch",
            map_index_template=NAMED,
            doc_md="Fetch every address politely and keep the raw bytes as WARC.",
        )
        def fetch(batch: str) -> dict[str, int]:
            return stages.fetch(workspace(on=batch), batch)

        @task(
            map_index_template=NAMED,
            doc_md="Turn captures into articles: text, title, authors, time of publication, kind of page.",
        )
        def clean(batch: str) -> dict[str, int]:
            return stages.clean(workspace(on=batch), batch)

        @task(
            map_index_template=NAMED,
            doc_md="Parse each text once with spaCy.",
        )
        def parse(batch: str) -> dict[str, int]:
            return stages.parse(workspace(on=batch), batch)

        @task(
            map_index_template=NAMED,
            doc_md="Find people, organisations and places.",
        )
        def entities(batch: str) -> dict[str, int]:
            return stages.entities(workspace(on=batch), batch)

        @task(
            map_index_template=NAMED,
            doc_md="Find quotations and resolve who spoke.",
        )
        def quotes(batch: str) -> dict[str, int]:
            return stages.quotes(workspace(on=batch), batch)

        @task(
            pool="dateline_warehouse",
            map_index_template=NAMED,
            doc_md="Load the batch in one transaction; give every candidate its outcome.",
        )
        def load(batch: str) -> dict[str, int]:
            return stages.load(workspace(on=batch), batch, **this_task())

        fetch(batch) >> clean(batch) >> parse(batch) >> [entities(batch), quotes(batch)] >> load(batch)

    @task(
        trigger_rule="all_done",
        outlets=[DAY_LOADED],
        doc_md="Every candidate has exactly one outcome, or the run fails and names those without.",
    )
    def verify() -> dict[str, int]:
        return day.verify(workspace(), this_day())

    batches = plan()
    discover.expand(source=sources()) >> batches
    process.expand(batch=batches) >> verify()


ingest()

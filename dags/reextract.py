"""Re-extract: days that are loaded, from their raw pages, with today's code, models and settings.

```
plan → for each batch: clean → parse → entities ∥ quotes → stage
     → compare → decide (a person) → make_current
                                   → discard
```

Start it by hand over a range after rules, models or settings changed. Nothing is fetched. What comes out is
laid beside the rows in force, which readers go on seeing, and compared: `compare` writes a page of the quotes
gained, lost and given to another speaker. Then the run waits, under *Required actions*, for somebody's word.
One run at a time; daily runs go on beside it and go first.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.configuration import conf
from airflow.providers.standard.operators.hitl import HITLBranchOperator
from airflow.sdk import Param, dag, task, task_group
from common import DEFAULT_ARGS, LAST, NAMED, WATCHED, param, param_days, this_task, workspace

from dateline.pipeline import reextraction, stages

MAKE_CURRENT, DISCARD = "Make current", "Discard"
POOL = "dateline_reextract"


@dag(
    schedule=None,
    max_active_runs=1,
    default_args={**DEFAULT_ARGS, **LAST},
    params={
        "first_day": Param(
            None,
            type="string",
            format="date",
            title="First day",
            description="The first day whose loaded articles are extracted again.",
        ),
        "last_day": Param(
            None,
            type="string",
            format="date",
            title="Last day",
            description="The last such day, included.",
        ),
        "sources": Param(
            [],
            type="array",
            items={"type": "string"},
            title="Sources",
            description="Ids of sources, one a line, such as harbour-post. None: all of them.",
        ),
        "start": Param(
            "pages",
            enum=["pages", "texts"],
            title="Start from",
            description="pages: clean the raw pages anew. texts: keep the texts as they are and find people "
            "and quotes in them anew, which is faster.",
            values_display={"pages": "pages: everything anew", "texts": "texts: only people and quotes"},
        ),
        "samples": Param(
            20,
            type="integer",
            minimum=0,
            maximum=500,
            title="Samples",
            description="How many examples of each kind of change and source the page of differences shows.",
        ),
    },
    tags=["dateline", "by hand"],
    doc_md=__doc__,
    **WATCHED,
)
def reextract() -> None:
    def run() -> Any:
        return reextraction.extraction(workspace(), param("start"))

    @task(
        execution_timeout=dt.timedelta(minutes=10),
        doc_md="Which loaded batches of the range this code has not extracted yet. None: all that follows is "
        "skipped. If it fails, its log says which parameter is wrong: start a new run.",
    )
    def plan() -> list[str]:
        first, last = param_days()
        return reextraction.plan(workspace(), first, last, sources=param("sources"), start=param("start"))

    @task_group
    def process(batch: str) -> Any:
        @task(
            pool=POOL,
            map_index_template=NAMED,
            execution_timeout=dt.timedelta(hours=1),
            doc_md="Clean the batch's stored pages again, into files beside the batch's own. If it fails, "
            "the log names the page or the file; clear it once that is mended.",
        )
        def clean(batch: str) -> dict[str, int]:
            return reextraction.clean(
                workspace(on=batch), batch, sources=param("sources"), start=param("start")
            )

        @task(
            pool=POOL,
            map_index_template=NAMED,
            execution_timeout=dt.timedelta(hours=1),
            doc_md="Parse the texts that the same model has not parsed before. If it fails for want of a "
            "model, install it and clear the task.",
        )
        def parse(batch: str) -> dict[str, int]:
            return reextraction.parse(workspace(on=batch), batch)

        @task(
            pool=POOL,
            map_index_template=NAMED,
            execution_timeout=dt.timedelta(minutes=30),
            doc_md="Find people, organisations and places. Clear it with `parse` if a parse is torn.",
        )
        def entities(batch: str) -> dict[str, int]:
            return stages.entities(workspace(on=batch), batch)

        @task(
            pool=POOL,
            map_index_template=NAMED,
            execution_timeout=dt.timedelta(hours=1),
            doc_md="Find quotations and resolve who spoke. Clear it with `parse` if a parse is torn.",
        )
        def quotes(batch: str) -> dict[str, int]:
            return stages.quotes(workspace(on=batch), batch)

        @task(
            pool="dateline_warehouse",
            map_index_template=NAMED,
            execution_timeout=dt.timedelta(minutes=30),
            doc_md="Lay the new rows beside those in force. Safe to clear: staging twice is staging once.",
        )
        def stage(batch: str) -> dict[str, int]:
            return reextraction.stage(workspace(on=batch), batch, start=param("start"), **this_task())

        staged = stage(batch)
        clean(batch) >> parse(batch) >> [entities(batch), quotes(batch)] >> staged
        return staged

    @task(
        pool="dateline_warehouse",
        trigger_rule="none_failed_min_one_success",
        execution_timeout=dt.timedelta(minutes=30),
        doc_md="Write `reports/extraction-….html` in the lake: quotes gained, lost and re-attributed, by "
        "source, with samples. It waits for every batch: clear the failed ones above it first.",
    )
    def compare(staged: Any) -> dict[str, Any]:
        first, last = param_days()
        # Airflow hands on one batch's value bare, and several batches' in a list.
        each = [staged] if isinstance(staged, dict) else staged
        return reextraction.compare(workspace(), run(), first, last, staged=each, samples=param("samples"))

    decide = HITLBranchOperator(
        task_id="decide",
        subject="Make what was extracted again current?",
        body="{{ ti.xcom_pull(task_ids='compare')['summary'] }}\n\n"
        f"[The whole page]({conf.get('api', 'base_url', fallback='/')}newsroom/reports/"
        "{{ ti.xcom_pull(task_ids='compare')['page'].rpartition('/')[2] }})",
        options=[MAKE_CURRENT, DISCARD],
        options_mapping={MAKE_CURRENT: "make_current", DISCARD: "discard"},
        execution_timeout=None,
        doc_md="Waits until somebody decides, for as long as it takes, without holding a worker.",
    )

    @task(
        pool="dateline_warehouse",
        execution_timeout=dt.timedelta(hours=2),
        doc_md="Put the new rows in force, all at once, and make the marts of the touched days anew. If it "
        "fails, the old rows are in force, or the marts are behind: clear it.",
    )
    def make_current() -> dict[str, int]:
        return reextraction.put_in_force(workspace(), run(), *param_days())

    @task(
        pool="dateline_warehouse",
        execution_timeout=dt.timedelta(minutes=30),
        doc_md="Remove the new rows and files; what was in force stays. Safe to clear.",
    )
    def discard(batches: list[str]) -> dict[str, int]:
        return reextraction.discard(workspace(), run(), batches)

    batches = plan()
    compare(process.expand(batch=batches)) >> decide >> [make_current(), discard(batches)]


reextract()

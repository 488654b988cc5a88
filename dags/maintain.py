"""Maintain: each week, let go of what is to go, honour takedowns again, and keep database and lake in shape.

```
retention ∥ takedowns ∥ boilerplate ∥ lake → statistics
```

With the default settings nothing of value goes: texts and raw pages stay for good, and what is deleted are
rests of interrupted writes and lines of single pages that never became known as furniture. The parameter
*Only say* makes a run that changes nothing and logs what it would do.
"""

from __future__ import annotations

import datetime as dt

from airflow.sdk import CronTriggerTimetable, Param, dag, task
from common import DEFAULT_ARGS, LAST, WATCHED, param, workspace

from dateline.pipeline import maintenance
from dateline.settings import get_settings


@dag(
    schedule=CronTriggerTimetable("30 4 * * 0", timezone="UTC") if get_settings().daily else None,
    start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    default_args={**DEFAULT_ARGS, **LAST, "pool": "dateline_warehouse"},
    params={
        "only_say": Param(
            False,
            type="boolean",
            title="Only say",
            description="Change nothing; each task's log says what it would do.",
        ),
    },
    tags=["dateline", "weekly"],
    doc_md=__doc__,
    **WATCHED,
)
def maintain() -> None:
    @task(
        execution_timeout=dt.timedelta(hours=6),
        doc_md="Drop full texts and raw pages older than `DATELINE_RETENTION__…` and the sources' own "
        "numbers say; by default none. Interrupted, it goes on where it was: clear it.",
    )
    def retention() -> dict[str, dict[str, int]]:
        return maintenance.let_go(workspace(), dry_run=param("only_say"))

    @task(
        execution_timeout=dt.timedelta(hours=2),
        doc_md="Ask every takedown again, for captures that came after it or a lake that was away. If it "
        "fails, the log names the request; nothing of it is half done that a further try would not end.",
    )
    def takedowns() -> dict[str, int]:
        return maintenance.ask_takedowns_again(workspace(), dry_run=param("only_say"))

    @task(
        execution_timeout=dt.timedelta(minutes=30),
        doc_md="Forget lines of pages that were on too few to be furniture, and on no new one for half a "
        "year. Safe to clear.",
    )
    def boilerplate() -> int:
        return maintenance.forget_old_lines(workspace(), dry_run=param("only_say"))

    @task(
        pool="default_pool",
        execution_timeout=dt.timedelta(hours=2),
        doc_md="Delete rests of interrupted writes, and files of extractions that nobody has in force, once "
        "they are a week old. Safe to clear.",
    )
    def lake() -> dict[str, int]:
        return maintenance.tidy_lake(workspace(), dry_run=param("only_say"))

    @task(
        trigger_rule="all_done",
        execution_timeout=dt.timedelta(hours=2),
        doc_md="`VACUUM (ANALYZE)` over the warehouse's tables, so that plans and disk follow what came and "
        "went. Safe to clear.",
    )
    def statistics() -> int:
        return maintenance.analyse(workspace(), dry_run=param("only_say"))

    [retention(), takedowns(), boilerplate(), lake()] >> statistics()


maintain()

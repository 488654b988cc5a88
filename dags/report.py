"""Report: as soon as a day is loaded, check it, bring the marts up to date, write the morning's page.

```
checks → marts → report
warnings
```

Checks come first: a day whose rows break a blocking rule never reaches the marts, which keep what they had.
Warnings stop nothing; the report lists them.
"""

from __future__ import annotations

import datetime as dt

from airflow.sdk import PartitionedAssetTimetable, dag, task
from checks import BLOCKING, WARNING, day_checks
from common import DAY, DAY_LOADED, DEFAULT_ARGS, this_day, workspace

from dateline.pipeline import reporting


@dag(
    schedule=PartitionedAssetTimetable(assets=DAY_LOADED),
    start_date=dt.datetime(2015, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=2,
    default_args=DEFAULT_ARGS,
    params={"day": DAY},
    tags=["dateline", "daily"],
    doc_md=__doc__,
)
def report() -> None:
    checks = day_checks(
        "checks",
        BLOCKING,
        doc_md="Blocking rules of `include/sql/checks`. A broken one stops here; its log names the rows.",
    )
    day_checks(
        "warnings",
        WARNING,
        doc_md="The other rules. A broken one stops nothing; its name says how many rows, its log which.",
    )

    @task(
        pool="dateline_warehouse",
        doc_md="Make the marts' rows of this day, and of days that its articles belong to, anew.",
    )
    def marts() -> list[str]:
        return reporting.publish_marts(workspace(), this_day())

    @task(
        task_id="report",
        doc_md="Write `reports/<day>.html` in the lake: the day, and the week that it ends.",
    )
    def write_report() -> str:
        return reporting.write_day_report(workspace(), this_day())

    checks >> marts() >> write_report()


report()

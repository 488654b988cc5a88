"""Report: as soon as a day is loaded, check it, bring the marts up to date, write the morning's page.

```
checks → marts → report
```

Checks come first: a day whose rows break a blocking rule never reaches the marts, which keep what they had.
"""

from __future__ import annotations

import datetime as dt

from airflow.sdk import PartitionedAssetTimetable, dag, task
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
    @task(
        pool="dateline_warehouse",
        doc_md="Run `include/sql/checks` over the day. A broken blocking rule stops here and names the rows.",
    )
    def checks() -> dict[str, int]:
        return reporting.check_day(workspace(), this_day())

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

    checks() >> marts() >> write_report()


report()

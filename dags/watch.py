"""Watch: each hour, is every source as usual, and does everybody know what is not?

```
sources → runs → send
```

`sources` compares each source's latest whole day with the same weekdays before. `runs` asks Airflow whether
failed tasks and runs have succeeded since. `send` tells each alert once, and once that it is over; what a
channel refused waits for the next hour. Alerts are rows of the warehouse's table `alert`; `dateline alerts`
lists them.
"""

from __future__ import annotations

import datetime as dt

import alerting
from airflow.sdk import CronTriggerTimetable, dag, get_current_context, task
from common import DEFAULT_ARGS, workspace

from dateline.pipeline import watching
from dateline.settings import get_settings


@dag(
    schedule=CronTriggerTimetable("10 * * * *", timezone="UTC") if get_settings().daily else None,
    start_date=dt.datetime(2015, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    tags=["dateline", "hourly"],
    doc_md=__doc__,
)
def watch() -> None:
    @task(
        execution_timeout=dt.timedelta(minutes=15),
        doc_md="Judge each source by its own weekdays; open and close its alerts. Returns the verdicts.",
    )
    def sources() -> dict[str, int]:
        return watching.watch_sources(workspace())

    @task(
        trigger_rule="all_done",
        execution_timeout=dt.timedelta(minutes=15),
        doc_md="Close the alerts of tasks and runs that have succeeded since. Returns how many.",
    )
    def runs() -> int:
        return alerting.settle_runs(get_current_context()["ti"])

    @task(
        trigger_rule="all_done",
        execution_timeout=dt.timedelta(minutes=15),
        on_failure_callback=None,
        doc_md="Send every alert and recovery that waits. Fails where a channel refused; the rest is sent.",
    )
    def send() -> int:
        return alerting.send_alerts()

    sources() >> runs() >> send()


watch()

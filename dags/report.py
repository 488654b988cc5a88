"""Report: as soon as a day is loaded, check it, bring the marts up to date, write the morning's page.

```
checks → marts → report → mail
warnings
```

Checks come first: a day whose rows break a blocking rule never reaches the marts, which keep what they had.
Warnings stop nothing; the report lists them. `mail` is there where `DATELINE_REPORT__MAIL_TO` names somebody.
"""

from __future__ import annotations

import datetime as dt

from airflow.providers.smtp.hooks.smtp import SmtpHook
from airflow.sdk import PartitionedAssetTimetable, dag, task
from airflow.sdk.exceptions import AirflowSkipException
from checks import BLOCKING, WARNING, day_checks
from common import DAY, DAY_LOADED, DEFAULT_ARGS, FIRST, WATCHED, done_within, this_day, workspace

from dateline.pipeline import reporting
from dateline.settings import get_settings


@dag(
    schedule=PartitionedAssetTimetable(assets=DAY_LOADED),
    start_date=dt.datetime(2015, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=2,
    default_args={**DEFAULT_ARGS, **FIRST},
    params={"day": DAY},
    tags=["dateline", "daily"],
    doc_md=__doc__,
    deadline=done_within(get_settings().alerts.report_hours),
    **WATCHED,
)
def report() -> None:
    checks = day_checks(
        "checks",
        BLOCKING,
        execution_timeout=dt.timedelta(minutes=15),
        doc_md="Blocking rules of `include/sql/checks`. A broken one stops here; its log names the rows.",
    )
    day_checks(
        "warnings",
        WARNING,
        execution_timeout=dt.timedelta(minutes=15),
        doc_md="The other rules. A broken one stops nothing; its name says how many rows, its log which.",
    )

    @task(
        pool="dateline_warehouse",
        execution_timeout=dt.timedelta(hours=1),
        doc_md="Make the marts' rows of this day, and of days that its articles belong to, anew. If it "
        "fails, the marts keep what they had: clear it.",
    )
    def marts() -> list[str]:
        return reporting.publish_marts(workspace(), this_day())

    @task(
        task_id="report",
        execution_timeout=dt.timedelta(minutes=15),
        doc_md="Write `reports/<day>.html` in the lake: the day, and the week that it ends. Safe to clear.",
    )
    def write_report() -> str:
        return reporting.write_day_report(workspace(), this_day())

    @task(
        task_id="mail",
        execution_timeout=dt.timedelta(minutes=15),
        doc_md="Send the page to `DATELINE_REPORT__MAIL_TO`; not that of a day long past. If it fails, "
        "the mail connection or server does not answer: the log says which; clear it.",
    )
    def send_mail() -> list[str]:
        mail = reporting.day_mail(workspace(), this_day())
        if mail is None:
            raise AirflowSkipException("Nobody is to have the report of this day by mail.")
        with mail.attachment() as file, SmtpHook(get_settings().report.mail_connection) as server:
            server.send_email_smtp(
                to=mail.recipients,
                subject=mail.subject,
                html_content=mail.html,
                from_email=mail.sender,
                files=[str(file)],
            )
        return mail.recipients

    written = write_report()
    checks >> marts() >> written
    if get_settings().report.recipients:
        written >> send_mail()


report()

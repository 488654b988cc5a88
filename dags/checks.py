"""The warehouse's checks as tasks: Airflow's SQL check operator over the files of ``include/sql/checks``."""

from __future__ import annotations

from typing import Any

from airflow.providers.common.sql.operators.sql import SQLCheckOperator
from airflow.sdk.exceptions import AirflowFailException
from alerting import WAREHOUSE
from common import NAMED, this_day

from dateline.warehouse.checks import CheckResult, load_checks, result_of

CHECKS = {check.name: check for check in load_checks()}
BLOCKING = [check.name for check in CHECKS.values() if check.blocking]
WARNING = [check.name for check in CHECKS.values() if not check.blocking]


class DayCheck(SQLCheckOperator):
    """One check over this run's day; where its rule is broken, the log names the rows and what to do.

    A blocking check then fails, once and for all; a warning one ends well, and its name in the UI says how
    many rows break the rule, which is also what it returns.
    """

    def __init__(self, *, check: str, **kwargs: Any) -> None:
        super().__init__(sql=CHECKS[check].verdict, conn_id=WAREHOUSE, retry_on_failure=False, **kwargs)
        self.check = check

    def execute(self, context: Any) -> int:
        context["worked_on"] = self.check
        self.hook_params = {
            "options": f"-c search_path=dateline,public -c timezone=UTC -c dateline.day={this_day()} "
            "-c default_transaction_read_only=on"
        }
        try:
            super().execute(context)
        except AirflowFailException:
            result = self._rows_at_fault()
        else:
            return 0
        context["worked_on"] = f"{self.check}: {result.count}"
        result.require()
        self.log.warning("%s", result)
        return result.count

    def _rows_at_fault(self) -> CheckResult:
        check = CHECKS[self.check]
        found: CheckResult = self.get_db_hook().run(
            check.statement, handler=lambda cursor: result_of(check, cursor)
        )
        return found


def day_checks(task_id: str, names: list[str], **kwargs: Any) -> Any:
    """A mapped task over some checks, each under its own name in the UI."""
    return DayCheck.partial(task_id=task_id, map_index_template=NAMED, **kwargs).expand(check=names)

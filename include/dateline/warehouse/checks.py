"""Checks of a day's rows: one query a file in ``include/sql/checks``, which returns what offends.

A file opens with what must hold, its severity (``blocking`` stops the marts, ``warning`` does not) and what
to do where it does not hold. The day is the setting ``dateline.day``, so a file also runs in psql after
``SET dateline.day = '2026-11-15'``.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from dateline.errors import ConfigError, DatelineError
from dateline.settings import PROJECT
from dateline.warehouse.connection import Connection, connect

Severity = Literal["blocking", "warning"]

CHECKS = PROJECT / "include" / "sql" / "checks"
ROWS_KEPT = 50

_HEADER = re.compile(
    r"\A(?P<about>(?:-- (?!severity:|advice:).*\n)+)-- severity: (?P<severity>blocking|warning)\n"
    r"-- advice: (?P<advice>.+)\n"
)


class ChecksFailed(DatelineError):
    """A day's rows break a blocking rule: its marts must not be published."""


@dataclass(frozen=True)
class Check:
    """One file of checks."""

    name: str
    about: str
    severity: Severity
    advice: str
    statement: str
    """Returns the rows at fault."""

    @property
    def blocking(self) -> bool:
        return self.severity == "blocking"

    @property
    def verdict(self) -> str:
        """A statement that returns one row of one value: whether the rule holds."""
        return f"SELECT NOT EXISTS (\n{self.statement.rstrip().rstrip(';')}\n) AS holds"


@dataclass(frozen=True)
class CheckResult:
    """What a check found; the rows are cut off after ``ROWS_KEPT``, ``count`` is not."""

    check: Check
    rows: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0

    @property
    def passed(self) -> bool:
        return not self.count

    @property
    def blocks(self) -> bool:
        return self.check.blocking and not self.passed

    def require(self) -> None:
        """Stop what comes after a blocking check.

        Raises:
            ChecksFailed: it did not pass; names its rows.
        """
        if self.blocks:
            raise ChecksFailed(
                str(self),
                "The marts keep what they had. Clear this task once the rows are mended.",
                check=self.check.name,
            )

    def __str__(self) -> str:
        """The rule, the offending rows one a line, and what to do."""
        check = self.check
        lines = [f"{check.name} ({check.severity}): {self.count} rows break the rule. {check.about}"]
        lines += ["  " + ", ".join(f"{key}={value}" for key, value in row.items()) for row in self.rows]
        if self.count > len(self.rows):
            lines.append(f"  and {self.count - len(self.rows)} more")
        return "\n".join([*lines, f"  {check.advice}"])


def run_checks(url: str, day: dt.date) -> list[CheckResult]:
    """Run every check over the rows of ``day``, blocking ones first."""
    with connect(url, role="reader") as connection:
        connection.execute("SELECT set_config('dateline.day', %s, false)", [day.isoformat()])
        return [_run(connection, check) for check in load_checks()]


def load_checks(folder: Path = CHECKS) -> list[Check]:
    """The checks of a folder, blocking ones first, then by name.

    Raises:
        ConfigError: a file does not open with its rule, severity and advice.
    """
    found = [_read(path) for path in sorted(folder.glob("*.sql"))]
    return sorted(found, key=lambda check: (check.severity, check.name))


def result_of(check: Check, cursor: Any) -> CheckResult:
    """What a check found, from a DB-API cursor that has executed its statement."""
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchmany(ROWS_KEPT)]
    return CheckResult(check, rows, cursor.rowcount)


def _read(path: Path) -> Check:
    statement = path.read_text(encoding="utf-8")
    header = _HEADER.match(statement)
    if header is None:
        raise ConfigError(
            f"{path} does not say what it checks.",
            "Open it with lines `-- <rule>`, `-- severity: blocking|warning` and `-- advice: <what to do>`.",
            path=str(path),
        )
    about = " ".join(line.removeprefix("-- ") for line in header["about"].splitlines())
    return Check(path.stem, about, cast(Severity, header["severity"]), header["advice"], statement)


def _run(connection: Connection, check: Check) -> CheckResult:
    return result_of(check, connection.execute(check.statement.encode()))

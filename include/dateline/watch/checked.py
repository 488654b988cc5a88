"""The sources' health as one of a day's checks, beside those of ``include/sql/checks``."""

from __future__ import annotations

import datetime as dt

from dateline.settings import WatchSettings
from dateline.warehouse.checks import Check, CheckResult
from dateline.warehouse.connection import connect
from dateline.watch.sources import LOOK_AT, judge_day

AS_USUAL = Check(
    name="sources_as_usual",
    about="Each source brings what it usually does on this weekday: as many articles, as whole, as quoted.",
    severity="warning",
    advice="Look at the source as the row says; dateline health shows every figure beside its baseline.",
    statement="",
)


def sources_as_usual(url: str, day: dt.date, settings: WatchSettings) -> CheckResult:
    """Judge the sources that were asked for ``day``; a row for each figure that is off.

    Sources that could not be asked are the check ``sources_answered``'s.
    """
    with connect(url, role="reader") as connection:
        judgements = judge_day(connection, day, settings)
    rows = [
        {
            "source_id": judgement.source,
            "kind": judgement.kind,
            "figure": judgement.figure,
            "usual": judgement.baseline,
            "look_at": LOOK_AT[judgement.kind],
        }
        for judgement in judgements
        if judgement.verdict == "alert" and judgement.kind != "silent"
    ]
    return CheckResult(AS_USUAL, rows, len(rows))

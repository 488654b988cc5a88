"""A small warehouse: two days of news, with the oddest things that news brings."""

from __future__ import annotations

import datetime as dt

from warehouse.making import DAY, NOON, RUN, ended, story, together

from dateline.records import Outcome
from dateline.warehouse.connection import connect
from dateline.warehouse.days import DiscoveryDay, record_discovery
from dateline.warehouse.load import load_batch
from dateline.warehouse.search import index_search
from dateline.warehouse.write import Lineage

HOSTILE = "<script>document.title='owned'</script><img src=x onerror=alert(1)> \"quoted\" & 'so'"
RTL = "عاجل: المجلس يوافق على الجدار"
CORRECTED = (
    "The wall is not a luxury, said Dana Whitlock.\n\n"
    "“It is the town's last and rusty lock,” Whitlock told the council on Tuesday."
)


def fill(url: str) -> None:
    """Two days of news: hostile and right-to-left headlines, a corrected article, every kind of ending."""
    week_before = DAY - dt.timedelta(days=7)
    first = together(
        story("wall"),
        story("hostile", title=HOSTILE, source="ridgeline"),
        story("long", title="A headline of a megabyte " * 40_000),
        story("rtl", title=RTL, text="“الجدار ليس ترفا أبدا يا سادة” said Whitlock.", language="ar"),
        *(
            ended(outcome.value.replace(" ", "-"), outcome, reason=f"it was {outcome}")
            for outcome in Outcome
            if outcome not in {Outcome.LOADED, Outcome.UNCHANGED, Outcome.DUPLICATE}
        ),
    )
    batches = {
        "2026-11-03/0001": story("older", day=week_before, at=NOON - dt.timedelta(days=7)),
        "2026-11-10/0001": first,
        "2026-11-11/0001": story(
            "wall", CORRECTED, day=DAY + dt.timedelta(days=1), at=NOON + dt.timedelta(days=1)
        ),
    }
    for name, batch in batches.items():
        lineage = Lineage(
            name, dag_id="ingest", dag_run_id=f"run of {name}", task_id="process.load", map_index=0
        )
        load_batch(url, batch, run=RUN, lineage=lineage)
        with connect(url) as connection:
            index_search(connection, name)
    record_discovery(url, DiscoveryDay("harbour", DAY, "found", found=14))
    record_discovery(url, DiscoveryDay("ridgeline", DAY, "found", found=2))
    record_discovery(url, DiscoveryDay("silent", DAY, "failed", reason="no feed of it could be read"))

"""Ways from a task of a run into the Newsroom: its articles, where its addresses ended, its report."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

ARTICLES, OUTCOMES, REPORT = "Articles", "Outcomes", "Report"
"""The links' names, as a task shows them."""
_BATCH = re.compile(r"(\d{4}-\d\d-\d\d)/[\w-]+")
_VIEW = "plugin/newsroom/newsroom/#/"


def link(name: str, *, task: str, works_on: str | None, day: str | None) -> str | None:
    """Where the link ``name`` of a task leads, below Airflow's address; None where it has none.

    ``works_on`` is what the UI calls the mapped task: a batch, with or without its run, or a source. ``day``
    is the partition of the run, where it has one.
    """
    batch = _BATCH.match(works_on or "")
    day = batch[1] if batch else day
    if day is None:
        return None
    if name == REPORT:
        return f"newsroom/reports/{quote(day)}.html" if task == "report" else None
    if name == ARTICLES:
        return _VIEW + "articles?" + urlencode({"batch": batch[0]}) if batch else None
    query = {"day": day}
    if batch:
        query["batch"] = batch[0]
    elif task == "discover" and works_on:
        query["source"] = works_on
    return _VIEW + "outcomes?" + urlencode(query)

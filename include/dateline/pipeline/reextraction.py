"""Extracting again: a range of loaded days from the raw zone, with today's code, models and settings.

Each batch of the range goes through the stages of :mod:`dateline.pipeline.stages` under the name
``<batch>#<run>``, so its files lie beside the batch's own, and its rows beside those in force. ``compare``
writes what would change; ``put_in_force`` or ``discard`` follows what a person decides. Nothing is fetched.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Literal

from dateline.errors import ConfigError
from dateline.lake import read_records, whole_file, write_records
from dateline.pipeline import stages
from dateline.pipeline.batches import Batch
from dateline.pipeline.reporting import publish_days
from dateline.pipeline.workspace import Workspace
from dateline.records import Cleaned, ExtractionRun, Fetched

log = logging.getLogger(__name__)

Start = Literal["pages", "texts"]
"""Whether a run cleans the raw pages anew, or takes the texts as they are in force and reads them anew."""


def extraction(workspace: Workspace, start: Start) -> ExtractionRun:
    """The run that this process makes; from ``texts`` it is another than from ``pages``."""
    run = stages.extraction_run(workspace)
    return run if start == "pages" else run.model_copy(update={"settings": {**run.settings, "from": start}})


def plan(
    workspace: Workspace,
    first: dt.date,
    last: dt.date,
    *,
    sources: Collection[str] = (),
    start: Start = "pages",
) -> list[str]:
    """The batches of ``first`` to ``last`` that this run has to extract; what it left unfinished is dropped.

    Raises:
        ConfigError: ``last`` is before ``first``, or there is no such source.
    """
    from dateline.warehouse.reextract import discard_run
    from dateline.warehouse.staged import batches_to_extract

    if last < first:
        raise ConfigError(f"The range ends ({last}) before it begins ({first}).", "Exchange the two days.")
    for source in sources:
        workspace.source(source)
    run = extraction(workspace, start)
    if left := discard_run(workspace.warehouse_url, run.id):
        log.warning(
            "%d extractions that run %s staged before and nobody decided on are dropped", left, run.id
        )
    names = batches_to_extract(workspace.warehouse_url, first, last, run_id=run.id, sources=sources)
    log.info("%s to %s: %d batches for run %s (code %s)", first, last, len(names), run.id, run.code_version)
    return [f"{name}#{run.id}" for name in names]


def clean(
    workspace: Workspace, name: str, *, sources: Collection[str] = (), start: Start = "pages"
) -> dict[str, int]:
    """Clean the batch's pages again; from ``texts``: take over the texts that are in force."""
    if start == "pages":
        return stages.clean(workspace, name, sources=sources)
    batch = Batch.parse(name)
    wanted = {
        fetched.candidate.id
        for fetched in read_records(batch.file(workspace.lake, stages.FETCHED), Fetched)
        if not sources or fetched.candidate.source in sources
    }
    taken = [record for record in _texts_in_force(workspace, batch) if record.id in wanted]
    return {"texts": write_records(batch.file(workspace.lake, stages.CLEANED), taken)}


def parse(workspace: Workspace, name: str) -> dict[str, int]:
    """Parse what the same model has not parsed before, word for word."""
    from dateline.warehouse.staged import in_force

    batch = Batch.parse(name)
    run = stages.extraction_run(workspace)
    edition = in_force(workspace.warehouse_url, batch.original.name)
    same_model = (edition.model, edition.model_version) == (run.model, run.model_version)
    return stages.parse(workspace, name, earlier=[edition.name, batch.original.name] if same_model else ())


def stage(
    workspace: Workspace,
    name: str,
    *,
    start: Start = "pages",
    dag_id: str | None = None,
    dag_run_id: str | None = None,
    task_id: str | None = None,
    map_index: int | None = None,
) -> dict[str, int]:
    """Lay the run's rows of the batch beside those in force.

    Returns the versions and extractions that made, and how many texts today's code does not give any more
    (what is in force of them stays).

    Raises:
        ConfigError: code, models or settings changed since ``plan``.
    """
    from dateline.warehouse.reextract import stage_run
    from dateline.warehouse.write import Lineage

    batch, run = Batch.parse(name), extraction(workspace, start)
    if batch.run != run.id:
        raise ConfigError(
            f"{name} was begun by run {batch.run}, and this is run {run.id}: code, models or settings "
            "changed.",
            "Start a new run of the DAG; nothing of this one is in force.",
        )
    records = stages.records_of(workspace.lake, batch)
    cleaned = list(records.cleaned)
    known = {record.id for record in cleaned}
    made = stage_run(
        workspace.warehouse_url,
        replace(
            records,
            cleaned=cleaned,
            fetched=(fetched for fetched in records.fetched if fetched.candidate.id in known),
        ),
        run=run,
        lineage=Lineage(batch.original.name, dag_id, dag_run_id, task_id, map_index),
    )
    readable = {record.id for record in cleaned if _is_read(record)}
    before = {record.id for record in _texts_in_force(workspace, batch) if _is_read(record)}
    made["no longer read"] = len((before & known) - readable)
    log.info("%s staged: %s", name, made)
    return made


def compare(
    workspace: Workspace,
    run: ExtractionRun,
    first: dt.date,
    last: dt.date,
    *,
    staged: Iterable[dict[str, int]] = (),
    samples: int = 20,
) -> dict[str, object]:
    """Write the page of differences into the lake; return its address, the counts and a summary in Markdown.

    ``staged`` are what ``stage`` returned; ``samples`` is the number of examples of each kind and source.
    """
    from dateline.report.differences import differences, page, summary
    from dateline.warehouse.reextract import compare_runs
    from dateline.warehouse.staged import staged_totals

    url = workspace.warehouse_url
    lost = sum(made.get("no longer read", 0) for made in staged)
    found = differences(
        run, (first, last), staged_totals(url, run.id), compare_runs(url, run.id), texts_lost=lost
    )
    path = workspace.lake / "reports" / f"extraction-{run.id}-{first}-{last}.html"
    with whole_file(path) as file:
        file.write(page(found, samples=samples, names=_names(workspace)).encode())
    log.info("%s", summary(found, samples=3))
    return {"page": str(path), "counts": found.counts(), "summary": summary(found, samples=min(samples, 5))}


def put_in_force(workspace: Workspace, run: ExtractionRun, first: dt.date, last: dt.date) -> dict[str, int]:
    """Make what the run staged current, all at once, and bring the marts of the touched days up to date."""
    from dateline.report.period import Period
    from dateline.warehouse.reextract import make_current

    count = make_current(workspace.warehouse_url, run.id)
    touched = publish_days(workspace, Period(first, last).days)
    log.info("run %s is in force: %d extractions; marts of %d days made anew", run.id, count, len(touched))
    return {"extractions": count, "days": len(touched)}


def discard(workspace: Workspace, run: ExtractionRun, names: Iterable[str]) -> dict[str, int]:
    """Remove what the run staged, and its files beside the batches'."""
    from dateline.warehouse.reextract import discard_run

    counts: Counter[str] = Counter(extractions=discard_run(workspace.warehouse_url, run.id))
    for name in names:
        batch = Batch.parse(name)
        for path in list(batch.folder(workspace.lake).glob(f"*.{batch.run}.*")):
            path.unlink()
            counts["files"] += 1
    log.info("run %s is discarded: %s", run.id, dict(counts))
    return dict(counts)


def _texts_in_force(workspace: Workspace, batch: Batch) -> Iterable[Cleaned]:
    """Each candidate's text as the edition in force has it, else as the batch was first cleaned."""
    from dateline.warehouse.staged import in_force

    edition = Batch.parse(in_force(workspace.warehouse_url, batch.original.name).name)
    found: dict[str, Cleaned] = {}
    for one in (batch.original, edition):
        path = one.file(workspace.lake, stages.CLEANED)
        if path.exists():
            found |= {record.id: record for record in read_records(path, Cleaned)}
    return found.values()


def _is_read(record: Cleaned) -> bool:
    return record.article is not None and record.ending is None


def _names(workspace: Workspace) -> dict[str, str]:
    return {source.id: source.name for source in workspace.sources.values()}

"""The steps of one day: which sources, what they published, how it is divided, and whether all ended."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator

from dateline.discover import Report, discover
from dateline.discover.state_postgres import open_discovery_state
from dateline.errors import DatelineError, SourceUnavailable
from dateline.fetch import Client, ObedientClient, Robots, open_state
from dateline.lake import read_records, write_records
from dateline.pipeline.batches import candidates_file, day_folder, divide, even_size
from dateline.pipeline.workspace import Workspace
from dateline.records import Candidate, Outcome
from dateline.warehouse.days import DiscoveryDay, record_discovery, settled
from dateline.warehouse.sources import switched_off

log = logging.getLogger(__name__)


class CandidatesLost(DatelineError):
    """Candidates of a day have no outcome."""


def followed_sources(workspace: Workspace) -> list[str]:
    """The ids of the sources that neither their file nor a person paused."""
    off = switched_off(workspace.warehouse_url)
    if off:
        log.info("Paused by hand: %s", ", ".join(sorted(off)))
    return [source.id for source in workspace.sources.values() if not source.paused and source.id not in off]


def discover_source(workspace: Workspace, source_id: str, day: dt.date) -> int:
    """Find the candidates of one source and day, write them to the lake, and return how many there are.

    Raises:
        SourceUnavailable: none of the source's ways could be asked; the warehouse then says so for this day.
    """
    source = workspace.source(source_id)
    report = Report()
    with open_state(workspace.warehouse_url) as crawl, open_discovery_state(workspace.warehouse_url) as state:
        client = Client(workspace.settings.fetch, politeness=crawl.politeness)
        http = ObedientClient(client, Robots(client, store=crawl.robots), min_interval=source.min_interval)
        try:
            found = discover(
                source, day, http=http, state=state, settings=workspace.settings.discover, report=report
            )
            count = _keep_found(workspace, source_id, day, found)
        except SourceUnavailable as error:
            record_discovery(
                workspace.warehouse_url, DiscoveryDay(source_id, day, "failed", reason=error.reason)
            )
            raise
        finally:
            client.close()
    record_discovery(
        workspace.warehouse_url,
        DiscoveryDay(
            source_id,
            day,
            state="found" if count else "nothing",
            found=count,
            cut=report.cut,
            reason="; ".join(report.warnings)[:2000],
        ),
    )
    log.info("%s, %s: %d candidates", source_id, day, count)
    return count


def _keep_found(workspace: Workspace, source_id: str, day: dt.date, found: Iterable[Candidate]) -> int:
    """Write what was found now beside what was found for this day before: a feed forgets, we do not."""
    path = candidates_file(workspace.lake, day, source_id)
    earlier = read_records(path, Candidate) if path.exists() else ()
    candidates = {candidate.id: candidate for candidate in (*earlier, *found)}
    return write_records(path, candidates.values())


def plan(workspace: Workspace, day: dt.date, *, refetch: bool = False) -> list[str]:
    """Divide the day's candidates that still need an outcome into equal batches; return the batches' names.

    A candidate whose outcome is ``failed`` is tried again; ``refetch`` takes all of them again.
    """
    known = {} if refetch else settled(workspace.warehouse_url, day)
    waiting = [
        candidate
        for candidate in found_candidates(workspace, day)
        if known.get(candidate.id, Outcome.FAILED) == Outcome.FAILED
    ]
    settings = workspace.settings
    size = even_size(len(waiting), most=settings.batch_captures, at_once=settings.batches_at_once)
    names = []
    for batch, members in divide(waiting, day=day, size=size):
        write_records(batch.file(workspace.lake, "candidates.jsonl.gz"), members)
        names.append(batch.name)
    log.info(
        "%s: %d candidates wait, in %d batches; %d are settled", day, len(waiting), len(names), len(known)
    )
    return names


def verify(workspace: Workspace, day: dt.date) -> dict[str, int]:
    """Check that each candidate found has exactly one outcome; return the counts by outcome.

    Raises:
        CandidatesLost: names some of those without.
    """
    known = settled(workspace.warehouse_url, day)
    lost = [candidate for candidate in found_candidates(workspace, day) if candidate.id not in known]
    if lost:
        examples = ", ".join(candidate.url for candidate in lost[:5])
        raise CandidatesLost(
            f"{len(lost)} candidates of {day} have no outcome, among them {examples}.",
            "Clear the failed tasks of this run above; each task's log says what stopped it.",
            day=day.isoformat(),
            count=len(lost),
        )
    counts: dict[str, int] = {}
    for outcome in known.values():
        counts[outcome] = counts.get(outcome, 0) + 1
    return counts


def found_candidates(workspace: Workspace, day: dt.date) -> Iterator[Candidate]:
    """All that discovery last found for ``day``, source by source."""
    folder = day_folder(workspace.lake, day) / "candidates"
    if not folder.exists():
        return
    for path in sorted(folder.iterdir(), key=str):
        if path.name.endswith(".jsonl.gz") and not path.name.startswith("."):
            yield from read_records(path, Candidate)

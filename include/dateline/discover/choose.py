"""From what was gathered, the candidates of the day: who belongs, who is new, who is one too many."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator

from dateline.discover.finder import Context
from dateline.discover.found import Belongs, Found, belongs
from dateline.discover.gathered import Gathered
from dateline.discover.urls import Address
from dateline.records import Candidate, FoundBy

log = logging.getLogger(__name__)

Known = tuple[Address, Found]


def chosen(gathered: Gathered, context: Context) -> Iterator[Candidate]:
    """Yield what belongs to the day: what is dated first, then what nobody has seen before."""
    dated: dict[str, Known] = {}
    undated: dict[str, Known] = {}
    for identity, known in gathered.by_identity.items():
        verdict = belongs(known[1], gathered.day)
        if verdict is Belongs.YES:
            dated[identity] = known
        elif verdict is Belongs.UNDATED and _may_take_undated(known[1], gathered):
            undated[identity] = known
    context.state.claim(gathered.source.id, dated, gathered.day)
    taken = [*dated.values(), *_new(undated, gathered, context)]
    limit = gathered.source.max_per_day
    if limit is not None and len(taken) > limit:
        context.report.cut = len(taken) - limit
        log.warning(
            "%s, %s: %d candidates beyond max_per_day=%d were cut",
            gathered.source.id,
            gathered.day,
            context.report.cut,
            limit,
        )
    for address, found in taken[:limit]:
        yield _candidate(address, found, gathered)


def _may_take_undated(found: Found, gathered: Gathered) -> bool:
    return gathered.recent or found.found_by in (FoundBy.LIST, FoundBy.WARC)


def _new(undated: dict[str, Known], gathered: Gathered, context: Context) -> Iterable[Known]:
    """The undated addresses that this day was the first to see.

    A sitemap without dates, read for the first time, is the site's whole stock: beyond ``max_undated`` it is
    remembered and not taken, so that from then on only what is new in it becomes a candidate.
    """
    mine = context.state.claim(gathered.source.id, undated, gathered.day)
    taken = [known for identity, known in undated.items() if identity in mine]
    stock = [known for known in taken if known[1].found_by is FoundBy.SITEMAP]
    if len(stock) <= context.settings.max_undated:
        return taken
    warning = (
        f"{len(stock)} addresses of sitemaps have no date: remembered as known, not taken; new ones will be"
    )
    context.report.warnings.append(warning)
    log.warning("%s, %s: %s", gathered.source.id, gathered.day, warning)
    return [known for known in taken if known[1].found_by is not FoundBy.SITEMAP]


_TEXTLESS = re.compile("[\x00-\x1f\x7f\ud800-\udfff]+")
"""Control characters, and the half characters that JSON can spell and UTF-8 cannot."""


def _candidate(address: Address, found: Found, gathered: Gathered) -> Candidate:
    fetch_url = found.fetch_url or address.fetch
    return Candidate(
        source=gathered.source.id,
        url=address.identity,
        day=gathered.day,
        found_by=found.found_by,
        found_in=found.found_in,
        title=_TEXTLESS.sub(" ", found.title).strip() or None if found.title else None,
        published_at=found.published.at if found.published else None,
        modified_at=found.modified.at if found.modified else None,
        stored=found.stored,
        fetch_url=fetch_url if fetch_url != address.identity else None,
    )

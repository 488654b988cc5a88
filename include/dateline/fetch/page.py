"""From one candidate to its capture or its ending: health, robots.txt, the conditional request, the verdict,
and the record in the WARC.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from dateline.errors import LakeError
from dateline.fetch.archive import WarcWriter, payload_digest, read_capture
from dateline.fetch.charset import find_charset
from dateline.fetch.client import Client
from dateline.fetch.exchange import Hop, Response
from dateline.fetch.failures import FetchFailure
from dateline.fetch.guard import host_of
from dateline.fetch.health import HostHealth
from dateline.fetch.known import Known, KnownCaptures
from dateline.fetch.robots import Robots
from dateline.fetch.verdict import failure_kind, judge, may_be_page
from dateline.records import Candidate, Capture, Ending, Fetched, FoundBy, Outcome, WarcRef
from dateline.sources import Source

_MAY_CHANGE = frozenset({Outcome.FAILED, Outcome.BLOCKED, Outcome.ROBOTS})
"""Endings that a later run tries again."""


class PageFetcher:
    """Fetches candidates one by one. Safe to share between threads."""

    def __init__(
        self,
        *,
        client: Client,
        robots: Robots,
        health: HostHealth,
        writer: WarcWriter,
        known: KnownCaptures | None,
        sources: Mapping[str, Source],
    ) -> None:
        self._client = client
        self._robots = robots
        self._health = health
        self._writer = writer
        self._known = known
        self._sources = sources

    def fetch(self, candidate: Candidate) -> Fetched:
        """What became of ``candidate``; what an earlier run safely stored is not asked for again."""
        done = self._writer.done.get(candidate.id)
        if done and not (done.ending and done.ending.outcome in _MAY_CHANGE):
            return done.model_copy(update={"candidate": candidate})
        try:
            fetched = self._take_in(candidate) if candidate.stored else self._ask(candidate)
        except FetchFailure as failure:
            fetched = Fetched(candidate=candidate, ending=failure.ending)
        self._writer.settle(fetched)
        return fetched

    def _ask(self, candidate: Candidate) -> Fetched:
        url = candidate.fetch_url or candidate.url
        host = host_of(url)
        self._health.check(host)
        known: dict[str, Known] = {}
        try:
            response = self._client.persist(
                lambda: self._client.follow(
                    url, plan=lambda address: self._plan(address, candidate.source, known), wanted=may_be_page
                )
            )
        except FetchFailure as failure:
            if failure.kind:
                self._health.report(host, candidate.source, failure.kind)
            raise
        self._health.report(host, candidate.source, failure_kind(response.status))
        return self._keep(candidate, response, known.get(response.url))

    def _plan(self, url: str, source: str, known: dict[str, Known]) -> Hop:
        found = self._known.find(url) if self._known else None
        hop = self._robots.hop(url, self._interval(source), found.conditions if found else {})
        if found:
            known[url] = found
        return hop

    def _interval(self, source: str) -> float:
        entry = self._sources.get(source)
        own = entry.min_interval if entry else None
        return self._client.settings.min_interval if own is None else own

    def _keep(self, candidate: Candidate, response: Response, known: Known | None) -> Fetched:
        if response.status == 304 and known:
            capture = self._unchanged(response, known)
            ending = Ending(outcome=Outcome.UNCHANGED, http_status=304, reason="304 Not Modified")
            return Fetched(candidate=candidate, capture=capture, ending=ending)
        verdict = judge(response.status, response.headers.get("Content-Type", ""), response.body)
        stored = self._store(candidate, response, known) if response.last.read else None
        return Fetched(candidate=candidate, capture=stored, ending=verdict)

    def _unchanged(self, response: Response, known: Known) -> Capture:
        return Capture(
            url=response.hops[0].url,
            final_url=response.url,
            redirects=response.redirects,
            fetched_at=response.last.started_at,
            status=304,
            content_type=known.content_type,
            charset=known.charset,
            etag=response.headers.get("ETag") or known.etag,
            last_modified=response.headers.get("Last-Modified") or known.last_modified,
            digest=known.digest,
            size=known.size,
            warc=self._writer.revisit(response.hops, known),
            revisit_of=known.warc,
        )

    def _store(self, candidate: Candidate, response: Response, known: Known | None) -> Capture:
        digest = _digest(response.body)
        content_type = response.headers.get("Content-Type", "")
        payload = payload_digest(response.last.payload)
        same = known if known and known.digest == digest and self._holds(known.warc, payload) else None
        if same:
            warc = self._writer.revisit(response.hops, same, payload_digest=payload)
        else:
            warc = self._writer.store(response.hops)
        return Capture(
            url=response.hops[0].url,
            final_url=candidate.url if candidate.found_by is FoundBy.WAYBACK else response.url,
            redirects=response.redirects,
            fetched_at=response.last.started_at,
            status=response.status,
            content_type=content_type,
            charset=find_charset(response.body, content_type),
            etag=response.headers.get("ETag"),
            last_modified=response.headers.get("Last-Modified"),
            digest=digest,
            size=len(response.body),
            warc=warc,
            revisit_of=same.warc if same else None,
        )

    def _holds(self, ref: WarcRef, payload: str) -> bool:
        """Whether the archive still has exactly these bytes, so that pointing to them is enough."""
        try:
            return read_capture(ref, self._writer.root or "").payload_digest == payload
        except LakeError:
            return False

    def _take_in(self, candidate: Candidate) -> Fetched:
        """Work on a WARC that is there already, without copying it."""
        assert candidate.stored is not None
        settings = self._client.settings
        try:
            stored = read_capture(
                candidate.stored, self._writer.root or "", http=self._client, max_bytes=settings.max_bytes
            )
        except LakeError as error:
            return Fetched(candidate=candidate, ending=Ending(outcome=Outcome.FAILED, reason=error.reason))
        content_type = stored.header("Content-Type") or ""
        capture = Capture(
            url=stored.url,
            final_url=stored.url,
            fetched_at=stored.fetched_at,
            status=stored.status,
            content_type=content_type,
            charset=find_charset(stored.body, content_type),
            etag=stored.header("ETag"),
            last_modified=stored.header("Last-Modified"),
            digest=_digest(stored.body),
            size=len(stored.body),
            warc=candidate.stored,
        )
        return Fetched(
            candidate=candidate, capture=capture, ending=judge(stored.status, content_type, stored.body)
        )


def _digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"

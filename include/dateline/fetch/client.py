"""One address asked politely, with every limit in force; redirects are followed here, each hop like a first
request, because any hop may lead to a host of an attacker's choice.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urldefrag, urlsplit

import requests

from dateline import __version__
from dateline.fetch.decoding import ACCEPTED
from dateline.fetch.exchange import Exchange, Hop, Limits, Response, Wanted
from dateline.fetch.failures import FetchFailure, Refused
from dateline.fetch.guard import Guard
from dateline.fetch.politeness import PATIENCE, MemoryPoliteness, Politeness
from dateline.fetch.sending import send
from dateline.fetch.transport import GuardedAdapter
from dateline.settings import FetchSettings

logger = logging.getLogger(__name__)

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_FIRST_PAUSE = 0.5


Plan = Callable[[str], Hop]
"""How each address on the way is to be asked; it raises where one is not to be."""


def _everything(_status: int, _headers: Mapping[str, str]) -> bool:
    return True


class Client:
    """Asks addresses. Safe to share between threads; at most ``settings.concurrency`` ask at once.

    ``politeness`` is shared by everybody who asks the same hosts.
    """

    def __init__(self, settings: FetchSettings, *, politeness: Politeness | None = None) -> None:
        self.settings = settings
        self.guard = Guard(settings.connect_to)
        self.politeness = politeness or MemoryPoliteness()
        self._adapter = GuardedAdapter(self.guard, settings)
        self._gate = threading.BoundedSemaphore(settings.concurrency)
        self._user_agent = user_agent(settings)

    @property
    def limits(self) -> Limits:
        return Limits(self.settings.max_bytes, self.settings.max_expansion)

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
        plan: Plan | None = None,
    ) -> Response:
        """Ask for ``url`` and follow redirects; try again what can pass.

        ``max_bytes`` replaces the limit of the decoded body, and then also takes any expansion up to it;
        ``plan`` replaces ``headers`` and the client's interval.

        Raises:
            FetchFailure: no answer came, or it broke a limit. An error status is an answer.
        """
        limits = self.limits if max_bytes is None else Limits(max_bytes, None)
        hop = Hop(self.settings.min_interval, headers or {})
        return self.persist(lambda: self.follow(url, plan=plan or (lambda _: hop), limits=limits))

    def persist(self, ask: Callable[[], Response]) -> Response:
        """Call ``ask`` until it brings an answer that will stay, as often as the settings allow."""
        for pause in _pauses(self.settings.retries):
            try:
                response = ask()
            except FetchFailure as failure:
                if not failure.passes:
                    raise
                logger.info("%s; trying again", failure.reason)
            else:
                if response.status not in _PASSING or (response.last.retry_after or 0.0) > PATIENCE:
                    return response
                logger.info("%s answered %s; trying again", response.url, response.status)
            time.sleep(pause)
        return ask()

    def follow(
        self,
        url: str,
        *,
        plan: Plan,
        limits: Limits | None = None,
        wanted: Wanted = _everything,
    ) -> Response:
        """Ask once for ``url`` and for each address that it redirects to.

        ``plan`` says how to ask an address, or raises; ``wanted`` whether an answer's body is to be read.

        Raises:
            FetchFailure: no answer came, it broke a limit, or it led where we do not go.
        """
        hops: list[Exchange] = []
        address: str | None = url
        while address:
            host = self.guard.check(address)
            request = _prepared(address)
            if any(hop.url == request.url for hop in hops):
                raise Refused(f"redirects run in a circle at {request.url}", url=url)
            if len(hops) > self.settings.max_redirects:
                raise Refused(f"more than {self.settings.max_redirects} redirects", url=url)
            hops.append(self._ask(host, request, plan, limits or self.limits, wanted))
            address = hops[-1].redirects_to
        return Response(tuple(hops))

    def close(self) -> None:
        """Close all connections."""
        self._adapter.close()

    def _ask(
        self,
        host: str,
        request: requests.PreparedRequest,
        plan: Plan,
        limits: Limits,
        wanted: Wanted,
    ) -> Exchange:
        url = str(request.url)
        hop = plan(url)
        request.headers.update(
            {
                "Host": urlsplit(url).netloc,
                "User-Agent": self._user_agent,
                "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "Accept-Encoding": ACCEPTED,
                **hop.headers,
            }
        )
        with self.politeness.turn(host, hop.interval) as turn, self._gate:
            exchange = send(
                self._adapter, request, settings=self.settings, limits=limits, wanted=wanted, turn=turn
            )
        if exchange.retry_after and exchange.status in (429, 503):
            self.politeness.rest(host, exchange.retry_after)
        return exchange


def user_agent(settings: FetchSettings) -> str:
    """How we name ourselves to servers."""
    return f"Dateline/{__version__} (+{settings.contact})"


def _prepared(url: str) -> requests.PreparedRequest:
    """A request for ``url`` in the form in which it is sent: percent-encoded, without its fragment."""
    request = requests.PreparedRequest()
    try:
        request.prepare(method="GET", url=urldefrag(url).url)
    except (requests.RequestException, ValueError) as error:
        raise Refused(f"not an address: {error}", url=url) from error
    return request


def _pauses(retries: int) -> Iterator[float]:
    for attempt in range(retries):
        yield _FIRST_PAUSE * 2**attempt * random.uniform(0.8, 1.2)

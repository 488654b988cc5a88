"""From candidates to captures: polite, bounded, and every answer kept as it came.

``fetch_all`` is the stage; ``Client`` asks one address (discovery uses it too); ``archive`` writes and reads
WARC files; ``open_state`` connects what several processes must agree on.
"""

from dateline.fetch.archive import StoredResponse, WarcWriter, read_capture
from dateline.fetch.client import Client
from dateline.fetch.crawl import fetch_all
from dateline.fetch.exchange import Response
from dateline.fetch.failures import FetchFailure
from dateline.fetch.known import KnownCaptures
from dateline.fetch.politeness import Politeness
from dateline.fetch.robots import ObedientClient, Robots
from dateline.fetch.state import CrawlState, open_state

__all__ = [
    "Client",
    "CrawlState",
    "FetchFailure",
    "KnownCaptures",
    "ObedientClient",
    "Politeness",
    "Response",
    "Robots",
    "StoredResponse",
    "WarcWriter",
    "fetch_all",
    "open_state",
    "read_capture",
]

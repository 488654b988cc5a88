"""Finding addresses: feeds, sitemaps, section pages, lists, WARC files, Wayback and CC-NEWS."""

from dateline.discover.discover import discover
from dateline.discover.finder import Report
from dateline.discover.http import Http, HttpResponse
from dateline.discover.state import DiscoveryState, MemoryState

__all__ = ["DiscoveryState", "Http", "HttpResponse", "MemoryState", "Report", "discover"]

"""Finding addresses: feeds, sitemaps, section pages, lists, WARC files, Wayback and CC-NEWS.

The names below are loaded when they are first used: cleaning needs only :mod:`dateline.discover.urls`, and
must not load parsers of feeds for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateline.discover.day import discover
    from dateline.discover.finder import Report
    from dateline.discover.http import Http, HttpResponse
    from dateline.discover.state import DiscoveryState, MemoryState

__all__ = ["DiscoveryState", "Http", "HttpResponse", "MemoryState", "Report", "discover"]

_HOMES = {
    "discover": "day",
    "Report": "finder",
    "Http": "http",
    "HttpResponse": "http",
    "DiscoveryState": "state",
    "MemoryState": "state",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

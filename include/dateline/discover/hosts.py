"""Which hosts are a source's own."""

from __future__ import annotations

from urllib.parse import urlsplit

from dateline.sources import Source


def host_belongs(host: str, source: Source) -> bool:
    """Whether articles of ``host`` are the source's: home's host and its subdomains, and ``hosts``."""
    bare = _bare(host)
    sites = [_bare(name) for name in (host_of(source.home), *source.hosts)]
    return any(site == "*" or bare == site or bare.endswith(f".{site}") for site in sites)


def host_of(url: str) -> str:
    """The host of ``url`` in lower case; empty where it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")

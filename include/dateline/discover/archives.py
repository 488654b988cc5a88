"""Which finder reads which archive of a source's entry."""

from __future__ import annotations

from dateline.discover.ccnews import ROOT, CcNewsFinder
from dateline.discover.finder import Finder
from dateline.discover.hosts import host_of
from dateline.discover.sitemaps import SitemapFinder
from dateline.discover.warcs import WarcFinder
from dateline.discover.wayback import CDX_SERVER, WaybackFinder
from dateline.errors import ConfigError
from dateline.sources import Archive, Source


def archive_finder(archive: Archive, source: Source) -> Finder:
    """The finder for one archive of ``source``.

    Raises:
        ConfigError: a sitemap or WARC archive has no ``url``.
    """
    if archive.kind == "wayback":
        return WaybackFinder(archive.url or CDX_SERVER, archive.match or f"{host_of(source.home)}/*")
    if archive.kind == "cc-news":
        return CcNewsFinder(archive.url or ROOT)
    if archive.url is None:
        raise ConfigError(
            f"{source.id}: its {archive.kind} archive has no url.",
            "Give it one (docs/sources.md).",
            source=source.id,
        )
    return (
        SitemapFinder(archive.url) if archive.kind == "sitemap" else WarcFinder(archive.url, by_capture=True)
    )

"""Thirty days of the demo newsroom, one after the other, give each day's articles and nothing else."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from discover.cdx import CDX, Cdx
from discover.newsstand import Site
from discover.warcmaking import make_warc

from dateline.discover import Http, MemoryState, discover
from dateline.discover.urls import canonical
from dateline.fetch.client import Client
from dateline.records import Candidate
from dateline.replay import ReplayServer, load_site
from dateline.replay.expected import expected_candidates
from dateline.replay.listings import Listing, article_listings
from dateline.replay.newsroom import Newsroom, load_newsroom
from dateline.settings import FetchSettings
from dateline.sources import Archive, Source, load_sources

INCLUDE = Path(__file__).parents[2] / "include"
NOW = dt.datetime(2026, 11, 16, 6, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return load_newsroom(INCLUDE / "demo")


@pytest.fixture(scope="module")
def replayed() -> Iterator[Client]:
    with ReplayServer(load_site([INCLUDE / "demo"]), now=NOW) as server:
        client = Client(
            FetchSettings(connect_to=server.connect_to, ca_bundle=server.ca_file, min_interval=0, retries=0)
        )
        yield client
        client.close()


@pytest.fixture(scope="module")
def sources() -> dict[str, Source]:
    return load_sources([INCLUDE / "sources.yaml"])


def days_of(newsroom: Newsroom) -> list[dt.date]:
    count = (newsroom.last_day - newsroom.first_day).days + 1
    return [newsroom.first_day + dt.timedelta(days=number) for number in range(count)]


@pytest.mark.parametrize("newest_first", [False, True])
def test_feeds_sitemaps_and_archives(
    newsroom: Newsroom, replayed: Client, sources: dict[str, Source], newest_first: bool
) -> None:
    """In either order; only a recent day, which takes what a section page does not date, comes last."""
    state = MemoryState()
    days = days_of(newsroom)
    assert len(days) >= 30
    for day in [*reversed(days[:-1]), days[-1]] if newest_first else days:
        found = [
            candidate
            for source in sources.values()
            for candidate in discover(source, day, http=replayed, state=state, now=NOW)
        ]
        of_day = [item for item in found if not is_correction(item, sources[item.source], day)]
        listed = expected_candidates(newsroom, day, now=NOW, canonical=canonical)
        expected = {(item.source, canonical(item.url)) for item in listed}
        assert {(item.source, item.url) for item in of_day} == expected, day
        assert len(found) == len({item.id for item in found})


def test_a_wayback_machine_that_captured_the_newsroom(
    newsroom: Newsroom, site: Site, client: Client, sources: dict[str, Source]
) -> None:
    listings = own_pages(newsroom, "harbour-post")
    captures = [(f"{listing.published.astimezone(dt.UTC):%Y%m%d%H%M%S}", listing.url) for listing in listings]
    Cdx(site, sorted(captures))
    assert_finds_each_day(
        newsroom, sources["harbour-post"], Archive(kind="wayback", url=CDX), client, listings
    )


def test_cc_news_files_of_the_newsroom(
    newsroom: Newsroom, replayed: Client, sources: dict[str, Source], tmp_path: Path
) -> None:
    listings = own_pages(newsroom, "ridgeline-courier")
    write_cc_news(tmp_path, sorted(listings, key=lambda listing: listing.published))
    archive = Archive(kind="cc-news", url=str(tmp_path))
    assert_finds_each_day(newsroom, sources["ridgeline-courier"], archive, replayed, listings)


def own_pages(newsroom: Newsroom, outlet_id: str) -> list[Listing]:
    (outlet,) = (outlet for outlet in newsroom.outlets if outlet.id == outlet_id)
    return article_listings(outlet, NOW)


def write_cc_news(root: Path, listings: list[Listing]) -> None:
    """Files of five pages each, named by the moment at which the first was crawled."""
    paths: dict[str, list[str]] = {}
    for number in range(0, len(listings), 5):
        pages = listings[number : number + 5]
        begun = pages[0].published.astimezone(dt.UTC)
        path = f"crawl-data/CC-NEWS/{begun:%Y/%m}/CC-NEWS-{begun:%Y%m%d%H%M%S}-{number:05d}.warc.gz"
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        crawled = [(page.url, f"{page.published.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}") for page in pages]
        (root / path).write_bytes(make_warc(crawled))
        paths.setdefault(f"{begun:%Y/%m}", []).append(path)
    for month, names in paths.items():
        (root / "crawl-data/CC-NEWS" / month / "warc.paths.gz").write_bytes(
            gzip.compress("\n".join(names).encode())
        )


def assert_finds_each_day(
    newsroom: Newsroom, source: Source, archive: Archive, http: Http, listings: list[Listing]
) -> None:
    only = source.model_copy(update={"feeds": (), "sitemaps": (), "archives": (archive,)})
    for day in days_of(newsroom):
        found = {candidate.url for candidate in discover(only, day, http=http, now=NOW)}
        of_day = [page for page in listings if source.day_of(page.published) == day]
        assert found == {canonical(page.url) for page in of_day}, day


def is_correction(candidate: Candidate, source: Source, day: dt.date) -> bool:
    """Whether an article of an earlier day is back because it changed on this one."""
    published, modified = candidate.published_at, candidate.modified_at
    return bool(published and modified and source.day_of(published) < day == source.day_of(modified))

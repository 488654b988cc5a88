"""A loopback site, the real client to ask it, and a made-up paper's entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from discover.newsstand import Desk, Site, serving

from dateline.fetch.client import Client
from dateline.settings import FetchSettings
from dateline.sources import Source


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    with serving(site):
        yield site


@pytest.fixture
def client(site: Site) -> Iterator[Client]:
    settings = FetchSettings(connect_to=(f"::127.0.0.1:{site.port}",), min_interval=0, retries=0)
    client = Client(settings)
    yield client
    client.close()


@pytest.fixture
def desk(client: Client) -> Desk:
    return Desk(client)


@pytest.fixture
def paper() -> Callable[..., Source]:
    """Makes the entry of a made-up paper."""

    def make(**fields: object) -> Source:
        entry = {"id": "paper", "name": "The Paper", "home": "http://www.paper.example/"}
        return Source.model_validate({**entry, **fields})

    return make

"""A tiny newsroom, and a client that asks the replay server for any address."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import urllib3

from dateline.replay import ReplayServer, load_site
from dateline.replay.newsroom_site import NewsroomSite

DEMO = Path(__file__).resolve().parents[2] / "include" / "demo"

Ask = Callable[..., urllib3.BaseHTTPResponse]


@pytest.fixture(scope="session")
def newsroom_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny newsroom beside this file, with the shared templates of the demo newsroom."""
    folder = tmp_path_factory.mktemp("newsroom")
    shutil.copytree(DEMO / "templates", folder / "templates")
    shutil.copytree(Path(__file__).parent / "newsroom", folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def tiny_site(newsroom_folder: Path) -> NewsroomSite:
    return NewsroomSite(newsroom_folder)


@pytest.fixture
def tiny(tiny_site: NewsroomSite) -> Iterator[ReplayServer]:
    with ReplayServer(tiny_site) as server:
        yield server


@pytest.fixture(scope="session")
def demo() -> Iterator[ReplayServer]:
    with ReplayServer(load_site([DEMO])) as server:
        yield server


@pytest.fixture(scope="session")
def ask() -> Iterator[Ask]:
    """``ask(server, url, method="GET", headers=None, body=None)``: one request, no redirects."""
    pools: dict[tuple[Path, str, str], urllib3.HTTPConnectionPool] = {}

    def _ask(
        server: ReplayServer,
        url: str,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> urllib3.BaseHTTPResponse:
        parts = urlsplit(url)
        host = parts.hostname or ""
        key = (server.ca_file, parts.scheme, host)
        if key not in pools:
            pools[key] = _pool(server, parts.scheme, host)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return pools[key].request(
            method,
            target,
            headers={"Host": host, **(headers or {})},
            body=body,
            redirect=False,
            retries=False,
        )

    yield _ask
    for pool in pools.values():
        pool.close()


def _pool(server: ReplayServer, scheme: str, host: str) -> urllib3.HTTPConnectionPool:
    if scheme == "http":
        return urllib3.HTTPConnectionPool("127.0.0.1", server.port, maxsize=8)
    return urllib3.HTTPSConnectionPool(
        "127.0.0.1",
        server.port,
        maxsize=8,
        ca_certs=str(server.ca_file),
        server_hostname=host,
        assert_hostname=host,
    )

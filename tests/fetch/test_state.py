import psycopg
import pytest
from fetch.misbehaving import Server, answer, candidate
from upath import UPath

from dateline.errors import WarehouseError
from dateline.fetch import WarcWriter, fetch_all, open_state
from dateline.settings import FetchSettings

URL = "http://www.post.example/a"


def test_a_migrated_warehouse_has_all_that_fetching_shares(
    warehouse_url: str, lake: UPath, settings: FetchSettings, server: Server
) -> None:
    server.on("/a", answer(200, b"<p>hello", ETag='"1"'))
    settings = settings.model_copy(update={"min_interval": 0.01})
    with open_state(warehouse_url) as state, WarcWriter(lake / "captures.warc.gz", root=lake) as writer:
        fetched = list(
            fetch_all(
                [candidate(URL), candidate(f"{URL}/missing")],
                writer=writer,
                settings=settings,
                sources={},
                politeness=state.politeness,
                robots=state.robots,
                known=state.known,
                health=state.health,
            )
        )
        state.known.remember(fetched)
    with psycopg.connect(warehouse_url) as connection:
        validators = connection.execute("SELECT url, etag, size FROM crawl.validators").fetchall()
        slots = connection.execute("SELECT host, holder FROM crawl.host_slots").fetchall()
        robots = connection.execute("SELECT origin, text FROM crawl.robots").fetchall()
    assert validators == [(URL, '"1"', 8)]
    assert slots == [("www.post.example", None)]
    assert robots == [("http://www.post.example", "")]


def test_a_warehouse_that_is_away_is_named() -> None:
    with (
        pytest.raises(WarehouseError, match="cannot be reached"),
        open_state("postgresql://127.0.0.1:1/none"),
    ):
        pass

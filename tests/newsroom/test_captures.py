"""The stored answer behind an address, from a real fetch into a real archive."""

from __future__ import annotations

import httpx
import pytest
from fetch.misbehaving import Server, answer, candidate
from newsroom.serving import page_app, serving
from upath import UPath
from warehouse.making import RUN

from dateline.fetch import WarcWriter, fetch_all
from dateline.settings import FetchSettings
from dateline.warehouse.incoming import BatchRecords
from dateline.warehouse.load import load_batch
from dateline.warehouse.write import Lineage

GONE = candidate("http://www.post.example/gone")
PICTURE = candidate("http://www.post.example/picture")
PAGE = "<script>alert(1)</script> moved to the “archive”"


@pytest.fixture(scope="module")
def client(make_database, migrated_template, tmp_path_factory):
    url, lake, server = make_database(migrated_template), UPath(tmp_path_factory.mktemp("lake")), Server()
    server.on("/gone", answer(410, PAGE.encode(), X_Note="<b>gone</b>"))
    server.on("/picture", answer(200, b"\x89PNG\r\n\x1a\n", Content_Type=""))
    settings = FetchSettings(connect_to=(f"::127.0.0.1:{server.port}",), min_interval=0, retries=0)
    batch = f"{GONE.day}/000-abc"
    path = lake / f"day={GONE.day}" / "batch=000-abc" / "captures.warc.gz"
    with WarcWriter(path, root=lake) as writer:
        fetched = list(fetch_all([GONE, PICTURE], writer=writer, settings=settings, sources={}))
    server.close()
    load_batch(url, BatchRecords(fetched), run=RUN, lineage=Lineage(batch))
    with serving(page_app(url, lake=str(lake))) as site, httpx.Client(base_url=site, timeout=30) as client:
        client.headers["X-Who"] = "viewer"
        yield client


def test_what_a_failure_was_answered_can_be_read(client):
    told = client.get(f"api/captures/{GONE.id}").json()
    assert (told["status"], told["text"], told["cut"]) == (410, PAGE, False)
    assert told["warc_path"].endswith("batch=000-abc/captures.warc.gz")
    assert told["final_url"] == "http://www.post.example/gone"


def test_what_is_no_text_is_not_shown_but_can_be_taken(client):
    assert client.get(f"api/captures/{PICTURE.id}").json()["text"] is None
    body = client.get(f"api/captures/{PICTURE.id}/body")
    assert body.content == b"\x89PNG\r\n\x1a\n"


def test_stored_bytes_never_come_as_something_that_a_browser_runs(client):
    body = client.get(f"api/captures/{GONE.id}/body")
    assert body.headers["Content-Type"] == "application/octet-stream"
    assert body.headers["Content-Disposition"].startswith("attachment")
    assert body.headers["X-Content-Type-Options"] == "nosniff"


def test_what_was_never_stored_is_said_in_words(client, admin):
    assert client.get("api/captures/0000000000000000").status_code == 404
    day = admin.get("api/days/2026-11-10/outcomes", params={"outcome": "failed"}).json()
    missing = admin.get(f"api/captures/{day['items'][0]['candidate_id']}")
    assert missing.status_code == 404
    assert "Nothing is stored" in missing.json()["detail"]

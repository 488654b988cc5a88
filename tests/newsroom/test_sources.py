"""Sources: how each does, pausing and resuming one, checking one at its real server."""

from __future__ import annotations

import json
import time

import httpx
import pytest
from discover.newsstand import Site
from discover.newsstand import serving as newsstand
from newsroom.serving import SOURCES, page_app, serving

from dateline.newsroom import source_checks
from dateline.pipeline import day as steps
from dateline.pipeline.workspace import Workspace
from dateline.settings import Settings
from dateline.sources import load_sources
from dateline.warehouse.connection import connect
from dateline.warehouse.sources import record_sources
from dateline.watch.alerts import Alert, close, see

DAY = "2026-11-10"
HOST = "http://www.paper.example"
FEED = f"""<rss version="2.0"><channel><title>P</title><item><link>{HOST}/2026/11/10/one</link>
<pubDate>Tue, 10 Nov 2026 09:00:00 +0100</pubDate></item></channel></rss>"""
HOME = """<html lang="en"><head><title>The Harbour</title>
<link rel="alternate" type="application/rss+xml" href="/feeds/all"></head></html>"""


def source(client: httpx.Client, source_id: str) -> dict:
    return client.get(f"api/sources/{source_id}", params={"day": DAY}).json()


def switch(client: httpx.Client, source_id: str, *, paused: bool, reason: str = "") -> int:
    body = {"paused": paused, "reason": reason}
    return client.put(f"api/sources/{source_id}/switch", json=body).status_code


def followed(url: str) -> list[str]:
    return steps.followed_sources(Workspace(Settings(sources=(SOURCES,)), url))


def test_sources_show_their_days_beside_the_usual(admin):
    sources = {row["source_id"]: row for row in admin.get("api/sources", params={"day": DAY}).json()}
    last = sources["harbour"]["history"][-1]
    assert (last["day"], last["found"], last["usual"]) == (DAY, 14, 1.0)
    assert sources["harbour"]["titled"] == 1.0


def test_a_source_that_never_ran_is_listed_too(admin):
    rows = {row["source_id"]: row for row in admin.get("api/sources", params={"day": DAY}).json()}
    assert set(rows) == {"harbour", "ridgeline", "silent", "resting"}
    assert rows["resting"]["followed"] == "paused in its file"
    assert rows["resting"]["history"] == []


def test_how_addresses_came_to_nothing_is_said_in_shares(admin):
    endings = {row["outcome"]: row for row in source(admin, "harbour")["source"]["endings"]}
    counted = sum(row["count"] for row in endings.values())
    assert endings["failed"]["count"] == 1
    assert 0 < endings["failed"]["share"] < 1 / counted


def test_what_watch_found_wrong_is_shown_while_it_lasts(editor, own_url):
    wrong = Alert(
        "low yield", "harbour", "Harbour: only 2 articles", look_at="its feed.", source_id="harbour"
    )
    with connect(own_url) as connection:
        see(connection, wrong)
    (alert,) = source(editor, "harbour")["source"]["alerts"]
    assert (alert["kind"], alert["headline"], alert["look_at"]) == (
        "low yield",
        "Harbour: only 2 articles",
        "its feed.",
    )
    assert source(editor, "ridgeline")["source"]["alerts"] == []
    with connect(own_url) as connection:
        close(connection, "low yield", "harbour", "Harbour: 9 articles")
    assert source(editor, "harbour")["source"]["alerts"] == []


def test_politeness_is_what_the_file_and_robots_txt_ask_for(editor, own_url):
    with connect(own_url) as connection:
        connection.execute(
            """INSERT INTO crawl.host_health (host, source, hard, soft, temporary, hard_row, soft_row,
                                              temporary_row, changed_at)
               VALUES ('www.paper.example', 'harbour', 1, 0, 2, 0, 0, 2, now())"""
        )
        connection.execute(
            """INSERT INTO crawl.robots (origin, expires_at, text, reason)
               VALUES ('http://www.paper.example', now(), E'User-agent: *\\nCrawl-delay: 7\\n', '')"""
        )
    told = source(editor, "harbour")["source"]
    assert told["interval"] == 0.5
    (host,) = told["hosts"]
    assert (host["robots"], host["crawl_delay"], host["in_a_row"]) == ("read", 7.0, 2)


def test_a_source_shows_what_of_it_is_not_in_the_warehouse(admin):
    page = source(admin, "harbour")
    assert ("gone", "it was gone") in {(row["outcome"], row["reason"]) for row in page["failures"]}
    assert admin.get("api/sources/nobody").status_code == 404


def test_a_paused_source_is_left_out_of_the_next_run_until_it_is_resumed(editor, own_url):
    assert followed(own_url) == ["harbour", "ridgeline", "silent"]
    assert switch(editor, "ridgeline", paused=True, reason="they asked us to") == 204
    assert followed(own_url) == ["harbour", "silent"]
    told = source(editor, "ridgeline")
    assert told["source"]["followed"] == "paused"
    assert (told["switches"][0]["set_by"], told["switches"][0]["reason"]) == ("admin", "they asked us to")
    assert switch(editor, "ridgeline", paused=False) == 204
    assert followed(own_url) == ["harbour", "ridgeline", "silent"]
    assert [one["paused"] for one in source(editor, "ridgeline")["switches"]] == [False, True]


def test_a_pause_outlives_what_the_next_run_writes_of_the_sources(editor, own_url):
    switch(editor, "ridgeline", paused=True)
    record_sources(own_url, load_sources([SOURCES]).values())
    with connect(own_url) as connection:
        paused = connection.execute("SELECT source_id FROM source WHERE paused ORDER BY 1").fetchall()
    assert paused == [("resting",), ("ridgeline",)]
    assert followed(own_url) == ["harbour", "silent"]


def test_a_source_that_its_file_pauses_stays_paused(editor, own_url):
    assert switch(editor, "resting", paused=False) == 204
    assert "resting" not in followed(own_url)
    assert source(editor, "resting")["source"]["followed"] == "paused in its file"


def test_only_a_source_of_the_files_can_be_switched(editor):
    assert switch(editor, "nobody", paused=True) == 404


@pytest.fixture
def paper(monkeypatch):
    """The server of The Harbour, to which every host name leads."""
    site = Site()
    with newsstand(site):
        monkeypatch.setenv("DATELINE_FETCH__CONNECT_TO", json.dumps([f"::127.0.0.1:{site.port}"]))
        monkeypatch.setenv("DATELINE_FETCH__MIN_INTERVAL", "0")
        monkeypatch.setenv("DATELINE_FETCH__RETRIES", "0")
        yield site


def checked(client: httpx.Client, source_id: str) -> dict:
    assert client.post(f"api/sources/{source_id}/check").status_code == 202
    until = time.monotonic() + 60
    while time.monotonic() < until:
        told = client.get(f"api/sources/{source_id}/check").json()
        if told["ended_at"]:
            return told
        time.sleep(0.2)
    raise AssertionError("the check has no end")


def test_a_check_shows_what_the_site_names_beside_what_is_configured(editor, paper):
    paper.put(f"{HOST}/", HOME)
    paper.put(f"{HOST}/feeds/all", FEED)
    assert editor.get("api/sources/harbour/check").status_code == 404
    told = checked(editor, "harbour")
    assert told["fault"] is None
    assert [(feed["url"], feed["entries"], feed["configured"]) for feed in told["feeds"]] == [
        (f"{HOST}/feeds/all", 1, True)
    ]
    assert told["unseen"] == [f"{HOST}/feeds/gone"]
    assert told["asked_by"] == "admin"
    assert "id: paper" in told["entry"]


def test_a_check_of_a_site_that_is_gone_says_so(editor, paper):
    told = checked(editor, "harbour")
    assert told["feeds"] == []
    assert "404" in told["fault"]
    assert "Traceback" not in told["fault"]


def test_a_check_ends_when_its_time_is_over(editor, paper, monkeypatch):
    monkeypatch.setattr(source_checks, "LIMIT_SECONDS", 0.05)
    assert "took longer" in checked(editor, "harbour")["fault"]


def test_a_source_is_checked_once_at_a_time(editor, own_url):
    with connect(own_url) as connection:
        connection.execute("INSERT INTO source_check (source_id, asked_by) VALUES ('harbour', 'somebody')")
    again = editor.post("api/sources/harbour/check")
    assert again.status_code == 409
    assert "being checked already" in again.json()["detail"]


def test_a_check_whose_process_died_is_told_as_such_and_can_be_repeated(editor, own_url, paper):
    with connect(own_url) as connection:
        connection.execute(
            """INSERT INTO source_check (source_id, asked_by, asked_at)
               VALUES ('harbour', 'somebody', now() - '1 hour'::interval)"""
        )
    assert "was stopped" in editor.get("api/sources/harbour/check").json()["fault"]
    assert checked(editor, "harbour")["asked_by"] == "admin"


def test_the_files_are_read_again_when_they_change(own_url, tmp_path):
    file = tmp_path / "sources.yaml"
    file.write_text(SOURCES.read_text())
    app = page_app(own_url, sources=(file,))
    with serving(app) as address, httpx.Client(base_url=address, headers={"X-Who": "viewer"}) as client:
        assert client.get("api/sources/silent").json()["source"]["name"] == "The Silent"
        file.write_text(SOURCES.read_text().replace("The Silent", "The Loud"))
        assert client.get("api/sources/silent").json()["source"]["name"] == "The Loud"

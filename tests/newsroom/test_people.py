"""Merging and splitting people from the page: what it shows before and after, and who decided."""

from __future__ import annotations

import time

import pytest
from warehouse.making import DAY, NOON, RUN, story

from dateline.warehouse.connection import connect
from dateline.warehouse.load import load_batch
from dateline.warehouse.marts import all_days, refresh_marts
from dateline.warehouse.write import Lineage


def entity(client, name):
    (found,) = [
        one for one in client.get("api/entities", params={"name": name}).json() if one["name"] == name
    ]
    return found


@pytest.fixture
def two(editor, own_url):
    """Dana Whitlock, and Maren Oakley, to whom one quote is corrected."""
    one = editor.get("api/review", params={"source": "ridgeline"}).json()["items"][0]
    editor.put(f"api/review/{one['quote_id']}", json={"verdict": "corrected", "speaker": "Maren Oakley"})
    return entity(editor, "Dana Whitlock"), entity(editor, "Maren Oakley")


def speakers(client):
    return {row["speaker"] for row in client.get("api/quotes").json()["items"]}


def test_an_entity_is_found_with_what_it_is_known_by(editor, two):
    dana, _ = two
    assert dana["kind"] == "person"
    assert dana["articles"] >= 4
    assert dana["newest_title"]
    assert editor.get("api/entities", params={"name": "whitlock", "kind": "organisation"}).json() == []


def test_two_that_are_one_speak_as_one_and_can_be_taken_apart(editor, two):
    dana, maren = two
    assert speakers(editor) == {"Dana Whitlock", "Maren Oakley"}
    path = f"api/entities/{dana['entity_id']}"
    done = editor.post(f"{path}/merge", json={"entities": [maren["entity_id"]], "reason": "married"})
    assert done.json()["name"] == "Dana Whitlock"
    assert speakers(editor) == {"Dana Whitlock"}
    told = editor.get(f"api/entities/{maren['entity_id']}").json()
    assert told["entity_id"] == dana["entity_id"]
    assert [one["name"] for one in told["merged"]] == ["Maren Oakley"]
    (event,) = told["history"]
    assert (event["change"], event["set_by"], event["reason"]) == ("merged", "admin", "married")
    assert editor.post(f"api/entities/{maren['entity_id']}/split", json={}).status_code == 200
    assert speakers(editor) == {"Dana Whitlock", "Maren Oakley"}
    assert [one["change"] for one in editor.get(path).json()["history"]] == ["split", "merged"]


def test_a_namesake_is_split_off_in_an_article_and_stays_so(editor, own_url, two):
    dana, _ = two
    old = editor.get("api/articles", params={"since": "2026-11-02", "until": "2026-11-03"}).json()["items"][0]
    body = {"articles": [old["article_id"]], "name": "Dana Whitlock the elder"}
    done = editor.post(f"api/entities/{dana['entity_id']}/split", json=body).json()
    assert (done["name"], done["articles"]) == ("Dana Whitlock the elder", 1)
    assert done["entity_id"] != dana["entity_id"]
    there = editor.get("api/quotes", params={"entity": done["entity_id"]}).json()["items"]
    assert {row["article_id"] for row in there} == {old["article_id"]}


def test_the_marts_follow(editor, own_url, two):
    dana, maren = two
    refresh_marts(own_url, all_days(own_url))
    editor.post(f"api/entities/{dana['entity_id']}/merge", json={"entities": [maren["entity_id"]]})
    until = time.monotonic() + 60
    people: list[tuple[str]] = []
    while people != [(dana["entity_id"],)]:
        assert time.monotonic() < until, people
        time.sleep(0.1)
        with connect(own_url) as connection:
            people = connection.execute("SELECT DISTINCT entity_id::text FROM mart.speaker_day").fetchall()


def test_what_cannot_be_one_or_two_is_refused_in_words(editor, own_url, two):
    dana, maren = two
    load_batch(own_url, story("org", day=DAY, at=NOON), run=RUN, lineage=Lineage("2026-11-10/0009"))
    one = editor.get("api/review").json()["items"][0]
    editor.put(
        f"api/review/{one['quote_id']}",
        json={"verdict": "corrected", "speaker": "Oakley Council", "speaker_type": "organisation"},
    )
    council = entity(editor, "Oakley Council")
    wrong = editor.post(f"api/entities/{maren['entity_id']}/merge", json={"entities": [council["entity_id"]]})
    assert wrong.status_code == 422
    assert "cannot be one" in wrong.json()["detail"]
    alone = editor.post(f"api/entities/{dana['entity_id']}/split", json={})
    assert (alone.status_code, "was not merged" in alone.json()["detail"]) == (422, True)
    nobody = "00000000-0000-0000-0000-000000000000"
    assert editor.get(f"api/entities/{nobody}").status_code == 404

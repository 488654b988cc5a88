from __future__ import annotations

import httpx
import pytest
from newsroom.serving import SECRET, page_app, serving

from dateline.newsroom.guard import TOKEN_HEADER, Person, change_token


@pytest.fixture
def client(own_url, tmp_path, monkeypatch):
    monkeypatch.setenv("DATELINE_LAKE", str(tmp_path))
    with serving(page_app(own_url)) as site, httpx.Client(base_url=site, timeout=30) as client:
        client.headers.update({"X-Who": "admin", TOKEN_HEADER: token("admin")})
        yield client


def token(name):
    return change_token(SECRET, Person(name, may_change=True))


def ask(client, **given):
    return client.post("api/takedowns", json={"subject": "Dana Whitlock", "reason": "a request"} | given)


def quotes(client):
    return client.get("api/quotes").json()["items"]


def test_what_would_go_is_said_and_nothing_goes(client):
    told = ask(client).json()
    assert (told["kind"], told["dry_run"], len(told["articles"])) == ("speaker", True, 5)
    assert len(quotes(client)) == 5


def test_a_speaker_is_forgotten(client):
    assert ask(client, dry_run=False).json()["removed"]["names"] == 1
    assert quotes(client) == []
    assert client.get("api/speakers", params={"name": "whitlock"}).json() == []


def test_an_article_is_forgotten(client):
    (row,) = client.get("api/articles", params={"source": "ridgeline"}).json()["items"]
    assert ask(client, subject=row["url"], dry_run=False).json()["kind"] == "article"
    assert client.get(f"api/articles/{row['article_id']}").status_code == 404


def test_nothing_goes_without_a_reason_or_for_a_name_that_is_not_here(client):
    assert ask(client, reason="").status_code == 422
    assert ask(client, subject="Nobody At All").status_code == 404


def test_who_may_correct_may_not_take_down(client):
    client.headers.update({"X-Who": "editor", TOKEN_HEADER: token("editor")})
    assert ask(client).status_code == 403

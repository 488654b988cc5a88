"""Who may do what, on every route there is; and what every answer carries."""

from __future__ import annotations

import re

import httpx
import pytest
from fastapi.routing import APIRoute
from newsroom.serving import SECRET, page_app, person

from dateline.newsroom.guard import HEADERS, TOKEN_HEADER, Person, change_token

QUOTE = "00000000-0000-0000-0000-000000000000"
VALUES = {
    "day": "2026-11-10",
    "source_id": "harbour",
    "candidate_id": QUOTE,
    "form": "csv",
    "name": "newsroom.css",
}
BODIES = {
    "/api/entities/{entity_id}/merge": {"entities": [QUOTE]},
    "/api/entities/{entity_id}/split": {},
    "/api/sources/{source_id}/switch": {"paused": True},
    "/api/review/{quote_id}": {"verdict": "confirmed"},
    "/api/takedowns": {"subject": QUOTE, "reason": "a request", "dry_run": True},
}
READS = {"GET", "HEAD"}


def routes() -> list[tuple[str, str]]:
    """Every route of the app by method, with made-up values in its address."""
    return [(method, route.path) for route in page_app("").routes for method in sorted(route.methods)]


def address(path: str, method: str = "GET") -> str:
    """The path with made-up values: of things that are there for reading, that are not for changing."""
    values = VALUES if method in READS else {}
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], QUOTE), path).lstrip("/")


def ask(site: str, method: str, path: str, **headers: str) -> httpx.Response:
    body = BODIES.get(path) if method not in READS else None
    return httpx.request(method, site + address(path, method), headers=headers, json=body, timeout=30)


def test_every_route_is_a_route_of_ours_that_asks_who_it_is():
    for route in page_app("").routes:
        assert isinstance(route, APIRoute), f"{route} has no dependencies, so it is open"
        asked = {dependency.call for dependency in route.dependant.dependencies}
        assert person in asked, f"{route.path} is open"


@pytest.mark.parametrize(("method", "path"), routes())
def test_nobody_gets_anything(site, method, path):
    assert ask(site, method, path).status_code == 401


@pytest.mark.parametrize(("method", "path"), routes())
def test_a_viewer_reads_and_changes_nothing(site, method, path):
    token = change_token(SECRET, Person("viewer", may_change=False))
    answer = ask(site, method, path, **{"X-Who": "viewer", TOKEN_HEADER: token})
    if method in READS:
        assert answer.status_code in {200, 404}, answer.text
    else:
        assert answer.status_code == 403


@pytest.mark.parametrize(("method", "path"), [route for route in routes() if route[0] not in READS])
def test_a_change_needs_the_token_and_our_own_origin(site, method, path):
    token = change_token(SECRET, Person("admin", may_change=True))
    theirs = change_token(SECRET, Person("somebody", may_change=True))
    who = {"X-Who": "admin"}
    assert ask(site, method, path, **who).status_code == 403
    assert ask(site, method, path, **who, **{TOKEN_HEADER: theirs}).status_code == 403
    with_token = who | {TOKEN_HEADER: token}
    assert ask(site, method, path, **with_token, Origin="https://evil.example").status_code == 403
    assert ask(site, method, path, **with_token, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    inside = {404, 422}  # through the door, where nothing of that id is
    assert ask(site, method, path, **with_token, Origin=site.rstrip("/")).status_code in inside
    assert ask(site, method, path, **with_token, **{"Sec-Fetch-Site": "same-origin"}).status_code in inside


@pytest.mark.parametrize("path", ["", "api/me", "page/newsroom.js", "api/articles/nonsense", "nothing/here"])
def test_every_answer_binds_the_browser(admin, path):
    answer = admin.get(path)
    for name, content in HEADERS.items():
        assert answer.headers[name] == content
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_the_page_runs_under_its_own_policy(admin):
    page = admin.get("").text
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=", page)


def test_a_file_outside_the_page_is_not_given(admin):
    for name in ("..%2Fapp.py", "%2e%2e/app.py", "app.py"):
        assert admin.get(f"page/{name}").status_code == 404


def test_the_api_describes_itself(admin):
    described = admin.get("openapi.json").json()
    operations = [operation for path in described["paths"].values() for operation in path.values()]
    assert len(operations) >= 16
    assert all(operation["summary"] and operation["tags"] for operation in operations)


def test_a_warehouse_that_does_not_answer_is_said_in_words(make_database):
    from newsroom.serving import serving

    with serving(page_app("postgresql://nobody@127.0.0.1:1/none")) as site:
        answer = httpx.get(f"{site}api/days", headers={"X-Who": "admin"}, timeout=30)
    assert answer.status_code == 503
    assert "cannot be reached" in answer.json()["detail"]


def test_what_is_asked_wrongly_is_refused_in_words(admin):
    assert admin.get("api/quotes", params={"cursor": "nonsense"}).status_code == 400
    assert admin.get("api/quotes", params={"kind": "shouted"}).status_code == 422
    assert admin.get("api/quotes", params={"limit": 100_000}).status_code == 422
    assert admin.get("api/days/yesterday").status_code == 422

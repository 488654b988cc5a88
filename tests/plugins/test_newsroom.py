"""The page inside real Airflow: its logins, its roles, its navigation."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from newsroom.serving import page_app
from newsroom.test_app import BODIES, READS, address

from dateline.newsroom.guard import TOKEN_HEADER

PROJECT = Path(__file__).parents[2]
ROUTES = [(method, route.path) for route in page_app("").routes for method in sorted(route.methods)]

pytestmark = pytest.mark.airflow


def ask(airflow, method, path, **headers):
    body = BODIES.get(path) if method not in READS else None
    url = f"{airflow}newsroom/{address(path, method)}"
    return httpx.request(method, url, headers=headers, json=body, timeout=30)


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def test_without_a_login_every_route_is_closed(airflow):
    assert {path: ask(airflow, method, path).status_code for method, path in ROUTES} == {
        path: 401 for _, path in ROUTES
    }


def test_a_token_that_airflow_did_not_sign_opens_nothing(airflow):
    assert ask(airflow, "GET", "/api/me", **bearer("e30.e30.e30")).status_code in {401, 403}


def test_a_viewer_reads_everything_and_changes_nothing(airflow, tokens):
    who = bearer(tokens["viewer"])
    me = ask(airflow, "GET", "/api/me", **who).json()
    assert (me["name"], me["may_change"], me["token"]) == ("viewer", False, None)
    for method, path in ROUTES:
        status = ask(airflow, method, path, **who, **{TOKEN_HEADER: "guessed"}).status_code
        assert status in ({200, 404} if method in READS else {403}), f"{method} {path}"


def test_an_admin_changes_with_the_token_of_the_page(airflow, tokens):
    who = bearer(tokens["admin"])
    token = ask(airflow, "GET", "/api/me", **who).json()["token"]
    for method, path in ROUTES:
        if method not in READS:
            assert ask(airflow, method, path, **who).status_code == 403
            assert ask(airflow, method, path, **who, **{TOKEN_HEADER: token}).status_code in {404, 422}


def test_the_cookie_alone_lets_no_other_site_change_anything(airflow, tokens):
    cookie = {"Cookie": f"_token={tokens['admin']}"}
    token = ask(airflow, "GET", "/api/me", **cookie).json()["token"]
    path = "/api/review/{quote_id}"
    forged = ask(airflow, "PUT", path, **cookie, **{TOKEN_HEADER: token}, Origin="https://evil.example")
    assert forged.status_code == 403


def test_the_page_stands_in_the_navigation_and_beside_each_run(airflow, tokens):
    told = httpx.get(f"{airflow}api/v2/plugins", headers=bearer(tokens["admin"]), timeout=30).json()
    (plugin,) = [plugin for plugin in told["plugins"] if plugin["name"] == "newsroom"]
    views = {view["destination"]: view["href"] for view in plugin["external_views"]}
    assert views["nav"] == "newsroom/"
    assert "{RUN_ID}" in views["dag_run"]


def test_the_runs_of_a_day_are_airflows_own(airflow, tokens, queued_run):
    told = ask(airflow, "GET", "/api/days/2026-11-10", **bearer(tokens["viewer"])).json()["runs"]
    states = {run["dag_run_id"]: run["state"] for run in told["of_day"]}
    assert told["known"]
    assert states == {queued_run: "queued", "run of 2026-11-10/0001": None}
    assert "ingest is paused in Airflow: no run of it begins." in told["late"]
    other = ask(airflow, "GET", "/api/days/2026-11-11", **bearer(tokens["viewer"])).json()["runs"]
    assert queued_run in {run["dag_run_id"] for run in other["elsewhere"]}


def test_the_loader_finds_the_plugins():
    from airflow._shared.module_loading import find_path_from_directory

    found = find_path_from_directory(str(PROJECT / "plugins"), ".airflowignore", "glob")
    assert {Path(path).name for path in found if path.endswith(".py")} == {"newsroom.py", "task_end.py"}
    assert (PROJECT / "plugins" / "newsroom_runs.py").exists(), "it is imported, not loaded"


def test_every_other_file_of_the_folder_is_kept_from_the_loader(tmp_path):
    from airflow._shared.module_loading import find_path_from_directory

    (tmp_path / ".airflowignore").write_text((PROJECT / "plugins" / ".airflowignore").read_text())
    for name in ("newsroom.py", "email.py", "sub/email.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = find_path_from_directory(str(tmp_path), ".airflowignore", "glob")
    assert [Path(path).name for path in found] == ["newsroom.py"]


def test_a_task_that_loads_the_plugins_imports_nothing_of_the_page():
    """Every task's process loads them, in its first second."""
    program = (
        "import sys; from airflow.sdk.plugins_manager import _get_plugins\n"
        "plugins, faults = _get_plugins()\n"
        "assert not faults and 'newsroom' in [plugin.name for plugin in plugins], (plugins, faults)\n"
        "print([name for name in ('dateline.newsroom', 'airflow.api_fastapi.app') if name in sys.modules])"
    )
    environment = os.environ | {"AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins")}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_plugin_holds_no_logic():
    lines = (PROJECT / "plugins" / "newsroom.py").read_text().splitlines()
    assert len(lines) < 100
    assert not any(re.match(r"\s*(SELECT|INSERT|@\w+\.(get|post|put|delete))\b", line) for line in lines)

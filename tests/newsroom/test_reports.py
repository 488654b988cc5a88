"""The lake's reports, given to whoever may read, under a policy by which nothing in them runs."""

from __future__ import annotations

import httpx
import pytest
from newsroom.serving import SECRET, person, serving

from dateline.newsroom.app import create_app
from dateline.settings import Settings


@pytest.fixture
def reports(tmp_path, read_url):
    """A client of a page whose lake holds one report, and a file beside it."""
    folder = tmp_path / "lake" / "reports"
    folder.mkdir(parents=True)
    (folder / "2026-11-10.html").write_text("<h1>The day</h1>")
    (folder / "keys.json").write_text("{}")
    (tmp_path / "lake" / "secret.html").write_text("not a report")
    app = create_app(
        warehouse_url=lambda: read_url, person=person, secret=SECRET, settings=Settings(home=tmp_path)
    )
    with serving(app) as address, httpx.Client(base_url=address, headers={"X-Who": "viewer"}) as client:
        yield client


def test_a_report_is_shown_and_nothing_in_it_runs(reports):
    answer = reports.get("reports/2026-11-10.html")
    assert answer.text == "<h1>The day</h1>"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["2026-11-11.html", "keys.json", "..%2Fsecret.html", "%2e%2e/secret.html"])
def test_only_reports_are_given(reports, name):
    assert reports.get(f"reports/{name}").status_code == 404


def test_the_articles_and_outcomes_of_one_batch(admin):
    found = admin.get("api/articles", params={"batch": "2026-11-03/0001"}).json()["items"]
    assert [item["url"] for item in found] == ["https://example.org/older"]
    day = admin.get("api/days/2026-11-10/outcomes", params={"batch": "2026-11-03/0001"}).json()["items"]
    assert day == []
    day = admin.get("api/days/2026-11-03/outcomes", params={"batch": "2026-11-03/0001"}).json()["items"]
    assert [item["url"] for item in day] == ["https://example.org/older"]

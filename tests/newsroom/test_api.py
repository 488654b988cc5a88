"""The API keeps what its description promises, whatever it is asked."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

OWN_ANSWERS = {200, 400, 404, 422, 429}
WILD: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.one_of(st.integers(-3, 300), st.integers()),
    "number": st.floats(),
    "boolean": st.sampled_from(["true", "false", "perhaps"]),
    "string": st.one_of(
        st.text(max_size=40),
        st.sampled_from(
            [
                "\0",
                "%",
                "\\",
                "'; DROP TABLE quote; --",
                "a OR b -c",
                '"',
                "2026-11-10",
                "0001-01-01",
                "9999-12-31",
            ]
        ),
    ),
}
CURSORS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["WyJub25zZW5zZSIsICJ4Il0=", "WyIyMDI2LTExLTEwIiwgIngiLCAxXQ==", "W251bGxd", "WzFlOTk5XQ=="]
    ),
)


@pytest.fixture(scope="module")
def reads(admin):
    """The description of every route that reads JSON, by path."""
    described = admin.get("openapi.json").json()["paths"]
    return {
        path: operations["get"]
        for path, operations in described.items()
        if "get" in operations and "{form}" not in path
    }


def value_of(data: st.DataObject, parameter: dict[str, Any]) -> Any:
    if parameter["name"] == "cursor":
        return data.draw(CURSORS)
    schema = parameter["schema"]
    kinds = [one.get("type") for one in schema.get("anyOf", [schema])]
    choices = [value for one in schema.get("anyOf", [schema]) for value in one.get("enum", [])]
    wild = st.one_of(*(WILD[kind] for kind in kinds if kind in WILD))
    return data.draw(st.one_of(st.sampled_from(choices), wild) if choices else wild)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_question_breaks_it(admin, reads, data):
    path = data.draw(st.sampled_from(sorted(reads)))
    places, query = {}, {}
    for parameter in reads[path].get("parameters", []):
        if parameter["in"] == "path":
            places[parameter["name"]] = str(value_of(data, parameter))
        elif data.draw(st.booleans()):
            query[parameter["name"]] = value_of(data, parameter)
    address = re.sub(r"\{(\w+)\}", lambda found: _quoted(places[found[1]]), path)
    answer = admin.get(address.lstrip("/"), params=query)
    assert answer.status_code in OWN_ANSWERS, f"{address} {query}: {answer.status_code} {answer.text[:300]}"
    if answer.status_code != 200:
        assert answer.json()["detail"]


def test_every_route_is_described_with_what_it_takes_and_gives(admin):
    described = admin.get("openapi.json").json()
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], f"{method} {path}"
            answers = {code for code in operation["responses"] if code.startswith("2")}
            assert answers, f"{method} {path}"
            content = operation["responses"][answers.pop()].get("content", {})
            if "application/json" in content:
                assert content["application/json"]["schema"], f"{method} {path} gives what nobody described"


@pytest.mark.parametrize("path", ["quotes", "articles", "review", "days/2026-11-10/outcomes"])
def test_a_list_is_walked_by_cursor_without_repeating(admin, path):
    seen, params = [], {"limit": 2}
    for _ in range(100):
        page = admin.get(f"api/{path}", params=params).json()
        assert len(page["items"]) <= 2
        seen += [str(row) for row in page["items"]]
        if page["next"] is None:
            break
        params["cursor"] = page["next"]
    assert len(seen) == len(set(seen)) > 2
    assert seen == [str(row) for row in admin.get(f"api/{path}", params={"limit": 200}).json()["items"]]


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace") or "-"

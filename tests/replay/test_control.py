from __future__ import annotations

import json

import pytest

from dateline.replay import ReplayServer

CLOCK = "http://replay.invalid/clock"


def test_status_tells_where_it_stands(tiny: ReplayServer, ask) -> None:
    ask(tiny, "http://www.tiny.example/")
    status = json.loads(ask(tiny, "https://replay.invalid/status").data)
    assert status["port"] == tiny.port
    assert status["hosts"] == ["tiny.example", "www.tiny.example"]
    assert status["requests"]["www.tiny.example"] == 1
    assert status["now"] is None


def test_the_clock_moves_and_is_put_after_everything(tiny: ReplayServer, ask) -> None:
    story = "http://www.tiny.example/screen/2026/11/10/bridge-film"
    moved = ask(tiny, CLOCK, "PUT", body=b'{"now": "2026-11-09T12:00:00+01:00"}')
    assert json.loads(moved.data) == {"now": "2026-11-09T12:00:00+01:00"}
    assert ask(tiny, story).status == 404
    for body in (b'{"now": null}', b"{}", b""):
        assert json.loads(ask(tiny, CLOCK, "PUT", body=body).data) == {"now": None}
    assert ask(tiny, story).status == 200


@pytest.mark.parametrize("body", [b"now", b'{"now": "2026-11-09T12:00:00"}', b'{"then": null}', b"[]"])
def test_a_wrong_order_leaves_the_clock(tiny: ReplayServer, ask, body: bytes) -> None:
    before = ask(tiny, CLOCK, "PUT", body=b'{"now": "2026-11-09T12:00:00Z"}').data
    assert ask(tiny, CLOCK, "PUT", body=body).status == 400
    assert ask(tiny, CLOCK).data == before


def test_anything_else_is_not_there(tiny: ReplayServer, ask) -> None:
    assert ask(tiny, "http://replay.invalid/").status == 404
    assert ask(tiny, "http://replay.invalid/status", "PUT").status == 404

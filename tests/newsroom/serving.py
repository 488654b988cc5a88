"""The page on a loopback port, without Airflow: who asks is named by a header."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, HTTPException, Request

from dateline.newsroom.app import create_app
from dateline.newsroom.guard import Person
from dateline.runtime.ports import LOOPBACK, free_port
from dateline.settings import Settings

SECRET = "a secret of these tests"
SOURCES = Path(__file__).parent / "sources.yaml"


def person(request: Request) -> Person:
    """``X-Who`` names the person: a viewer reads, an editor changes too, an admin takes down too."""
    name = request.headers.get("x-who", "")
    if not name:
        raise HTTPException(401, "Not authenticated")
    return Person(name, may_change=name != "viewer", may_take_down=name == "admin")


def page_app(warehouse_url: str, **settings: Any) -> FastAPI:
    return create_app(
        warehouse_url=lambda: warehouse_url,
        person=person,
        secret=SECRET,
        settings=Settings(**{"sources": (SOURCES,), **settings}),
    )


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve ``app`` from a thread; gives its address."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host=LOOPBACK, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    try:
        yield f"http://{LOOPBACK}:{port}/"
    finally:
        server.should_exit = True
        thread.join(10)

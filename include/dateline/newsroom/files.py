"""The page's own files, and the description of its API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse

from dateline.newsroom.site import Site

PAGE = Path(__file__).parent / "page"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def router(_: Site) -> APIRouter:
    """Routes of the files."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    def index() -> FileResponse:
        return _file("index.html")

    @routes.get("/page/{name}")
    def file(name: str) -> FileResponse:
        return _file(name)

    @routes.get("/openapi.json")
    def describe(request: Request) -> dict[str, Any]:
        """The API in OpenAPI's words."""
        described: dict[str, Any] = request.app.openapi()
        return described

    return routes


def _file(name: str) -> FileResponse:
    if name not in {path.name for path in PAGE.iterdir()}:
        raise HTTPException(404, f"There is no file {name}.")
    path = PAGE / name
    return FileResponse(path, media_type=TYPES[path.suffix], headers={"Cache-Control": "no-cache"})

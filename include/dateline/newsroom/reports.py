"""The pages that the pipeline writes into the lake: daily reports, and what extracting again would change."""

from __future__ import annotations

import re

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse
from upath import UPath

from dateline.newsroom.site import Site

NAME = re.compile(r"[a-z0-9][a-z0-9-]*\.html")
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""A report brings its style sheet and charts within itself; nothing in it runs."""


def router(site: Site) -> APIRouter:
    """Routes of the lake's reports."""
    routes = APIRouter(prefix="/reports")

    @routes.get("/{name}", summary="A report of the lake", tags=["reports"], response_class=HTMLResponse)
    def report(name: str) -> HTMLResponse:
        path = UPath(site.settings.lake_root) / "reports" / name
        if not NAME.fullmatch(name) or not path.is_file():
            raise HTTPException(404, f"The lake holds no report {name}.")
        return HTMLResponse(path.read_bytes(), headers={"Content-Security-Policy": POLICY})

    return routes

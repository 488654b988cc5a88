"""The Newsroom's web app: the page, its data as JSON, and the changes that a person may make.

It is mounted by whatever serves it and needs no Airflow. Every route, the page's own files and the
description of the API included, hangs on the dependency that says who asks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse

from dateline.errors import DatelineError
from dateline.newsroom import changing, downloads, files, lists, reports
from dateline.newsroom.captures import CaptureMissing
from dateline.newsroom.exporting import Busy
from dateline.newsroom.guard import SafeHeaders
from dateline.newsroom.paging import BadCursor
from dateline.newsroom.people import NotOne
from dateline.newsroom.reading import PATIENCE_SECONDS
from dateline.newsroom.review import BadVerdict
from dateline.newsroom.runs import no_airflow
from dateline.newsroom.site import Site
from dateline.newsroom.source_checks import CheckRefused
from dateline.settings import Settings

STATUS: dict[type[DatelineError], int] = {
    BadCursor: 400,
    CaptureMissing: 404,
    CheckRefused: 409,
    BadVerdict: 422,
    NotOne: 422,
    Busy: 429,
    DatelineError: 503,
}
OF_THE_WAREHOUSE: dict[type[psycopg.Error], tuple[int, str]] = {
    psycopg.DataError: (400, "No value of the warehouse looks like that: mend what you ask for."),
    psycopg.errors.QueryCanceled: (
        503,
        f"The warehouse took longer than {PATIENCE_SECONDS} seconds. Ask for fewer days or rarer words.",
    ),
}
"""What PostgreSQL refuses of a well-formed request: a forged cursor, a character that no text holds."""


def create_app(
    *,
    warehouse_url: Callable[[], str],
    person: Callable[..., Any],
    secret: str,
    settings: Settings,
    airflow: Callable[..., Any] = no_airflow,
) -> FastAPI:
    """The app; what it is given is explained at :class:`~dateline.newsroom.site.Site`.

    All processes that serve it share the secret.
    """
    site = Site(warehouse_url=warehouse_url, person=person, secret=secret, settings=settings, airflow=airflow)
    app = FastAPI(
        title="Dateline newsroom",
        summary="Who said what, in which article, and how each candidate of a day ended.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    for part in (files, lists, downloads, reports, changing):
        app.include_router(part.router(site), dependencies=[Depends(person)])
    app.add_middleware(SafeHeaders)
    for fault, status in STATUS.items():
        app.add_exception_handler(fault, _answer(status))
    for error, (status, words) in OF_THE_WAREHOUSE.items():
        app.add_exception_handler(error, _answer(status, words))
    return app


def _answer(status: int, words: str | None = None) -> Callable[[Request, Exception], JSONResponse]:
    headers = {"Retry-After": "10"} if status in {429, 503} else None

    def answer(_: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"detail": words or str(error)}, status_code=status, headers=headers)

    return answer

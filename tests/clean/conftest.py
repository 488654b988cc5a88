"""Pages written by hand, and the evidence of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from dateline.clean.evidence import Evidence
from dateline.clean.markup import read_markup
from dateline.records import Page

FETCHED = dt.datetime(2026, 11, 16, 6, 0, tzinfo=dt.UTC)


@pytest.fixture
def page() -> Callable[..., Page]:
    def make(html: str | bytes, **fields: object) -> Page:
        body = html.encode() if isinstance(html, str) else html
        given = {"id": "1", "url": "https://www.example.org/news/flood-wall", "fetched_at": FETCHED, **fields}
        return Page(html=body, **given)  # type: ignore[arg-type]

    return make


@pytest.fixture
def evidence(page: Callable[..., Page]) -> Callable[..., Evidence]:
    def read(html: str, **fields: object) -> Evidence:
        made = page(html, **fields)
        return Evidence.read(read_markup(made.html), made)

    return read

"""The documentation's diagram is the live schema."""

from __future__ import annotations

from dateline.settings import PROJECT
from dateline.warehouse.diagram import diagram


def test_the_documentation_shows_the_schema_as_it_is(warehouse_url: str) -> None:
    page = (PROJECT / "docs" / "warehouse.md").read_text(encoding="utf-8")
    assert diagram(warehouse_url) in page, "run: .venv/bin/python tools/schema_diagram.py"

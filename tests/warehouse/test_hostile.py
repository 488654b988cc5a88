"""Text as it comes from the wild: loaded, or refused with a reason, and never a crash of the batch."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warehouse.making import RUN, story, together
from warehouse.tables import one

from dateline.records import Moment, Precision, Quotes
from dateline.warehouse.incoming import BatchRecords
from dateline.warehouse.load import load_batch
from dateline.warehouse.search import search_quotes
from dateline.warehouse.write import Lineage

ANY_TEXT = st.text(st.characters(), min_size=1, max_size=300)  # surrogates and NUL included


@given(text=ANY_TEXT, title=st.none() | ANY_TEXT, name=ANY_TEXT, tag=ANY_TEXT)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_loads_and_comes_back_the_same_length(
    warehouse_url: str, text: str, title: str | None, name: str, tag: str
) -> None:
    slug = uuid.uuid4().hex
    batch = story(slug, text, title=title, authors=(name,), tags=(tag,))
    load_batch(warehouse_url, batch, run=RUN, lineage=Lineage(slug))
    stored = one(warehouse_url, "SELECT text FROM current_article WHERE url LIKE %s", f"%{slug}")
    assert len(stored) == len(text)
    assert all(a == b or b == "\ufffd" for a, b in zip(text, stored, strict=True))


def test_replaced_characters_are_counted_and_offsets_stay(warehouse_url: str) -> None:
    load_batch(warehouse_url, story("a", "\x00\ud800 Whitlock: “Said\x00so”"), run=RUN, lineage=Lineage("a"))
    assert one(warehouse_url, "SELECT replaced_characters FROM article_version") == 3
    assert (
        one(warehouse_url, "SELECT substr(v.text, m.start_at + 1, 8) FROM article_version v, mention m")
        == "Whitlock"
    )
    assert one(warehouse_url, "SELECT text FROM quote") == "Said\ufffdso"


@pytest.mark.parametrize("day", [dt.date(1, 1, 1), dt.date(9999, 12, 31)])
def test_the_ends_of_the_calendar_load(warehouse_url: str, day: dt.date) -> None:
    published = Moment(day=day, precision=Precision.DAY)
    load_batch(warehouse_url, story("old", published=published), run=RUN, lineage=Lineage("old"))
    assert one(warehouse_url, "SELECT published_day FROM current_article") == day


def test_ten_megabytes_of_text_load_and_are_searchable_by_their_beginning(warehouse_url: str) -> None:
    text = "“A rare beginning indeed” said Whitlock. " + "".join(f"word{n} " for n in range(1_000_000))
    load_batch(warehouse_url, story("long", text), run=RUN, lineage=Lineage("long"))
    assert one(warehouse_url, "SELECT characters FROM current_article") == len(text)
    assert len(search_quotes(warehouse_url, words='"rare beginning"')) == 1


def test_ten_thousand_quotes_in_one_article_load(warehouse_url: str) -> None:
    text = "".join(f"“Number {n} is called” Whitlock. " for n in range(10_000))
    load_batch(warehouse_url, story("many", text), run=RUN, lineage=Lineage("many"))
    assert one(warehouse_url, "SELECT count(*) FROM current_quote") == 10_000


def test_an_address_of_many_kilobytes_loads(warehouse_url: str) -> None:
    load_batch(warehouse_url, story("x" * 20_000), run=RUN, lineage=Lineage("b"))
    assert one(warehouse_url, "SELECT length(url) FROM article") > 20_000


def test_a_name_of_many_kilobytes_loads(warehouse_url: str) -> None:
    batch = story("a")
    name = "".join(chr(0x4E00 + n % 20_000) for n in range(50_000))
    quotes = [
        Quotes(
            id=found.id, quotes=tuple(quote.model_copy(update={"speaker": name}) for quote in found.quotes)
        )
        for found in batch.quotes
    ]
    records = together(BatchRecords(batch.fetched, batch.cleaned, batch.entities, quotes))
    load_batch(warehouse_url, records, run=RUN, lineage=Lineage("b"))
    assert one(warehouse_url, "SELECT count(*) FROM entity WHERE length(name) = 50000") == 1

"""Charts are drawn for any data, take the page's colours and say in words what they show."""

from __future__ import annotations

import datetime as dt
import re
from uuid import UUID

import pytest
from lxml import etree

from dateline.records import Outcome
from dateline.report import charts
from dateline.report.coverage import SourceCoverage, SourceFunnel
from dateline.report.period import Period
from dateline.report.voices import Diversity, Voice

HOSTILE = "</svg><script>alert('x')</script>\"'\\ \u202eRTL"
WEEK = Period(dt.date(2026, 11, 9), dt.date(2026, 11, 15))


def covered(name: str, number: int) -> SourceCoverage:
    by_day = dict.fromkeys(WEEK.days, number)
    return SourceCoverage(name, name, number * 7, 0, 1, 1, 1, 1, 0, by_day)


def spoken(name: str) -> Diversity:
    return Diversity(name, 10, 6, 1, 1, 1, 1, 5, 3.0, "Dana Whitlock", 0.3)


def voice(name: str, quotes: int, before: int = 0) -> Voice:
    return Voice(UUID(int=quotes), name, quotes, before, 1, 0.5, False)


DRAWN = {
    "coverage": lambda name: charts.coverage_chart([covered(name, 3), covered("Elbe", 0)], WEEK),
    "funnel": lambda name: charts.funnel_chart(
        [SourceFunnel(name, 3, 0, {Outcome.LOADED: 2, Outcome.GONE: 1})]
    ),
    "voices": lambda name: charts.voices_chart([voice(name, 5, 2), voice(name, 3)], compared=True),
    "diversity": lambda name: charts.diversity_chart([spoken(name)]),
}


@pytest.mark.parametrize("chart", DRAWN)
def test_a_hostile_name_is_text_and_nothing_else(chart: str) -> None:
    drawing = DRAWN[chart](HOSTILE)
    root = etree.fromstring(str(drawing))
    assert root.find(".//{*}script") is None
    assert {etree.QName(node).localname for node in root.iter(etree.Element)} <= {
        "svg", "g", "path", "text", "line", "rect", "defs", "clipPath", "tspan", "title",
    }  # fmt: skip


@pytest.mark.parametrize("chart", DRAWN)
def test_a_chart_is_one_image_with_words_and_the_pages_colours(chart: str) -> None:
    drawing = str(DRAWN[chart]("Harbour"))
    root = etree.fromstring(drawing)
    assert root.get("role") == "img"
    assert str(root.get("aria-label")).endswith(".")
    assert "#0000" not in drawing
    assert "var(--c1)" in drawing or "var(--c2)" in drawing
    assert not re.search(r"font-family|width=\"\d+\" height", drawing.split(">")[0])


def test_identifiers_of_different_charts_do_not_meet() -> None:
    names = [set(re.findall(r'\bid="([^"]+)"', str(draw("Harbour")))) for draw in DRAWN.values()]
    assert sum(len(some) for some in names) == len(set().union(*names))


def test_nothing_to_draw_is_no_chart() -> None:
    assert charts.coverage_chart([], WEEK) is None
    assert charts.funnel_chart([]) is None
    assert charts.voices_chart([], compared=False) is None
    assert charts.diversity_chart([]) is None


def test_the_same_numbers_give_the_same_drawing() -> None:
    assert DRAWN["voices"]("Harbour") == DRAWN["voices"]("Harbour")

"""The charts: Altair draws them, vl-convert makes SVG, and the page's style sheet colours them.

Each function takes what its table shows too and gives SVG for the page, or None where there is nothing to
draw. Colours are drawn as placeholders and replaced by the style sheet's variables, so one drawing serves
light and dark; type is inherited from the page. To a screen reader the drawing is one image with a sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lxml import etree
from markupsafe import Markup

from dateline.records import Outcome
from dateline.report.coverage import SourceCoverage, SourceFunnel
from dateline.report.period import Period, short_day
from dateline.report.voices import Diversity, Voice

if TYPE_CHECKING:
    import altair as alt

WIDTH = 860
NAMES = 170
"""Room for the names at the left of the bars."""
MOST_ROWS = 14

ENDINGS: dict[str, tuple[Outcome, ...]] = {
    "loaded": (Outcome.LOADED,),
    "known already": (Outcome.UNCHANGED, Outcome.DUPLICATE),
    "no article there": (
        Outcome.GONE,
        Outcome.NOT_HTML,
        Outcome.NOT_AN_ARTICLE,
        Outcome.NO_TEXT,
        Outcome.TOO_LARGE,
    ),
    "not for us": (Outcome.ROBOTS, Outcome.BLOCKED, Outcome.REFUSED, Outcome.TAKEN_DOWN),
    "failed": (Outcome.FAILED,),
}
"""The outcomes in the groups that the chart shows."""
SPEAKERS = {
    "named people": "by_people",
    "organisations": "by_organisations",
    "not resolved": "unresolved",
    "left unnamed": "by_unnamed",
    "groups, offices": "by_groups_and_roles",
}

_COLOURS = {
    "#000001": "var(--ink)",
    "#000002": "var(--quiet)",
    "#000003": "var(--rule)",
    "#000011": "var(--c1)",
    "#000012": "var(--c2)",
    "#000013": "var(--c3)",
    "#000014": "var(--c4)",
    "#000015": "var(--c5)",
}
_INK, _QUIET, _RULE, *_SERIES = _COLOURS


def coverage_chart(sources: Sequence[SourceCoverage], period: Period) -> Markup | None:
    """A row of bars a source, a bar a day."""
    import altair as alt

    shown = [source for source in sources if source.articles][:MOST_ROWS]
    if not shown or len(period.days) < 2:
        return None
    most = max(number for source in shown for number in source.by_day.values())
    rows = [
        {
            "day": day.isoformat(),
            "bottom": row + 1,
            "top": row + 1 - 0.6 * source.by_day.get(day, 0) / most,
            "articles": source.by_day.get(day, 0),
        }
        for row, source in enumerate(shown)
        for day in period.days
    ]
    labels = {day.isoformat(): f"{day:%a} {day.day}" for day in period.days}
    ticks = list(labels)[:: -(-len(labels) // 10)]
    names = alt.Axis(
        title=None,
        values=[row + 0.7 for row in range(len(shown))],
        labelExpr=f"{json.dumps([source.source for source in shown])}[floor(datum.value)]",
        labelLimit=NAMES - 10,
        minExtent=NAMES,
        grid=False,
        ticks=False,
        domain=False,
    )
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X(
            "day:O",
            axis=alt.Axis(values=ticks, labelExpr=f"({json.dumps(labels)})[datum.value]", labelAngle=0),
            scale=alt.Scale(paddingInner=0.25),
            title=None,
        ),
        y=alt.Y("top:Q", scale=alt.Scale(domain=[len(shown), 0]), axis=names),
    )
    chart: Any = base.mark_bar(color=_SERIES[0]).encode(y2="bottom:Q")
    if len(period.days) <= 14:
        chart += base.mark_text(dy=-7, fontSize=11, color=_QUIET).encode(text="articles:Q")
    chart = chart.properties(width=WIDTH - NAMES - 30, height=46 * len(shown))
    busiest = max(shown, key=lambda source: source.articles)
    return _svg(
        "coverage",
        chart,
        f"Bar charts of articles a day, one row a source. Most came from {busiest.source}: "
        + ", ".join(f"{busiest.by_day.get(day, 0)} on {short_day(day)}" for day in period.days[-7:])
        + ". The table below has every source.",
    )


def funnel_chart(funnel: Sequence[SourceFunnel]) -> Markup | None:
    """A bar a source, cut by how its candidates ended."""
    rows = [
        {
            "name": source.source,
            "part": part,
            "order": order,
            "value": sum(source.outcomes.get(outcome, 0) for outcome in outcomes),
        }
        for source in funnel[:MOST_ROWS]
        for order, (part, outcomes) in enumerate(ENDINGS.items())
    ]
    if not any(row["value"] for row in rows):
        return None
    sums = {part: sum(row["value"] for row in rows if row["part"] == part) for part in ENDINGS}  # type: ignore[misc]
    return _svg(
        "funnel",
        _stacked(rows, list(ENDINGS), title="candidates"),
        "Stacked bars of where each source's candidates ended. In all: "
        + ", ".join(f"{value} {part}" for part, value in sums.items())
        + ". The table below has every outcome.",
    )


def voices_chart(quoted: Sequence[Voice], *, compared: bool) -> Markup | None:
    """A bar a person, with a mark where the period before stood."""
    import altair as alt

    if not quoted:
        return None
    rows = [
        {"name": name, "quotes": voice.quotes, "before": voice.before}
        for name, voice in zip(_distinct([voice.name for voice in quoted]), quoted, strict=True)
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(y=_names([str(row["name"]) for row in rows]))
    scale = alt.Scale(domainMin=0)
    chart: Any = base.mark_bar(color=_SERIES[1], height=14).encode(
        x=alt.X(
            "quotes:Q", axis=alt.Axis(title="quotes", tickMinStep=1, tickCount=6, format="d"), scale=scale
        )
    )
    if compared:
        earlier = base.transform_filter("datum.before > 0")
        chart += earlier.mark_tick(color=_INK, thickness=2, size=20).encode(x=alt.X("before:Q", scale=scale))
    return _svg(
        "voices",
        chart.properties(width=WIDTH - NAMES - 30, height=24 * len(rows)),
        "Bars of the most quoted people: "
        + ", ".join(f"{voice.name} {voice.quotes}" for voice in quoted)
        + ".",
    )


def diversity_chart(diversity: Sequence[Diversity]) -> Markup | None:
    """A bar a source, all of the same length, cut by kind of speaker."""
    rows = [
        {"name": source.source, "part": part, "order": order, "value": getattr(source, column)}
        for source in diversity[:MOST_ROWS]
        for order, (part, column) in enumerate(SPEAKERS.items())
    ]
    if not rows:
        return None
    return _svg(
        "diversity",
        _stacked(rows, list(SPEAKERS), title="share of quotes", normal=True),
        "Stacked bars of who is quoted in each source: "
        + "; ".join(
            f"{source.source} {source.by_people / source.quotes:.0%} named people"
            for source in diversity[:MOST_ROWS]
        )
        + ". The table below has every kind.",
    )


def _stacked(rows: list[dict[str, Any]], parts: list[str], *, title: str, normal: bool = False) -> alt.Chart:
    import altair as alt

    names = list(dict.fromkeys(row["name"] for row in rows))
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(height=16)
        .encode(
            x=alt.X(
                "value:Q",
                stack="normalize" if normal else "zero",
                axis=alt.Axis(
                    title=title,
                    format="%" if normal else "d",
                    tickMinStep=0.25 if normal else 1,
                    tickCount=6,
                ),
            ),
            y=_names(names),
            color=alt.Color(
                "part:N",
                sort=parts,
                scale=alt.Scale(domain=parts, range=_SERIES[: len(parts)]),
                legend=alt.Legend(title=None, orient="top", symbolType="square", columnPadding=18),
            ),
            order=alt.Order("order:O"),
        )
        .properties(width=WIDTH - NAMES - 30, height=28 * len(names))
    )


def _names(names: list[str]) -> alt.Y:
    import altair as alt

    axis = alt.Axis(title=None, labelLimit=NAMES - 10, minExtent=NAMES, ticks=False, domain=False)
    return alt.Y("name:N", sort=names, axis=axis)


def _distinct(names: list[str]) -> list[str]:
    """Two people of one name keep a bar each."""
    return [name + "\u200b" * names[:at].count(name) for at, name in enumerate(names)]


def _svg(name: str, chart: Any, sentence: str) -> Markup:
    import vl_convert

    quiet = {"labelColor": _QUIET, "titleColor": _QUIET, "domainColor": _RULE, "tickColor": _RULE}
    spec = chart.configure(
        background="transparent",
        font="sans-serif",
        padding={"left": 0, "right": 10, "top": 4, "bottom": 4},
        view={"stroke": None},
        axis={
            **quiet,
            "gridColor": _RULE,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
        },
        axisY={"labelColor": _INK},
        header={"labelColor": _INK, "labelFontSize": 12},
        legend={"labelColor": _INK, "labelFontSize": 12},
    ).to_dict()
    return _adopt(name, vl_convert.vegalite_to_svg(spec), sentence)


def _adopt(name: str, drawing: str, sentence: str) -> Markup:
    """The drawing as a part of the page: sized by its column, coloured by its sheet, read as one image."""
    root = etree.fromstring(drawing.encode())
    for node in root.iter(etree.Element):
        for attribute, value in [(str(name), str(value)) for name, value in node.attrib.items()]:
            if attribute.startswith("aria-") or attribute in {"role", "font-family", "class"}:
                del node.attrib[attribute]
            elif attribute == "id":
                node.set(attribute, f"{name}-{value}")
            elif value in _COLOURS:
                node.set(attribute, _COLOURS[value])
            elif "url(#" in value:
                node.set(attribute, value.replace("url(#", f"url(#{name}-"))
    width = re.sub(r"[^\d.]", "", str(root.attrib.pop("width")))
    del root.attrib["height"]
    root.set("style", f"max-width:{width}px")
    root.set("role", "img")
    root.set("aria-label", sentence)
    return Markup(etree.tostring(root, encoding="unicode"))

"""The page's words: the template, and how numbers, changes and names are written in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dateline.records import Outcome
from dateline.report.period import long_day, short_day

LONGEST = 280
"""Characters of a headline or a reason that are shown."""


def page(**content: Any) -> str:
    """The page for this content; whatever comes from a publisher is escaped."""
    return render("page.html.jinja", outcomes=list(Outcome), **content)


def render(template: str, **content: Any) -> str:
    """A template of this folder, filled."""
    return _environment().get_template(template).render(**content)


def number(value: float) -> str:
    """1,234"""
    return f"{value:,.0f}"


def share(value: float | None) -> str:
    """17 %; with a narrow space that does not break."""
    if value is None:
        return "–"
    return "<1\u202f%" if 0 < value < 0.005 else f"{value:.0%}".replace("%", "\u202f%")


def count(value: int, one: str, many: str | None = None) -> str:
    """1 article, 2 articles"""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def brief(text: str | None, longest: int = LONGEST) -> str:
    """The text on one line, cut at a word where it is too long."""
    line = " ".join((text or "").split())
    if len(line) <= longest:
        return line
    return line[:longest].rsplit(" ", 1)[0].rstrip(" ,.;:–—") + "…"


def spoken(words: str) -> str:
    """A quote's words as they are set on their own: one line, no comma at the end."""
    return brief(words, 400).rstrip(" ,;:–—")


def web_address(url: str) -> str | None:
    """The address where it may be linked to: nothing but the web."""
    return url if url.startswith(("https://", "http://")) else None


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=number,
        share=share,
        brief=brief,
        spoken=spoken,
        web_address=web_address,
        long_day=long_day,
        short_day=short_day,
    )
    environment.globals["count"] = count
    return environment

"""``dateline source check``: what discovery finds at a site, as a ready entry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dateline.sources.check import Place, SourceCheck


def check(
    url: Annotated[str, typer.Argument(help="The site's home page.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print everything that was found as JSON.")] = False,
) -> None:
    """Find a site's feeds, sitemaps, robots rules, language, time zone and yield; print an entry for it.

    What is printed is YAML that can be kept as it is: dateline source check https://paper.example > mine.yaml
    """
    from dateline.fetch import Client, ObedientClient, Robots
    from dateline.settings import get_settings
    from dateline.sources.check import check_source

    client = Client(get_settings().fetch)
    try:
        found = check_source(url, http=ObedientClient(client, Robots(client)))
    finally:
        client.close()
    typer.echo(_as_json(found) if as_json else "\n".join([*_comments(found), found.yaml().rstrip()]))


def _as_json(found: SourceCheck) -> str:
    from dataclasses import asdict

    return json.dumps({**asdict(found), "entry": found.entry()}, indent=1, ensure_ascii=False, default=str)


def _comments(found: SourceCheck) -> list[str]:
    yield_words = "unknown: nothing that is listed has a date"
    if found.per_day is not None:
        yield_words = f"about {found.per_day:g} articles a day in the week to {found.per_day_until}"
    delay = f"Crawl-delay {found.crawl_delay:g} s" if found.crawl_delay else "no Crawl-delay"
    lines = [
        f"yield: {yield_words}",
        f"time zone: {found.timezone} ({found.timezone_reason})",
        f"robots.txt: {'articles are allowed' if found.allowed else 'FORBIDS ARTICLES'}, {delay}",
        *(f"feed {_place(place)}" for place in found.feeds),
        *(f"sitemap {_place(place)}" for place in found.sitemaps),
        *(f"note: {warning}" for warning in found.warnings),
    ]
    return [f"# {line}" for line in lines]


def _place(place: Place) -> str:
    holds = f"{place.branches} sitemaps" if place.branches else f"{place.entries} entries"
    span = f", {place.oldest:%Y-%m-%d} to {place.newest:%Y-%m-%d}" if place.oldest and place.newest else ""
    return f"{place.url}: {holds}{span}"

"""Turns a newsroom's data into the bytes of its pages, feeds and sitemaps, through Jinja2 templates.

``templates/<outlet>/`` holds ``article.html``, ``section.html`` and, where the outlet has them, ``amp.html``;
``templates/feeds/`` and ``templates/sitemaps/`` are shared. Autoescaping is on everywhere.
"""

from __future__ import annotations

import datetime as dt
import re
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from dateline.replay.articles import ArticleFile, Block
from dateline.replay.listings import Listing, article_listings
from dateline.replay.newsroom import Feed, Outlet, Robots, slugged

_RELATED = 5
_TEASER_PARAGRAPHS = 2
_ORDINALS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


class Renderer:
    """Renders whatever an outlet serves, as of ``now``."""

    def __init__(self, templates: Path) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            rfc822=format_datetime,
            rfc3339=dt.datetime.isoformat,
            slug=slugged,
            ordinal=_ordinal,
            initials=_initials,
            bold=_bold,
            share=lambda address: quote(address, safe=""),
        )

    def article(
        self, outlet: Outlet, article: ArticleFile, now: dt.datetime | None, *, amp: bool = False
    ) -> str:
        """An article's page, or its AMP twin."""
        path = outlet.path_of(article)
        blocks = article.blocks(now)
        changed = article.changed(now)
        everything = article_listings(outlet, now)
        earlier = [listing for listing in everything if listing.published < article.published]
        return self._render(
            f"{outlet.id}/amp.html" if amp else f"{outlet.id}/article.html",
            outlet=outlet,
            article=article,
            url=outlet.root + path,
            amp_url=outlet.root + outlet.amp_path.format(path=path) if outlet.amp_path else None,
            published=article.published.astimezone(outlet.zone),
            modified=changed.astimezone(outlet.zone) if changed else None,
            blocks=_teaser(blocks) if article.paywall else blocks,
            picture=next((block for block in blocks if block.picture), None),
            related=earlier[:_RELATED],
            most_read=everything[-_RELATED:],
            breaks_json_ld=article.stem in outlet.broken_json_ld,
        )

    def section(self, outlet: Outlet, name: str | None, now: dt.datetime | None) -> str:
        """A page that lists the newest articles: of one section, or of all."""
        everything = article_listings(outlet, now)
        listed = [
            entry for entry in everything if name is None or (entry.article and entry.article.section == name)
        ]
        return self._render(
            f"{outlet.id}/section.html",
            outlet=outlet,
            section=name,
            listings=listed[: outlet.section_items],
            most_read=everything[-_RELATED:],
        )

    def feed(self, outlet: Outlet, feed: Feed, listings: list[Listing]) -> str:
        updated = max((listing.updated for listing in listings), default=None)
        template = "feeds/feed.json" if feed.format == "json" else f"feeds/{feed.format}.xml"
        return self._render(template, outlet=outlet, feed=feed, listings=listings, updated=updated)

    def sitemap(self, outlet: Outlet, listings: list[Listing], *, news: bool) -> str:
        return self._render("sitemaps/urlset.xml", outlet=outlet, listings=listings, news=news)

    def sitemap_index(self, outlet: Outlet, sitemaps: list[tuple[str, dt.datetime | None]]) -> str:
        """``sitemaps`` are addresses with the last change below each."""
        return self._render("sitemaps/index.xml", outlet=outlet, sitemaps=sitemaps)

    def robots(self, robots: Robots, sitemaps: list[str]) -> str:
        return self._render("robots.txt", robots=robots, sitemaps=sitemaps)

    def error(self, outlet: Outlet, status: int, title: str) -> str:
        return self._render("error.html", outlet=outlet, status=status, title=title)

    def _render(self, template: str, **values: object) -> str:
        return self._environment.get_template(template).render(**values)


def _teaser(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(block for block in blocks if block.kind == "paragraph")[:_TEASER_PARAGRAPHS]


def _ordinal(day: int) -> str:
    return f"{day}{_ORDINALS.get(day, 'th')}"


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split()).lower()


def _bold(text: str) -> Markup:
    """``**words**`` as an interview marks its speakers; everything else stays text."""
    return Markup(re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", str(escape(text))))

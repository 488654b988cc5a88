"""What a made-up newsroom is: its outlets, where each lists its articles, and what is odd there.

``newsroom.yaml`` holds it as data; :func:`load_newsroom` checks it, reads the articles beside it, and refuses
whatever does not fit. Addresses in the file are paths of the outlet's host; ``article:STEM`` stands for the
path of the article in ``articles/<outlet>/STEM.md``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from dateline.errors import ConfigError
from dateline.records import Outcome
from dateline.replay.articles import ArticleFile, read_article

LocalPath = Annotated[str, Field(pattern=r"^/")]
ArticlePath = Annotated[str, Field(pattern=r"^(/|article:)")]
TwinPath = Annotated[str, Field(pattern=r"^(/|\{path\})")]
Status = Annotated[int, Field(ge=200, le=599)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Feed(_Model):
    """A feed of the newest articles."""

    path: LocalPath
    format: Literal["rss", "atom", "rdf", "json"]
    newest: int = 20


class Sitemap(_Model):
    """A sitemap.

    index: names all the others; news: the last two days; archive: ``path`` holds ``{yyyy}`` and ``{mm}``, and
    ``{dd}`` if there is one for each day; pages: what is listed besides the articles.
    """

    path: LocalPath
    kind: Literal["index", "news", "archive", "pages"]
    gzip: bool = False


class Robots(_Model):
    disallow: tuple[str, ...] = ()
    crawl_delay: float | None = None
    names_sitemaps: bool = True


class Redirect(_Model):
    """An address that leads to another."""

    path: LocalPath
    to: ArticlePath
    status: Literal[301, 302, 303, 307, 308] = 301


class FeedTwin(_Model):
    """A second address under which the feed lists an article too, such as ``{path}?utm_source=rss``."""

    article: str
    address: TwinPath


class Charset(_Model):
    """A page whose bytes are not what its header says."""

    article: str
    written: str
    declared: str


class Extra(_Model):
    """A listed address that is no article, and how it ends for a client that behaves."""

    path: LocalPath
    title: str
    at: AwareDatetime
    listed_in: tuple[Literal["feed", "pages", "archive", "news"], ...]
    status: Status | None = None
    """None where the address is one of the outlet's pages anyway, such as a section; 200 is a document."""
    content_type: str = "text/html; charset=utf-8"
    outcome: Outcome


class Outlet(_Model):
    """One made-up publisher."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    name: str
    host: str
    scheme: Literal["http", "https"] = "https"
    aliases: tuple[str, ...] = ()
    """Host names that redirect to ``host``."""
    timezone: str
    language: str = "en"
    country: str | None = None
    style: str
    path: LocalPath
    """Of an article: may hold ``{yyyy}``, ``{mm}``, ``{dd}``, ``{section}``, ``{slug}`` and ``{number}``."""
    section_path: LocalPath
    """Of a page that lists a section, with ``{section}``; without it, one page lists everything."""
    section_items: int = 30
    amp_path: LocalPath | None = None
    """Of an article's AMP twin, with ``{path}``."""
    feeds: tuple[Feed, ...] = ()
    sitemaps: tuple[Sitemap, ...] = ()
    robots: Robots = Robots()
    validators: tuple[Literal["etag", "last-modified"], ...] = ()
    redirects: tuple[Redirect, ...] = ()
    feed_twins: tuple[FeedTwin, ...] = ()
    charsets: tuple[Charset, ...] = ()
    broken_json_ld: tuple[str, ...] = ()
    """Stems of articles whose page holds JSON-LD that is no JSON."""
    extras: tuple[Extra, ...] = ()
    articles: tuple[ArticleFile, ...] = ()
    """Oldest first; read from the files."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def root(self) -> str:
        """Scheme and host, without a final slash."""
        return f"{self.scheme}://{self.host}"

    @cached_property
    def by_path(self) -> dict[str, ArticleFile]:
        return {self.path_of(article): article for article in self.articles}

    @cached_property
    def by_stem(self) -> dict[str, ArticleFile]:
        return {article.stem: article for article in self.articles}

    @cached_property
    def sections(self) -> dict[str, str]:
        """Name of a section → its path, in the order of their first article."""
        names = dict.fromkeys(article.section for article in self.articles)
        return {name: self.section_path.format(section=slugged(name)) for name in names}

    def path_of(self, article: ArticleFile) -> str:
        day = article.published.astimezone(self.zone).date()
        return self.path.format(
            yyyy=f"{day:%Y}",
            mm=f"{day:%m}",
            dd=f"{day:%d}",
            section=slugged(article.section),
            slug=article.slug,
            number=100_000 + int(article.published.timestamp()) // 60 % 900_000,
        )

    def resolved(self, path: str) -> str:
        """``path`` with ``article:STEM`` and ``article:STEM?query`` replaced by that article's path."""
        if not path.startswith("article:"):
            return path
        stem, mark, query = path.removeprefix("article:").partition("?")
        return self.path_of(self.by_stem[stem]) + mark + query

    def day_of(self, instant: dt.datetime) -> dt.date:
        return instant.astimezone(self.zone).date()


class Newsroom(_Model):
    """All outlets; ``first_day`` is where their archives begin."""

    first_day: dt.date
    last_day: dt.date
    outlets: tuple[Outlet, ...]


def load_newsroom(folder: Path) -> Newsroom:
    """Read ``folder/newsroom.yaml`` and the articles under ``folder/articles``.

    Raises:
        ConfigError: a file cannot be read or does not fit; names the file and the reason.
    """
    path = folder / "newsroom.yaml"
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
        newsroom = Newsroom.model_validate(values)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _fault(path, str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _fault(path, f"{where}: {first['msg']}") from error
    outlets = tuple(_with_articles(outlet, folder) for outlet in newsroom.outlets)
    for fault in _faults(outlets):
        raise _fault(path, fault)
    return newsroom.model_copy(update={"outlets": outlets})


def slugged(words: str) -> str:
    """``World & Europe`` → ``world-europe``."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def _with_articles(outlet: Outlet, folder: Path) -> Outlet:
    files = sorted((folder / "articles" / outlet.id).glob("*.md"))
    articles = sorted((read_article(file) for file in files), key=lambda article: article.published)
    return outlet.model_copy(update={"articles": tuple(articles)})


def _faults(outlets: Iterable[Outlet]) -> Iterator[str]:
    """What the data says of articles or paths that do not exist, in words."""
    for outlet in outlets:
        named = [twin.article for twin in outlet.feed_twins]
        named += [oddity.article for oddity in outlet.charsets]
        named += outlet.broken_json_ld
        addresses = [redirect.to for redirect in outlet.redirects]
        named += [
            to.removeprefix("article:").partition("?")[0] for to in addresses if to.startswith("article:")
        ]
        yield from (
            f"{outlet.id}: there is no article {stem!r}" for stem in named if stem not in outlet.by_stem
        )
        if len(outlet.by_path) < len(outlet.articles):
            yield f"{outlet.id}: two articles have one path"


def _fault(path: Path, reason: str) -> ConfigError:
    return ConfigError(f"{path}: {reason}.", "docs/replay.md shows what a newsroom holds.", path=str(path))

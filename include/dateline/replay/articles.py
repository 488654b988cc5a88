"""The articles of a made-up newsroom, each a Markdown file with YAML front matter.

``<outlet>/<YYYY-MM-DD>-<slug>.md`` becomes an :class:`ArticleFile`. After ``=== corrected INSTANT`` the file
may hold the whole text once more as it stood from then on: :meth:`ArticleFile.blocks` gives the version of a
moment. Only block structure is read; the words and their typographic marks stay as written.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError, field_validator

from dateline.errors import ConfigError

_CORRECTION = re.compile(r"^=== corrected (\S+)[ \t]*$", re.MULTILINE)
_PICTURE = re.compile(r"^!\[(?P<caption>.*)\]\((?P<file>[^)\s]+)\)$", re.DOTALL)
_NAME = re.compile(r"^(?P<day>\d{4}-\d{2}-\d{2})-(?P<slug>[a-z0-9-]+)$")

ArticleKind = Literal["article", "live blog", "video", "gallery"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Block(_Model):
    """One block of a body; ``items`` are a list's, ``picture`` is a file name with ``text`` its caption."""

    kind: Literal["paragraph", "heading", "quote", "list", "picture"]
    text: str = ""
    items: tuple[str, ...] = ()
    picture: str | None = None


class ArticleFile(_Model):
    """One article of one outlet, with the versions of its text.

    What else the front matter holds (people, quotes …) is for tests of what reads the pages, not for serving.
    """

    model_config = ConfigDict(extra="ignore")

    stem: str
    slug: str
    title: str
    subtitle: str | None = None
    kind: ArticleKind = "article"
    authors: tuple[str, ...] = ()
    agency: str | None = None
    published: AwareDatetime
    modified: AwareDatetime | None = None
    section: str
    tags: tuple[str, ...] = ()
    paywall: bool = False
    language: str | None = None
    versions: tuple[tuple[AwareDatetime, tuple[Block, ...]], ...]
    """(from when, blocks), oldest first; the first starts at ``published``."""

    @field_validator("tags", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        return [str(item) for item in value] if isinstance(value, list) else value

    def exists(self, now: dt.datetime | None) -> bool:
        return now is None or self.published <= now

    def blocks(self, now: dt.datetime | None) -> tuple[Block, ...]:
        """The text as it stood at ``now``."""
        return [blocks for since, blocks in self.versions if now is None or since <= now][-1]

    def changed(self, now: dt.datetime | None) -> dt.datetime | None:
        """When it was last changed, as a reader could know at ``now``; None if not since its publication."""
        moments = [since for since, _ in self.versions[1:]]
        if self.modified:
            moments.append(self.modified)
        return max((moment for moment in moments if now is None or moment <= now), default=None)


def read_article(path: Path) -> ArticleFile:
    """Read one article's file.

    Raises:
        ConfigError: it does not follow the format; names the file and the reason.
    """
    name = _NAME.match(path.stem)
    if name is None:
        raise _fault(path, "the name must be YYYY-MM-DD-slug.md")
    front, body = _split(path)
    try:
        values = yaml.safe_load(front)
        first, *corrections = _CORRECTION.split(body)
        starts = [values["published"], *corrections[::2]]
        texts = [first, *corrections[1::2]]
        versions = [(start, tuple(_blocks(text))) for start, text in zip(starts, texts, strict=True)]
        article = ArticleFile(stem=path.stem, slug=name["slug"], versions=tuple(versions), **values)
    except (yaml.YAMLError, TypeError, KeyError) as error:
        raise _fault(path, f"front matter: {error}") from error
    except ValidationError as error:
        first_error = error.errors()[0]
        where = ".".join(str(part) for part in first_error["loc"])
        raise _fault(path, f"{where}: {first_error['msg']}") from error
    if article.published.date().isoformat() != name["day"]:
        raise _fault(path, f"published on {article.published.date()}, but the name says {name['day']}")
    return article


def _split(path: Path) -> tuple[str, str]:
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise _fault(path, "it must begin with front matter between two lines of ---")
    return parts[1], parts[2]


def _blocks(text: str) -> Iterator[Block]:
    for chunk in re.split(r"\n\s*\n", text.strip()):
        lines = chunk.strip().splitlines()
        picture = _PICTURE.match(chunk.strip())
        if picture:
            yield Block(kind="picture", text=_one_line(picture["caption"]), picture=picture["file"])
        elif lines and lines[0].startswith("#"):
            yield Block(kind="heading", text=lines[0].lstrip("# ").strip())
            if lines[1:]:
                yield from _blocks("\n".join(lines[1:]))
        elif lines and all(line.startswith(">") for line in lines):
            yield Block(kind="quote", text=_one_line(" ".join(line.lstrip("> ") for line in lines)))
        elif lines and lines[0].startswith("- "):
            yield Block(kind="list", items=tuple(_items(lines)))
        elif lines:
            yield Block(kind="paragraph", text=_one_line(chunk))


def _items(lines: list[str]) -> Iterator[str]:
    joined = "\n".join(lines)
    for item in re.split(r"^- ", joined, flags=re.MULTILINE):
        if item.strip():
            yield _one_line(item)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _fault(path: Path, reason: str) -> ConfigError:
    return ConfigError(
        f"{path}: {reason}.", "docs/replay.md shows the format of an article's file.", path=str(path)
    )

"""One source: a publisher we follow, and how it wants to be read."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, TypeAdapter, field_validator

_HTTP_URL = TypeAdapter(HttpUrl)


def _http_address(value: str) -> str:
    _HTTP_URL.validate_python(re.sub(r"\{[^}]*\}", "0", value))
    return value


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Section(_Entry):
    """A page that lists articles, for sites with neither feed nor sitemap."""

    url: str
    link: str
    """Regular expression that an article's address matches."""

    _check_url = field_validator("url")(_http_address)

    @field_validator("link")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        return value


class Archive(_Entry):
    """Where a past day's addresses are found, when the feeds no longer hold it."""

    kind: Literal["sitemap", "wayback", "cc-news", "warc"]
    url: str | None = None
    """sitemap: an address in which ``{yyyy}``, ``{mm}``, ``{dd}`` stand for the day (or a sitemap index);
    wayback: the CDX server, default the Internet Archive's; cc-news: the root of the data set;
    warc: a file, folder or glob."""
    match: str | None = None
    """wayback: the CDX url pattern; default ``<host>/*``."""


class Source(_Entry):
    """A publisher we follow.

    A day of a source is a calendar day in ``timezone``.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
    name: str
    home: str
    timezone: str = "UTC"
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    country: Annotated[str | None, Field(pattern=r"^[A-Z]{2}$")] = None
    hosts: tuple[str, ...] = ()
    """Hosts whose articles belong to this source, beside home's and its subdomains; ``*`` takes any."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    addresses: tuple[str, ...] = ()
    """Files (text, CSV, JSONL) that list addresses."""
    warcs: tuple[str, ...] = ()
    """WARC files, folders or globs that are taken in as they are."""
    archives: tuple[Archive, ...] = ()
    """Asked in this order for a day older than what feeds and sitemaps hold."""
    include: tuple[str, ...] = ()
    """Regular expressions; where given, an address must match one."""
    exclude: tuple[str, ...] = ()
    """Regular expressions; an address that matches one is left out."""
    min_interval: Annotated[float | None, Field(ge=0, le=3600)] = None
    """Seconds between two requests to a host of this source; default from the settings."""
    max_per_day: Annotated[int | None, Field(gt=0)] = None
    """Candidates of one day at most."""
    paused: bool = False

    _check_urls = field_validator("home")(_http_address)

    @field_validator("feeds", "sitemaps")
    @classmethod
    def _check_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_http_address(item) for item in value)

    @field_validator("include", "exclude")
    @classmethod
    def _check_patterns(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for item in value:
            try:
                re.compile(item)
            except re.error as error:
                raise ValueError(f"{item!r} is not a regular expression: {error}") from error
        return value

    @field_validator("timezone")
    @classmethod
    def _check_timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{value!r} is no IANA time zone, such as Europe/London") from error
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def day_of(self, instant: dt.datetime) -> dt.date:
        """The calendar day of an aware instant at this source."""
        return instant.astimezone(self.zone).date()

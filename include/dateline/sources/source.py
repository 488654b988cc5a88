"""One source: a publisher we follow, and how it wants to be read."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

_HTTP_URL = TypeAdapter(HttpUrl)
_PLACE = re.compile(r"\{([^{}]*)\}")
_PLACES = frozenset({"yyyy", "yy", "mm", "m", "dd", "d"})


def _http_address(value: str) -> str:
    for place in _PLACE.findall(value):
        if place not in _PLACES:
            raise ValueError(f"{{{place}}} is no part of a date; known are {{yyyy}}, {{mm}}, {{dd}}")
    try:
        _HTTP_URL.validate_python(_PLACE.sub("0", value))
    except ValidationError as error:
        raise ValueError(f"{value!r} is not a web address: {error.errors()[0]['msg']}") from error
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"{value!r} is not a regular expression: {error}") from error
    return value


HttpAddress = Annotated[str, AfterValidator(_http_address)]
"""An http or https address, in which ``{yyyy}``, ``{mm}``, ``{dd}`` may stand for a day."""
Pattern = Annotated[str, AfterValidator(_pattern)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Section(_Entry):
    """A page that lists articles, for sites with neither feed nor sitemap."""

    url: HttpAddress
    link: Pattern
    """Regular expression that an article's address matches."""


class Archive(_Entry):
    """Where a past day's addresses are found, when the feeds no longer hold it."""

    kind: Literal["sitemap", "wayback", "cc-news", "warc"]
    url: str | None = None
    """sitemap: an address in which ``{yyyy}``, ``{mm}``, ``{dd}`` stand for the day (or a sitemap index);
    wayback: the CDX server, default the Internet Archive's; cc-news: the root of the data set;
    warc: a file, folder or glob."""
    match: str | None = None
    """wayback: the CDX url pattern; default ``<host>/*``."""

    @model_validator(mode="after")
    def _check_url(self) -> Self:
        if self.url is None and self.kind in {"sitemap", "warc"}:
            raise ValueError(f"a {self.kind} archive needs a url")
        if self.url is not None and self.kind in {"sitemap", "wayback"}:
            _http_address(self.url)
        return self


class Retention(_Entry):
    """For how many days what is kept of this source; default from the settings."""

    text_days: Annotated[int, Field(ge=1)] | Literal["forever"] | None = None
    raw_days: Annotated[int, Field(ge=1)] | Literal["forever"] | None = None


class Source(_Entry):
    """A publisher we follow.

    A day of a source is a calendar day in ``timezone``.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
    name: Annotated[str, Field(min_length=1)]
    home: HttpAddress
    timezone: str = "UTC"
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    country: Annotated[str | None, Field(pattern=r"^[A-Z]{2}$")] = None
    hosts: tuple[str, ...] = ()
    """Hosts whose articles belong to this source, beside home's and its subdomains; ``*`` takes any."""
    feeds: tuple[HttpAddress, ...] = ()
    sitemaps: tuple[HttpAddress, ...] = ()
    sections: tuple[Section, ...] = ()
    addresses: tuple[str, ...] = ()
    """Files (text, CSV, JSONL) that list addresses."""
    warcs: tuple[str, ...] = ()
    """WARC files, folders or globs that are taken in as they are."""
    archives: tuple[Archive, ...] = ()
    """Asked in this order for a day older than what feeds and sitemaps hold."""
    include: tuple[Pattern, ...] = ()
    """Regular expressions; where given, an address must match one."""
    exclude: tuple[Pattern, ...] = ()
    """Regular expressions; an address that matches one is left out."""
    min_interval: Annotated[float | None, Field(ge=0, le=3600)] = None
    """Seconds between two requests to a host of this source; default from the settings."""
    max_per_day: Annotated[int | None, Field(gt=0)] = None
    """Candidates of one day at most."""
    retention: Retention = Retention()
    paused: bool = False

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

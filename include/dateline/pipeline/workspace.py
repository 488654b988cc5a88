"""What every step of the pipeline needs: settings, sources, the lake and the warehouse's address."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from upath import UPath

from dateline.errors import ConfigError
from dateline.lake import open_lake
from dateline.settings import Settings, get_settings
from dateline.sources import Source, load_sources


@dataclass(frozen=True)
class Workspace:
    """Where a pipeline works.

    ``warehouse_url`` is a PostgreSQL URL; a task passes its Airflow connection's, the command line the one
    from the settings.
    """

    settings: Settings
    warehouse_url: str

    @classmethod
    def current(cls, *, warehouse_url: str | None = None) -> Workspace:
        """The workspace that this process's environment describes.

        Raises:
            ConfigError: no warehouse is named.
        """
        settings = get_settings()
        url = warehouse_url or settings.warehouse_url
        if not url:
            raise ConfigError(
                "No warehouse is named.",
                "Start the local one with `make up` and load its environment, or set DATELINE_WAREHOUSE_URL.",
            )
        return cls(settings=settings, warehouse_url=url)

    @property
    def lake(self) -> UPath:
        return open_lake(self.settings.lake_root)

    @cached_property
    def sources(self) -> dict[str, Source]:
        return load_sources(self.settings.sources)

    def source(self, source_id: str) -> Source:
        """The source of that id.

        Raises:
            ConfigError: no such source.
        """
        try:
            return self.sources[source_id]
        except KeyError:
            files = ", ".join(str(path) for path in self.settings.sources)
            raise ConfigError(
                f"No source {source_id!r} in {files}.",
                f"Known are: {', '.join(sorted(self.sources))}.",
                source=source_id,
            ) from None

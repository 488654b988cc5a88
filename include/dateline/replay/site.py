"""One site out of whatever there is to replay: newsrooms, WARC files, pages files, folders of these."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from dateline.errors import ConfigError
from dateline.replay.exchange import Answer, Request, Site
from dateline.replay.newsroom_site import NewsroomSite
from dateline.replay.recorded import Recorded, RecordedSite, read_pages, read_warc

_WARC_ENDINGS = (".warc", ".warc.gz")


def load_site(paths: Iterable[Path]) -> Site:
    """A site that answers for all that ``paths`` hold.

    A path is a folder with a ``newsroom.yaml``, another folder (all WARC files below it), a WARC file or a
    pages file (``.jsonl``). Where two know a host, the earlier answers; all recordings count as one.

    Raises:
        ConfigError: a path is none of these, cannot be read, or nothing is in it.
    """
    newsrooms: list[Site] = []
    recorded: list[Recorded] = []
    for path in paths:
        if (path / "newsroom.yaml").is_file():
            newsrooms.append(NewsroomSite(path))
        else:
            pages = list(_recorded(path))
            if not pages:
                raise _nothing_in(path, "records no page")
            recorded.extend(pages)
    sites = [*newsrooms, RecordedSite(recorded)] if recorded else newsrooms
    return sites[0] if len(sites) == 1 else _Sites(sites)


class _Sites:
    """Several sites as one."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self._by_host: dict[str, Site] = {}
        for site in sites:
            for host in site.hosts:
                self._by_host.setdefault(host, site)

    @property
    def hosts(self) -> Collection[str]:
        return self._by_host.keys()

    def answer(self, request: Request, now: dt.datetime | None) -> Answer:
        return self._by_host[request.host].answer(request, now)


def _recorded(path: Path) -> Iterator[Recorded]:
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.name.endswith(_WARC_ENDINGS))
        if not files:
            raise _nothing_in(path, "holds neither a newsroom.yaml nor a WARC file")
        for file in files:
            yield from read_warc(file)
    elif path.name.endswith(_WARC_ENDINGS):
        yield from read_warc(path)
    elif path.suffix == ".jsonl":
        yield from read_pages(path)
    else:
        raise _nothing_in(
            path, "is no folder, WARC file or pages file" if path.exists() else "does not exist"
        )


def _nothing_in(path: Path, reason: str) -> ConfigError:
    return ConfigError(
        f"{path} {reason}.",
        "Name a newsroom's folder, files ending in .warc or .warc.gz, or pages files ending in .jsonl.",
        path=str(path),
    )

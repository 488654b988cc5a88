"""Sources for recorded pages, so that discovery finds exactly them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path

import yaml


def write_sources(files: Iterable[Path], *, day: dt.date, folder: Path) -> Path:
    """Write a sources file that lists every address of ``files`` under ``day``; return its path.

    ``files`` hold rows {id, url, html} as ``dateline replay`` serves them. An address that was recorded more
    than once is a candidate of as many sources, so each recording has an outcome of its own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for number, addresses in enumerate(_lists(files), start=1):
        listed = folder / f"addresses-{number}.jsonl"
        rows = (json.dumps({"url": url, "date": day.isoformat()}) + "\n" for url in addresses)
        listed.write_text("".join(rows), encoding="utf-8")
        entries.append(_source(number, listed))
    sources = folder / "sources.yaml"
    sources.write_text(yaml.safe_dump({"sources": entries}))
    return sources


def _lists(files: Iterable[Path]) -> list[list[str]]:
    """All addresses, in as many lists as one of them is recorded, each list without repeats."""
    lists: list[dict[str, None]] = []
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            url = json.loads(line)["url"]
            free = next((one for one in lists if url not in one), None)
            if free is None:
                lists.append(free := {})
            free[url] = None
    return [list(one) for one in lists]


def _source(number: int, listed: Path) -> dict[str, object]:
    return {
        "id": f"recorded-pages-{number}",
        "name": "Recorded pages" if number == 1 else f"Recorded pages, recording {number}",
        "home": "https://pages.invalid/",
        "hosts": ["*"],
        "addresses": [str(listed)],
        "min_interval": 0.0,
    }

"""Finding a capture again by its address or its candidate's id, from the journals beside the WARCs."""

from __future__ import annotations

import json
from collections.abc import Iterator

from upath import UPath

from dateline.fetch.archive.spool import JOURNAL
from dateline.records import Capture, Fetched

BATCHES = "day=*/batch=*"


def find_captures(lake: UPath, wanted: str, *, folder: str = BATCHES) -> Iterator[Capture]:
    """Yield the captures of a candidate's id or an address (asked or answered), newest day first.

    ``folder`` is the batch's, below the lake's root, where that is known.
    """
    needle = json.dumps(wanted).encode()
    for journal in sorted(lake.glob(f"{folder}/{JOURNAL.format(name='*')}"), key=str, reverse=True):
        for line in journal.read_bytes().splitlines():
            if needle in line:
                fetched = Fetched.model_validate(json.loads(line)["fetched"])
                if fetched.capture and wanted in _names(fetched, fetched.capture):
                    yield fetched.capture


def _names(fetched: Fetched, capture: Capture) -> set[str]:
    candidate = fetched.candidate
    return {candidate.id, candidate.url, capture.url, capture.final_url, *capture.redirects}

"""Make ``include/dateline/annotate/entities/given_names.tsv`` from nomquamgender's counts and our own list.

    pip download --no-deps nomquamgender==0.1.4
    python tools/given_names.py nomquamgender-0.1.4-py3-none-any.whl

The package (MIT, Ian Van Buskirk) merges 36 public counts of given names; loading it takes 22 MB of JSON and
pandas. The table keeps what Dateline asks: names in three or more of the sources, borne by 500 people or
more, each with ``f`` or ``m`` where nine of ten bearers agree, else ``u``. Left out are words that nearly
always begin the name of a place or a body: "West Yorkshire", "Royal Mail".

The counts are mostly of Europe and America: of 475 usual given names of Africa and Asia they had four in ten.
``given_names_more.txt`` names those that newspapers there print, with the gender that is usual; where the
counts know ten bearers or more and say otherwise, it is ``u``.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

MORE = Path(__file__).with_name("given_names_more.txt")
TARGET = Path(__file__).parents[1] / "include/dateline/annotate/entities/given_names.tsv"
LEAST_SOURCES = 3
LEAST_BEARERS = 500
LEAST_TO_OBJECT = 10
OF_PLACES = frozenset(["lake", "royal", "saint", "west"])


def main(wheel: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        counts = json.loads(archive.read("nomquamgender/name_data.json"))
    genders = ours(counts) | counted(counts)
    lines = [f"{name}\t{gender}" for name, gender in sorted(genders.items())]
    TARGET.write_text("name\tgender\n" + "\n".join(lines) + "\n", encoding="utf-8")


def counted(counts: dict[str, list[Any]]) -> dict[str, str]:
    return {
        name: gender(share_female)
        for name, (sources, bearers, share_female, *_) in counts.items()
        if sources >= LEAST_SOURCES and bearers >= LEAST_BEARERS and re.fullmatch("[a-z]{2,}", name)
        if name not in OF_PLACES
    }


def ours(counts: dict[str, list[Any]]) -> dict[str, str]:
    genders: dict[str, str] = {}
    for line in MORE.read_text(encoding="utf-8").splitlines():
        usual, _, names = line.partition(": ")
        for name in names.lower().split():
            _, bearers, share_female, *_ = counts.get(name, (0, 0, 0.5))
            objects = bearers >= LEAST_TO_OBJECT and gender(share_female) != usual
            genders[name] = "u" if objects else usual
    return genders


def gender(share_female: float) -> str:
    if share_female >= 0.9:
        return "f"
    return "m" if share_female <= 0.1 else "u"


if __name__ == "__main__":
    main(sys.argv[1])

"""Make ``include/dateline/annotate/entities/given_names.tsv`` from the names that nomquamgender counts.

    pip download --no-deps nomquamgender==0.1.4
    python tools/given_names.py nomquamgender-0.1.4-py3-none-any.whl

The package (MIT, Ian Van Buskirk) merges 36 public counts of given names; loading it takes 22 MB of JSON and
pandas. The table keeps what Dateline asks: names in three or more of the sources, borne by 500 people or
more, each with ``f`` or ``m`` where nine of ten bearers agree, else ``u``. Left out are words that nearly
always begin the name of a place or a body: "West Yorkshire", "Royal Mail".
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from pathlib import Path

TARGET = Path(__file__).parents[1] / "include/dateline/annotate/entities/given_names.tsv"
LEAST_SOURCES = 3
LEAST_BEARERS = 500
OF_PLACES = frozenset(["lake", "royal", "saint", "west"])


def main(wheel: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = json.loads(archive.read("nomquamgender/name_data.json"))
    lines = [
        f"{name}\t{gender(share_female)}"
        for name, (sources, bearers, share_female, *_) in sorted(names.items())
        if sources >= LEAST_SOURCES and bearers >= LEAST_BEARERS and re.fullmatch("[a-z]{2,}", name)
        if name not in OF_PLACES
    ]
    TARGET.write_text("name\tgender\n" + "\n".join(lines) + "\n", encoding="utf-8")


def gender(share_female: float) -> str:
    if share_female >= 0.9:
        return "f"
    return "m" if share_female <= 0.1 else "u"


if __name__ == "__main__":
    main(sys.argv[1])

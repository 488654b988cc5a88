"""Which code extracts: what a row's lineage must tell apart."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import dateline

EXTRACTING = ("clean", "annotate")
"""The packages whose code and word lists decide what is found in a page."""


@cache
def code_version() -> str:
    """The version with a digest of the extracting code, ``0.1.0+3f9a01c2``: a changed rule is another run."""
    root = Path(dateline.__file__).parent
    digest = hashlib.sha256()
    for package in EXTRACTING:
        for path in sorted((root / package).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"{path.relative_to(root)}\n".encode())
                digest.update(path.read_bytes())
    return f"{dateline.__version__}+{digest.hexdigest()[:8]}"

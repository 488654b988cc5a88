"""After a takedown and a rewriting no byte of the words is left in the server's own data files."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from upath import UPath
from warehouse.lakes import BATCH, on_disk
from warehouse.making import RUN, WORDS, story, together
from warehouse.tables import one, rows_of

from dateline.errors import WarehouseError
from dateline.warehouse.connection import connect
from dateline.warehouse.load import load_batch
from dateline.warehouse.rewriting import rewrite_tables
from dateline.warehouse.takedown import takedown
from dateline.warehouse.write import Lineage

SECRET = "Quillon Yarrowby-Thistlewick"


def test_no_data_file_holds_what_was_taken_down(warehouse_url: str, tmp_path: Path) -> None:
    files = _data_files(warehouse_url)
    records = on_disk(
        tmp_path, together(story("wall", f"{WORDS}\n\n{SECRET} knew."), story("flood", f"{WORDS} 2"))
    )
    load_batch(warehouse_url, records, run=RUN, lineage=Lineage(BATCH))
    rewrite_tables(warehouse_url)
    assert _holds(files)
    takedown(
        warehouse_url, UPath(tmp_path), "https://example.org/wall", reason="request 41", asked_by="legal"
    )
    rows = rows_of(warehouse_url)
    rewrite_tables(warehouse_url)
    assert not _holds(files)
    assert rows_of(warehouse_url) == rows


def test_a_login_that_may_not_is_told_so(warehouse_url: str) -> None:
    with connect(warehouse_url) as connection:
        name = f"guest_{connection.info.dbname}"
        connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'guest'".encode())
        connection.execute(f"GRANT dateline_reader TO {name}".encode())
    try:
        guest = connect(warehouse_url).info
        url = f"postgresql://{name}:guest@{guest.host}:{guest.port}/{guest.dbname}"
        with pytest.raises(WarehouseError, match="permission denied to vacuum"):
            rewrite_tables(url)
    finally:
        with connect(warehouse_url) as connection:
            connection.execute(f"DROP ROLE {name}".encode())


def _data_files(url: str) -> Path:
    """The folder of the database's files, where the server is on this machine."""
    folder = (
        Path(one(url, "SHOW data_directory"))
        / "base"
        / str(one(url, "SELECT oid FROM pg_database WHERE datname = current_database()"))
    )
    try:
        next(folder.iterdir())
    except OSError:
        pytest.skip("the server's files are not to be read from here")
    return folder


def _holds(folder: Path) -> bool:
    found = False
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):  # the server removes files at any time
            found |= SECRET.encode() in path.read_bytes()
    return found

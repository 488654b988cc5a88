"""Draw the warehouse's schema into docs/warehouse.md, from a database that the migrations just made.

Usage: .venv/bin/python tools/schema_diagram.py
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from dateline.runtime.postgres import EmbeddedPostgres
from dateline.warehouse.diagram import diagram, replace_diagram
from dateline.warehouse.migrate import migrate

PAGE = Path(__file__).parents[1] / "docs" / "warehouse.md"


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="dateline-schema-"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder, durable=False)
    server.start()
    try:
        url = server.ensure_database("schema")
        migrate(url)
        PAGE.write_text(replace_diagram(PAGE.read_text(encoding="utf-8"), diagram(url)), encoding="utf-8")
    finally:
        server.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

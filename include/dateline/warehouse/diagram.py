"""The schema as a Mermaid diagram, read from a live database, so that documentation cannot drift from it."""

from __future__ import annotations

from dateline.warehouse.connection import connect

BEGIN, END = "<!-- schema: made by tools/schema_diagram.py -->", "<!-- end of schema -->"


def diagram(url: str, *, schema: str = "dateline") -> str:
    """Tables with their keys, and an arrow a foreign key, as ``erDiagram``."""
    with connect(url) as connection:
        columns = connection.execute(_COLUMNS, [schema]).fetchall()
        arrows = connection.execute(_ARROWS, [schema]).fetchall()
    tables: dict[str, list[str]] = {}
    for table, column, kind, keys in columns:
        tables.setdefault(table, []).append(f"        {kind} {column} {keys}".rstrip())
    lines = ["```mermaid", "erDiagram"]
    for table, rows in tables.items():
        lines += [f"    {table} {{", *rows, "    }"]
    lines += [f"    {parent} ||--o{{ {child} : {column}" for child, parent, column in arrows]
    return "\n".join([*lines, "```"])


def replace_diagram(page: str, made: str) -> str:
    """``page`` with the diagram between its markers replaced."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{made}\n{END}{tail}"


_COLUMNS = """
SELECT relname, attname, replace(split_part(format_type(atttypid, NULL), ' ', 1), '[]', '_array'),
       concat_ws(', ', CASE WHEN bool_or(contype = 'p') THEN 'PK' END,
                 CASE WHEN bool_or(contype = 'f') THEN 'FK' END)
FROM pg_class c
JOIN pg_namespace n ON n.oid = relnamespace AND nspname = %s
JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
JOIN pg_constraint k ON conrelid = c.oid AND attnum = ANY(conkey) AND contype IN ('p', 'f')
WHERE relkind = 'r' AND relname <> 'alembic_version'
GROUP BY relname, attname, attnum, atttypid ORDER BY relname, attnum"""
_ARROWS = """
SELECT DISTINCT child.relname, parent.relname, string_agg(attname, '_' ORDER BY attnum)
FROM pg_constraint k
JOIN pg_class child ON child.oid = conrelid
JOIN pg_class parent ON parent.oid = confrelid
JOIN pg_namespace n ON n.oid = child.relnamespace AND nspname = %s
JOIN pg_attribute a ON attrelid = conrelid AND attnum = ANY(conkey)
WHERE contype = 'f' GROUP BY k.oid, child.relname, parent.relname ORDER BY 1, 2, 3"""

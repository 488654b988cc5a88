"""The schema itself: it says what everything is, and refuses states that cannot be."""

from __future__ import annotations

import psycopg
import pytest
from warehouse.making import RUN, story
from warehouse.tables import one, rows_of

from dateline.warehouse.connection import connect
from dateline.warehouse.load import load_batch
from dateline.warehouse.migrate import current, head, migrate, revisions
from dateline.warehouse.search import search_quotes
from dateline.warehouse.write import Lineage


def test_every_table_and_column_has_a_comment(warehouse_url: str) -> None:
    with connect(warehouse_url) as connection:
        bare = connection.execute(
            """SELECT relname, attname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
               JOIN pg_attribute a ON attrelid = c.oid AND attnum >= 0 AND NOT attisdropped
               WHERE nspname = 'dateline' AND relkind IN ('r', 'v', 'p') AND relname <> 'alembic_version'
                 AND col_description(c.oid, attnum) IS NULL
               UNION SELECT relname, '' FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
               WHERE nspname = 'dateline' AND relkind IN ('r', 'v', 'p') AND relname <> 'alembic_version'
                 AND obj_description(c.oid, 'pg_class') IS NULL
               ORDER BY 1, 2"""
        ).fetchall()
    assert bare == []


@pytest.mark.parametrize(
    "wrong",
    [
        "INSERT INTO article_version SELECT (jsonb_populate_record(v, jsonb_build_object("
        "'version_id', gen_random_uuid(), 'valid_from', v.valid_from + '1s'))).* FROM article_version v",
        "INSERT INTO article_version SELECT (jsonb_populate_record(v, jsonb_build_object("
        "'version_id', gen_random_uuid(), 'valid_to', v.valid_from + '1s'))).* FROM article_version v",
        "UPDATE article_version SET valid_to = valid_from",
        "UPDATE article_version SET text = NULL",
        "UPDATE article_version SET warc_offset = -1",
        "UPDATE article SET url = url || '/other'",
        "UPDATE article SET published_at = NULL",
        "UPDATE article SET source_id = 'nobody'",
        "UPDATE mention SET end_at = start_at",
        "UPDATE mention SET start_at = -1",
        "UPDATE mention SET entity_id = gen_random_uuid()",
        "UPDATE quote SET score = 1.1",
        "UPDATE quote SET speaker_score = -0.1",
        "UPDATE quote SET part_starts = '{}', part_ends = '{}'",
        "UPDATE quote SET part_ends = part_starts",
        "UPDATE quote SET cue_start = 5",
        "UPDATE quote SET speaker = NULL",
        "UPDATE quote SET kind = 'shouted'",
        "UPDATE outcome SET outcome = 'lost'",
        "UPDATE outcome SET article_id = NULL",
        "INSERT INTO outcome SELECT * FROM outcome",
        "INSERT INTO extraction SELECT (jsonb_populate_record(e, jsonb_build_object("
        "'extraction_id', gen_random_uuid()))).* FROM extraction e",
        "DELETE FROM extraction_run",
        "DELETE FROM batch",
    ],
)
def test_a_wrong_state_is_refused(loaded_url: str, wrong: str) -> None:
    with connect(loaded_url) as connection, pytest.raises(psycopg.errors.IntegrityError):
        connection.execute(wrong.encode())


@pytest.fixture(scope="module")
def loaded_url(make_database, migrated_template: str) -> str:  # type: ignore[no-untyped-def]
    url: str = make_database(migrated_template)
    load_batch(url, story("wall"), run=RUN, lineage=Lineage("b"))
    return url


def test_migrations_are_one_line() -> None:
    assert head() == revisions()[-1]


@pytest.mark.parametrize("start", ["nothing", *revisions()])
def test_migrations_run_from_every_earlier_revision(make_database, start: str) -> None:  # type: ignore[no-untyped-def]
    url = make_database()
    assert current(url) is None
    if start != "nothing":
        migrate(url, start)
        assert current(url) == start
    migrate(url)
    assert current(url) == head()
    migrate(url)
    load_batch(url, story("wall"), run=RUN, lineage=Lineage("b"))


@pytest.mark.parametrize("start", revisions())
def test_rows_of_every_earlier_revision_survive(make_database, loaded_url: str, start: str) -> None:  # type: ignore[no-untyped-def]
    url = make_database()
    migrate(url, start)
    _put_rows(loaded_url, url)
    migrate(url)
    expected, found = rows_of(loaded_url), rows_of(url)
    for table in (
        "article",
        "article_version",
        "mention",
        "quote",
        "outcome",
        "version_search",
        "quote_search",
    ):
        assert found[table] == expected[table], table
    assert one(url, "SELECT speaker FROM current_quote") == "Dana Whitlock"
    assert len(search_quotes(url, words="lock")) == 1


def _put_rows(source: str, target: str) -> None:
    """Copy what one warehouse holds into another of an earlier schema, as far as that has room for it."""
    with connect(source) as old, connect(target) as new:
        new.execute("SET session_replication_role = replica")  # any order of tables
        columns = """SELECT c.table_name, c.column_name FROM information_schema.columns c
                     JOIN information_schema.tables t USING (table_schema, table_name)
                     WHERE table_schema = 'dateline' AND table_type = 'BASE TABLE'
                       AND table_name <> 'alembic_version' AND is_generated = 'NEVER'"""
        held = set(old.execute(columns).fetchall())
        wanted: dict[str, list[str]] = {}
        for table, column in new.execute(columns).fetchall():
            if (table, column) in held:
                wanted.setdefault(table, []).append(column)
        new.execute(f"TRUNCATE {', '.join(wanted)} CASCADE".encode())  # what migrations themselves filled
        for table, names in wanted.items():
            listed = f"{table} ({', '.join(names)})"
            with (
                old.cursor().copy(f"COPY {listed} TO STDOUT".encode()) as out,
                new.cursor().copy(f"COPY {listed} FROM STDIN".encode()) as into,
            ):
                for block in out:
                    into.write(block)


def test_a_reader_reads_and_cannot_write(warehouse_url: str) -> None:
    with connect(warehouse_url, role="reader") as connection:
        assert connection.execute("SELECT count(*) FROM current_article").fetchone() == (0,)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("DELETE FROM article")
        connection.rollback()
        connection.execute("SET default_transaction_read_only = off")
        connection.commit()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM article")


def test_a_writer_loads_and_cannot_drop(warehouse_url: str) -> None:
    with connect(warehouse_url, role="writer") as connection:
        connection.execute("INSERT INTO source (source_id, name) VALUES ('a', 'A')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DROP TABLE outcome")


def test_a_member_of_the_owners_may_change_tables(warehouse_url: str) -> None:
    with connect(warehouse_url, role="owner") as connection:
        connection.execute("ALTER TABLE article ADD COLUMN note text")
        connection.rollback()


def test_a_login_that_may_not_make_roles_migrates_and_loads(make_database, caplog) -> None:  # type: ignore[no-untyped-def]
    url = make_database()
    name = url.rsplit("/", 1)[1]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'plain'".encode())
        connection.execute(f"ALTER DATABASE {name} OWNER TO {name}".encode())
        connection.execute("DROP OWNED BY dateline_owner, dateline_writer, dateline_reader")
    host = url.rsplit("@", 1)[1]
    plain = f"postgresql+psycopg2://{name}:plain@{host}"
    migrate(plain)
    load_batch(plain, story("wall"), run=RUN, lineage=Lineage("b"))
    assert one(plain, "SELECT count(*) FROM current_article") == 1

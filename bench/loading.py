"""How fast loading is, against raw COPYs of the same rows on the same server in the same run.

    .venv/bin/python bench/loading.py                    50,000 articles of 4 KB, 500,000 mentions,
                                                         150,000 quotes
    .venv/bin/python bench/loading.py --articles 500000 --growth    ten times that, loads only: what the
                                                         articles of each tenth cost

Everything runs on a fresh embedded server with its usual, durable settings. Articles come in batches; of each
batch every line of the table takes its turn before the next batch is made, so that all of them meet the same
moments of a busy machine, and tables of the same size. Making batches is outside the clock. So is vacuuming,
each time the tables have doubled: autovacuum is off, for its work would be counted to whichever line is on.

Two raw COPYs stand beside the load, both of rows that lie ready, binary, a transaction a batch:

- *bare tables*: the same columns without any key, check or index;
- *the warehouse's tables*: with all their keys, checks and indexes, the search tables' among them. It is the
  reference, 1.00: what a load can cost at least that leaves the same tables behind. It knows beforehand which
  entities are new, as a load has to find out.

Both copy all rows that the load writes, the search vectors too. The load starts from the stages' records: it
digests them, asks what is known, plans, makes the rows and the vectors. ``last tenth`` is what the last tenth
of the batches cost an article, against the first: 1.0 where a cost does not grow with the warehouse.
``two at once`` loads the same batches by two processes, as ``ingest`` does, which has four slots for it.
Row by row and ``execute_values`` write the same rows, vectors left out, to the warehouse's tables, for
``--sample`` articles, and are scaled up; that flatters them, for their indexes stay small.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import gc
import hashlib
import multiprocessing
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import psycopg2
from psycopg.types.json import Jsonb
from psycopg2.extras import Json, execute_values, register_uuid

from dateline.records import (
    Article,
    Candidate,
    Capture,
    Cleaned,
    Entities,
    Entity,
    ExtractionRun,
    Fetched,
    FoundBy,
    Mention,
    Moment,
    Precision,
    Provenance,
    Quote,
    Quotes,
    WarcRef,
)
from dateline.runtime.postgres import EmbeddedPostgres
from dateline.warehouse import rows
from dateline.warehouse.connection import connect
from dateline.warehouse.copying import Columns, copy_rows, replacing
from dateline.warehouse.identity import Identities
from dateline.warehouse.incoming import BatchRecords, join
from dateline.warehouse.keys import extraction_key
from dateline.warehouse.load import load_batch
from dateline.warehouse.migrate import migrate
from dateline.warehouse.plan import Known, plan
from dateline.warehouse.search import index_search, search_articles, search_quotes
from dateline.warehouse.write import Lineage

RUN = ExtractionRun(code_version="bench", model="none", model_version="0")
TABLES = (
    rows.ARTICLE,
    rows.VERSION,
    rows.EXTRACTION,
    rows.ENTITY,
    rows.ARTICLE_ENTITY,
    rows.MENTION,
    rows.QUOTE,
    rows.OUTCOME,
)
KEYS = {
    "article": "article_id",
    "article_version": "version_id",
    "extraction": "extraction_id",
    "entity": "entity_id",
    "article_entity": "extraction_id, entity_id",
    "mention": "extraction_id, ordinal",
    "quote": "quote_id",
    "outcome": "candidate_id",
}
Tables = list[tuple[Columns, list[rows.Row]]]
VECTORS = ("version_search", "quote_search")


def main() -> None:
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="dateline-bench-"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder)
    server.start()
    try:
        _run(server, folder, options)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _run(server: EmbeddedPostgres, folder: Path, options: argparse.Namespace) -> None:
    if options.growth:
        _time_growth(_migrated(server, "growth"), options)
        return
    with connect(server.url()) as connection:
        connection.autocommit = True
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("SELECT pg_reload_conf()")
    clock = Clock(server, batches=options.articles // options.batch)
    print(f"{options.articles:,} articles of 4 KB in batches of {options.batch:,}", flush=True)
    url = _time_batches(server, folder, options, clock)
    _time_other_ways(server, options, clock)
    if options.articles <= 50_000:
        _time_two_at_once(server, options, clock)
    clock.print()
    _time_search(url, Newsroom(options.seed))


def _batches(options: argparse.Namespace) -> Iterator[tuple[int, BatchRecords]]:
    newsroom = Newsroom(options.seed)
    for number, start in enumerate(range(0, options.articles, options.batch)):
        yield number, newsroom.batch(start, options.batch)


def _time_growth(url: str, options: argparse.Namespace) -> None:
    """Load only, and print after each tenth what its articles cost, by the wall."""
    names = ("first load", "its vectors", "again", "1 % changed")
    print(f"{'articles':>10}" + "".join(f"{name:>14}" for name in names) + "   ms an article", flush=True)
    taken = dict.fromkeys(names, 0.0)
    changing, tenth = Newsroom(options.seed + 1), max(options.articles // options.batch // 10, 1)
    for number, batch in _batches(options):
        later = changing.changed(batch, share=0.01)
        for name, work in (
            ("first load", partial(_load, url, number, batch)),
            ("its vectors", partial(_index, url, number)),
            ("again", partial(_load, url, number, batch)),
            ("1 % changed", partial(_load, url, number, later)),
        ):
            start = time.perf_counter()
            work()
            taken[name] += time.perf_counter() - start
        if (done := number + 1) % tenth == 0:
            figures = "".join(f"{1000 * each / tenth / options.batch:14.2f}" for each in taken.values())
            print(f"{done * options.batch:>10,}{figures}", flush=True)
            taken = dict.fromkeys(names, 0.0)
    _time_search(url, Newsroom(options.seed))


def _time_batches(server: EmbeddedPostgres, folder: Path, options: argparse.Namespace, clock: Clock) -> str:
    bare, full, url = (_bare(server), _migrated(server, "full"), _migrated(server, "first"))
    with connect(full) as connection:
        _write_parents(connection)
    seen: set[Any] = set()
    changing = Newsroom(options.seed + 1)
    for number, batch in _batches(options):
        with clock.time("making the rows"):
            tables = _tables(batch)
        with clock.time(BARE):
            _raw_copy(bare, tables)
        new = [
            (columns, [row for row in lines if columns is not rows.ENTITY or row[0] not in seen])
            for columns, lines in tables
        ]
        seen.update(row[0] for columns, lines in new if columns is rows.ENTITY for row in lines)
        with clock.time(FULL):
            _raw_copy(full, new)
        with clock.time(FIRST):
            _load(url, number, batch)
        with clock.time(INDEX):
            _index(url, number)
        files = _dump_vectors(url, folder, number)
        with clock.time("raw COPY of the vectors, bare tables"):
            _raw_copy_vectors(bare, files)
        with clock.time("raw COPY of the vectors, the warehouse's tables"):
            _raw_copy_vectors(full, files)
        _again(url, number, batch, changing.changed(batch, share=0.01), clock)
        if (number + 1).bit_count() == 1:
            _vacuum(full)
            _vacuum(url)
        print(f"    batch {number + 1} of {clock.batches}", end="\r", flush=True)
    return url


def _again(url: str, number: int, batch: BatchRecords, changed: BatchRecords, clock: Clock) -> None:
    """Load the batch as ``ingest`` does, vectors in the same go: as it was, by its files, a day later."""
    with clock.time("the same records again, each looked at"):
        _load(url, number, batch, search=True)
    _load(url, number, batch, digest="the files")
    with clock.time("the same files again"):
        _load(url, number, batch, digest="the files", search=True)
    with clock.time("1 % changed, a day later"):
        _load(url, number, changed, search=True)


def _time_other_ways(server: EmbeddedPostgres, options: argparse.Namespace, clock: Clock) -> None:
    tables = _tables(Newsroom(options.seed).batch(10_000_000, options.sample))
    for name, write in (("execute_values", _execute_values), ("row by row", _row_by_row)):
        other = _migrated(server, name.replace(" ", "_"))
        for turn in ("", ", the same again"):
            with clock.time(f"{name}{turn}", factor=options.articles / options.sample):
                write(other, tables)


def _time_two_at_once(server: EmbeddedPostgres, options: argparse.Namespace, clock: Clock) -> None:
    url, batches = _migrated(server, "two"), list(_batches(options))
    gc.collect()
    gc.freeze()

    def work(turn: int) -> None:
        for number, batch in batches[turn::2]:
            _load(url, number, batch)
            _index(url, number)

    fork = multiprocessing.get_context("fork")
    with clock.time("first load with its vectors, two at once"):
        workers = [fork.Process(target=work, args=(turn,)) for turn in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    if any(worker.exitcode for worker in workers):
        raise SystemExit("A loading process failed.")


BARE = "raw COPY of the rows, bare tables"
FULL = "raw COPY of the rows, the warehouse's tables"
FIRST = "first load"
INDEX = "its search vectors"
SUMS = {
    "raw COPY, bare tables": (BARE, "raw COPY of the vectors, bare tables"),
    "raw COPY, the warehouse's tables": (FULL, "raw COPY of the vectors, the warehouse's tables"),
    "first load with its vectors": (FIRST, INDEX),
}
REFERENCE = "raw COPY, the warehouse's tables"


class Clock:
    """Adds up what each line of the table takes by the wall and by the processor (clients and server).

    On a machine that is busy with other things the processor's seconds are the ones to compare.
    """

    def __init__(self, server: EmbeddedPostgres, *, batches: int) -> None:
        self.batches = batches
        self._server = psutil.Process(server.pid)
        self._taken: dict[str, list[tuple[float, float]]] = {}

    @contextlib.contextmanager
    def time(self, name: str, *, factor: float = 1.0) -> Iterator[None]:
        """Time what is done within, one batch of it."""
        cpu, wall = self._cpu(), time.perf_counter()
        yield
        wall = time.perf_counter() - wall
        self._taken.setdefault(name, []).append((wall * factor, (self._cpu() - cpu) * factor))

    def print(self) -> None:
        """The table: seconds, their ratio to the raw COPYs, and how the cost of an article grew."""
        taken = self._taken | {
            name: [(a[0] + b[0], a[1] + b[1]) for a, b in zip(*(self._taken[p] for p in parts), strict=True)]
            for name, parts in SUMS.items()
        }
        full, bare = taken[REFERENCE], taken["raw COPY, bare tables"]
        title = ("wall s", "cpu s", "wall ×", "cpu ×", "cpu × bare", "last tenth")
        print(f"{'':<50}" + "".join(f"{word:>11}" for word in title))
        for name, each in sorted(taken.items(), key=lambda item: item[0] not in SUMS):
            wall, cpu = _total(each, 0), _total(each, 1)
            figures = f"{wall:11.1f}{cpu:11.1f}{wall / _total(full, 0):11.2f}{cpu / _total(full, 1):11.2f}"
            print(f"{name:<50}{figures}{cpu / _total(bare, 1):11.2f}{self._growth(each)}", flush=True)

    def _growth(self, each: list[tuple[float, float]]) -> str:
        tenth = self.batches // 10
        if len(each) < self.batches or not tenth:
            return ""
        first = _total(each[:tenth], 1)
        return f"{_total(each[-tenth:], 1) / first:11.2f}" if first > 0.1 else ""

    def _cpu(self) -> float:
        time.sleep(0.1)  # a backend's seconds are known once it has ended
        server, own = self._server.cpu_times(), psutil.Process().cpu_times()
        return (
            own.user
            + own.system
            + own.children_user
            + own.children_system
            + (server.children_user + server.children_system)
        )


def _total(taken: list[tuple[float, float]], column: int) -> float:
    return sum(one[column] for one in taken)


def _load(
    url: str, number: int, batch: BatchRecords, *, digest: str | None = None, search: bool = False
) -> None:
    lineage = Lineage(f"bench/{number:05d}", inputs_digest=digest)
    load_batch(url, batch, run=RUN, lineage=lineage, search=search)


def _index(url: str, number: int) -> None:
    with connect(url) as connection:
        index_search(connection, f"bench/{number:05d}")


def _dump_vectors(url: str, folder: Path, number: int) -> dict[str, Path]:
    """The rows of the search tables that a batch made, as files for COPY."""
    files = {table: folder / f"{table}.copy" for table in VECTORS}
    of_batch = {
        "version_search": "SELECT s.* FROM version_search s JOIN article_version USING (version_id)",
        "quote_search": "SELECT s.* FROM quote_search s JOIN quote USING (quote_id) "
        "JOIN extraction USING (extraction_id)",
    }
    with connect(url) as connection:
        for table, path in files.items():
            rows_of = f"{of_batch[table]} WHERE batch_id = 'bench/{number:05d}'"
            command = f"COPY ({rows_of}) TO STDOUT (FORMAT BINARY)".encode()
            with path.open("wb") as file, connection.cursor().copy(command) as copy:
                file.writelines(copy)
    return files


def _raw_copy_vectors(url: str, files: dict[str, Path]) -> None:
    with connect(url) as connection:
        for table, path in files.items():
            command = f"COPY {table} FROM STDIN (FORMAT BINARY)".encode()
            with path.open("rb") as file, connection.cursor().copy(command) as copy:
                while block := file.read(1 << 20):
                    copy.write(block)


def _time_search(url: str, newsroom: Newsroom) -> None:
    _vacuum(url)
    for name, search in (("quotes", search_quotes), ("articles", search_articles)):
        taken = []
        for phrase in newsroom.phrases(100):
            start = time.perf_counter()
            search(url, words=f'"{phrase}"')
            taken.append(1000 * (time.perf_counter() - start))
        taken.sort()
        spread = f"{taken[50]:.0f} ms median, {taken[94]:.0f} ms p95, {taken[-1]:.0f} ms worst of 100"
        print(f"phrase search in {name:<33} {spread}", flush=True)


def _vacuum(url: str) -> None:
    with connect(url) as connection:
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


def _migrated(server: EmbeddedPostgres, name: str) -> str:
    url = server.ensure_database(name)
    migrate(url)
    return url


def _bare(server: EmbeddedPostgres) -> str:
    """A database with the tables that a load fills, of the same columns, without any key or check."""
    url = server.ensure_database("bare")
    with connect(url) as connection:
        for columns in TABLES:
            types = ", ".join(f"{name} {kind}" for name, kind in columns.types.items())
            connection.execute(f"CREATE TABLE {columns.table} ({types})".encode())
        for table in VECTORS:
            connection.execute(f"CREATE TABLE {table} (id uuid, document tsvector, english boolean)".encode())
    return url


def _raw_copy(url: str, tables: Tables) -> None:
    with connect(url) as connection:
        for columns, lines in tables:
            copy_rows(connection, columns, lines)


def _tables(batch: BatchRecords) -> Tables:
    """The rows of a batch that meets an empty warehouse, parents first."""
    incoming = join(batch)
    made = plan(incoming, Known(), run_id=RUN.id)
    facts = [
        (extraction_key(v.version_id, RUN.id), v, Identities(d.article.url, d.facts))
        for v, d in made.facts
        if d.facts
    ]
    return [
        (rows.ARTICLE, [rows.article_row(item) for item in made.articles.values()]),
        (rows.VERSION, [rows.version_row(v, run_id=RUN.id, batch_id="b") for v in made.new_versions]),
        (
            rows.EXTRACTION,
            [
                (
                    key,
                    v.version_id,
                    RUN.id,
                    "b",
                    True,
                    a.facts.digest,
                    len(a.facts.entities.mentions),
                    len(a.facts.quotes.quotes),
                )
                for key, v, a in facts
            ],
        ),
        (rows.ENTITY, list(rows.entity_rows(article for _, _, article in facts))),
        (rows.ARTICLE_ENTITY, [row for key, _, a in facts for row in rows.article_entity_rows(key, a)]),
        (rows.MENTION, [row for key, _, a in facts for row in rows.mention_rows(key, a)]),
        (rows.QUOTE, [row for key, _, a in facts for row in rows.quote_rows(key, a, language="en")]),
        (
            rows.OUTCOME,
            [rows.outcome_row(i, made.outcomes[i.id], batch_id="b") for i in made.changed_outcomes],
        ),
    ]


def _execute_values(url: str, tables: Tables) -> None:
    def write(cursor: Any, columns: Columns, key: str, lines: list[rows.Row]) -> None:
        statement = f"INSERT INTO {columns.table} ({columns.names}) VALUES %s {_replacing(columns, key)}"
        template = "(" + ", ".join(f"%s::{kind}" for kind in columns.types.values()) + ")"
        execute_values(cursor, statement, lines, template=template, page_size=1000)

    _write_with(url, tables, write)


def _row_by_row(url: str, tables: Tables) -> None:
    def write(cursor: Any, columns: Columns, key: str, lines: list[rows.Row]) -> None:
        values = ", ".join(f"%s::{kind}" for kind in columns.types.values())
        statement = (
            f"INSERT INTO {columns.table} ({columns.names}) VALUES ({values}) {_replacing(columns, key)}"
        )
        for line in lines:
            cursor.execute(statement, line)

    _write_with(url, tables, write)


def _write_with(url: str, tables: Tables, write: Callable[..., None]) -> None:
    """All tables in one transaction, by psycopg2, the driver that these two ways are usual with."""
    connection = psycopg2.connect(url, options="-c search_path=dateline")
    register_uuid(conn_or_curs=connection)
    with connection, connection.cursor() as cursor:
        _write_parents(cursor)
        for columns, lines in tables:
            plain = [
                [Json(value.obj) if isinstance(value, Jsonb) else value for value in line] for line in lines
            ]
            write(cursor, columns, KEYS[columns.table], plain)
    connection.close()


def _write_parents(connection: Any) -> None:
    connection.execute(
        """INSERT INTO source SELECT 'outlet' || n, 'outlet' FROM generate_series(0, 39) n
           ON CONFLICT DO NOTHING"""
    )
    connection.execute("INSERT INTO extraction_run VALUES (%s, '', '', '') ON CONFLICT DO NOTHING", [RUN.id])
    connection.execute("INSERT INTO batch (batch_id) VALUES ('b') ON CONFLICT DO NOTHING")


def _replacing(columns: Columns, key: str) -> str:
    return replacing(columns, *key.split(", "))


FUNCTION_WORDS = """
    the of and to a in is it that was for on are as with his they at be this have from or had by but not what
    all were we when your can an each which she do how their if will up other about out then them these so
    some her would him into has more no than who its now my over did down only very after our before just
    where through any same too between under again against both few most such own here once there why while
    being because until off above during below further nor me you i he
"""
"""The commonest words of English, in their order: nearly half of any text."""


class Newsroom:
    """Makes articles whose words follow English's frequencies, the same articles for the same seed.

    The commonest words are English's own, which search leaves out; the others are made up.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        syllables = [c + v for c in "bcdfghklmnprst" for v in "aeiou"]
        made_up = [
            "".join(self._random.choices(syllables, k=self._random.randint(1, 4))) for _ in range(30_000)
        ]
        common = FUNCTION_WORDS.split()
        self._words = common + made_up[len(common) :]
        weights = [1 / (rank + 1) for rank in range(30_000)]
        self._stream = self._random.choices(self._words, weights, k=1_000_000)
        self._names = [
            f"{a.title()} {b.title()}"
            for a, b in zip(self._words[5000:15000], self._words[15000:25000], strict=True)
        ]

    def batch(self, start: int, size: int) -> BatchRecords:
        made = [self._article(number) for number in range(start, start + size)]
        return BatchRecords(*[list(column) for column in zip(*made, strict=True)])  # type: ignore[arg-type]

    def changed(self, batch: BatchRecords, *, share: float) -> BatchRecords:
        """The same articles fetched a day later, a share of them with other words."""
        fetched, cleaned = [], []
        for one, page in zip(batch.fetched, batch.cleaned, strict=True):
            assert one.capture and page.article
            candidate = one.candidate.model_copy(update={"day": one.candidate.day + dt.timedelta(days=1)})
            later = one.capture.model_copy(
                update={"fetched_at": one.capture.fetched_at + dt.timedelta(days=1)}
            )
            article = page.article
            if self._random.random() < share:
                article = article.model_copy(
                    update={"text": article.text[:-40] + " corrected on the day after it"}
                )
            fetched.append(one.model_copy(update={"candidate": candidate, "capture": later}))
            cleaned.append(Cleaned(id=candidate.id, article=article))
        names = [one.candidate.id for one in fetched]
        return BatchRecords(
            fetched,
            cleaned,
            [
                found.model_copy(update={"id": name})
                for found, name in zip(batch.entities, names, strict=True)
            ],
            [found.model_copy(update={"id": name}) for found, name in zip(batch.quotes, names, strict=True)],
        )

    def phrases(self, count: int) -> list[str]:
        """Three words in a row, as they stand in the articles."""
        starts = self._random.sample(range(900_000), count)
        return [" ".join(self._stream[at : at + 3]) for at in starts]

    def _article(self, number: int) -> tuple[Fetched, Cleaned, Entities, Quotes]:
        choose = self._random
        at = choose.randrange(len(self._stream) - 800)
        text = " ".join(self._stream[at : at + 800])[:4000]
        day = dt.date(2024, 1, 1) + dt.timedelta(days=number % 365)
        moment = dt.datetime(day.year, day.month, day.day, 9, number % 60, tzinfo=dt.UTC)
        url = f"https://www.outlet{number % 40}.example/{day:%Y/%m/%d}/story-{number}"
        candidate = Candidate(
            source=f"outlet{number % 40}",
            url=url,
            day=day,
            found_by=FoundBy.FEED,
            found_in="https://example/feed",
        )
        capture = Capture(
            url=url,
            final_url=url,
            fetched_at=moment + dt.timedelta(hours=3),
            status=200,
            content_type="text/html",
            charset="utf-8",
            digest="sha256:" + hashlib.sha256(text.encode()).hexdigest(),
            size=60_000,
            warc=WarcRef(path=f"day={day}/batch=000/captures.warc.gz", offset=number * 9000, length=9000),
        )
        trusted = Provenance(origin="json-ld", confidence=0.95)
        article = Article(
            url=url,
            title=text[:60],
            authors=(self._names[number % 900],),
            published=Moment(day=day, at=moment, precision=Precision.INSTANT),
            language="en",
            text=text,
            provenance=dict.fromkeys(("title", "authors", "published", "language"), trusted),
        )
        people = choose.sample(self._names, 5)
        return (
            Fetched(candidate=candidate, capture=capture),
            Cleaned(id=candidate.id, article=article),
            self._entities(candidate.id, people, text),
            Quotes(id=candidate.id, quotes=tuple(self._quote(text, person) for person in people[:3])),
        )

    def _entities(self, name: str, people: list[str], text: str) -> Entities:
        places = sorted(self._random.sample(range(0, 3900), 10))
        mentions = tuple(
            Mention(start=at, end=at + 12, label="PERSON", text=text[at : at + 12], name=people[i % 5])
            for i, at in enumerate(places)
        )
        found = tuple(Entity(name=person, label="PERSON", mentions=2, salience=0.3) for person in people)
        return Entities(id=name, mentions=mentions, entities=found)

    def _quote(self, text: str, person: str) -> Quote:
        at = self._random.randrange(3700)
        return Quote(
            parts=((at, at + 150),),
            verbatim=((at, at + 150),),
            kind="direct",
            text=text[at : at + 150],
            mention=(at + 152, at + 160),
            mention_text=text[at + 152 : at + 160],
            cue=(at + 161, at + 165),
            cue_text="said",
            speaker=person,
            speaker_type="person",
            speaker_score=0.9,
            speaker_method="full name",
            score=0.9,
            method="pairs",
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time loading against a raw COPY.")
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--batch", type=int, default=2_500)
    parser.add_argument("--sample", type=int, default=2_000)
    parser.add_argument("--growth", action="store_true", help="load only, and show how the costs grow")
    parser.add_argument("--seed", type=int, default=6)
    return parser.parse_args()


if __name__ == "__main__":
    main()

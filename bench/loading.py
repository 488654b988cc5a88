"""How fast loading is, against a raw COPY of the same rows on the same server in the same run.

    .venv/bin/python bench/loading.py                    50,000 articles of 4 KB, 500,000 mentions,
                                                         150,000 quotes
    .venv/bin/python bench/loading.py --articles 500000  ten times that (16 GB of memory, half an hour)

Everything runs on a fresh embedded server with its usual, durable settings. The stages' records are made
before the clock starts. The reference, 1.0, is turning the records into rows and copying them into tables
without keys; the line above it is the copying alone, of rows that lie ready. Row by row and
``execute_values`` write the same rows to the warehouse's own tables, for ``--sample`` articles, and are
scaled up; that flatters them, for their indexes stay small. Search vectors are made by every load in a
transaction of their own, after the batch is in; they have lines of their own here, and so has a raw COPY of
vectors that lie ready. ``first load, vectors included`` is set against a raw COPY of all those rows.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import hashlib
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
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
Seconds = tuple[float, float]
"""By the wall, by the processor."""
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
    newsroom = Newsroom(options.seed)
    batches = [newsroom.batch(start, options.batch) for start in range(0, options.articles, options.batch)]
    gc.collect()
    gc.freeze()  # what the benchmark itself holds is not to be walked through while the clock runs
    clock = Clock(server)
    title = f"{options.articles:,} articles of 4 KB in batches of {options.batch:,}"
    print(f"{title:<54} {'wall s':>8} {'cpu s':>8} {'wall ×':>7} {'cpu ×':>7}")
    _time_ready_rows(server, batches, clock)
    raw_url = _empty(server, "raw")
    copy = partial(_raw_copy, raw_url, map(_tables, batches))
    raw = clock.time("raw COPY of the records' rows, no keys", copy, reference=True)
    url = server.ensure_database("first")
    migrate(url)
    first = clock.time("first load", lambda: _load(url, batches))
    vectors = clock.time("its search vectors", lambda: _index(url, len(batches)))
    ready = _dump_vectors(url, folder)
    copied = clock.time("raw COPY of the vectors' rows, no keys", lambda: _raw_copy_vectors(raw_url, ready))
    clock.compare("first load, vectors included : raw COPY of all its rows", (first, vectors), (raw, copied))
    clock.time("the same again", lambda: _load(url, batches))
    _load(url, batches, digest="the files")
    clock.time("the same files again", lambda: _load(url, batches, digest="the files"))
    changed = [newsroom.changed(batch, share=0.01) for batch in batches]
    gc.freeze()
    clock.time("1 % changed, a day later", lambda: _load(url, changed))
    _time_search(url, newsroom)
    for name, write in (("execute_values", _execute_values), ("row by row", _row_by_row)):
        tables = _tables(newsroom.batch(10_000_000, options.sample))
        other = server.ensure_database(name.replace(" ", "_"))
        migrate(other)
        for turn in ("", ", the same again"):
            label = f"{name}{turn} ({options.sample:,} articles, scaled)"
            clock.time(label, partial(write, other, tables), factor=options.articles / options.sample)


class Clock:
    """Times work by the wall and by the processor: this process and the server's, added up.

    On a machine that is busy with other things the processor's seconds are the ones to compare.
    """

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server = psutil.Process(server.pid)
        self._reference: tuple[float, float] | None = None

    def time(
        self, name: str, work: Callable[[], object], *, factor: float = 1.0, reference: bool = False
    ) -> Seconds:
        """Time ``work``, print it and return its seconds by the wall and by the processor."""
        wall, cpu = time.perf_counter(), self._cpu()
        work()
        taken = (time.perf_counter() - wall) * factor, (self._cpu() - cpu) * factor
        if reference:
            self._reference = taken
        line = f"{name:<54} {taken[0]:8.1f} {taken[1]:8.1f}"
        if self._reference:
            line += "".join(
                f"{mine / whole:8.2f}" for mine, whole in zip(taken, self._reference, strict=True)
            )
        print(line, flush=True)
        return taken

    def compare(self, name: str, mine: tuple[Seconds, Seconds], other: tuple[Seconds, Seconds]) -> None:
        ratios = (
            sum(a) / sum(b) for a, b in zip(zip(*mine, strict=True), zip(*other, strict=True), strict=True)
        )
        print(f"{name:<72}" + "".join(f"{ratio:8.2f}" for ratio in ratios), flush=True)

    def _cpu(self) -> float:
        time.sleep(0.2)  # a backend's seconds are known once it has ended
        server = self._server.cpu_times()
        return time.process_time() + server.children_user + server.children_system


def _time_ready_rows(server: EmbeddedPostgres, batches: list[BatchRecords], clock: Clock) -> None:
    """A few batches stand for all, for rows of all would not fit into memory beside the records."""
    ready = [_tables(batch) for batch in batches[:4]]
    url = _empty(server, "ready")
    clock.time("COPY of rows that lie ready", lambda: _raw_copy(url, ready), factor=len(batches) / len(ready))


def _load(url: str, batches: list[BatchRecords], *, digest: str | None = None) -> None:
    for number, batch in enumerate(batches):
        lineage = Lineage(f"bench/{number:05d}", inputs_digest=digest)
        load_batch(url, batch, run=RUN, lineage=lineage, search=False)


def _index(url: str, batches: int) -> None:
    for number in range(batches):
        with connect(url) as connection:
            index_search(connection, f"bench/{number:05d}")


def _dump_vectors(url: str, folder: Path) -> dict[str, Path]:
    """The rows of the search tables as files for COPY."""
    files = {table: folder / f"{table}.copy" for table in VECTORS}
    with connect(url) as connection:
        for table, path in files.items():
            command = f"COPY {table} TO STDOUT (FORMAT BINARY)".encode()
            with path.open("wb") as file, connection.cursor().copy(command) as copy:
                file.writelines(copy)
    return files


def _raw_copy_vectors(url: str, files: dict[str, Path]) -> None:
    with connect(url) as connection:
        for table, path in files.items():
            connection.execute(f"CREATE TABLE {table} (id uuid, document tsvector)".encode())
            command = f"COPY {table} FROM STDIN (FORMAT BINARY)".encode()
            with path.open("rb") as file, connection.cursor().copy(command) as copy:
                while block := file.read(1 << 20):
                    copy.write(block)


def _time_search(url: str, newsroom: Newsroom) -> None:
    with connect(url) as connection:
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
    for name, search in (("quotes", search_quotes), ("articles", search_articles)):
        taken = []
        for phrase in newsroom.phrases(20):
            start = time.perf_counter()
            search(url, words=f'"{phrase}"')
            taken.append(time.perf_counter() - start)
        taken.sort()
        spread = f"{1000 * taken[10]:8.0f} ms median of 20, worst {1000 * taken[-1]:.0f} ms"
        print(f"phrase search in {name:<41} {spread}")


def _empty(server: EmbeddedPostgres, name: str) -> str:
    """A database with the tables that a load fills, of the same columns, without any key or check."""
    url = server.ensure_database(name)
    with connect(url) as connection:
        for columns in TABLES:
            types = ", ".join(f"{name} {kind}" for name, kind in columns.types.items())
            connection.execute(f"CREATE TABLE {columns.table} ({types})".encode())
    return url


def _raw_copy(url: str, batches: Iterable[Tables]) -> None:
    with connect(url) as connection:
        for tables in batches:
            for columns, lines in tables:
                copy_rows(connection, columns, lines)
            connection.commit()


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
        cursor.execute(
            """INSERT INTO source SELECT 'outlet' || n, 'outlet' FROM generate_series(0, 39) n
               ON CONFLICT DO NOTHING"""
        )
        cursor.execute("INSERT INTO extraction_run VALUES (%s, '', '', '') ON CONFLICT DO NOTHING", [RUN.id])
        cursor.execute("INSERT INTO batch (batch_id) VALUES ('b') ON CONFLICT DO NOTHING")
        for columns, lines in tables:
            plain = [
                [Json(value.obj) if isinstance(value, Jsonb) else value for value in line] for line in lines
            ]
            write(cursor, columns, KEYS[columns.table], plain)
    connection.close()


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
    parser.add_argument("--seed", type=int, default=6)
    return parser.parse_args()


if __name__ == "__main__":
    main()

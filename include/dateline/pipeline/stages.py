"""The steps of one batch, each from the files of the step before to a file of its own.

A step may run again at any time: it reads the same files and replaces its own. Each returns counts for the
log and Airflow's XCom. Heavy packages are imported inside the steps, because a DAG file that imports this
module is read by Airflow every half minute.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import wraps
from itertools import chain
from typing import TYPE_CHECKING, Concatenate
from urllib.parse import urlsplit

from upath import UPath

from dateline import stats
from dateline.lake import read_records, whole_file, write_records
from dateline.pipeline.batches import Batch
from dateline.pipeline.code import code_version
from dateline.pipeline.workspace import Workspace
from dateline.records import (
    Article,
    Candidate,
    Cleaned,
    Entities,
    ExtractionRun,
    Fetched,
    Page,
    Quotes,
)
from dateline.watch.stages import record_stage

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from dateline.warehouse.incoming import BatchRecords

log = logging.getLogger(__name__)

CANDIDATES = "candidates.jsonl.gz"
FETCHED = "fetched.jsonl.gz"
CAPTURES = "captures.warc.gz"
CLEANED = "cleaned.jsonl.gz"
ENTITIES = "entities.jsonl.gz"
QUOTES = "quotes.jsonl.gz"


def _stage[**P](
    run: Callable[Concatenate[Workspace, str, P], Counter[str]],
) -> Callable[Concatenate[Workspace, str, P], dict[str, int]]:
    """A step that is timed, whose figures are kept, and which says what it counted."""

    @wraps(run)
    def staged(workspace: Workspace, name: str, *args: P.args, **kwargs: P.kwargs) -> dict[str, int]:
        with stats.stage(run.__name__, name) as stage:
            stage.counts.update(run(workspace, name, *args, **kwargs))
        record_stage(workspace.warehouse_url, stage)
        said = ", ".join(f"{count} {what}" for what, count in stage.counts.items()) or "nothing"
        log.info("%s %s in %.1f s: %s", name, stage.name, stage.seconds, said)
        return stage.counts

    return staged


@_stage
def fetch(workspace: Workspace, name: str) -> Counter[str]:
    """Fetch every candidate of the batch; write the WARC and one :class:`Fetched` a candidate."""
    from dateline.fetch import WarcWriter, fetch_all, open_state

    batch, lake = Batch.parse(name), workspace.lake
    counts: Counter[str] = Counter()
    with (
        open_state(workspace.warehouse_url) as state,
        WarcWriter(batch.file(lake, CAPTURES), root=lake) as writer,
    ):
        fetched = fetch_all(
            read_records(batch.file(lake, CANDIDATES), Candidate),
            writer=writer,
            settings=workspace.settings.fetch,
            sources=workspace.sources,
            politeness=state.politeness,
            known=state.known,
            robots=state.robots,
            health=state.health,
        )
        results = _counted(fetched, counts, by=_fetch_result)
        write_records(batch.file(lake, FETCHED), results)
    return counts


@_stage
def clean(workspace: Workspace, name: str, *, sources: Collection[str] = ()) -> Counter[str]:
    """Turn the batch's captures into articles or endings; with ``sources`` only those of some."""
    from dateline.clean import clean_pages
    from dateline.warehouse.boilerplate import known_boilerplate, remember_boilerplate

    batch, lake = Batch.parse(name), workspace.lake
    counts: Counter[str] = Counter()
    captured = [
        fetched
        for fetched in read_records(batch.file(lake, FETCHED), Fetched)
        if fetched.capture and not fetched.ending and (not sources or fetched.candidate.source in sources)
    ]
    hosts = {host for fetched in captured if (host := _host(fetched))}
    boilerplate = known_boilerplate(
        workspace.warehouse_url, hosts, min_pages=workspace.settings.clean.boilerplate_min_pages
    )
    cleaned = clean_pages(
        _pages(workspace, captured), settings=workspace.settings.clean, boilerplate=boilerplate
    )
    results = _counted(cleaned, counts, by=_clean_result)
    write_records(batch.file(lake, CLEANED), results)
    remember_boilerplate(workspace.warehouse_url, boilerplate)
    return counts


@_stage
def parse(workspace: Workspace, name: str, *, earlier: Sequence[str] = ()) -> Counter[str]:
    """Parse each article once with the model of its language; keep the parses, one file a language.

    ``earlier`` names the batch as the same model parsed it before: a text that is the same word for word
    is not parsed again.
    """
    from dateline.annotate.parse import load_model, model_for, to_bytes
    from dateline.annotate.parse import parse as parse_texts

    batch, settings = Batch.parse(name), workspace.settings.annotate
    counts: Counter[str] = Counter()
    by_language: dict[str, list[tuple[str, str]]] = {language: [] for language in settings.models}
    for identity, article in _articles(workspace, batch):
        language = (article.language or "")[:2]
        counts[language if language in by_language else "without a model"] += 1
        by_language.get(language, []).append((identity, article.text))
    for language, texts in by_language.items():
        model = model_for(language, settings.models)
        if model is None:
            continue
        with (
            whole_file(batch.file(workspace.lake, _parsed(language))) as file,
            load_model(model).memory_zone(),
        ):
            unread = dict(texts)
            kept = _taken_over(workspace, earlier, language, unread, counts)
            read = parse_texts(unread.items(), model=model, batch_size=settings.batch_size)
            file.write(to_bytes(chain(kept, read)))
    return counts


@_stage
def entities(workspace: Workspace, name: str) -> Counter[str]:
    """Find the people, organisations and places of each parsed article."""
    from dateline.annotate.entities import find_entities

    batch = Batch.parse(name)
    counts: Counter[str] = Counter()

    def found() -> Iterator[Entities]:
        for identity, doc, title in _docs(workspace, batch):
            mentions, names = find_entities(doc, title=title)
            counts.update(articles=1, mentions=len(mentions))
            yield Entities(id=identity, mentions=tuple(mentions), entities=tuple(names))

    write_records(batch.file(workspace.lake, ENTITIES), found())
    return counts


@_stage
def quotes(workspace: Workspace, name: str) -> Counter[str]:
    """Find the quotations of each parsed article and resolve who spoke."""
    from dateline.annotate import annotate

    batch = Batch.parse(name)
    counts: Counter[str] = Counter()

    def found() -> Iterator[Quotes]:
        for identity, doc, title in _docs(workspace, batch):
            _, record = annotate(doc, identity=identity, title=title, settings=workspace.settings.annotate)
            counts.update(articles=1, quotes=len(record.quotes))
            counts.update(with_speaker=sum(quote.speaker is not None for quote in record.quotes))
            yield record

    write_records(batch.file(workspace.lake, QUOTES), found())
    return counts


@_stage
def load(
    workspace: Workspace,
    name: str,
    *,
    dag_id: str | None = None,
    dag_run_id: str | None = None,
    task_id: str | None = None,
    map_index: int | None = None,
) -> Counter[str]:
    """Load the batch in one transaction; only then is what was fetched taken for known.

    The keywords name the Airflow task that loads, for the lineage of every row.
    """
    from dateline.fetch import open_state
    from dateline.warehouse.load import load_batch
    from dateline.warehouse.write import Lineage

    batch, lake = Batch.parse(name), workspace.lake
    lineage = Lineage(
        batch=name,
        dag_id=dag_id,
        dag_run_id=dag_run_id,
        task_id=task_id,
        map_index=map_index,
        inputs_digest=_inputs_digest(lake, batch),
    )
    counts = load_batch(
        workspace.warehouse_url, records_of(lake, batch), run=extraction_run(workspace), lineage=lineage
    )
    with open_state(workspace.warehouse_url) as state:
        state.known.remember(read_records(batch.file(lake, FETCHED), Fetched))
    return Counter({outcome.value: count for outcome, count in counts.items()})


def records_of(lake: UPath, batch: Batch) -> BatchRecords:
    """What the stages wrote of a batch, read as it is asked for."""
    from dateline.warehouse.incoming import BatchRecords

    return BatchRecords(
        fetched=read_records(batch.file(lake, FETCHED), Fetched),
        cleaned=read_records(batch.file(lake, CLEANED), Cleaned),
        entities=read_records(batch.file(lake, ENTITIES), Entities),
        quotes=read_records(batch.file(lake, QUOTES), Quotes),
    )


def extraction_run(workspace: Workspace) -> ExtractionRun:
    """The code, models and settings by which this process extracts."""
    from importlib.metadata import PackageNotFoundError, version

    def version_of(model: str) -> str:
        try:
            return version(model)
        except PackageNotFoundError:
            return "unpackaged"

    models = workspace.settings.annotate.models
    return ExtractionRun(
        code_version=code_version(),
        model=" ".join(f"{language}:{model}" for language, model in sorted(models.items())),
        model_version=" ".join(version_of(model) for _, model in sorted(models.items())),
        settings={
            "annotate": workspace.settings.annotate.model_dump(mode="json", exclude={"models", "batch_size"}),
            "clean": workspace.settings.clean.model_dump(mode="json", exclude={"processes", "cpu_seconds"}),
        },
    )


def _inputs_digest(lake: UPath, batch: Batch) -> str:
    """Digest of the files that loading reads: equal files, equal digest."""
    digest = hashlib.sha256()
    for stage in (FETCHED, CLEANED, ENTITIES, QUOTES):
        digest.update(batch.file(lake, stage).read_bytes())
    return digest.hexdigest()


def _pages(workspace: Workspace, captured: Iterable[Fetched]) -> Iterator[Page]:
    from dateline.fetch import Client, read_capture

    http = Client(workspace.settings.fetch)
    for fetched in captured:
        candidate, capture = fetched.candidate, fetched.capture
        assert capture is not None
        source = workspace.source(candidate.source)
        yield Page(
            id=candidate.id,
            url=capture.final_url,
            html=read_capture(capture.warc, workspace.lake, http=http).body,
            charset=capture.charset,
            fetched_at=capture.fetched_at,
            source_timezone=source.timezone,
            source_name=source.name,
            title_hint=candidate.title,
            published_hint=candidate.published_at,
        )


def _articles(workspace: Workspace, batch: Batch) -> Iterator[tuple[str, Article]]:
    for cleaned in read_records(batch.file(workspace.lake, CLEANED), Cleaned):
        if cleaned.article and not cleaned.ending:
            yield cleaned.id, cleaned.article


def _docs(workspace: Workspace, batch: Batch) -> Iterator[tuple[str, Doc, str | None]]:
    """Each parsed article with its title."""
    from dateline.annotate.parse import from_bytes

    titles = {identity: article.title for identity, article in _articles(workspace, batch)}
    for language, model in workspace.settings.annotate.models.items():
        data = batch.file(workspace.lake, _parsed(language)).read_bytes()
        for identity, doc in from_bytes(data, model=model):
            yield identity, doc, titles[identity]


def _taken_over(
    workspace: Workspace, earlier: Sequence[str], language: str, unread: dict[str, str], counts: Counter[str]
) -> Iterator[tuple[str, Doc]]:
    """Parses of the very texts of ``unread``, which leave it."""
    from dateline.annotate.parse import from_bytes

    model = workspace.settings.annotate.models[language]
    for name in earlier:
        path = Batch.parse(name).file(workspace.lake, _parsed(language))
        if not path.exists():
            continue
        for identity, doc in from_bytes(path.read_bytes(), model=model):
            if unread.get(identity) == doc.text:
                del unread[identity]
                counts["parsed before"] += 1
                yield identity, doc


def _parsed(language: str) -> str:
    return f"parsed-{language}.spacy"


def _host(fetched: Fetched) -> str | None:
    return urlsplit(fetched.capture.final_url).hostname if fetched.capture else None


def _counted[R](records: Iterable[R], counts: Counter[str], *, by: Callable[[R], str]) -> Iterator[R]:
    for record in records:
        counts[by(record)] += 1
        yield record


def _fetch_result(fetched: Fetched) -> str:
    return fetched.ending.outcome.value if fetched.ending else "captured"


def _clean_result(cleaned: Cleaned) -> str:
    return cleaned.ending.outcome.value if cleaned.ending else "article"

"""Reading routes: everything that the page shows, as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Response

from dateline.newsroom import (
    article,
    articles,
    captures,
    people,
    quotes,
    review,
    source_checks,
    sources,
    speakers,
    today,
)
from dateline.newsroom.guard import Person, change_token
from dateline.newsroom.paging import LONGEST_PAGE, Page
from dateline.newsroom.reading import View
from dateline.newsroom.runs import AskAirflow
from dateline.newsroom.site import Site
from dateline.warehouse.connection import Connection
from dateline.warehouse.difference import Difference

Cursor = Annotated[str | None, Query(max_length=1000, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE)]
Words = Annotated[
    str | None, Query(max_length=300, description='As in web search: words, "a phrase", or, -without.')
]
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2999, 12, 31)
Since = Annotated[dt.date | None, Query(description="First day of publication.")]
Until = Annotated[dt.date | None, Query(description="Last day of publication, inclusive.")]
OfDay = Annotated[dt.date, Path(ge=EARLIEST, le=LATEST)]
AsOf = Annotated[
    dt.date | None, Query(ge=EARLIEST, le=LATEST, description="The last of the four weeks. Default: newest.")
]
Batch = Annotated[str | None, Query(max_length=200, description="Batch that loaded it: day/label.")]
SourceId = Annotated[str | None, Query(max_length=63, description="A source's id.")]


class Me(View):
    """Who asks, what they may do, and the names of the sources."""

    name: str
    may_change: bool
    may_take_down: bool
    token: str | None
    """To be sent with changes, in the header X-Newsroom-Token."""
    sources: dict[str, str]
    newest_day: dt.date | None


def article_filter(
    words: Words = None,
    source: SourceId = None,
    since: Since = None,
    until: Until = None,
    language: Annotated[str | None, Query(max_length=8)] = None,
    kind: Literal["article", "live blog", "media"] | None = None,
    copies: bool | None = None,
    corrected: bool | None = None,
    entity: Annotated[UUID | None, Query(description="A person, organisation or place named in it.")] = None,
    dag: Annotated[str | None, Query(max_length=250)] = None,
    run: Annotated[str | None, Query(max_length=250, description="Airflow run that loaded it.")] = None,
    batch: Batch = None,
) -> articles.ArticleFilter:
    """The filters of articles, as query parameters."""
    return articles.ArticleFilter(
        words=words or None,
        source=source,
        since=since,
        until=until,
        language=language,
        kind=kind,
        copies=copies,
        corrected=corrected,
        entity=entity,
        dag=dag,
        run=run,
        batch=batch,
    )


def quote_filter(
    words: Words = None,
    speaker: Annotated[str | None, Query(max_length=200, description="Part of the speaker's name.")] = None,
    entity: Annotated[UUID | None, Query(description="The speaker's entity.")] = None,
    speaker_type: Literal["person", "organisation", "group", "role", "unnamed"] | None = None,
    source: SourceId = None,
    kind: Literal["direct", "mixed", "indirect"] | None = None,
    min_score: Annotated[float | None, Query(ge=0, le=1, description="Least score of the speaker.")] = None,
    since: Since = None,
    until: Until = None,
) -> quotes.QuoteFilter:
    """The filters of quotes, as query parameters."""
    return quotes.QuoteFilter(
        words=words or None,
        speaker=speaker or None,
        entity=entity,
        speaker_type=speaker_type,
        source=source,
        kind=kind,
        min_score=min_score,
        since=since,
        until=until,
    )


def router(site: Site) -> APIRouter:
    """Routes that read."""
    routes = APIRouter(prefix="/api")
    reader = Depends(site.connection)
    asking = Depends(site.person)

    @routes.get("/me", summary="Who I am here", tags=["page"])
    def me(who: Person = asking, warehouse: Connection = reader) -> Me:
        return Me(
            name=who.name,
            may_change=who.may_change,
            may_take_down=who.may_take_down,
            token=change_token(site.secret, who) if who.may_change else None,
            sources={source.id: source.name for source in site.sources().values()},
            newest_day=today.newest_day(warehouse),
        )

    @routes.get("/days", summary="Days that were worked on", tags=["today"])
    def days(warehouse: Connection = reader) -> list[today.Day]:
        return today.known_days(warehouse)

    @routes.get("/days/{day}", summary="A day from found to loaded", tags=["today"])
    def one_day(
        day: OfDay, warehouse: Connection = reader, ask: AskAirflow | None = Depends(site.airflow)
    ) -> today.Today:
        return today.today(warehouse, day, ask)

    @routes.get("/days/{day}/outcomes", summary="Where each address of a day ended", tags=["today"])
    def outcomes(
        day: OfDay,
        source: SourceId = None,
        outcome: Annotated[
            str | None, Query(max_length=200, description="Outcomes, joined by commas.")
        ] = None,
        words: Annotated[
            str | None, Query(max_length=300, description="In address, title or reason.")
        ] = None,
        batch: Batch = None,
        cursor: Cursor = None,
        limit: Limit = 50,
        warehouse: Connection = reader,
    ) -> Page[today.Ended]:
        return today.ended(
            warehouse,
            day,
            source=source,
            outcome=outcome,
            words=words,
            batch=batch,
            cursor=cursor,
            limit=limit,
        )

    @routes.get("/sources", summary="Sources with their last four weeks", tags=["sources"])
    def all_sources(day: AsOf = None, warehouse: Connection = reader) -> list[sources.SourceRow]:
        return sources.list_sources(
            warehouse,
            day or today.newest_day(warehouse) or LATEST,
            site.sources(),
            interval=site.settings.fetch.min_interval,
        )

    @routes.get("/sources/{source_id}", summary="A source with its recent failures", tags=["sources"])
    def one_source(source_id: str, day: AsOf = None, warehouse: Connection = reader) -> sources.SourcePage:
        return _or_404(
            sources.read_source(
                warehouse,
                source_id,
                day or today.newest_day(warehouse) or LATEST,
                site.sources(),
                interval=site.settings.fetch.min_interval,
            )
        )

    @routes.get("/sources/{source_id}/check", summary="The newest check of a source", tags=["sources"])
    def newest_check(source_id: str, warehouse: Connection = reader) -> source_checks.SourceCheck:
        return _or_404(source_checks.newest_check(warehouse, source_id, site.sources().get(source_id)))

    @routes.get("/captures/{candidate_id}", summary="What was stored of an address", tags=["captures"])
    def capture(candidate_id: str, warehouse: Connection = reader) -> captures.StoredCapture:
        return _or_404(captures.read_stored(warehouse, site.lake, candidate_id))

    @routes.get(
        "/captures/{candidate_id}/body",
        summary="The stored bytes of an address",
        tags=["captures"],
        response_class=Response,
    )
    def body(candidate_id: str, warehouse: Connection = reader) -> Response:
        return Response(
            _or_404(captures.read_body(warehouse, site.lake, candidate_id)),
            media_type="application/octet-stream",
            headers={"Content-Disposition": 'attachment; filename="capture"'},
        )

    @routes.get("/articles", summary="Find articles", tags=["articles"])
    def all_articles(
        given: articles.ArticleFilter = Depends(article_filter),
        cursor: Cursor = None,
        limit: Limit = 50,
        warehouse: Connection = reader,
    ) -> Page[articles.ArticleRow]:
        return articles.find_articles(warehouse, given, cursor=cursor, limit=limit)

    @routes.get("/articles/{article_id}", summary="One article whole", tags=["articles"])
    def one_article(article_id: UUID, warehouse: Connection = reader) -> article.Article:
        return _or_404(article.read_article(warehouse, article_id))

    @routes.get(
        "/articles/{article_id}/versions/{version_id}/changes",
        summary="What a version changed in the one before it",
        tags=["articles"],
    )
    def changes(article_id: UUID, version_id: UUID, warehouse: Connection = reader) -> Difference:
        return _or_404(article.read_changes(warehouse, article_id, version_id))

    @routes.get("/quotes", summary="Find quotes", tags=["quotes"])
    def all_quotes(
        given: quotes.QuoteFilter = Depends(quote_filter),
        cursor: Cursor = None,
        limit: Limit = 50,
        warehouse: Connection = reader,
    ) -> Page[quotes.QuoteRow]:
        return quotes.find_quotes(warehouse, given, cursor=cursor, limit=limit)

    @routes.get("/speakers", summary="The most quoted, or those of a name", tags=["quotes"])
    def all_speakers(
        name: Annotated[str | None, Query(max_length=200)] = None, warehouse: Connection = reader
    ) -> list[speakers.SpeakerRow]:
        return speakers.find_speakers(warehouse, name=name)

    @routes.get("/speakers/{entity_id}", summary="One speaker's record", tags=["quotes"])
    def one_speaker(entity_id: UUID, warehouse: Connection = reader) -> speakers.Speaker:
        return _or_404(speakers.read_speaker(warehouse, entity_id))

    @routes.get("/entities", summary="People, organisations and places of a name", tags=["people"])
    def entities(
        name: Annotated[str, Query(max_length=200, description="Part of the name.")] = "",
        kind: Annotated[str | None, Query(max_length=40)] = None,
        warehouse: Connection = reader,
    ) -> list[people.Entity]:
        return people.find_entities(warehouse, name, kind=kind) if name.strip() else []

    @routes.get("/entities/{entity_id}", summary="Who an entity is, and who decided so", tags=["people"])
    def identity(entity_id: UUID, warehouse: Connection = reader) -> people.Identity:
        return _or_404(people.read_identity(warehouse, site.warehouse_url(), entity_id))

    @routes.get("/review", summary="Attributions to judge, least certain first", tags=["review"])
    def doubts(
        source: SourceId = None,
        unresolved: bool = False,
        cursor: Cursor = None,
        limit: Limit = 20,
        warehouse: Connection = reader,
    ) -> Page[review.Doubt]:
        return review.doubts(warehouse, source=source, unresolved=unresolved, cursor=cursor, limit=limit)

    @routes.get("/review/accuracy", summary="How often the machine was right, by source", tags=["review"])
    def accuracy(warehouse: Connection = reader) -> list[review.Accuracy]:
        return review.accuracy(warehouse)

    return routes


def _or_404[T](found: T | None) -> T:
    if found is None:
        raise HTTPException(404, "It is not in the warehouse.")
    return found

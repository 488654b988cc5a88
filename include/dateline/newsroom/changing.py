"""Routes that change something: each needs the right to, our own origin, and the token."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from dateline.errors import WarehouseError
from dateline.lake import open_lake
from dateline.newsroom import people, review
from dateline.newsroom.guard import Person, change_fault
from dateline.newsroom.site import Site
from dateline.newsroom.source_checks import start_check
from dateline.sources import Source
from dateline.warehouse.sources import switch_source
from dateline.warehouse.takedown import takedown


class Judgement(BaseModel):
    """What a person makes of a quote."""

    model_config = ConfigDict(extra="forbid")

    verdict: review.Verdict
    speaker: Annotated[str | None, Field(max_length=200)] = None
    """With ``corrected``: who said it."""
    speaker_type: Literal["person", "organisation", "group", "role", "unnamed"] | None = None


class Switch(BaseModel):
    """Whether a source is left out of new runs, and why."""

    model_config = ConfigDict(extra="forbid")

    paused: bool
    reason: Annotated[str, Field(max_length=1000)] = ""


class Merge(BaseModel):
    """Who else an entity is."""

    model_config = ConfigDict(extra="forbid")

    entities: Annotated[list[UUID], Field(min_length=1, max_length=100)]
    """They are this one, and so is all that was merged into them."""
    reason: Annotated[str, Field(max_length=1000)] = ""


class Split(BaseModel):
    """Where an entity is somebody else."""

    model_config = ConfigDict(extra="forbid")

    articles: Annotated[list[UUID], Field(max_length=500)] = []
    """In these it is another; none: it was merged by mistake and stands for itself again."""
    name: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    """Of that other, where it is another name."""
    reason: Annotated[str, Field(max_length=1000)] = ""


class Takedown(BaseModel):
    """What is to be forgotten, and why."""

    model_config = ConfigDict(extra="forbid")

    subject: Annotated[str, Field(min_length=1, max_length=4000)]
    """An article's address or id, or a speaker's name."""
    reason: Annotated[str, Field(min_length=1, max_length=1000)]
    dry_run: bool = True
    """Only say what would go."""


class Removed(BaseModel):
    """What a takedown removed, or would."""

    kind: Literal["article", "speaker"]
    articles: list[str]
    removed: dict[str, int]
    dry_run: bool


def router(site: Site) -> APIRouter:
    """Routes that change."""

    def changing(request: Request, who: Person = Depends(site.person)) -> Person:
        if fault := change_fault(request.headers, site.secret, who):
            raise HTTPException(403, fault)
        return who

    routes = APIRouter(prefix="/api", dependencies=[Depends(changing)])

    @routes.put("/review/{quote_id}", summary="Judge an attribution", tags=["review"])
    def judge(quote_id: UUID, given: Judgement, who: Person = Depends(changing)) -> review.Judged:
        judged = review.judge(
            site.warehouse_url(),
            quote_id,
            verdict=given.verdict,
            by=who.name,
            speaker=given.speaker,
            speaker_type=given.speaker_type,
        )
        if judged is None:
            raise HTTPException(404, "This quote is not in the warehouse: it may have been extracted anew.")
        return judged

    @routes.delete("/review/{quote_id}", status_code=204, summary="Withdraw a verdict", tags=["review"])
    def withdraw(quote_id: UUID) -> None:
        if not review.withdraw(site.warehouse_url(), quote_id):
            raise HTTPException(404, "Nobody has judged this quote.")

    @routes.post("/entities/{entity_id}/merge", summary="Say that entities are one", tags=["people"])
    def merge(
        entity_id: UUID, given: Merge, after: BackgroundTasks, who: Person = Depends(changing)
    ) -> people.Decided:
        url = site.warehouse_url()
        done, days = people.merge(url, entity_id, given.entities, by=who.name, reason=given.reason)
        after.add_task(people.make_marts_anew, url, days)
        return done

    @routes.post("/entities/{entity_id}/split", summary="Say that one is two", tags=["people"])
    def split(
        entity_id: UUID, given: Split, after: BackgroundTasks, who: Person = Depends(changing)
    ) -> people.Decided:
        url, articles = site.warehouse_url(), given.articles
        done, days = people.split(
            url, entity_id, articles=articles, name=given.name, by=who.name, reason=given.reason
        )
        after.add_task(people.make_marts_anew, url, days)
        return done

    @routes.put("/sources/{source_id}/switch", status_code=204, summary="Pause or resume", tags=["sources"])
    def switch(source_id: str, given: Switch, who: Person = Depends(changing)) -> None:
        switch_source(
            site.warehouse_url(),
            _configured(source_id),
            paused=given.paused,
            by=who.name,
            reason=given.reason,
        )

    @routes.post(
        "/sources/{source_id}/check",
        status_code=202,
        response_class=Response,
        summary="Check a source now",
        description="Its page tells how the check goes.",
        tags=["sources"],
    )
    def check(source_id: str, who: Person = Depends(changing)) -> Response:
        start_check(site.warehouse_url(), _configured(source_id), by=who.name)
        return Response(status_code=202)

    def _configured(source_id: str) -> Source:
        if source := site.sources().get(source_id):
            return source
        raise HTTPException(404, f"No file of sources holds {source_id}.")

    @routes.post("/takedowns", summary="Forget an article or a speaker", tags=["takedown"])
    def take_down(given: Takedown, who: Person = Depends(changing)) -> Removed:
        if not who.may_take_down:
            raise HTTPException(403, "You may not take anything down.")
        try:
            removal = takedown(
                site.warehouse_url(),
                open_lake(site.settings.lake_root),
                given.subject,
                reason=given.reason,
                asked_by=who.name,
                dry_run=given.dry_run,
            )
        except WarehouseError as error:
            if error.__cause__:
                raise
            raise HTTPException(404, str(error)) from error
        return Removed(
            kind=removal.kind,
            articles=removal.articles,
            removed=dict(removal.removed),
            dry_run=given.dry_run,
        )

    return routes

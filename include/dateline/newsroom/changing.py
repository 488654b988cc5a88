"""Routes that change something: each needs the right to, our own origin, and the token."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field

from dateline.newsroom import review
from dateline.newsroom.guard import Person, change_fault
from dateline.newsroom.site import Site


class Judgement(BaseModel):
    """What a person makes of a quote."""

    model_config = ConfigDict(extra="forbid")

    verdict: review.Verdict
    speaker: Annotated[str | None, Field(max_length=200)] = None
    """With ``corrected``: who said it."""
    speaker_type: Literal["person", "organisation", "group", "role", "unnamed"] | None = None


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

    return routes

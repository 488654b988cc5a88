"""Routes that send a list as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from dateline.newsroom.articles import ArticleFilter, ArticleRow, find_articles
from dateline.newsroom.exporting import PIECE, all_rows, as_csv, as_parquet
from dateline.newsroom.guard import Person
from dateline.newsroom.lists import article_filter, quote_filter
from dateline.newsroom.paging import Page
from dateline.newsroom.quotes import QuoteFilter, QuoteRow, find_quotes
from dateline.newsroom.reading import reading
from dateline.newsroom.site import Site
from dateline.warehouse.connection import Connection

Format = Literal["csv", "parquet"]
WRITERS = {"csv": (as_csv, "text/csv"), "parquet": (as_parquet, "application/vnd.apache.parquet")}


def router(site: Site) -> APIRouter:
    """Routes that send files."""
    routes = APIRouter(prefix="/api", tags=["files"])
    asking = Depends(site.person)

    @routes.get("/quotes.{form}", summary="All quotes that fit, as a file", response_class=StreamingResponse)
    def quotes(
        form: Format, given: QuoteFilter = Depends(quote_filter), who: Person = asking
    ) -> StreamingResponse:
        return _send(
            site, who, QuoteRow, form, lambda db, at: find_quotes(db, given, cursor=at, limit=PIECE), "quotes"
        )

    @routes.get(
        "/articles.{form}", summary="All articles that fit, as a file", response_class=StreamingResponse
    )
    def articles(
        form: Format, given: ArticleFilter = Depends(article_filter), who: Person = asking
    ) -> StreamingResponse:
        return _send(
            site,
            who,
            ArticleRow,
            form,
            lambda db, at: find_articles(db, given, cursor=at, limit=PIECE),
            "articles",
        )

    return routes


def _send(
    site: Site,
    who: Person,
    model: type[BaseModel],
    form: Format,
    find: Callable[[Connection, str | None], Page],
    name: str,
) -> StreamingResponse:
    write, media_type = WRITERS[form]
    site.gate.enter(who.name)

    def pieces() -> Iterator[bytes]:
        try:
            with reading(site.warehouse_url()) as connection:
                yield from write(model, all_rows(lambda cursor: find(connection, cursor)))
        finally:
            site.gate.leave(who.name)

    return StreamingResponse(
        pieces(),
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'},
    )

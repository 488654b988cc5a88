"""``dateline read``: one article with its people and quotes, in the terminal, as a page or as JSON."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.errors import DatelineError

if TYPE_CHECKING:
    from dateline.cli.reading import Reading
    from dateline.records import Article, Page


def read(
    source: Annotated[str, typer.Argument(metavar="FILE|URL", help="HTML or plain text, or an address.")],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="PAGE.html", help="Write the same as a page.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as one JSON object.")] = False,
    language: Annotated[
        str | None, typer.Option(help="The text's language, where the page does not say it.")
    ] = None,
) -> None:
    """Show one article: who is in it, what was said, by whom, and how sure that is.

    Example: dateline read https://paper.example/news/flood-wall --html wall.html
    """
    from rich.console import Console

    from dateline.cli.reading import as_page, print_reading

    reading = _annotated(_load(source), language)
    if html is not None:
        html.write_text(as_page(reading), encoding="utf-8", errors="replace")
    if as_json:
        typer.echo(json.dumps(reading.as_dict(), ensure_ascii=False, indent=1))
    elif html is None:
        print_reading(reading, Console())


def _load(source: str) -> Article:
    if source.startswith(("http://", "https://")):
        return _clean(_fetched(source))
    content = _bytes_of(Path(source))
    if _is_html(content):
        from dateline.records import Page

        return _clean(Page(id=source, url=Path(source).resolve().as_uri(), html=content))
    from dateline.records import Article

    return Article(url=Path(source).resolve().as_uri(), text=content.decode("utf-8", "replace"))


def _bytes_of(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if path.suffix == ".gz" else content
    except (OSError, EOFError) as error:
        raise DatelineError(
            f"{path} cannot be read: {error}.",
            "Name an existing file, or an address with https://.",
            path=str(path),
        ) from error


def _is_html(content: bytes) -> bool:
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith(b"<") or b"<html" in head


def _fetched(url: str) -> Page:
    from dateline.fetch.charset import find_charset
    from dateline.fetch.client import Client
    from dateline.records import Page
    from dateline.settings import get_settings

    client = Client(get_settings().fetch)
    try:
        response = client.get(url)
    finally:
        client.close()
    if response.status != 200:
        raise DatelineError(
            f"{url} answered {response.status}.", "Open it in a browser to see what it asks for.", url=url
        )
    charset = find_charset(response.body, response.headers.get("Content-Type", ""))
    return Page(id=url, url=response.url, html=response.body, charset=charset)


def _clean(page: Page) -> Article:
    """The article of a page; one that is no article is read all the same, where there is text."""
    from dateline.clean import clean_pages
    from dateline.settings import get_settings

    (cleaned,) = clean_pages([page], settings=get_settings().clean, keep_refused=True)
    if cleaned.article is None or not cleaned.article.text:
        reason = cleaned.ending.reason if cleaned.ending else "no text was found"
        raise DatelineError(
            f"{page.url} holds no article: {reason}.", "Try the page of one article.", url=page.url
        )
    return cleaned.article


def _annotated(article: Article, language: str | None) -> Reading:
    from dateline.annotate.annotate import annotate_texts
    from dateline.annotate.parse import model_for
    from dateline.cli.reading import Reading
    from dateline.settings import get_settings

    settings = get_settings().annotate
    spoken = language or article.language or article.language_detected or "en"
    model = model_for(spoken, settings.models)
    if model is None:
        return Reading(article, unread_language=spoken)
    rows = [(article.url, article.text, article.title)]
    ((entities, quotes),) = annotate_texts(rows, model=model, settings=settings)
    return Reading(article, entities.mentions, entities.entities, quotes.quotes)
